/** Of a column that a phone has no room for; the panel of the row has what stands in it. */
export const WIDE = { display: { xs: 'none', sm: 'table-cell' } } as const
