import CompaniesIcon from '@mui/icons-material/BusinessOutlined'
import DocsIcon from '@mui/icons-material/DataObject'
import { ListItemIcon, MenuItem } from '@mui/material'
import { Menu, useTranslate } from 'react-admin'
import { useMay } from '../session/useSession'

/** The views, those that the person may see. */
export function Views() {
  const translate = useTranslate()
  const view = (name: string) => translate(`resources.${name}.name`, { smart_count: 2 })
  const companies = useMay('companies/search|POST')
  return (
    <Menu>
      {companies && <Menu.Item to="/companies" primaryText={view('companies')} leftIcon={<CompaniesIcon />} />}
      <MenuItem component="a" href="/docs" target="_blank" rel="noopener" sx={{ color: 'text.secondary' }}>
        <ListItemIcon sx={{ minWidth: 40 }}>
          <DocsIcon />
        </ListItemIcon>
        {translate('tenantry.docs')}
      </MenuItem>
    </Menu>
  )
}
