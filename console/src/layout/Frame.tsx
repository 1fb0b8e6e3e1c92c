// What stands around every view.

import ApiIcon from '@mui/icons-material/DataObject'
import { Box, IconButton, Tooltip, Typography } from '@mui/material'
import {
  AppBar,
  Layout,
  LoadingIndicator,
  LocalesMenuButton,
  Logout,
  TitlePortal,
  ToggleThemeButton,
  UserMenu,
  useTranslate,
  type LayoutProps,
} from 'react-admin'
import { ActingStrip } from './ActingStrip'
import { SwitchCompany } from './SwitchCompany'
import { Views } from './Views'

export function Frame({ children, ...props }: LayoutProps) {
  return (
    <Layout {...props} appBar={Bar} menu={Views} sx={{ '& .RaLayout-content': { minWidth: 0 } }}>
      <ActingStrip />
      {children}
    </Layout>
  )
}

function Bar() {
  const translate = useTranslate()
  const docs = translate('tenantry.docs')
  return (
    <AppBar
      userMenu={
        <UserMenu>
          <Logout />
        </UserMenu>
      }
      toolbar={
        <>
          <SwitchCompany />
          <LocalesMenuButton />
          <ToggleThemeButton />
          <Tooltip title={docs}>
            <IconButton color="inherit" href="/docs" target="_blank" rel="noopener" aria-label={docs}>
              <ApiIcon />
            </IconButton>
          </Tooltip>
          <LoadingIndicator />
        </>
      }
    >
      <Typography component="span" variant="h6" sx={{ me: 2, display: { xs: 'none', md: 'block' } }}>
        Tenantry
      </Typography>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <TitlePortal component="h1" />
      </Box>
    </AppBar>
  )
}
