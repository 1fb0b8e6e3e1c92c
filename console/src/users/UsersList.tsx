// The users of one company, which stands in the address.

import AddIcon from '@mui/icons-material/AddOutlined'
import UploadIcon from '@mui/icons-material/UploadFileOutlined'
import { Chip } from '@mui/material'
import type { ReactNode } from 'react'
import { Button, DataTable, SearchInput, SelectInput, TopToolbar, useTranslate } from 'react-admin'
import { Link as RouterLink, useLocation } from 'react-router'
import { useFormats } from '../i18n/formats'
import { useMay } from '../session/useSession'
import { Col } from '../shared/Col'
import { WIDE } from '../shared/columns'
import { ExportButton } from '../shared/ExportButton'
import { Listing, Nothing } from '../shared/Listing'
import { NameLink } from '../shared/NameLink'
import { SelectBody, SelectHead } from '../shared/selecting'
import { useBulkActions } from './DeleteUsers'
import { OfCompany } from './OfCompany'
import { COLUMNS, type Kind } from './fields'
import { UserPanel } from './UserPanel'
import { userSearch, type UserRow } from './users'
import { Whose } from './Whose'

const STATUSES = ['Active', 'Inactive', 'Deleted']
const filters = [
  <SearchInput key="q" source="q" alwaysOn />,
  <SelectInput
    key="status"
    source="status"
    label="resources.users.fields.status"
    emptyText="resources.users.not_deleted"
    alwaysOn
    choices={STATUSES.map((id) => ({ id, name: `resources.users.status.${id}` }))}
  />,
]

export function UsersList() {
  return <Whose view="users">{(company) => <UsersOf key={company} company={company} />}</Whose>
}

function UsersOf({ company }: { company: string }) {
  const { time } = useFormats()
  const { search } = useLocation()
  /** Those that are more than a text. */
  const cells: Partial<Record<Kind, (row: UserRow, name: keyof UserRow) => ReactNode>> = {
    email: (row) => <Email company={company} row={row} />,
    priority: (row) => <Word of="priority" word={row.priority} />,
    status: (row) => <Status status={row.status} />,
    time: (row, name) => time(String(row[name])),
  }
  return (
    <>
      <OfCompany id={company} />
      <Listing
        // Nothing of one company's list is kept for another's.
        storeKey={false}
        meta={{ company }}
        filters={filters}
        actions={<Actions company={company} />}
        sort={{ field: 'email', order: 'ASC' }}
        bulk={useBulkActions(company)}
        aside={<UserPanel company={company} />}
      >
        <DataTable<UserRow>
          rowClick={(id, _, row) => row['status'] !== 'Deleted' && `/users/${company}/${id}${search}`}
          bulkActionButtons={false}
          head={SelectHead}
          body={SelectBody}
          empty={<Nothing />}
        >
          {COLUMNS.map(([name, { as, column }]) => {
            const render = cells[as]
            return (
              <Col<UserRow>
                key={name}
                source={name}
                stays={as === 'email'}
                sx={column === 'wide' ? WIDE : {}}
                {...(render && { render: (row: UserRow) => render(row, name) })}
              />
            )
          })}
        </DataTable>
      </Listing>
    </>
  )
}

function Email({ company, row }: { company: string; row: UserRow }) {
  // Who has been deleted is in the list and nowhere else.
  if (row.status === 'Deleted') return <span title={row.email}>{row.email}</span>
  return <NameLink to={`/users/${company}/${row.id}`} name={row.email} />
}

function Word({ of, word }: { of: 'priority' | 'status'; word: string }) {
  return useTranslate()(`resources.users.${of}.${word}`)
}

export function Status({ status }: { status: string }) {
  const label = <Word of="status" word={status} />
  return <Chip size="small" variant="outlined" color={status === 'Active' ? 'success' : 'default'} label={label} />
}

function Actions({ company }: { company: string }) {
  const mayCreate = useMay('target-users|POST')
  const mayImport = useMay('user-imports|POST')
  return (
    <TopToolbar>
      <ExportButton path="/api/target-users/search/export" body={userSearch} company={company} />
      {mayImport && (
        <Button component={RouterLink} to={`/users/${company}/import`} label="resources.imports.action">
          <UploadIcon />
        </Button>
      )}
      {mayCreate && (
        <Button component={RouterLink} to={`/users/${company}/create`} label="ra.action.create">
          <AddIcon />
        </Button>
      )}
    </TopToolbar>
  )
}
