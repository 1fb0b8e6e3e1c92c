import { Chip, Link } from '@mui/material'
import {
  CreateButton,
  DataTable,
  DateInput,
  FilterButton,
  List,
  SearchInput,
  SelectInput,
  TextInput,
  TopToolbar,
  useRecordContext,
  useTranslate,
} from 'react-admin'
import { Link as RouterLink, useLocation } from 'react-router'
import { useFormats } from '../i18n/formats'
import { WIDE } from '../shared/columns'
import { ExportButton } from '../shared/ExportButton'
import { ListError, TOLD_IN_PLACE } from '../shared/Again'
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
      <List
        filters={filters}
        actions={
          <TopToolbar>
            <FilterButton />
            <ExportButton path="/api/companies/clients/search/export" body={clientSearch} />
            <CreateButton />
          </TopToolbar>
        }
        sort={{ field: 'clientName', order: 'ASC' }}
        perPage={25}
        empty={false}
        error={<ListError />}
        queryOptions={TOLD_IN_PLACE}
      >
        <DataTable<ClientRow> rowClick={(id) => `/clients/${id}${search}`} bulkActionButtons={false}>
          <DataTable.Col source="clientName">
            <Name />
          </DataTable.Col>
          <DataTable.Col source="clientId" sx={WIDE} />
          <DataTable.Col source="statusId" render={(row: ClientRow) => <Status id={row.statusId} />} />
          <DataTable.Col source="createTime" sx={WIDE} render={(row: ClientRow) => time(row.createTime)} />
          <DataTable.Col
            source="lastUsedTime"
            render={(row: ClientRow) => (row.lastUsedTime ? time(row.lastUsedTime) : translate('tenantry.never'))}
          />
        </DataTable>
      </List>
      <ClientPanel />
    </>
  )
}

function Name() {
  const row = useRecordContext<ClientRow>()
  const { search } = useLocation()
  if (!row) return null
  return (
    <Link
      component={RouterLink}
      to={`/clients/${row.id}${search}`}
      onClick={(event) => event.stopPropagation()}
      sx={{ overflowWrap: 'anywhere', fontWeight: 500 }}
      dir="auto"
    >
      {row.clientName}
    </Link>
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
