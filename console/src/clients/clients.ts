// API clients, between the API's words and the console's.

import type { GetListParams } from 'react-admin'
import { api, dataOf, versionOf, type Schemas } from '../api/client'
import { pageOf, searchBody, type Grammar } from '../api/lists'
import type { Source } from '../api/provider'
import { personsDay } from '../i18n/formats'

export type ClientRow = Schemas['ListedClient'] & { id: string }
export type ClientDetails = Schemas['ClientDetails']

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

export function clientSearch(params: Partial<GetListParams>) {
  return searchBody(params, grammar, ORDER)
}

async function list(params: Partial<GetListParams>, signal?: AbortSignal) {
  return pageOf(await dataOf(api.POST('/api/companies/clients/search', { body: clientSearch(params), signal })))
}

export function readClient(id: string) {
  const path = { resourceId: id }
  return versionOf(api.GET('/api/companies/clients/{resourceId}', { params: { path } }))
}

/** Makes a client with a credential that the server thought up. */
export async function createClient(values: ClientValues): Promise<Secret & { id: string }> {
  const credential = await dataOf(api.GET('/api/companies/clients/generate-client-credentials'))
  const body = { ...values, ...credential }
  const { resourceId } = await dataOf(api.POST('/api/companies/clients', { body }))
  return { id: resourceId, ...credential }
}

export function updateClient(id: string, body: ClientValues, version?: string) {
  const params = { path: { resourceId: id }, header: version ? { 'If-Match': version } : {} }
  return dataOf(api.PUT('/api/companies/clients/{resourceId}', { params, body }))
}

export function deleteClient(id: string) {
  return dataOf(api.DELETE('/api/companies/clients/{resourceId}', { params: { path: { resourceId: id } } }))
}

export function rotateSecret(id: string, gracePeriodHours: number, force: boolean) {
  const params = { path: { resourceId: id } }
  return dataOf(api.POST('/api/companies/clients/{resourceId}/rotate', { params, body: { gracePeriodHours, force } }))
}

export function listRoles() {
  return dataOf(api.GET('/api/roles'))
}

export const clients: Source<ClientRow> = { list }
