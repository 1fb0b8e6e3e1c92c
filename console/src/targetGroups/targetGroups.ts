// The target groups of a company, between the API's words and the console's.

import type { GetListParams } from 'react-admin'
import { about, api, dataOf, versionOf, type Schemas } from '../api/client'
import { pageOf, searchBody, type Grammar } from '../api/lists'
import type { Source } from '../api/provider'

export type TargetGroup = Schemas['TargetGroupDetails']
export type TargetGroupRow = TargetGroup & { id: string }

/** What the dialog holds. */
export interface TargetGroupValues {
  name: string
  priority: Schemas['PriorityName']
}

const grammar: Grammar = { name: ['Name', 'Contains'], priority: ['Priority', 'Include'] }
const ORDER = {
  name: 'Name',
  userCount: 'UserCount',
  priority: 'Priority',
  createTime: 'CreateTime',
  updateTime: 'UpdateTime',
} as const

export function targetGroupSearch(params: Partial<GetListParams>) {
  return searchBody(params, grammar, ORDER)
}

async function list(params: Partial<GetListParams>, signal?: AbortSignal) {
  const { company } = params.meta as { company: string }
  const body = targetGroupSearch(params)
  return pageOf(await dataOf(api.POST('/api/target-groups/search', { params: about(company), body, signal })))
}

const at = (company: string, id: string, version?: string) => ({ path: { resourceId: id }, ...about(company, version) })

export function readTargetGroup(company: string, id: string) {
  return versionOf(api.GET('/api/target-groups/{resourceId}', { params: at(company, id) }))
}

export async function createTargetGroup(company: string, body: TargetGroupValues) {
  return (await dataOf(api.POST('/api/target-groups', { params: about(company), body }))).resourceId
}

export function updateTargetGroup(company: string, id: string, body: TargetGroupValues, version?: string) {
  return dataOf(api.PUT('/api/target-groups/{resourceId}', { params: at(company, id, version), body }))
}

export function deleteTargetGroup(company: string, id: string) {
  return dataOf(api.DELETE('/api/target-groups/{resourceId}', { params: at(company, id) }))
}

/** A page of the users of a group, or of those of the company that are not in it, by their e-mail. */
export function targetGroupUsers(
  company: string,
  id: string,
  { page, size, text, others }: { page: number; size: number; text?: string; others?: boolean },
  signal?: AbortSignal,
) {
  const body = {
    pageNumber: page,
    pageSize: size,
    orderBy: 'Email' as const,
    ascending: true,
    ...(text && { filter: { searchInputTextValue: text } }),
    ...(others && { excludeGroupUsers: true }),
  }
  return dataOf(api.POST('/api/target-groups/{resourceId}/users', { params: at(company, id), body, signal }))
}

export function addUsers(company: string, id: string, targetUserResourceIds: string[]) {
  const body = { targetUserResourceIds }
  return dataOf(api.PUT('/api/target-groups/{resourceId}/users', { params: at(company, id), body }))
}

export function removeUsers(company: string, id: string, targetUserResourceIds: string[]) {
  const body = { targetUserResourceIds }
  return dataOf(api.DELETE('/api/target-groups/{resourceId}/users', { params: at(company, id), body }))
}

export const targetGroups: Source<TargetGroupRow> = { list }
