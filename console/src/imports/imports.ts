// Users from a file, between the API's words and the console's.

import { about, api, dataOf, versionOf, type Schemas } from '../api/client'

export type Import = Schemas['ImportDetails']
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

export function upload(company: string, file: File) {
  return dataOf(
    api.POST('/api/user-imports', {
      params: { query: { fileName: file.name.slice(0, NAME) }, ...about(company) },
      headers: { 'Content-Type': 'application/octet-stream' },
      // The body is the file as it is.
      body: '',
      bodySerializer: () => file,
    }),
  )
}

export function listImports(company: string) {
  return dataOf(api.GET('/api/user-imports', { params: about(company) }))
}

export function readImport(company: string, id: string) {
  const params = { path: { resourceId: id }, ...about(company) }
  return versionOf(api.GET('/api/user-imports/{resourceId}', { params }))
}

export function mapColumns(company: string, id: string, mapping: Schemas['MappedColumnBody'][], version?: string) {
  const params = { path: { resourceId: id }, ...about(company, version) }
  return dataOf(api.PUT('/api/user-imports/{resourceId}', { params, body: { mapping } }))
}

/** What a person says of how the file is to be read. */
export type Reading = Pick<Schemas['ImportBody'], 'sheet' | 'charset' | 'titleRow'>

/** Reads the file again; its titles then say anew which column is which. */
export function readAgain(company: string, id: string, body: Reading, version?: string) {
  const params = { path: { resourceId: id }, ...about(company, version) }
  return dataOf(api.PUT('/api/user-imports/{resourceId}', { params, body }))
}

export function listRows(company: string, id: string, state: State, pageNumber: number, pageSize: number) {
  const params = { path: { resourceId: id }, query: { state, pageNumber, pageSize }, ...about(company) }
  return dataOf(api.GET('/api/user-imports/{resourceId}/rows', { params }))
}

/** Imports the rows that are named, or all. */
export function startImport(company: string, id: string, rows: number[], stopOnInvalid: boolean) {
  const params = { path: { resourceId: id }, ...about(company) }
  const body = { stopOnInvalid, ...(rows.length > 0 && { rows }) }
  return dataOf(api.POST('/api/user-imports/{resourceId}/start', { params, body }))
}

export function undoImport(company: string, id: string) {
  const params = { path: { resourceId: id }, ...about(company) }
  return dataOf(api.POST('/api/user-imports/{resourceId}/undo', { params }))
}
