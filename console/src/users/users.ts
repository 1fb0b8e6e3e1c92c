// Target users of one company, between the API's words and the console's.

import { about, api, at, dataOf, recordOf, toldBy, type Schemas } from '../api/client'
import type { One } from '../api/records'
import { pageOf, searchBody, type Grammar } from '../api/lists'
import { versionFor, type Before, type ListParams, type Meta } from '../api/source'
import { ORDER, TYPED, type UserValues } from './fields'

export type UserRow = Schemas['ListedUser'] & { id: string }
export type UserDetails = One<'users'>
export const PRIORITIES: Schemas['PriorityName'][] = ['VeryLow', 'Low', 'Medium', 'High', 'VeryHigh']

/** How the API's rules begin, and the field that each is about. */
export const RULES = Object.fromEntries(TYPED.map(([field]) => [field, field]))

const grammar: Grammar = { status: ['Status', '='] }

export function userSearch(params: ListParams) {
  return searchBody(params, grammar, ORDER)
}

async function list(params: ListParams, signal?: AbortSignal) {
  const where = about(params.meta?.company)
  return pageOf(await dataOf(api.POST('/api/target-users/search', { params: where, body: userSearch(params), signal })))
}

/** How many users a company has of each kind. */
async function counts(company: string) {
  return { id: company, ...(await dataOf(api.GET('/api/target-users/count-summary', { params: about(company) }))) }
}

function one(id: string, { company }: Meta) {
  return recordOf(id, api.GET('/api/target-users/{resourceId}', { params: at(id, company) }))
}

/** What the form sends: nothing that it does not hold, and empty what was emptied. */
export function sentOf(form: object): UserValues {
  const values = form as UserValues
  const held = TYPED.map(([field]) => field).filter((field) => values[field] !== undefined)
  const sent = held.map((field) => [field, values[field] ?? ''])
  return Object.fromEntries(sent) as UserValues
}

async function create(body: UserValues, { company }: Meta) {
  const { data, message } = await toldBy(api.POST('/api/target-users', { params: about(company), body }))
  return { id: data.resourceId, message }
}

async function update(id: string, body: Partial<UserValues>, before: Before, meta: Meta) {
  const params = at(id, meta.company, versionFor(before, meta))
  const { message } = await toldBy(api.PUT('/api/target-users/{resourceId}', { params, body }))
  return { message }
}

function remove(items: string[], { company }: Meta) {
  const [id] = items
  if (id && items.length === 1) {
    return dataOf(api.DELETE('/api/target-users/{resourceId}', { params: at(id, company) }))
  }
  return dataOf(api.DELETE('/api/target-users/bulk-delete', { params: about(company), body: { items } }))
}

export const sources = { users: { list, one, create, update, remove }, 'users/counts': { one: counts } }
