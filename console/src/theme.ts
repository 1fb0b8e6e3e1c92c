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
      styleOverrides: { head: { fontWeight: 600, lineHeight: 1.3 }, sizeSmall: { paddingLeft: 8, paddingRight: 8 } },
    },
    RaDataTable: { styleOverrides: { root: ({ theme }: { theme: Theme }) => tables(theme) } },
    // In the library's colours it cannot be read.
    RaSkipNavigationButton: {
      styleOverrides: { root: ({ theme }: { theme: Theme }) => ({ color: theme.palette.text.primary }) },
    },
    MuiTooltip: { defaultProps: { enterDelay: 400 } },
  }
}

/** The side of a row's box, which stays in sight as its name does. */
const BOX = 48

/**
 * Rows of one line each, below a head that stays; so do the names, and the boxes before them, beside what is
 * scrolled sideways. On paper there is nothing to scroll, and nothing is cut.
 */
function tables(theme: Theme) {
  const paper = theme.palette.background.paper
  const staying = { position: 'sticky', backgroundColor: paper, zIndex: 1 }
  return {
    fontVariantNumeric: 'tabular-nums',
    '& .MuiTableSortLabel-root:not(.Mui-active) .MuiTableSortLabel-icon': { display: 'none' },
    '& .MuiLink-root': { textDecoration: 'none', '&:hover, &:focus-visible': { textDecoration: 'underline' } },
    '& .RaDataTable-headerCell': { zIndex: 2, backgroundColor: paper },
    '@media screen': {
      '& .MuiTableCell-root': { fontSize: '0.8125rem' },
      display: 'flex',
      flexDirection: 'column',
      minHeight: 0,
      '& .RaDataTable-tableWrapper': { overflow: 'auto', scrollPaddingTop: 40 },
      '& .RaDataTable-headerCell': { height: 40, paddingTop: 0, paddingBottom: 0 },
      '& .RaDataTable-rowCell': {
        height: 'var(--row, 40px)',
        paddingTop: 0,
        paddingBottom: 0,
        maxWidth: 'var(--widest, 280px)',
        overflow: 'hidden',
        textOverflow: 'ellipsis',
        whiteSpace: 'nowrap',
      },
      // A phone's line holds all of its cells: the name has what the others leave.
      [theme.breakpoints.down('sm')]: { '& .stays.RaDataTable-rowCell': { width: '100%', maxWidth: 0 } },
      [theme.breakpoints.up('sm')]: {
        '& .RaDataTable-tableWrapper': { scrollPaddingInlineStart: BOX + 200 },
        '& .MuiTableCell-paddingCheckbox': { ...staying, insetInlineStart: 0 },
        '& .stays': { ...staying, insetInlineStart: 0 },
        '& .MuiTableCell-paddingCheckbox ~ .stays': { insetInlineStart: BOX },
        '& th.MuiTableCell-paddingCheckbox, & th.stays': { zIndex: 3 },
        '& tr:hover > td.stays, & tr:hover > td.MuiTableCell-paddingCheckbox': {
          backgroundImage: `linear-gradient(${theme.palette.action.hover} 0 0)`,
        },
      },
    },
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
