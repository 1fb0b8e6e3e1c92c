import { Chip } from '@mui/material'
import {
  CreateButton,
  DataTable,
  DateInput,
  SearchInput,
  SelectInput,
  TextInput,
  TopToolbar,
  useTranslate,
} from 'react-admin'
import { useLocation } from 'react-router'
import { useFormats } from '../i18n/formats'
import { Col } from '../shared/Col'
import { WIDE } from '../shared/columns'
import { ExportButton } from '../shared/ExportButton'
import { FilterMenu, Head, Listing, Nothing } from '../shared/Listing'
import { NameLink } from '../shared/NameLink'
import { clientSearch, type ClientRow } from './clients'
import { STATUS_FILTERS } from '../shared/status'
import { ClientPanel } from './ClientPanel'

const label = (name: string) => `resources.clients.filters.${name}`
const filters = [
  <SearchInput key="q" source="q" alwaysOn />,
  <TextInput key="name" source="name" label={label('name')} />,
  <TextInput key="clientId" source="clientId" label={label('clientId')} />,
  <SelectInput key="status" source="status" label={label('status')} choices={STATUS_FILTERS} />,
  <DateInput key="used_from" source="used_from" label={label('used_from')} />,
  <DateInput key="used_before" source="used_before" label={label('used_before')} />,
]

export function ClientsList() {
  const translate = useTranslate()
  const { time } = useFormats()
  const { search } = useLocation()
  return (
    <>
      <Listing
        filters={filters}
        actions={
          <TopToolbar>
            <FilterMenu />
            <ExportButton path="/api/companies/clients/search/export" body={clientSearch} />
            <CreateButton />
          </TopToolbar>
        }
        sort={{ field: 'clientName', order: 'ASC' }}
      >
        <DataTable<ClientRow>
          rowClick={(id) => `/clients/${id}${search}`}
          bulkActionButtons={false}
          head={Head}
          empty={<Nothing />}
        >
          <Col<ClientRow>
            source="clientName"
            stays
            render={({ id, clientName }) => <NameLink to={`/clients/${id}`} name={clientName} />}
          />
          <Col<ClientRow> source="clientId" sx={WIDE} />
          <Col<ClientRow> source="statusId" render={(row) => <Status id={row.statusId} />} />
          <Col<ClientRow> source="createTime" sx={WIDE} render={(row) => time(row.createTime)} />
          <Col<ClientRow>
            source="lastUsedTime"
            render={(row) => (row.lastUsedTime ? time(row.lastUsedTime) : translate('tenantry.never'))}
          />
        </DataTable>
      </Listing>
      <ClientPanel />
    </>
  )
}

export function Status({ id }: { id: number }) {
  const translate = useTranslate()
  const active = id === 1
  return (
    <Chip
      size="small"
      variant="outlined"
      color={active ? 'success' : 'default'}
      label={translate(`tenantry.status.${active ? 'active' : 'inactive'}`)}
    />
  )
}
