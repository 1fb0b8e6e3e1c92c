// Companies, between the API's words and the console's.

import { about, api, at, dataOf, recordOf, type Schemas } from '../api/client'
import { ApiError, atFields } from '../api/errors'
import { pageOf, searchBody, type Filters, type Grammar } from '../api/lists'
import { versionFor, type Before, type ListParams, type Meta } from '../api/source'
import { dayOf } from '../i18n/days'
import type { Field } from './fields'
import { FILTERS, IN_FORM, ORDER } from './fromFields'

export type Company = Schemas['CompanyDetails'] & { id: string; version?: string | undefined }
export type CompanyRow = Schemas['ListedCompany'] & {
  id: string
  /** The id of the reseller that it stands below in a clustered list: two may have one name. */
  cluster?: string
}
type Form = Schemas['CompanyBody']

const grammar: Grammar = Object.fromEntries(FILTERS.map(([name, { by }]) => [name, by]))

/** The search, and the export, that a list's state stands for. */
export function companySearch(params: ListParams) {
  const filters = (params.filter ?? {}) as Filters
  return {
    ...searchBody(params, grammar, ORDER),
    isTargetUserCountExceededLimit: filters['overLimit'] === true,
    isClustered: filters['clustered'] === true,
  }
}

async function list(params: ListParams, signal?: AbortSignal) {
  const where = about(params.meta?.company)
  const page = await dataOf(api.POST('/api/companies/search', { params: where, body: companySearch(params), signal }))
  // Clustered, the rows stand below their resellers; the list shows a reseller's name above them.
  const results = page.results.flatMap((row) => {
    const below = row.children as Schemas['ListedCompany'][] | null
    return below?.map((child) => ({ ...child, cluster: row.resourceId })) ?? [row]
  })
  return { ...pageOf({ ...page, results }), meta: { overLimit: page.limitExceededCompanyCount } }
}

/** Whether the row is the first of its reseller's. */
export function startsCluster(rows: readonly CompanyRow[], at: number) {
  return rows[at - 1]?.cluster !== rows[at]?.cluster
}

function one(id: string): Promise<Company> {
  return recordOf(id, api.GET('/api/companies/{resourceId}', { params: at(id) }))
}

/** How the seats of a company's licence are used just now. */
async function use(id: string) {
  return { id, ...(await dataOf(api.GET('/api/companies/{resourceId}/license-check', { params: at(id) }))) }
}

async function logo(id: string) {
  return { id, ...(await dataOf(api.GET('/api/companies/{resourceId}/logo', { params: at(id) }))) }
}

/** The reseller right above a company, and how many companies stand below it. */
async function place(id: string) {
  const first = { pagination: { page: 1, perPage: 1 }, sort: { field: 'name', order: 'ASC' } } as const
  const itself = await list({ ...first, filter: { id } })
  // About that company, the list is of it and of all below it.
  const all = await list({ ...first, meta: { company: id } })
  return { id, reseller: itself.data[0]?.resellerName ?? null, below: all.total - 1 }
}

/** All of them in numbers; of one person's there is but one. */
async function overview(id: string, _: Meta, signal?: AbortSignal) {
  return { id, ...(await dataOf(api.GET('/api/companies/overview', { signal }))) }
}

/** Hangs it, with all below it, under another reseller. */
function moveCompany(id: string, resellerResourceId: string) {
  return dataOf(api.POST('/api/companies/{resourceId}/move', { params: at(id), body: { resellerResourceId } }))
}

/** What the form holds. */
export type Values = Partial<Record<Field, unknown>>

const named = Object.fromEntries(IN_FORM.map(([field, { sent }]) => [sent, field]))

/** Sends what the form holds; what the API refuses comes back at its field. */
async function send(values: Values, write: (form: FormData) => Promise<Schemas['Written']>) {
  const form = new FormData()
  for (const [field, { sent: name }] of IN_FORM) {
    const value = values[field]
    if (value === undefined) continue
    if (value instanceof File) form.append(name, value)
    else if (Array.isArray(value)) form.append(name, JSON.stringify(value))
    else form.append(name, value === null ? '' : String(value))
  }
  try {
    return await write(form)
  } catch (error) {
    if (error instanceof ApiError) error.body = { errors: atFields(error, named) }
    throw error
  }
}

// The document describes the form's fields; what goes over the wire is the form itself.
const bodySerializer = (form: unknown) => form as FormData

async function create(values: Values) {
  const { resourceId } = await send(values, (form) =>
    dataOf(api.POST('/api/companies', { body: form as unknown as Form, bodySerializer })),
  )
  return { id: resourceId }
}

async function update(id: string, data: Values, whole: Before, meta: Meta): Promise<void> {
  const before = whole as Before & Company
  const values = { ...data }
  // Days stand for instants: what the person left alone is left as it is, to the second.
  for (const day of ['licenseStartDate', 'licenseEndDate'] as const) {
    if (values[day] === dayOf(before[day], before.timeZoneId)) delete values[day]
  }
  await send(values, (form) =>
    dataOf(
      api.PUT('/api/companies/{resourceId}', {
        params: at(id, undefined, versionFor(before, meta)),
        body: form as unknown as Form,
        bodySerializer,
      }),
    ),
  )
}

function remove(items: string[]) {
  return dataOf(api.DELETE('/api/companies/bulk-delete', { body: { items } }))
}

export const sources = {
  companies: { list, one, create, update, remove },
  'companies/use': { one: use },
  'companies/logo': { one: logo },
  'companies/place': { one: place },
  'companies/overview': { one: overview },
}
export const deeds = { moveCompany }
