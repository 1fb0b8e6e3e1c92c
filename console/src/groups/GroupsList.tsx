import AddIcon from '@mui/icons-material/AddOutlined'
import DeleteIcon from '@mui/icons-material/DeleteOutlined'
import { useState } from 'react'
import { Button, DataTable, DateInput, NumberInput, SearchInput, TextInput, TopToolbar } from 'react-admin'
import { useLocation } from 'react-router'
import { useFormats } from '../i18n/formats'
import { useMay } from '../session/useSession'
import { Col } from '../shared/Col'
import { WIDE } from '../shared/columns'
import { ExportButton } from '../shared/ExportButton'
import { FilterMenu, Listing, Nothing } from '../shared/Listing'
import { NameLink } from '../shared/NameLink'
import { SelectBody, SelectHead } from '../shared/selecting'
import { useTicked } from '../shared/ticked'
import { DeleteGroups } from './DeleteGroups'
import { GroupPanel } from './GroupPanel'
import { groupSearch, type GroupRow } from './groups'
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
  const mayDelete = useMay('company-groups/bulk-delete|DELETE')
  const { search } = useLocation()
  return (
    <>
      <Listing
        filters={filters}
        actions={<Actions />}
        sort={{ field: 'name', order: 'ASC' }}
        bulk={mayDelete ? <BulkActions /> : undefined}
      >
        <DataTable<GroupRow>
          rowClick={(id) => `/groups/${id}${search}`}
          bulkActionButtons={false}
          head={SelectHead}
          body={SelectBody}
          empty={<Nothing />}
        >
          <Col<GroupRow> source="name" stays render={({ id, name }) => <NameLink to={`/groups/${id}`} name={name} />} />
          <Col<GroupRow> source="companyCount" numeric render={(row) => number(row.companyCount)} />
          <Col<GroupRow> source="createTime" sx={WIDE} render={(row) => time(row.createTime)} />
        </DataTable>
      </Listing>
      <GroupPanel />
    </>
  )
}

function Actions() {
  const [naming, setNaming] = useState(false)
  const mayCreate = useMay('company-groups|POST')
  return (
    <TopToolbar>
      <FilterMenu />
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
  const groups = useTicked()
  const [deleting, setDeleting] = useState(false)
  return (
    <>
      <Button label="ra.action.delete" color="error" onClick={() => setDeleting(true)}>
        <DeleteIcon />
      </Button>
      {deleting && <DeleteGroups groups={groups} onClose={() => setDeleting(false)} />}
    </>
  )
}
