// Roles, between the API's words and the console's.

import { api, at, dataOf, recordOf, type Schemas } from '../api/client'
import { versionFor, type Before, type ListParams, type Meta } from '../api/source'

export type RoleRow = Schemas['ListedRole']
export type RoleDetails = Schemas['RoleDetails']
export type Offer = Schemas['AvailableForNamed']

/** To whom a role is available: its own company, those below it as well, or those that are named. */
export const REACHES = ['MyCompanyOnly', 'AllCompanies', 'Some'] as const

/** What the form holds. */
export interface RoleValues {
  name: string
  description: string | null
  permissionResourceIdList: string[]
  reach: (typeof REACHES)[number]
  /** The companies and the groups, if they are named. */
  whom: Offer[]
}

/** How the API's rules begin, and the field that each is about. */
export const RULES = {
  name: 'name',
  description: 'description',
  permissionResourceIdList: 'permissionResourceIdList',
  availableForRequests: 'reach',
}

/** The most that one page holds. */
const PAGE = 1000

export const isBuiltIn = ({ typeName }: { typeName: string }) => typeName === 'System'

/** The role that resellers alone hand out. Where it is not there, no role is made either. */
export const isForResellers = (role: RoleRow) => isBuiltIn(role) && role.roleName === 'Reseller'

/** Every role that the person may hand out or manage: the built-in ones first, then by name. */
async function list(_: ListParams, signal?: AbortSignal) {
  const found: RoleRow[] = []
  for (let pageNumber = 1, pages = 1; pageNumber <= pages; pageNumber++) {
    const body = { pageNumber, pageSize: PAGE, orderBy: 'RoleName' as const, ascending: true }
    const page = await dataOf(api.POST('/api/roles/search', { body, signal }))
    found.push(...page.results)
    pages = page.totalNumberOfPages
  }
  const data = [...found.filter(isBuiltIn), ...found.filter((role) => !isBuiltIn(role))]
  return { data: data.map((role) => ({ ...role, id: role.resourceId })), total: data.length }
}

/** Those that may be handed out, to choose from. */
async function names() {
  const found = await dataOf(api.GET('/api/roles'))
  return { data: found.map(({ resourceId: id, name }) => ({ id, name })), total: found.length }
}

/** All that a role can allow, module by module. */
async function permissions() {
  const found = await dataOf(api.GET('/api/permissions/all'))
  return { data: found.map((module) => ({ ...module, id: module.moduleName })), total: found.length }
}

function one(id: string) {
  return recordOf(id, api.GET('/api/roles/{resourceId}', { params: at(id) }))
}

/** What stands in the form of a role that is there. */
export function valuesOf({ name, description, permissionResourceIdList, availableForList }: RoleDetails): RoleValues {
  const whom = availableForList.filter(({ resourceId }) => resourceId !== null)
  const reachesAll = availableForList.some(({ type }) => type === 'AllCompanies')
  const reach = reachesAll ? 'AllCompanies' : whom.length > 0 ? 'Some' : 'MyCompanyOnly'
  return { name, description, permissionResourceIdList, reach, whom }
}

function offersOf({ reach, whom }: RoleValues) {
  const offers = reach === 'Some' ? whom : [{ type: reach, resourceId: null }]
  return offers.map(({ type, resourceId }) => ({ type: type as Schemas['AvailabilityType'], resourceId }))
}

/** Absent and null keep what is there, also the offers of which the person is not told. */
function bodyOf(values: RoleValues, before?: RoleValues): Schemas['RoleBody'] {
  const { name, description, permissionResourceIdList } = values
  const availableForRequests = offersOf(values)
  const isSame = before && JSON.stringify(availableForRequests) === JSON.stringify(offersOf(before))
  return {
    name,
    description: description ?? '',
    permissionResourceIdList,
    ...(!isSame && { availableForRequests }),
  }
}

async function create(values: RoleValues) {
  return { id: (await dataOf(api.POST('/api/roles', { body: bodyOf(values) }))).resourceId }
}

async function update(id: string, values: RoleValues, before: Before, meta: Meta): Promise<void> {
  const params = at(id, undefined, versionFor(before, meta))
  const body = bodyOf(values, valuesOf(before as unknown as RoleDetails))
  await dataOf(api.PUT('/api/roles/{resourceId}', { params, body }))
}

function remove(ids: string[]) {
  return Promise.all(ids.map((id) => dataOf(api.DELETE('/api/roles/{resourceId}', { params: at(id) }))))
}

export const sources = {
  roles: { list, one, create, update, remove },
  'roles/names': { list: names },
  'roles/permissions': { list: permissions },
}
