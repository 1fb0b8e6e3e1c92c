// The API as the tests ask it: what a person did in the console must be what it says.

import type { components } from '../src/api/schema'

export type Schemas = components['schemas']

export const url = process.env['CONSOLE_URL'] ?? ''
export const owner = {
  id: process.env['CONSOLE_CLIENT_ID'] ?? '',
  secret: process.env['CONSOLE_CLIENT_SECRET'] ?? '',
}

let token: Promise<string> | undefined

interface Grant {
  access_token: string
  permissions: string[]
  error?: string
}

export async function signIn({ id, secret }: typeof owner) {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret })
  const response = await fetch(`${url}/connect/token`, { method: 'POST', body: form })
  return { status: response.status, body: (await response.json()) as Grant }
}

export interface Answer<T> {
  status: number
  data: T
  message: string | null
}

export async function ask<T>(method: string, path: string, body?: object, company?: string): Promise<Answer<T>> {
  token ??= signIn(owner).then(({ body }) => body.access_token)
  const response = await fetch(`${url}/api/${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${await token}`,
      'Content-Type': 'application/json',
      ...(company && { 'X-KEEPNET-Company-Id': company }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const { data, message } = (await response.json()) as { data: T; message: string | null }
  return { status: response.status, data, message }
}

export async function search(fieldName: string, value: string) {
  const body = {
    pageNumber: 1,
    pageSize: 100,
    orderBy: 'Name',
    ascending: true,
    filter: { filterGroups: [{ filterItems: [{ fieldName, operator: '=', value }] }] },
  }
  return (await ask<Schemas['CompaniesPage']>('POST', 'companies/search', body)).data
}

export async function companyNamed(name: string) {
  const { results } = await search('CompanyName', name)
  return results[0]
}

/** The numbers by which the API tells its lists of choices. */
const LISTS = { country: 1, industry: 2, licenseType: 3, licensePeriod: 4 } as const

/** The id of a choice by its code; they are the same for ever, so each list is read once. */
export async function choice(list: keyof typeof LISTS, code: string) {
  read[list] ??= ask<Schemas['Lookup'][]>('GET', `lookups/${LISTS[list]}`).then(({ data }) => data)
  const found = (await read[list]).find((it) => it.code === code)
  if (!found) throw new Error(`${list} has no ${code}`)
  return found.resourceId
}
const read: Partial<Record<keyof typeof LISTS, Promise<Schemas['Lookup'][]>>> = {}

/** The id of a module by its name. */
export async function moduleNamed(name: string) {
  const { data } = await ask<Schemas['Licenses']>('GET', 'lookups/licenses')
  return data.allLicenseModules.find((it) => it.name === name)?.resourceId ?? name
}

/** A company that is all right but for what a test changes. */
export const formOf = async (name: string, others: object = {}) => ({
  Name: name,
  IndustryResourceId: await choice('industry', 'AEROSPACE_AND_DEFENCE'),
  CountryResourceId: await choice('country', 'AF'),
  LicenseTypeResourceId: await choice('licenseType', 'BUSINESS'),
  LicensePeriodTypeResourceId: await choice('licensePeriod', '1'),
  NumberOfUsers: 10,
  TimeZoneId: 'UTC',
  DateFormat: 'dd/MM/yyyy',
  TimeFormat: '24h',
  ...others,
})

export async function makeCompany(name: string, others: object = {}, within?: string) {
  const made = await ask<Schemas['Written']>('POST', 'companies', await formOf(name, others), within)
  if (made.status !== 200) throw new Error(`${name}: ${made.message}`)
  return made.data.resourceId
}

/** Changes it to be as one made with these. */
export async function changeCompany(id: string, name: string, others: object) {
  const changed = await ask('PUT', `companies/${id}`, await formOf(name, others))
  if (changed.status !== 200) throw new Error(`${name}: ${changed.message}`)
}

/** Makes an API client with a role: a reseller's, if no other is named. */
export async function makeClient(name: string, role?: string) {
  const { data: credential } = await ask<{ clientId: string; clientSecret: string }>(
    'GET',
    'companies/clients/generate-client-credentials',
  )
  const { data: roles } = await ask<Schemas['RoleName'][]>('GET', 'roles')
  const roleResourceIdList = [role ?? roles.find(({ name }) => name === 'Reseller')?.resourceId]
  const body = { name, ...credential, roleResourceIdList }
  const made = await ask<Schemas['Written']>('POST', 'companies/clients', body)
  if (made.status !== 200) throw new Error(`${name}: ${made.message}`)
  return { id: made.data.resourceId, secret: { id: credential.clientId, secret: credential.clientSecret } }
}

/** Everything that a role can allow. */
export async function modules() {
  return (await ask<Schemas['PermissionNode'][]>('GET', 'permissions/all')).data
}

/** The ids of permissions by their names. */
export async function idsOf(...names: string[]) {
  const all = (await modules()).flatMap(({ children }) => children)
  return names.map((name) => all.find(({ permissionName }) => permissionName === name)?.permissionResourceId ?? name)
}

/** Makes a role of the reseller's own. */
export async function makeRole(name: string, permissions = ['companies/my|GET'], others: object = {}) {
  const body = { name, permissionResourceIdList: await idsOf(...permissions), ...others }
  const made = await ask<Schemas['Written']>('POST', 'roles', body)
  if (made.status !== 200) throw new Error(`${name}: ${made.message}`)
  return made.data.resourceId
}

/** A name that no other test has. */
export function unique(word: string) {
  return `${word} ${Math.random().toString(36).slice(2, 8)}`
}
