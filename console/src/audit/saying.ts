// An entry of the audit log in words: each value as a person knows it, and one sentence of what was done.

import { useLocale, useTranslate } from 'react-admin'
import type { Schemas } from '../api/client'
import { KEPT } from '../companies'
import { FIELDS as OF_USERS } from '../users'
import { useFormats } from '../i18n/formats'
import { BESIDE, KINDS, movedFields, type State } from './fields'
import { useNameOf } from './names'

export type Entry = Schemas['Entry']

/** How many names of a list a sentence tells. */
const TOLD = 4

const stateOf = (state: unknown) => (state ?? null) as State | null

/** The label of a field: its own in the log, or that of a form; what has none is told in the words of its name. */
export function useLabel() {
  const translate = useTranslate()
  return (name: string) => {
    const words = name.replace(/([a-z0-9])([A-Z])/g, (_, end: string, begin: string) => `${end} ${begin.toLowerCase()}`)
    const ofCompany = KEPT[name] && translate(`resources.companies.fields.${KEPT[name].field}`)
    const ofUser = name in OF_USERS && translate(`resources.users.fields.${name}`, { _: '' })
    const other = ofCompany || ofUser || words.charAt(0).toUpperCase() + words.slice(1)
    return translate(`resources.audit.labels.${name}`, { _: other })
  }
}

/** The values of a field, each as a person knows it; none if there is nothing. */
export function useTold() {
  const translate = useTranslate()
  const formats = useFormats()
  const nameOf = useNameOf()
  const label = useLabel()
  const words = (key: string, word: string) => translate(`${key}.${word}`, { _: word })

  function item(field: string, value: unknown, state: State): string {
    switch (KINDS[field]) {
      case 'yesNo':
        return translate(value ? 'ra.boolean.true' : 'ra.boolean.false')
      case 'percent':
        return formats.percent(Number(value) / 100)
      case 'day':
        return formats.day(String(value), zoneOf(state)) ?? translate('tenantry.never')
      case 'time':
        return formats.time(typeof value === 'number' ? new Date(value).toISOString() : String(value))
      case 'month':
        return formats.month(String(value).replace(/^(\d{4})(\d\d)$/, '$1-$2'))
      case 'active':
        return translate(`tenantry.status.${value === 1 ? 'active' : 'inactive'}`)
      case 'policy':
        return words('resources.companies.policy', String(value))
      case 'priority':
        return words('resources.users.priority', String(value))
      case 'offer':
        return offer(value as { type: string; resourceId: string | null })
      case 'counts':
        return counts(value as Record<string, number>).join('; ')
      case 'lookup':
      case 'module':
      case 'company':
      case 'group':
      case 'role':
      case 'targetGroup':
      case 'permission':
        return nameOf(String(value))
      default:
        return plain(field, value, state)
    }
  }

  function plain(field: string, value: unknown, state: State): string {
    if (typeof value === 'number') return formats.number(value)
    if (typeof value === 'boolean') return translate(value ? 'ra.boolean.true' : 'ra.boolean.false')
    if (typeof value === 'string' && field === 'status') {
      const of = 'counts' in state ? 'resources.imports.status' : 'resources.users.status'
      return words(of, value)
    }
    if (typeof value !== 'object' || value === null) return String(value)
    return Object.entries(value)
      .map(([name, inner]) => `${label(name)}: ${item(name, inner, state)}`)
      .join('; ')
  }

  function offer({ type, resourceId }: { type: string; resourceId: string | null }) {
    const name = resourceId === null ? '' : nameOf(resourceId)
    return translate(`resources.roles.available.${type}`, { _: `${type} ${name}`, name })
  }

  function counts(of: Record<string, number>) {
    return Object.entries(of)
      .filter(([, count]) => count > 0)
      .map(
        ([name, count]) =>
          `${translate(`resources.audit.counted.${name}`, { _: label(name) })} ${formats.number(count)}`,
      )
  }

  return (field: string, state: State | null): string[] => {
    const value = state?.[field]
    if (!state || value === undefined || value === null || value === '') return []
    if (field === 'seats' && state['isLimited'] === false) return [translate('tenantry.unlimited')]
    return Array.isArray(value) ? value.map((one) => item(field, one, state)) : [item(field, value, state)]
  }
}

function zoneOf(state: State) {
  const zone = state['timeZone']
  return typeof zone === 'string' ? zone : undefined
}

/** Whom or what an entry is about, by its name then. */
function subjectOf(entry: Entry): string | null {
  const state = stateOf(entry.after) ?? stateOf(entry.before)
  const name = state?.['name'] ?? state?.['email']
  if (typeof name === 'string') return name
  return entry.entity === 'company' ? entry.companyName : null
}

