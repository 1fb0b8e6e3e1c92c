// Roles, between the API's words and the console's.

import { api, dataOf, versionOf, type Schemas } from '../api/client'

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
export async function allRoles(signal?: AbortSignal) {
  const found: RoleRow[] = []
  for (let pageNumber = 1, pages = 1; pageNumber <= pages; pageNumber++) {
    const body = { pageNumber, pageSize: PAGE, orderBy: 'RoleName' as const, ascending: true }
    const page = await dataOf(api.POST('/api/roles/search', { body, signal }))
    found.push(...page.results)
    pages = page.totalNumberOfPages
  }
  return [...found.filter(isBuiltIn), ...found.filter((role) => !isBuiltIn(role))]
}

export function readRole(id: string) {
  return versionOf(api.GET('/api/roles/{resourceId}', { params: { path: { resourceId: id } } }))
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

export async function createRole(values: RoleValues) {
  return (await dataOf(api.POST('/api/roles', { body: bodyOf(values) }))).resourceId
}

export function updateRole(id: string, values: RoleValues, before: RoleValues, version?: string) {
  const params = { path: { resourceId: id }, header: version ? { 'If-Match': version } : {} }
  return dataOf(api.PUT('/api/roles/{resourceId}', { params, body: bodyOf(values, before) }))
}

export function deleteRole(id: string) {
  return dataOf(api.DELETE('/api/roles/{resourceId}', { params: { path: { resourceId: id } } }))
}
