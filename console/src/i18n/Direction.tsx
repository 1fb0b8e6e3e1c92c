// Right to left where the language is, and in its words what Material UI says by itself.

import createCache from '@emotion/cache'
import { CacheProvider } from '@emotion/react'
import rtlPlugin from '@mui/stylis-plugin-rtl'
import { useMediaQuery } from '@mui/material'
import { createTheme, ThemeProvider, useTheme } from '@mui/material/styles'
import { useEffect, useMemo, type ReactNode } from 'react'
import { useLocale, useTranslate } from 'react-admin'
import { light } from '../theme'

const RIGHT_TO_LEFT = new Set(['ar'])
const PAPER = createTheme(light)
const ltr = createCache({ key: 'css' })
const rtl = createCache({ key: 'rtl', stylisPlugins: [rtlPlugin] })

export function Direction({ children }: { children: ReactNode }) {
  const locale = useLocale()
  const translate = useTranslate()
  const shown = useTheme()
  // Paper is white, whatever the screen is.
  const theme = useMediaQuery('print') ? PAPER : shown
  const direction = RIGHT_TO_LEFT.has(locale) ? 'rtl' : 'ltr'
  const turned = useMemo(() => {
    const MuiAutocomplete = {
      defaultProps: {
        noOptionsText: translate('tenantry.no_options'),
        loadingText: translate('ra.page.loading'),
        openText: translate('ra.action.open'),
        closeText: translate('ra.action.close'),
        clearText: translate('ra.action.clear_input_value'),
      },
    }
    return createTheme({ ...theme, direction }, { components: { MuiAutocomplete } })
  }, [theme, direction, translate])
  useEffect(() => {
    document.documentElement.dir = direction
  }, [direction])
  return (
    <CacheProvider value={direction === 'rtl' ? rtl : ltr}>
      <ThemeProvider theme={turned}>{children}</ThemeProvider>
    </CacheProvider>
  )
}
