// Company groups, between the API's words and the console's.

import type { GetListParams } from 'react-admin'
import { api, dataOf, versionOf, type Schemas } from '../api/client'
import { ApiError } from '../api/errors'
import { pageOf, searchBody, type Grammar } from '../api/lists'
import type { Source } from '../api/provider'
import { personsDay } from '../i18n/formats'

export type GroupRow = Schemas['ListedGroup'] & { id: string }

/** The most that one page holds. */
const PAGE = 1000
/** How often a change is tried anew when somebody else was faster. */
const TRIES = 3

const grammar: Grammar = {
  name: ['Name', 'Contains'],
  companies_min: ['CompanyCount', '>='],
  companies_max: ['CompanyCount', '<='],
  created_from: ['CreateTime', '>=', personsDay],
  created_before: ['CreateTime', '<', personsDay],
}
const ORDER = { name: 'Name', companyCount: 'CompanyCount', createTime: 'CreateTime' } as const

export function groupSearch(params: Partial<GetListParams>) {
  return searchBody(params, grammar, ORDER)
}

async function list(params: Partial<GetListParams>, signal?: AbortSignal) {
  const body = groupSearch(params)
  return pageOf(await dataOf(api.POST('/api/company-groups/search', { body, signal })))
}

export async function readGroup(id: string) {
  const path = { resourceId: id }
  return versionOf(api.GET('/api/company-groups/{resourceId}', { params: { path } }))
}

export async function createGroup(name: string, members: string[]) {
  return dataOf(api.POST('/api/company-groups', { body: { name, companyResourceIdArray: members } }))
}

export async function renameGroup(id: string, name: string, version?: string) {
  const params = { path: { resourceId: id }, header: version ? { 'If-Match': version } : {} }
  return dataOf(api.PUT('/api/company-groups/{resourceId}', { params, body: { name } }))
}

export async function deleteGroups(ids: string[]) {
  return dataOf(api.DELETE('/api/company-groups/bulk-delete', { body: { items: ids } }))
}

/** One page of a group's companies; in the order of their names unless another is asked for. */
export async function members(id: string, params: Partial<GetListParams>, signal?: AbortSignal) {
  const body = memberSearch(params)
  const path = { resourceId: id }
  return dataOf(api.POST('/api/company-groups/{resourceId}/companies/search', { params: { path }, body, signal }))
}

const MEMBER_ORDER = {
  companyName: 'CompanyName',
  industryName: 'IndustryName',
  licenseTypeName: 'LicenseTypeName',
  numberOfUsers: 'NumberOfUsers',
  licenseEndDate: 'LicenseEndDate',
  createTime: 'CreateTime',
} as const

function memberSearch(params: Partial<GetListParams>) {
  return searchBody(params, {}, MEMBER_ORDER)
}

/**
 * Adds companies to a group. The API only replaces the whole set of members, so it is read and
 * written on the condition that it has not changed between.
 */
export async function addToGroup(id: string, added: string[]): Promise<void> {
  for (let tried = 1; ; tried++) {
    const { etag } = await readGroup(id)
    const all = new Set(added)
    for (let page = 1, pages = 1; page <= pages; page++) {
      const order = { field: 'createTime', order: 'ASC' } as const
      const found = await members(id, { pagination: { page, perPage: PAGE }, sort: order })
      for (const { companyResourceId } of found.results) all.add(companyResourceId)
      pages = found.totalNumberOfPages
    }
    const params = { path: { resourceId: id }, header: etag ? { 'If-Match': etag } : {} }
    const body = { companyResourceIdArray: [...all] }
    try {
      await dataOf(api.PUT('/api/company-groups/{resourceId}/participants', { params, body }))
      return
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 412) || tried === TRIES) throw error
    }
  }
}

export async function removeFromGroup(id: string, taken: string[]) {
  const params = { path: { resourceId: id } }
  const body = { companyResourceIdArray: taken }
  return dataOf(api.DELETE('/api/company-groups/{resourceId}/participants', { params, body }))
}

export const groups: Source<GroupRow> = { list }
