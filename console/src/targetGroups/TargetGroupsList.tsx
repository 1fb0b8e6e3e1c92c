// The target groups of one company, which stands in the address.

import AddIcon from '@mui/icons-material/AddOutlined'
import { useState } from 'react'
import {
  AutocompleteArrayInput,
  Button,
  DataTable,
  SearchInput,
  TextInput,
  TopToolbar,
  useTranslate,
} from 'react-admin'
import { useLocation } from 'react-router'
import { useFormats } from '../i18n/formats'
import { useMay } from '../session/useSession'
import { Col } from '../shared/Col'
import { WIDE } from '../shared/columns'
import { ExportButton } from '../shared/ExportButton'
import { FilterMenu, Head, Listing, Nothing } from '../shared/Listing'
import { NameLink } from '../shared/NameLink'
import { OfCompany, PRIORITIES, Whose } from '../users'
import { TargetGroupDialog } from './TargetGroupDialog'
import { TargetGroupPanel } from './TargetGroupPanel'
import { targetGroupSearch, type TargetGroupRow } from './targetGroups'

const label = (name: string) => `resources.target-groups.filters.${name}`
const filters = [
  <SearchInput key="q" source="q" alwaysOn />,
  <TextInput key="name" source="name" label={label('name')} />,
  <AutocompleteArrayInput
    key="priority"
    source="priority"
    label={label('priority')}
    choices={PRIORITIES.map((id) => ({ id, name: `resources.users.priority.${id}` }))}
    sx={{ minWidth: 220 }}
  />,
]

export function TargetGroupsList() {
  return <Whose view="target-groups">{(company) => <GroupsOf key={company} company={company} />}</Whose>
}

function GroupsOf({ company }: { company: string }) {
  const translate = useTranslate()
  const { number, time } = useFormats()
  const { search } = useLocation()
  return (
    <>
      <OfCompany id={company} view="target-groups" />
      <Listing
        // Nothing of one company's list is kept for another's.
        storeKey={false}
        meta={{ company }}
        filters={filters}
        actions={<Actions company={company} />}
        sort={{ field: 'name', order: 'ASC' }}
      >
        <DataTable<TargetGroupRow>
          rowClick={(id) => `/target-groups/${company}/${String(id)}${search}`}
          bulkActionButtons={false}
          head={Head}
          empty={<Nothing />}
        >
          <Col<TargetGroupRow>
            source="name"
            stays
            render={({ id, name }) => <NameLink to={`/target-groups/${company}/${id}`} name={name} />}
          />
          <Col<TargetGroupRow> source="userCount" numeric render={(row) => number(row.userCount)} />
          <Col<TargetGroupRow>
            source="priority"
            sx={WIDE}
            render={(row) => translate(`resources.users.priority.${row.priority}`)}
          />
          <Col<TargetGroupRow> source="createTime" sx={WIDE} render={(row) => time(row.createTime)} />
        </DataTable>
      </Listing>
      <TargetGroupPanel company={company} />
    </>
  )
}

function Actions({ company }: { company: string }) {
  const [making, setMaking] = useState(false)
  const mayCreate = useMay('target-groups|POST')
  return (
    <TopToolbar>
      <FilterMenu />
      <ExportButton path="/api/target-groups/search/export" body={targetGroupSearch} company={company} />
      {mayCreate && (
        <Button label="ra.action.create" onClick={() => setMaking(true)}>
          <AddIcon />
        </Button>
      )}
      {making && <TargetGroupDialog company={company} onClose={() => setMaking(false)} />}
    </TopToolbar>
  )
}
