// Right to left where the language is.

import createCache from '@emotion/cache'
import { CacheProvider } from '@emotion/react'
import rtlPlugin from '@mui/stylis-plugin-rtl'
import { createTheme, ThemeProvider, useTheme } from '@mui/material/styles'
import { useEffect, useMemo, type ReactNode } from 'react'
import { useLocale } from 'react-admin'

const RIGHT_TO_LEFT = new Set(['ar'])
const ltr = createCache({ key: 'css' })
const rtl = createCache({ key: 'rtl', stylisPlugins: [rtlPlugin] })

export function Direction({ children }: { children: ReactNode }) {
  const locale = useLocale()
  const theme = useTheme()
  const direction = RIGHT_TO_LEFT.has(locale) ? 'rtl' : 'ltr'
  const turned = useMemo(() => createTheme({ ...theme, direction }), [theme, direction])
  useEffect(() => {
    document.documentElement.dir = direction
  }, [direction])
  return (
    <CacheProvider value={direction === 'rtl' ? rtl : ltr}>
      <ThemeProvider theme={turned}>{children}</ThemeProvider>
    </CacheProvider>
  )
}