/**
 * One sentence for an entry, such as "Seats 60 → 80". In the history of the thing itself, whose id is `within`,
 * it is not named.
 */
export function useSentence(entry: Entry, within?: string): string {
  const translate = useTranslate()
  const told = useTold()
  const nameOf = useNameOf()
  const label = useLabel()
  const { number } = useFormats()
  const apart = useApart()
  const say = (key: string, values: object) => translate(`resources.audit.say.${key}`, values)
  const before = stateOf(entry.before)
  const after = stateOf(entry.after)
  const isOwn = entry.entityResourceId === within
  const subject = subjectOf(entry)
  const some = (names: readonly string[]) => {
    const few = names.slice(0, TOLD).map(apart).join(translate('resources.audit.say.and'))
    return names.length > TOLD ? say('more', { names: few, count: number(names.length - TOLD) }) : few
  }

  function change(field: string): string {
    const [old, now] = [told(field, before), told(field, after)]
    const named = { field: label(field) }
    if (Array.isArray(after?.[field] ?? before?.[field])) {
      const [added, taken] = [now.filter((name) => !old.includes(name)), old.filter((name) => !now.includes(name))]
      const values = { ...named, added: some(added), taken: some(taken) }
      if (added.length > 0 && taken.length > 0) return say('both', values)
      return taken.length > 0 ? say('taken', values) : added.length > 0 ? say('added', values) : say('ordered', named)
    }
    const values = { ...named, before: apart(old.join()), after: apart(now.join()) }
    if (old.length === 0) return say('set', values)
    return now.length === 0 ? say('cleared', values) : say('change', values)
  }

  /** What moved between the two, joined. */
  function changes(): string[] {
    if (!before || !after) return []
    const { moved } = movedFields(before, after)
    const isSeats = moved.includes('isLimited')
    // Whether there is a limit, and which, is one thing.
    const shown = moved.filter((field) => !BESIDE.has(field) && !(isSeats && field === 'seats'))
    return shown.map((field) => change(field === 'isLimited' ? 'seats' : field))
  }

  function special(): string | null {
    const company = apart(nameOf(String(after?.['company'] ?? '')))
    const values = { company, name: apart(subject ?? ''), group: apart(subject ?? '') }
    switch (entry.operation) {
      case 'move': {
        const [from, to] = [told('parentId', before)[0], told('parentId', after)[0]]
        if (from && to) return say('move', { before: apart(from), after: apart(to) })
        return to ? say('move_to', { after: apart(to) }) : null
      }
      case 'addCompany':
      case 'removeCompany':
        return say(entry.operation, values)
      case 'addUser':
      case 'removeUser': {
        const moved = Math.abs(Number(after?.['userCount'] ?? 0) - Number(before?.['userCount'] ?? 0))
        return say(entry.operation, { ...values, smart_count: moved, count: number(moved) })
      }
      case 'bulkDelete': {
        const count = Number(after?.['deletedCount'] ?? 0)
        return say('bulkDelete', { smart_count: count, count: number(count) })
      }
      case 'import':
      case 'undo': {
        const counts = told('counts', after).join('')
        return say(entry.operation, { ...values, counts: counts ? apart(counts) : '0' })
      }
      default:
        return null
    }
  }

  const what = special() ?? (entry.operation === 'update' ? changes().join(translate('resources.audit.say.next')) : '')
  const isNamed = !['addCompany', 'removeCompany', 'addUser', 'removeUser', 'bulkDelete', 'import', 'undo'].includes(
    entry.operation,
  )
  const thing = translate(`resources.audit.entities.${entry.entity}`, { _: entry.entity })
  if (what) {
    if (isOwn || !isNamed) return what
    const named = apart(subject ?? '')
    if (entry.entity === 'company' && subject) return say('of', { thing: named, what })
    return say('of', { thing: subject ? say('thing', { entity: thing, name: named }) : thing, what })
  }
  if (isOwn) return translate(`resources.audit.kinds.${entry.operation}`, { _: entry.operation })
  const deed = translate(`resources.audit.operations.${entry.operation}`, { _: entry.operation, entity: thing })
  return subject ? `${deed}: ${apart(subject)}` : deed
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufefc]/

/** Sets a text apart where one of the other direction would tear the words around it. */
function useApart() {
  const turned = useLocale() === 'ar'
  return (text: string) => (text !== '' && (turned || RIGHT_TO_LEFT.test(text)) ? `\u2068${text}\u2069` : text)
}
