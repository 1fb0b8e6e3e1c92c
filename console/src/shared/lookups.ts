// What the program offers to choose from: fixed for ever, so each is read once.

import { useQuery } from '@tanstack/react-query'
import { api, dataOf } from '../api/client'

export const LOOKUP = {
  country: 1,
  industry: 2,
  licenseType: 3,
  licensePeriod: 4,
  notificationTemplates: 5,
  trainingContent: 6,
  smtpConfiguration: 7,
  language: 21,
} as const

export interface Choice {
  id: string
  name: string
  code: string
}

const NONE: Choice[] = []

export function useLookup(kind: keyof typeof LOOKUP): Choice[] {
  const { data } = useQuery({
    queryKey: ['lookup', kind],
    staleTime: Infinity,
    queryFn: async () => {
      const path = { typeId: LOOKUP[kind] }
      const found = await dataOf(api.GET('/api/lookups/{typeId}', { params: { path } }))
      return found.map(({ resourceId, name, code }) => ({ id: resourceId, name, code }))
    },
  })
  return data ?? NONE
}

/** The licence types with their modules. */
export function useLicenses(enabled = true) {
  const { data } = useQuery({
    queryKey: ['lookup', 'licenses'],
    enabled,
    staleTime: Infinity,
    queryFn: () => dataOf(api.GET('/api/lookups/licenses')),
  })
  return data
}

export function useTimeZones() {
  const { data } = useQuery({
    queryKey: ['lookup', 'zones'],
    staleTime: Infinity,
    queryFn: () => dataOf(api.GET('/api/timezone/timezones')),
  })
  return data
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
  const { data, error } = useQuery({
    queryKey: ['groups', 'all'],
    enabled,
    queryFn: () => dataOf(api.GET('/api/company-groups')),
  })
  return { groups: data?.map(({ resourceId, name }) => ({ id: resourceId, name })) ?? [], error }
}
