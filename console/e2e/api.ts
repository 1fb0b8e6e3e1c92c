// The API as the tests ask it: what a person did in the console must be what it says.

import type { components } from '../src/api/schema'

export type Schemas = components['schemas']

export const url = process.env['CONSOLE_URL'] ?? ''
export const owner = {
  id: process.env['CONSOLE_CLIENT_ID'] ?? '',
  secret: process.env['CONSOLE_CLIENT_SECRET'] ?? '',
}

let token: Promise<string> | undefined

export async function signIn({ id, secret }: typeof owner) {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret })
  const response = await fetch(`${url}/connect/token`, { method: 'POST', body: form })
  return { status: response.status, body: (await response.json()) as { access_token: string; error?: string } }
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

/** A company that is all right but for what a test changes. */
const company = (name: string, others: object) => ({
  Name: name,
  IndustryResourceId: '0lreaGdLDdYI',
  CountryResourceId: 'ChvI7q06D7T7',
  LicenseTypeResourceId: '9gWgbMUKXH5R',
  LicensePeriodTypeResourceId: 'HTHpWWXGJshG',
  NumberOfUsers: 10,
  TimeZoneId: 'UTC',
  DateFormat: 'dd/MM/yyyy',
  TimeFormat: '24h',
  ...others,
})

export async function makeCompany(name: string, others: object = {}, within?: string) {
  const made = await ask<Schemas['Written']>('POST', 'companies', company(name, others), within)
  if (made.status !== 200) throw new Error(`${name}: ${made.message}`)
  return made.data.resourceId
}

/** Changes it to be as one made with these. */
export async function changeCompany(id: string, name: string, others: object) {
  const changed = await ask('PUT', `companies/${id}`, company(name, others))
  if (changed.status !== 200) throw new Error(`${name}: ${changed.message}`)
}

/** A name that no other test has. */
export function unique(word: string) {
  return `${word} ${Math.random().toString(36).slice(2, 8)}`
}
