import { Box } from '@mui/material'
import type { ReactNode } from 'react'

/** Inputs beside each other where there is room, below each other where there is none. */
export function Row({ children }: { children: ReactNode }) {
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: { sm: 'repeat(auto-fit, minmax(240px, 1fr))' }, columnGap: 2 }}>
      {children}
    </Box>
  )
}
