import { Box, Typography } from '@mui/material'
import type { ReactNode } from 'react'

export type Fact = readonly [term: string, fact: ReactNode]

/** What is known of a thing, of whichever kind: terms, and their values beside them or, on a phone, below. */
export function Facts({ rows }: { rows: readonly Fact[] }) {
  return (
    <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: { sm: '190px 1fr' }, columnGap: 2 }}>
      {rows.map(([term, fact], at) => (
        <Box key={`${at} ${term}`} sx={{ display: 'contents' }}>
          <Typography component="dt" variant="body2" color="text.secondary" sx={{ pt: 0.75 }}>
            {term}
          </Typography>
          <Typography
            component="dd"
            variant="body2"
            sx={{ m: 0, py: 0.75, overflowWrap: 'anywhere', textAlign: 'left' }}
            dir="auto"
          >
            {fact || '–'}
          </Typography>
        </Box>
      ))}
    </Box>
  )
}
