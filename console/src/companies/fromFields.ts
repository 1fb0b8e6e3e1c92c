// What is made of the list of fields: the form's, the table's, the filters', and what each is called elsewhere.

import {
  FIELDS,
  OTHER_FILTERS,
  ROW,
  type Column,
  type ColumnName,
  type Field,
  type Filter,
  type FilterName,
  type InForm,
  type Kind,
} from './fields'

export const IN_FORM = Object.entries(FIELDS).filter(([, it]) => it !== null) as [Field, InForm][]

/** What the journal keeps of a company, by its names there. */
export const KEPT: Readonly<Record<string, { field: Field; as: Kind }>> = Object.fromEntries(
  IN_FORM.flatMap(([field, { kept, as }]) => (kept ? [[kept, { field, as }] as const] : [])),
)

export const COLUMNS = Object.entries(ROW).filter(([, it]) => it !== null) as [ColumnName, Column][]

export const ORDER = Object.fromEntries(
  COLUMNS.flatMap(([name, { orderBy }]) => (orderBy ? [[name, orderBy] as const] : [])),
)

export const FILTERS = [...COLUMNS.map(([, { filters }]) => filters), OTHER_FILTERS].flatMap(
  (filters) => Object.entries(filters) as [FilterName, Filter][],
)

/** The labels of the API's fields, by their names there in lower case: of the form, of orders and of filters. */
export const LABELS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...IN_FORM.map(([field, { sent }]) => [sent, field]),
    ...COLUMNS.flatMap(([name, { orderBy, filters }]) =>
      [orderBy, ...Object.values(filters).map(({ by: [field] }) => field)].map((field) => [field, name]),
    ),
  ].flatMap(([api, label]) =>
    typeof api === 'string' ? [[api.toLowerCase(), `resources.companies.fields.${String(label)}`]] : [],
  ),
)
