// What the program offers to choose from: fixed for ever, so each is read once.

import type { LookupName } from '../api/lookups'
import { useList, useOne, type Row } from '../api/records'

export type Choice = Row<'lookups'>

const NONE: Choice[] = []
const ONCE = { staleTime: Infinity }

export function useLookup(kind: LookupName): Choice[] {
  return useList('lookups', { filter: { kind } }, ONCE).data ?? NONE
}

/** All that lists of choices have, by id. */
export function useLookups(enabled: boolean): Choice[] {
  return useList('lookups/all', {}, { ...ONCE, enabled }).data ?? NONE
}

/** The licence types with their modules. */
export function useLicenses(enabled = true) {
  return useOne('lookups/licences', 'all', { ...ONCE, enabled }).data
}

export function useTimeZones() {
  return useOne('lookups/zones', 'all', ONCE).data
}

/** The time zones to choose from, and the one that is chosen. */
export function useZones(chosen: unknown) {
  const zones = useTimeZones()?.timeZoneList ?? []
  const choices = zones.map(({ id, displayName }) => ({ id, name: displayName }))
  // The API takes IANA's names as well, which its list does not have.
  if (typeof chosen === 'string' && chosen && !choices.some(({ id }) => id === chosen)) {
    choices.unshift({ id: chosen, name: chosen.replaceAll('_', ' ') })
  }
  return choices
}

/** The groups to choose from; they come and go. */
export function useGroups(enabled = true) {
  const { data, error } = useList('groups/names', {}, { enabled })
  return { groups: data ?? [], error }
}
