import DeleteIcon from '@mui/icons-material/DeleteOutlined'
import { Link } from '@mui/material'
import { useState } from 'react'
import {
  Button,
  DataTable,
  DateInput,
  FilterButton,
  List,
  NumberInput,
  SearchInput,
  TextInput,
  TopToolbar,
  useListContext,
  useNotify,
  useRecordContext,
  useRefresh,
  useTranslate,
} from 'react-admin'
import AddIcon from '@mui/icons-material/AddOutlined'
import { Link as RouterLink, useLocation } from 'react-router'
import { useFormats } from '../i18n/formats'
import { useMay } from '../session/useSession'
import { WIDE } from '../shared/columns'
import { Confirming } from '../shared/Confirming'
import { ExportButton } from '../shared/ExportButton'
import { ListError, TOLD_IN_PLACE } from '../shared/Again'
import { BulkBar, SelectBody, SelectHead } from '../shared/selecting'
import { GroupPanel } from './GroupPanel'
import { deleteGroups, groupSearch, type GroupRow } from './groups'
import { NameGroup } from './NameGroup'

const label = (name: string) => `resources.groups.filters.${name}`
const filters = [
  <SearchInput key="q" source="q" alwaysOn />,
  <TextInput key="name" source="name" label={label('name')} />,
  <NumberInput key="companies_min" source="companies_min" label={label('companies_min')} min={0} />,
  <NumberInput key="companies_max" source="companies_max" label={label('companies_max')} min={0} />,
  <DateInput key="created_from" source="created_from" label={label('created_from')} />,
  <DateInput key="created_before" source="created_before" label={label('created_before')} />,
]

export function GroupsList() {
  const { number, time } = useFormats()
  const { search } = useLocation()
  return (
    <>
      <List
        filters={filters}
        actions={<Actions />}
        sort={{ field: 'name', order: 'ASC' }}
        perPage={25}
        empty={false}
        error={<ListError />}
        queryOptions={TOLD_IN_PLACE}
      >
        <DataTable<GroupRow>
          rowClick={(id) => `/groups/${id}${search}`}
          bulkActionButtons={false}
          bulkActionsToolbar={<BulkActions />}
          head={SelectHead}
          body={SelectBody}
        >
          <DataTable.Col source="name">
            <Name />
          </DataTable.Col>
          <DataTable.NumberCol source="companyCount" render={(row: GroupRow) => number(row.companyCount)} />
          <DataTable.Col source="createTime" sx={WIDE} render={(row: GroupRow) => time(row.createTime)} />
        </DataTable>
      </List>
      <GroupPanel />
    </>
  )
}

function Name() {
  const row = useRecordContext<GroupRow>()
  const { search } = useLocation()
  if (!row) return null
  return (
    <Link
      component={RouterLink}
      to={`/groups/${row.id}${search}`}
      onClick={(event) => event.stopPropagation()}
      sx={{ overflowWrap: 'anywhere', fontWeight: 500 }}
      dir="auto"
    >
      {row.name}
    </Link>
  )
}

function Actions() {
  const [naming, setNaming] = useState(false)
  const mayCreate = useMay('company-groups|POST')
  return (
    <TopToolbar>
      <FilterButton />
      <ExportButton path="/api/company-groups/search/export" body={groupSearch} />
      {mayCreate && (
        <Button label="ra.action.create" onClick={() => setNaming(true)}>
          <AddIcon />
        </Button>
      )}
      {naming && <NameGroup onClose={() => setNaming(false)} />}
    </TopToolbar>
  )
}

function BulkActions() {
  const { selectedIds, onUnselectItems } = useListContext<GroupRow>()
  const translate = useTranslate()
  const notify = useNotify()
  const refresh = useRefresh()
  const [deleting, setDeleting] = useState(false)
  const mayDelete = useMay('company-groups/bulk-delete|DELETE')
  const counted = { smart_count: selectedIds.length }
  return (
    <BulkBar>
      {mayDelete && (
        <Button label="ra.action.delete" color="error" onClick={() => setDeleting(true)}>
          <DeleteIcon />
        </Button>
      )}
      {deleting && (
        <Confirming
          danger
          title={translate('resources.groups.delete.title', counted)}
          action={translate('ra.action.delete')}
          onClose={() => setDeleting(false)}
          onConfirm={async () => {
            await deleteGroups(selectedIds.map(String))
            notify('resources.groups.delete.done', { type: 'success', messageArgs: counted })
            onUnselectItems()
            refresh()
          }}
        >
          {translate('resources.groups.delete.warning')}
        </Confirming>
      )}
    </BulkBar>
  )
}
