// What stands around every view.

import { Box, GlobalStyles, Typography, useMediaQuery, type MenuItemProps, type Theme } from '@mui/material'
import { useEffect, useRef } from 'react'
import { AppBar, Layout, Logout, TitlePortal, useLogout, UserMenu, type LayoutProps } from 'react-admin'
import { ActingStrip } from '../shared/ActingStrip'
import { useTitleOfView } from '../shared/titles'
import { mayLeave } from '../shared/unsaved'
import { EVERYWHERE } from './everywhere'
import { LanguageButton } from './LanguageButton'
import { RefreshButton } from './RefreshButton'
import { SwitchCompany } from './SwitchCompany'
import { ThemeButton } from './ThemeButton'
import { Views } from './Views'

// A wide table scrolls by itself: the page around it, with what acts on it, stays in the window. On a
// phone the title has more of the bar, and the end of a list is not below the button over it.
const WITHIN = {
  minWidth: 0,
  '& .RaAppBar-toolbar .MuiIconButton-root': { p: { xs: 0.75, sm: 1 } },
  '& #react-admin-title': { fontSize: { xs: '1rem', sm: '1.25rem' } },
  '& #react-admin-title > *': { display: 'block', overflow: 'hidden', textOverflow: 'ellipsis' },
  '& .RaList-main': { pb: { xs: 10, sm: 0 } },
  '& .RaList-main form': { pl: { xs: 2, sm: 0 } },
  '& .RaLayout-content, & .RaList-main': { minWidth: 0 },
} as const

const BAR = 48

/** However far the view is scrolled. */
const BELOW_BAR = { position: 'sticky', top: BAR, zIndex: 'appBar', '&:not(:empty)': { mt: 1 } } as const

export function Frame({ children, ...props }: LayoutProps) {
  useTitleOfView()
  const strip = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const measured = new ResizeObserver(([entry]) => {
      const height = BAR + (entry?.target.clientHeight ?? 0)
      // For what stays below both while its view is scrolled.
      document.documentElement.style.setProperty('--above', `${height}px`)
    })
    if (strip.current) measured.observe(strip.current)
    return () => measured.disconnect()
  }, [])
  return (
    <Layout {...props} appBar={Bar} appBarAlwaysOn menu={Views} sx={WITHIN}>
      <GlobalStyles styles={EVERYWHERE} />
      <Box ref={strip} sx={BELOW_BAR}>
        <ActingStrip />
      </Box>
      {children}
    </Layout>
  )
}

/** Where one is stays the address: whoever signs in next is there. */
function SignOut(props: MenuItemProps<'li'>) {
  const logout = useLogout()
  return <Logout {...props} onClick={() => mayLeave() && void logout(null, false)} />
}

function Bar() {
  const narrow = useMediaQuery((theme: Theme) => theme.breakpoints.down('sm'))
  return (
    <AppBar
      alwaysOn
      userMenu={
        <UserMenu label={narrow ? 'ra.auth.user_menu' : ''}>
          <SignOut />
        </UserMenu>
      }
      toolbar={
        <>
          <SwitchCompany />
          <LanguageButton />
          <ThemeButton />
          <RefreshButton />
        </>
      }
    >
      <Typography component="span" variant="h6" sx={{ marginInlineEnd: 2, display: { xs: 'none', md: 'block' } }}>
        Tenantry
      </Typography>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <TitlePortal component="h1" />
      </Box>
    </AppBar>
  )
}
