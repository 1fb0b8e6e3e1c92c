// The overview, as the API tells it, and the addresses of the lists that explain its figures.

import { useQuery } from '@tanstack/react-query'
import { api, dataOf, type Schemas } from '../api/client'

export type Overview = Schemas['CompaniesOverview']

export function useOverview() {
  return useQuery({
    queryKey: ['companies', 'overview'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/companies/overview', { signal })),
  })
}

function addressOf(path: string, query: Readonly<Record<string, string>>) {
  return `${path}?${new URLSearchParams(query).toString()}`
}

/** Also of an empty filter: without one in the address, a list has the one that it had last. */
export function companiesWhere(filter: object) {
  return addressOf('/companies', { filter: JSON.stringify(filter) })
}

/** The companies with a limit: one without has no number of seats, not even 0. */
export const LIMITED = { seats_min: 0 }

export function mostFirst(column: string, filter: object) {
  return addressOf('/companies', { filter: JSON.stringify(filter), sort: column, order: 'DESC' })
}

export const ALL_CHANGES = addressOf('/audit', { filter: '{}' })

/** Where the audit log tells of one change. Whoever may not see its request finds all changes of the thing. */
export function changeAt({ entityResourceId: thing, requestId: request }: Schemas['Entry']) {
  return addressOf('/audit', { filter: JSON.stringify({ thing, ...(request !== null && { request }) }) })
}

type Month = Overview['renewalsByMonth'][number]

/** The companies whose licence ends in each of the months, which begin and end when the server says. */
export function renewingIn(months: readonly Month[]) {
  return months.map((month, at) => {
    const next = months[at + 1]?.periodStart ?? yearLater(months[0] ?? month)
    return companiesWhere({ renews_from: month.periodStart, renews_before: next })
  })
}

/** When the same month begins a year later: the clocks of a zone are then where they are now. */
function yearLater({ period, periodStart }: Month) {
  const start = new Date(period)
  const apart = Date.parse(periodStart) - start.getTime()
  return new Date(start.setUTCFullYear(start.getUTCFullYear() + 1) + apart).toISOString()
}
