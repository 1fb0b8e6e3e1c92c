// API clients, between the API's words and the console's.

import { about, api, at, dataOf, recordOf, type Schemas } from '../api/client'
import type { One } from '../api/records'
import { pageOf, searchBody, type Grammar } from '../api/lists'
import { versionFor, type Before, type ListParams, type Meta } from '../api/source'
import { personsDay } from '../i18n/days'

export type ClientRow = Schemas['ListedClient'] & { id: string }
export type ClientDetails = One<'clients'>

/** What the form holds. */
export interface ClientValues {
  name: string
  statusId: number
  roleResourceIdList: string[]
  hasIpAddressRestriction: boolean
  allowedIpAddresses: string[]
}

/** A secret, which is shown once. */
export interface Secret {
  clientId: string
  clientSecret: string
}

/** How the API's rules begin, and the field that each is about. */
export const RULES = {
  name: 'name',
  statusId: 'statusId',
  roleResourceIdList: 'roleResourceIdList',
  'Role should be selected': 'roleResourceIdList',
  allowedIpAddresses: 'allowedIpAddresses',
  'Invalid ip address': 'allowedIpAddresses',
}

const grammar: Grammar = {
  name: ['ClientName', 'Contains'],
  clientId: ['ClientId', 'Contains'],
  status: ['StatusId', '='],
  used_from: ['LastUsedTime', '>=', personsDay],
  used_before: ['LastUsedTime', '<', personsDay],
}
const ORDER = {
  clientName: 'ClientName',
  clientId: 'ClientId',
  statusId: 'StatusId',
  createTime: 'CreateTime',
  lastUsedTime: 'LastUsedTime',
} as const

export function clientSearch(params: ListParams) {
  return searchBody(params, grammar, ORDER)
}

async function list(params: ListParams, signal?: AbortSignal) {
  const body = clientSearch(params)
  const where = about(params.meta?.company)
  return pageOf(await dataOf(api.POST('/api/companies/clients/search', { params: where, body, signal })))
}

function one(id: string) {
  return recordOf(id, api.GET('/api/companies/clients/{resourceId}', { params: at(id) }))
}

/** Makes a client with a credential that the server thought up. */
async function create(values: ClientValues): Promise<Secret & { id: string }> {
  const credential = await dataOf(api.GET('/api/companies/clients/generate-client-credentials'))
  const { resourceId } = await dataOf(api.POST('/api/companies/clients', { body: { ...values, ...credential } }))
  return { id: resourceId, ...credential }
}

async function update(id: string, body: ClientValues, before: Before, meta: Meta): Promise<void> {
  const params = at(id, undefined, versionFor(before, meta))
  await dataOf(api.PUT('/api/companies/clients/{resourceId}', { params, body }))
}

function remove(ids: string[]) {
  return Promise.all(ids.map((id) => dataOf(api.DELETE('/api/companies/clients/{resourceId}', { params: at(id) }))))
}

function rotateSecret(id: string, gracePeriodHours: number, force: boolean): Promise<Secret> {
  const body = { gracePeriodHours, force }
  return dataOf(api.POST('/api/companies/clients/{resourceId}/rotate', { params: at(id), body }))
}

export const sources = { clients: { list, one, create, update, remove } }
export const deeds = { rotateSecret }
