// Everything of one company, over the list, at an address of its own.

import MoveIcon from '@mui/icons-material/DriveFileMoveOutlined'
import ActIcon from '@mui/icons-material/SwitchAccountOutlined'
import { Alert, Button, Skeleton, Stack, Tab, Tabs } from '@mui/material'
import { Suspense, useState } from 'react'
import { useRefresh, useTranslate } from 'react-admin'
import { Link, useLocation } from 'react-router'
import { useOne } from '../api/records'
import { History } from '../audit'
import { actAs, useActingAs } from '../session/acting'
import { useMay } from '../session/useSession'
import { DeleteButton, EditLink, PanelHead, SidePanel } from '../shared/SidePanel'
import type { Company } from './companies'
import { CompanyClients } from './CompanyClients'
import { CompanyDetails } from './CompanyDetails'
import { CompanyGroups } from './CompanyGroups'
import { CompanyUsers } from './CompanyUsers'
import { DeleteCompanies } from './DeleteCompanies'
import { MoveCompany } from './MoveCompany'

export function CompanyPanel() {
  return (
    <SidePanel address="/companies/:id/:tab?" list="/companies" heading="company">
      {({ id, tab, close }) => <Panel id={id} tab={tab} onClose={close} />}
    </SidePanel>
  )
}

function Panel({ id, tab, onClose }: { id: string; tab: string | undefined; onClose: () => void }) {
  const translate = useTranslate()
  const { search } = useLocation()
  const { data, error } = useOne('companies', id)
  const mayUsers = useMay('target-users/search|POST')
  const mayClients = useMay('companies/clients/search|POST')
  const mayHistory = useMay('audit-logs/search|POST')
  const tabs = [
    'details',
    'groups',
    ...(mayUsers ? ['users'] : []),
    ...(mayClients ? ['clients'] : []),
    ...(mayHistory ? ['history'] : []),
  ]
  const shown = tab !== undefined && tabs.includes(tab) ? tab : 'details'
  return (
    <>
      <PanelHead
        id="company"
        title={data?.name ?? (error ? translate('resources.companies.name', { smart_count: 1 }) : <Skeleton />)}
        tab={shown === 'details' ? undefined : translate(`resources.companies.panel.${shown}`)}
        onClose={onClose}
      />
      {error && <Alert severity="error">{translate(error.message, { _: error.message })}</Alert>}
      {data && (
        <>
          <Actions company={data} onDeleted={onClose} />
          <Tabs
            value={shown}
            variant="scrollable"
            aria-label={data.name}
            sx={{
              borderBottom: 1,
              borderColor: 'divider',
              mb: 2,
              '& .MuiTab-root': { minWidth: 0, px: { xs: 1.25, sm: 2 } },
            }}
          >
            {tabs.map((name) => (
              <Tab
                key={name}
                value={name}
                label={translate(`resources.companies.panel.${name}`)}
                component={Link}
                to={`/companies/${id}${name === 'details' ? '' : `/${name}`}${search}`}
                replace
                id={`company-tab-${name}`}
                aria-controls="company-tab"
              />
            ))}
          </Tabs>
          <div role="tabpanel" id="company-tab" aria-labelledby={`company-tab-${shown}`}>
            {shown === 'details' && <CompanyDetails company={data} />}
            {shown === 'groups' && <CompanyGroups company={data} />}
            {shown === 'users' && <CompanyUsers id={id} />}
            {shown === 'clients' && <CompanyClients id={id} />}
            {shown === 'history' && (
              <Suspense>
                <History of="company" id={id} />
              </Suspense>
            )}
          </div>
        </>
      )}
    </>
  )
}

function Actions({ company, onDeleted }: { company: Company; onDeleted: () => void }) {
  const translate = useTranslate()
  const refresh = useRefresh()
  const acting = useActingAs()
  const [deleting, setDeleting] = useState(false)
  const mayEdit = useMay('companies/{resourceId}|PUT')
  const mayDelete = useMay('companies/bulk-delete|DELETE')
  const mayMove = useMay('companies/{resourceId}/move|POST')
  const [moving, setMoving] = useState(false)
  return (
    <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1, my: 1.5 }}>
      {mayEdit && <EditLink to={`/companies/${company.id}/edit`} />}
      {acting !== company.id && (
        <Button variant="outlined" size="small" startIcon={<ActIcon />} onClick={() => actAs(company.id)}>
          {translate('tenantry.acting.switch')}
        </Button>
      )}
      {mayMove && (
        <Button variant="outlined" size="small" startIcon={<MoveIcon />} onClick={() => setMoving(true)}>
          {translate('resources.companies.move.action')}
        </Button>
      )}
      {moving && <MoveCompany company={company} onClose={() => setMoving(false)} onDone={refresh} />}
      {mayDelete && <DeleteButton onClick={() => setDeleting(true)} />}
      {deleting && (
        <DeleteCompanies
          companies={[company]}
          onClose={() => setDeleting(false)}
          onDone={() => {
            onDeleted()
            refresh()
          }}
        />
      )}
    </Stack>
  )
}
