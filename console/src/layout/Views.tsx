import CompaniesIcon from '@mui/icons-material/BusinessOutlined'
import OverviewIcon from '@mui/icons-material/DashboardOutlined'
import AuditIcon from '@mui/icons-material/HistoryOutlined'
import ClientsIcon from '@mui/icons-material/VpnKeyOutlined'
import RolesIcon from '@mui/icons-material/ShieldOutlined'
import GroupsIcon from '@mui/icons-material/FolderOutlined'
import TargetsIcon from '@mui/icons-material/GroupsOutlined'
import UsersIcon from '@mui/icons-material/PeopleOutlined'
import DocsIcon from '@mui/icons-material/DataObject'
import { Box, ListItemIcon, MenuItem } from '@mui/material'
import { Menu, useTranslate } from 'react-admin'
import { PATH } from '../api/base'
import { useMay } from '../session/useSession'

/** The views, those that the person may see. */
export function Views() {
  const translate = useTranslate()
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
      <Menu>
        {overview && <Menu.Item to="/overview" primaryText={view('overview')} leftIcon={<OverviewIcon />} />}
        {companies && <Menu.Item to="/companies" primaryText={view('companies')} leftIcon={<CompaniesIcon />} />}
        {company && <Menu.Item to="/company" primaryText={view('company')} leftIcon={<CompaniesIcon />} />}
        {groups && <Menu.Item to="/groups" primaryText={view('groups')} leftIcon={<GroupsIcon />} />}
        {users && <Menu.Item to="/users" primaryText={view('users')} leftIcon={<UsersIcon />} />}
        {targets && <Menu.Item to="/target-groups" primaryText={view('target-groups')} leftIcon={<TargetsIcon />} />}
        {clients && <Menu.Item to="/clients" primaryText={view('clients')} leftIcon={<ClientsIcon />} />}
        {roles && <Menu.Item to="/roles" primaryText={view('roles')} leftIcon={<RolesIcon />} />}
        {audit && <Menu.Item to="/audit" primaryText={view('audit')} leftIcon={<AuditIcon />} />}
        <MenuItem component="a" href={`${PATH}/docs`} target="_blank" rel="noopener" sx={{ color: 'text.secondary' }}>
          <ListItemIcon sx={{ minWidth: 40 }}>
            <DocsIcon />
          </ListItemIcon>
          {translate('tenantry.docs')}
        </MenuItem>
      </Menu>
    </Box>
  )
}
