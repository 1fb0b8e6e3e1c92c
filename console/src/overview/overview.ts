// The overview, as the API tells it, and the addresses of the lists that explain its figures.

import type { Schemas } from '../api/client'

export type Overview = Schemas['CompaniesOverview']

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

type Months = Overview['seatsByMonth']

/**
 * The companies whose seats each month counts, by the users that they added in it: those with a limit that were there
 * when it ended and whose licence had not ended. The last one is told as of now.
 */
export function countedIn(months: Months) {
  return months.map(({ period }, at) => {
    const end = months[at + 1]?.periodStart
    const there = end === undefined ? { expired: false } : { created_before: end, renews_from: end }
    return mostFirst('monthlyActiveUserCount', { month: period, ...LIMITED, ...there })
  })
}

/** The companies whose licence ends in a month of their own calendar. */
export function renewingIn(period: string) {
  return companiesWhere({ renews_in: period })
}
