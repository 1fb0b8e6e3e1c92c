// The looks. Colours are darker, and in the dark lighter, than Material's own, so that every text
// has the contrast that WCAG AA asks for.

import type { Theme } from '@mui/material'
import { defaultDarkTheme, defaultLightTheme, type RaThemeOptions } from 'react-admin'

const shared: RaThemeOptions = {
  shape: { borderRadius: 8 },
  typography: {
    fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", sans-serif',
    h1: { fontSize: '1.5rem', fontWeight: 600 },
    h5: { fontWeight: 600 },
    h6: { fontWeight: 600 },
    button: { textTransform: 'none', fontWeight: 600 },
  },
}

function components(base: RaThemeOptions): RaThemeOptions['components'] {
  return {
    ...base.components,
    MuiAppBar: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiTableCell: {
      styleOverrides: { head: { fontWeight: 600, lineHeight: 1.3 }, sizeSmall: { paddingLeft: 10, paddingRight: 10 } },
    },
    // Also over the middle of a long list, below the bar of the page.
    RaBulkActionsToolbar: { styleOverrides: { root: { position: 'sticky', top: 96, zIndex: 3 } } },
    // In the library's colours it cannot be read.
    RaSkipNavigationButton: {
      styleOverrides: { root: ({ theme }: { theme: Theme }) => ({ color: theme.palette.text.primary }) },
    },
    MuiTooltip: { defaultProps: { enterDelay: 400 } },
  }
}

export const light: RaThemeOptions = {
  ...defaultLightTheme,
  ...shared,
  palette: {
    mode: 'light',
    primary: { main: '#1f4e8c' },
    secondary: { main: '#1f4e8c' },
    error: { main: '#b3261e' },
    warning: { main: '#8a4b00' },
    success: { main: '#1b6b3a' },
    info: { main: '#1f4e8c' },
    text: { primary: '#1a1f26', secondary: '#4c5663' },
    background: { default: '#f6f7f9', paper: '#ffffff' },
  },
  components: components(defaultLightTheme),
}

export const dark: RaThemeOptions = {
  ...defaultDarkTheme,
  ...shared,
  palette: {
    mode: 'dark',
    primary: { main: '#9cc3ff' },
    secondary: { main: '#9cc3ff' },
    error: { main: '#ff9c94' },
    warning: { main: '#ffbd6b' },
    success: { main: '#7fd6a0' },
    info: { main: '#9cc3ff' },
    text: { primary: '#eceff3', secondary: '#b4bdc9' },
    background: { default: '#12161b', paper: '#1a2027' },
  },
  components: components(defaultDarkTheme),
}
