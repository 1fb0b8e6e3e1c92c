// Users from a file, between the API's words and the console's.

import { about, api, at, dataOf, recordOf, type Schemas } from '../api/client'
import type { One } from '../api/records'
import { versionFor, type Before, type ListParams, type Meta } from '../api/source'

export type Import = One<'imports'>
export type Field = Schemas['ImportField']
export const FIELDS: Field[] = ['email', 'firstName', 'lastName', 'department', 'phoneNumber', 'priority', 'isActive']
/** What a row can be, in the order in which a person wants to know. */
export const STATES = ['Invalid', 'Refused', 'New', 'Restored', 'Existing', 'Skipped'] as const
export type State = (typeof STATES)[number]

/** The longest name that the API takes. */
const NAME = 200

/** Whether it waits for a person, or is at work: it can be gone on with. */
export function isUnderWay(status: string) {
  return !['Imported', 'Undone', 'Failed'].includes(status)
}

async function create(file: File, { company }: Meta) {
  const { resourceId } = await dataOf(
    api.POST('/api/user-imports', {
      params: { query: { fileName: file.name.slice(0, NAME) }, ...about(company) },
      headers: { 'Content-Type': 'application/octet-stream' },
      // The body is the file as it is.
      body: '',
      bodySerializer: () => file,
    }),
  )
  return { id: resourceId }
}

async function list({ meta }: ListParams) {
  const found = await dataOf(api.GET('/api/user-imports', { params: about(meta?.company) }))
  return { data: found.map((it) => ({ ...it, id: it.resourceId })), total: found.length }
}

function one(id: string, { company }: Meta) {
  return recordOf(id, api.GET('/api/user-imports/{resourceId}', { params: at(id, company) }))
}

/** What a person says of how the file is to be read. Read again, its titles say anew which column is which. */
export type Reading = Pick<Schemas['ImportBody'], 'sheet' | 'charset' | 'titleRow'>

async function update(
  id: string,
  body: Reading | { mapping: Schemas['MappedColumnBody'][] },
  before: Before,
  meta: Meta,
) {
  const params = at(id, meta.company, versionFor(before, meta))
  await dataOf(api.PUT('/api/user-imports/{resourceId}', { params, body }))
}

async function rowsOf(id: string, state: State, pageNumber: number, pageSize: number, company?: string) {
  const params = { query: { state, pageNumber, pageSize }, ...at(id, company) }
  return dataOf(api.GET('/api/user-imports/{resourceId}/rows', { params }))
}

/** The rows of a file that are in one state. */
async function rows({ pagination, filter, meta }: ListParams) {
  const { state } = filter as { state: State }
  const { page = 1, perPage = 25 } = pagination ?? {}
  const found = await rowsOf(meta?.of ?? '', state, page, perPage, meta?.company)
  return { data: found.results.map((row) => ({ ...row, id: String(row.row) })), total: found.totalNumberOfRecords }
}

/** How many rows are in each of some states. */
async function counts({ filter, meta }: ListParams) {
  const { states } = filter as { states: readonly State[] }
  const data = await Promise.all(
    states.map(async (state) => {
      const { totalNumberOfRecords: count } = await rowsOf(meta?.of ?? '', state, 1, 1, meta?.company)
      return { id: state, count }
    }),
  )
  return { data, total: data.length }
}

/** Imports the rows that are named, or all. */
function startImport(company: string, id: string, rows: number[], stopOnInvalid: boolean) {
  const body = { stopOnInvalid, ...(rows.length > 0 && { rows }) }
  return dataOf(api.POST('/api/user-imports/{resourceId}/start', { params: at(id, company), body }))
}

function undoImport(company: string, id: string) {
  return dataOf(api.POST('/api/user-imports/{resourceId}/undo', { params: at(id, company) }))
}

export const sources = {
  imports: { list, one, create, update },
  'imports/rows': { list: rows },
  'imports/counts': { list: counts },
}
export const deeds = { startImport, undoImport }
