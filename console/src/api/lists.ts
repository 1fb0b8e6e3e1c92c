// Lists: from react-admin's page, order and filter to the API's search body.

import type { Schemas } from './client'
import type { ListParams } from './source'

type Item = Schemas['FilterItem']
type Operator = Schemas['Operator']
export type Filter = Schemas['Filter']

/** What a list's form holds: a value for each of its filters. */
export type Filters = Readonly<Record<string, unknown>>

/**
 * The filters of a list: the form's name of each, the field (which may be another for some values) and
 * operator it stands for, and how its value is told to the API if not as it is. The free text, `q`, is in every list.
 */
export type Grammar = Readonly<
  Record<
    string,
    readonly [field: string | ((value: string) => string), operator: Operator, told?: (value: string) => string]
  >
>

/** Everything that the form holds must be true of a row. */
export function filterOf(filters: Filters, grammar: Grammar): Filter | undefined {
  const items: Item[] = []
  for (const [name, [field, operator, told]] of Object.entries(grammar)) {
    const value = textOf(filters[name])
    if (value === '') continue
    const fieldName = typeof field === 'string' ? field : field(value)
    items.push({ fieldName, operator, value: told ? told(value) : value })
  }
  const text = textOf(filters['q'])
  if (text === '' && items.length === 0) return undefined
  return {
    ...(text !== '' && { searchInputTextValue: text }),
    ...(items.length > 0 && { filterGroups: [{ filterItems: items }] }),
  }
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return Array.isArray(value) ? value.join(',') : String(value).trim()
}

/** The body that every search has. `fields` says what a column is called in `orderBy`. */
export function searchBody<Order extends string>(
  { pagination, sort, filter }: ListParams,
  grammar: Grammar,
  fields: Readonly<Record<string, Order>>,
) {
  const [fallback] = Object.values(fields)
  return {
    pageNumber: pagination?.page ?? 1,
    pageSize: pagination?.perPage ?? 25,
    orderBy: fields[sort?.field ?? ''] ?? (fallback as Order),
    ascending: sort?.order === 'ASC',
    filter: filterOf((filter ?? {}) as Filters, grammar),
  }
}

export function pageOf<Row extends { resourceId: string }>(page: { results: Row[]; totalNumberOfRecords: number }) {
  return {
    data: page.results.map((row) => ({ ...row, id: row.resourceId })),
    total: page.totalNumberOfRecords,
  }
}
