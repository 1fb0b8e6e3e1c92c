// Every field of a target user, once. The form, the panel, the table, the history and the words for what the API refuses are
// made of it; a field that the API has and that is missing here, or in the texts, does not compile.

import type { Schemas } from '../api/client'

interface Known {
  /** What it holds: so it is typed, and so it is told. */
  as: 'text' | 'email' | 'priority' | 'status' | 'language' | 'zone' | 'yesNo' | 'time'
  /** The form has it. */
  typed?: true
  /** The panel tells it among its facts. */
  told?: true
  /** The table has it; on a phone too if it is narrow. */
  column?: 'wide' | 'narrow'
  orderBy?: NonNullable<Schemas['SearchUsers']['orderBy']>
}

/** What the console does not show. */
const LEFT_OUT = null

/** In the order of the form, the panel and the table. */
export const FIELDS = {
  email: { as: 'email', typed: true, column: 'narrow', orderBy: 'Email' },
  firstName: { as: 'text', typed: true, told: true, column: 'wide', orderBy: 'FirstName' },
  lastName: { as: 'text', typed: true, told: true, column: 'wide', orderBy: 'LastName' },
  department: { as: 'text', typed: true, told: true, column: 'wide', orderBy: 'Department' },
  phoneNumber: { as: 'text', typed: true, told: true, orderBy: 'PhoneNumber' },
  priority: { as: 'priority', typed: true, told: true, column: 'wide', orderBy: 'Priority' },
  status: { as: 'status', column: 'narrow', orderBy: 'Status' },
  preferredLanguageId: { as: 'language', typed: true, told: true },
  timeZoneId: { as: 'zone', typed: true, told: true },
  isActive: { as: 'yesNo', typed: true },
  createTime: { as: 'time', told: true, column: 'wide', orderBy: 'CreateTime' },
  updateTime: { as: 'time', told: true },
  customFieldValues: LEFT_OUT,
  isEditable: LEFT_OUT,
  ldapConfigName: LEFT_OUT,
  managerEmail: LEFT_OUT,
  managerFirstName: LEFT_OUT,
  managerLastName: LEFT_OUT,
  preferredLanguage: LEFT_OUT,
  resourceId: LEFT_OUT,
  scimSettingName: LEFT_OUT,
  targetGroupResourceIds: LEFT_OUT,
  timeZone: LEFT_OUT,
} as const satisfies Record<
  keyof Schemas['CreateUserBody'] | keyof Schemas['UserDetails'] | keyof Schemas['ListedUser'],
  Known | null
>

type Fields = typeof FIELDS
export type Kind = Known['as']
export type Field = { [Name in keyof Fields]: Fields[Name] extends Known ? Name : never }[keyof Fields]
type Typed = { [Name in Field]: Fields[Name] extends { typed: true } ? Name : never }[Field]
/** What the form holds. */
export type UserValues = Pick<Schemas['CreateUserBody'], Typed>

const ALL = Object.entries(FIELDS).filter(([, it]) => it !== LEFT_OUT) as [Field, Known][]
export const TYPED = ALL.filter(([, { typed }]) => typed) as [Typed, Known][]
export const TOLD = ALL.filter(([, { told }]) => told) as [Field & keyof Schemas['UserDetails'], Known][]
export const COLUMNS = ALL.filter(([, { column }]) => column) as [Field & keyof Schemas['ListedUser'], Known][]

export const ORDER = Object.fromEntries(
  ALL.flatMap(([name, { orderBy }]) => (orderBy ? [[name, orderBy] as const] : [])),
)

/** The labels of the API's fields, by their names there in lower case. */
export const LABELS: Readonly<Record<string, string>> = Object.fromEntries(
  ALL.map(([name]) => [name.toLowerCase(), `resources.users.fields.${name}`]),
)
