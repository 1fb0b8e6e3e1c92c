// What the journal keeps of each kind of thing: how each field of it is told.

import { KEPT, type Kind as CompanyKind } from '../companies'

/** How a value is told. What has no kind is told as it is. */
export type Kind =
  | CompanyKind
  | 'time'
  | 'month'
  | 'priority'
  | 'company'
  | 'group'
  | 'role'
  | 'targetGroup'
  | 'permission'
  | 'offer'
  | 'counts'

/** The fields whose value says nothing by itself; a list is told item by item. */
export const KINDS: Readonly<Record<string, Kind>> = {
  ...Object.fromEntries(Object.entries(KEPT).map(([name, { as }]) => [name, as])),
  parentId: 'company',
  ownerId: 'company',
  companyId: 'company',
  company: 'company',
  companies: 'company',
  preferredLanguageId: 'lookup',
  statusId: 'active',
  isIpRestricted: 'yesNo',
  roleIds: 'role',
  permissions: 'permission',
  availableFor: 'offer',
  priority: 'priority',
  targetGroupResourceIds: 'targetGroup',
  targetGroups: 'targetGroup',
  month: 'month',
  counts: 'counts',
  signsFrom: 'time',
  allOthersEnded: 'yesNo',
  createTime: 'time',
  updateTime: 'time',
}

/** What every change moves, and so says nothing. */
export const EVERY_TIME = new Set(['version', 'updateTime'])

/** What moves with something else: it is among the differences and in no sentence. */
export const BESIDE = new Set([
  ...EVERY_TIME,
  'resourceId',
  'createTime',
  'month',
  'activeUsers',
  'inactiveUsers',
  'deletedUsers',
  'userCount',
  'companyCount',
])

/** A state as the journal keeps it. */
export type State = Readonly<Record<string, unknown>>

/** The fields that are not what they were, in the order of the record. */
export function movedFields(before: State | null, after: State | null) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  const same = (name: string) => JSON.stringify(before?.[name] ?? null) === JSON.stringify(after?.[name] ?? null)
  return { names, moved: names.filter((name) => !EVERY_TIME.has(name) && !same(name)) }
}

/** The ids of one kind that a state names. */
export function idsIn(state: State | null, wanted: Kind): string[] {
  if (!state) return []
  return Object.entries(state).flatMap(([name, value]) => {
    const kind = KINDS[name]
    if (kind === 'offer' && Array.isArray(value)) return value.flatMap((offer) => offered(offer, wanted))
    if (kind !== wanted) return []
    return (Array.isArray(value) ? value : [value]).filter((id): id is string => typeof id === 'string')
  })
}

function offered(offer: unknown, wanted: Kind): string[] {
  const { type, resourceId } = offer as { type?: string; resourceId?: string | null }
  const kind = type === 'CompanyGroup' ? 'group' : 'company'
  return kind === wanted && resourceId ? [resourceId] : []
}
