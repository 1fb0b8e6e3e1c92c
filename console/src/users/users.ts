// Target users of one company, between the API's words and the console's.

import type { GetListParams } from 'react-admin'
import { about, api, dataOf, toldBy, versionOf, type Schemas } from '../api/client'
import { pageOf, searchBody, type Grammar } from '../api/lists'
import type { Source } from '../api/provider'

export type UserRow = Schemas['ListedUser'] & { id: string }
export type UserDetails = Schemas['UserDetails']
export const PRIORITIES: Schemas['PriorityName'][] = ['VeryLow', 'Low', 'Medium', 'High', 'VeryHigh']

/** What the form holds. */
const FIELDS = [
  'email',
  'firstName',
  'lastName',
  'department',
  'phoneNumber',
  'priority',
  'isActive',
  'preferredLanguageId',
  'timeZoneId',
] as const
export type UserValues = Pick<Schemas['CreateUserBody'], (typeof FIELDS)[number]>

/** How the API's rules begin, and the field that each is about. */
export const RULES = Object.fromEntries(FIELDS.map((field) => [field, field]))

const grammar: Grammar = { status: ['Status', '='] }
const ORDER = {
  email: 'Email',
  firstName: 'FirstName',
  lastName: 'LastName',
  department: 'Department',
  phoneNumber: 'PhoneNumber',
  priority: 'Priority',
  status: 'Status',
  createTime: 'CreateTime',
} as const

export function userSearch(params: Partial<GetListParams>) {
  return searchBody(params, grammar, ORDER)
}

async function list(params: Partial<GetListParams>, signal?: AbortSignal) {
  const { company } = params.meta as { company: string }
  const body = userSearch(params)
  return pageOf(await dataOf(api.POST('/api/target-users/search', { params: about(company), body, signal })))
}

export function countUsers(company: string) {
  return dataOf(api.GET('/api/target-users/count-summary', { params: about(company) }))
}

export function readUser(company: string, id: string) {
  const params = { path: { resourceId: id }, ...about(company) }
  return versionOf(api.GET('/api/target-users/{resourceId}', { params }))
}

/** What the form sends: nothing that it does not hold, and empty what was emptied. */
export function sentOf(form: object): UserValues {
  const values = form as UserValues
  const sent = FIELDS.filter((field) => values[field] !== undefined).map((field) => [field, values[field] ?? ''])
  return Object.fromEntries(sent) as UserValues
}

export function createUser(company: string, body: UserValues) {
  return toldBy(api.POST('/api/target-users', { params: about(company), body }))
}

export function updateUser(company: string, id: string, body: Partial<UserValues>, version?: string) {
  const params = { path: { resourceId: id }, ...about(company, version) }
  return toldBy(api.PUT('/api/target-users/{resourceId}', { params, body }))
}

export function deleteUser(company: string, id: string) {
  const params = { path: { resourceId: id }, ...about(company) }
  return dataOf(api.DELETE('/api/target-users/{resourceId}', { params }))
}

export function deleteUsers(company: string, items: string[]) {
  return dataOf(api.DELETE('/api/target-users/bulk-delete', { params: about(company), body: { items } }))
}

export const users: Source<UserRow> = { list }
