// The target groups of a company, between the API's words and the console's.

import { about, api, at, dataOf, recordOf, type Schemas } from '../api/client'
import type { One } from '../api/records'
import { pageOf, searchBody, type Grammar } from '../api/lists'
import { versionFor, type Before, type ListParams, type Meta } from '../api/source'

export type TargetGroup = One<'target-groups'>
export type TargetGroupRow = Schemas['TargetGroupDetails'] & { id: string }

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

export function targetGroupSearch(params: ListParams) {
  return searchBody(params, grammar, ORDER)
}

async function list(params: ListParams, signal?: AbortSignal) {
  const where = about(params.meta?.company)
  const body = targetGroupSearch(params)
  return pageOf(await dataOf(api.POST('/api/target-groups/search', { params: where, body, signal })))
}

/** All of some companies. Those of one that may not be read have no names; that is no fault. */
async function names({ filter }: ListParams) {
  const { companies } = filter as { companies: readonly string[] }
  const asked = companies.map((company) => dataOf(api.GET('/api/target-groups', { params: about(company) })))
  const found = (await Promise.allSettled(asked)).flatMap((it) => (it.status === 'fulfilled' ? it.value : []))
  return { data: found.map(({ resourceId: id, name }) => ({ id, name })), total: found.length }
}

function one(id: string, { company }: Meta) {
  return recordOf(id, api.GET('/api/target-groups/{resourceId}', { params: at(id, company) }))
}

async function create(body: TargetGroupValues, { company }: Meta) {
  return { id: (await dataOf(api.POST('/api/target-groups', { params: about(company), body }))).resourceId }
}

async function update(id: string, body: TargetGroupValues, before: Before, meta: Meta): Promise<void> {
  const params = at(id, meta.company, versionFor(before, meta))
  await dataOf(api.PUT('/api/target-groups/{resourceId}', { params, body }))
}

function remove(ids: string[], { company }: Meta) {
  return Promise.all(
    ids.map((id) => dataOf(api.DELETE('/api/target-groups/{resourceId}', { params: at(id, company) }))),
  )
}

/** The users of a group, or those of the company that are not in it. */
function usersOf(excludeGroupUsers: boolean) {
  return async (params: ListParams, signal?: AbortSignal) => {
    const where = at(params.meta?.of ?? '', params.meta?.company)
    const body = {
      ...searchBody(params, {}, { email: 'Email' } as const),
      ...(excludeGroupUsers && { excludeGroupUsers }),
    }
    return pageOf(await dataOf(api.POST('/api/target-groups/{resourceId}/users', { params: where, body, signal })))
  }
}

function addUsers(company: string, id: string, targetUserResourceIds: string[]) {
  const body = { targetUserResourceIds }
  return dataOf(api.PUT('/api/target-groups/{resourceId}/users', { params: at(id, company), body }))
}

function removeUsers(company: string, id: string, targetUserResourceIds: string[]) {
  const body = { targetUserResourceIds }
  return dataOf(api.DELETE('/api/target-groups/{resourceId}/users', { params: at(id, company), body }))
}

export const sources = {
  'target-groups': { list, one, create, update, remove },
  'target-groups/names': { list: names },
  'target-groups/users': { list: usersOf(false) },
  'target-groups/others': { list: usersOf(true) },
}
export const deeds = { addUsers, removeUsers }
