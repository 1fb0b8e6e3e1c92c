// Company groups, between the API's words and the console's.

import { api, at, dataOf, recordOf, type Schemas } from '../api/client'
import { ApiError } from '../api/errors'
import { pageOf, searchBody, type Grammar } from '../api/lists'
import { versionFor, type Before, type ListParams, type Meta } from '../api/source'
import { personsDay } from '../i18n/days'

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

export function groupSearch(params: ListParams) {
  return searchBody(params, grammar, ORDER)
}

async function list(params: ListParams, signal?: AbortSignal) {
  const body = groupSearch(params)
  return pageOf(await dataOf(api.POST('/api/company-groups/search', { body, signal })))
}

/** All of them, to choose from. */
async function names() {
  const found = await dataOf(api.GET('/api/company-groups'))
  return { data: found.map(({ resourceId: id, name }) => ({ id, name })), total: found.length }
}

function one(id: string) {
  return recordOf(id, api.GET('/api/company-groups/{resourceId}', { params: at(id) }))
}

async function create({ name, members = [] }: { name: string; members?: string[] }) {
  const body = { name, companyResourceIdArray: members }
  return { id: (await dataOf(api.POST('/api/company-groups', { body }))).resourceId }
}

async function update(id: string, body: { name: string }, before: Before, meta: Meta): Promise<void> {
  const params = at(id, undefined, versionFor(before, meta))
  await dataOf(api.PUT('/api/company-groups/{resourceId}', { params, body }))
}

function remove(items: string[]) {
  return dataOf(api.DELETE('/api/company-groups/bulk-delete', { body: { items } }))
}

const MEMBER_ORDER = {
  companyName: 'CompanyName',
  industryName: 'IndustryName',
  licenseTypeName: 'LicenseTypeName',
  numberOfUsers: 'NumberOfUsers',
  licenseEndDate: 'LicenseEndDate',
  createTime: 'CreateTime',
} as const

/** The companies of a group. */
async function members(params: ListParams, signal?: AbortSignal) {
  const body = searchBody(params, {}, MEMBER_ORDER)
  const where = at(params.meta?.of ?? '')
  const path = '/api/company-groups/{resourceId}/companies/search'
  const page = await dataOf(api.POST(path, { params: where, body, signal }))
  return {
    data: page.results.map((row) => ({ ...row, id: row.companyResourceId })),
    total: page.totalNumberOfRecords,
  }
}

/**
 * Adds companies to a group. The API only replaces the whole set of members, so it is read and
 * written on the condition that it has not changed between.
 */
async function addToGroup(id: string, added: string[]): Promise<void> {
  for (let tried = 1; ; tried++) {
    const { version } = await one(id)
    const all = new Set(added)
    for (let page = 1, pages = 1; page <= pages; page++) {
      const sort = { field: 'createTime', order: 'ASC' } as const
      const { data, total } = await members({ pagination: { page, perPage: PAGE }, sort, meta: { of: id } })
      for (const member of data) all.add(member.id)
      pages = Math.ceil(total / PAGE)
    }
    const body = { companyResourceIdArray: [...all] }
    try {
      await dataOf(
        api.PUT('/api/company-groups/{resourceId}/participants', { params: at(id, undefined, version), body }),
      )
      return
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 412) || tried === TRIES) throw error
    }
  }
}

function removeFromGroup(id: string, taken: string[]) {
  const body = { companyResourceIdArray: taken }
  return dataOf(api.DELETE('/api/company-groups/{resourceId}/participants', { params: at(id), body }))
}

export const sources = {
  groups: { list, one, create, update, remove },
  'groups/names': { list: names },
  'groups/members': { list: members },
}
export const deeds = { addToGroup, removeFromGroup }
