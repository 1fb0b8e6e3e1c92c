import CompaniesIcon from '@mui/icons-material/BusinessOutlined'
import OverviewIcon from '@mui/icons-material/DashboardOutlined'
import AuditIcon from '@mui/icons-material/HistoryOutlined'
import ClientsIcon from '@mui/icons-material/VpnKeyOutlined'
import RolesIcon from '@mui/icons-material/ShieldOutlined'
import GroupsIcon from '@mui/icons-material/FolderOutlined'
import TargetsIcon from '@mui/icons-material/GroupsOutlined'
import UsersIcon from '@mui/icons-material/PeopleOutlined'
import DocsIcon from '@mui/icons-material/DataObject'
import {
  Box,
  List,
  ListItem,
  ListItemButton,
  ListItemIcon,
  Tooltip,
  Typography,
  useMediaQuery,
  type Theme,
} from '@mui/material'
import type { ReactElement } from 'react'
import { useSidebarState, useTranslate } from 'react-admin'
import { NavLink } from 'react-router'
import { PATH } from '../api/base'
import { useMay } from '../session/useSession'

/** The width of the list of views, in words and as icons alone. */
const WIDTH = { open: 240, closed: 55 }

/** The views, those that the person may see. */
export function Views() {
  const translate = useTranslate()
  const [open] = useSidebarState()
  const view = (name: string) => translate(`resources.${name}.name`, { smart_count: 2 })
  const overview = useMay('companies/overview|GET')
  const companies = useMay('companies/search|POST')
  const company = useMay('companies/{resourceId}|GET') && !companies
  const groups = useMay('company-groups/search|POST')
  const users = useMay('target-users/search|POST')
  const targets = useMay('target-groups/search|POST')
  const clients = useMay('companies/clients/search|POST')
  const roles = useMay('roles/search|POST')
  const audit = useMay('audit-logs/search|POST')
  return (
    <Box component="nav" aria-label={translate('tenantry.views.nav')}>
      <List sx={{ width: open ? WIDTH.open : WIDTH.closed }}>
        {overview && <View to="/overview" name={view('overview')} icon={<OverviewIcon />} />}
        {companies && <View to="/companies" name={view('companies')} icon={<CompaniesIcon />} />}
        {company && <View to="/company" name={view('company')} icon={<CompaniesIcon />} />}
        {groups && <View to="/groups" name={view('groups')} icon={<GroupsIcon />} />}
        {users && <View to="/users" name={view('users')} icon={<UsersIcon />} />}
        {targets && <View to="/target-groups" name={view('target-groups')} icon={<TargetsIcon />} />}
        {clients && <View to="/clients" name={view('clients')} icon={<ClientsIcon />} />}
        {roles && <View to="/roles" name={view('roles')} icon={<RolesIcon />} />}
        {audit && <View to="/audit" name={view('audit')} icon={<AuditIcon />} />}
        <View to={`${PATH}/docs`} name={translate('tenantry.docs')} icon={<DocsIcon />} elsewhere />
      </List>
    </Box>
  )
}

interface ViewProps {
  to: string
  name: string
  icon: ReactElement
  /** A page of its own, which opens beside this one. */
  elsewhere?: boolean
}

/** The way to one view: its icon alone while the list is narrow, but for its name where the pointer rests. */
function View({ to, name, icon, elsewhere }: ViewProps) {
  const [open, setOpen] = useSidebarState()
  const narrow = useMediaQuery((theme: Theme) => theme.breakpoints.down('md'))
  const link = elsewhere ? { component: 'a', href: to, target: '_blank', rel: 'noopener' } : { component: NavLink, to }
  return (
    <ListItem disablePadding>
      <Tooltip title={open ? '' : name} placement="right">
        <ListItemButton
          {...link}
          // Where there is little room, the list makes way for what it leads to.
          onClick={() => narrow && setOpen(false)}
          sx={{
            py: 0.75,
            color: 'text.secondary',
            '&.active': { color: 'text.primary', bgcolor: 'action.selected', fontWeight: 600 },
          }}
        >
          <ListItemIcon sx={{ minWidth: 40, color: 'inherit' }}>{icon}</ListItemIcon>
          <Typography variant="inherit" noWrap>
            {name}
          </Typography>
        </ListItemButton>
      </Tooltip>
    </ListItem>
  )
}
