/** What the status of a company or an API client may be. */
export const STATUSES = [
  { id: 1, name: 'tenantry.status.active' },
  { id: 0, name: 'tenantry.status.inactive' },
]

/** The same as texts, which is what an address holds. */
export const STATUS_FILTERS = STATUSES.map(({ id, name }) => ({ id: String(id), name }))
