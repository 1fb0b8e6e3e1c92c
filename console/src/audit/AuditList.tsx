import { Box, Link, TableCell, TableHead, TableRow, useMediaQuery, type Theme } from '@mui/material'
import type { ReactNode } from 'react'
import {
  AutocompleteArrayInput,
  DataTable,
  DateInput,
  FilterButton,
  List,
  ListNoResults,
  SearchInput,
  TextInput,
  TopToolbar,
  useExpanded,
  useListContext,
  useRecordContext,
} from 'react-admin'
import { en } from '../i18n/en'
import { useFormats } from '../i18n/formats'
import { ExportButton } from '../shared/ExportButton'
import { ListError, TOLD_IN_PLACE } from '../shared/Again'
import { auditSearch, type EntryRow } from './audit'
import { Differences } from './Differences'
import { EntryCard, useDeed } from './EntryCard'

const label = (name: string) => `resources.audit.filters.${name}`
const ENTITIES = Object.keys(en.resources.audit.entities)
const OPERATIONS = Object.keys(en.resources.audit.kinds)

const several = (name: string, of: string, values: string[]) => (
  <AutocompleteArrayInput
    key={name}
    source={name}
    label={label(name)}
    choices={values.map((id) => ({ id, name: `resources.audit.${of}.${id}` }))}
    sx={{ minWidth: 220 }}
  />
)
const text = (name: string) => <TextInput key={name} source={name} label={label(name)} />

const filters = [
  <SearchInput key="q" source="q" alwaysOn />,
  <DateInput key="from" source="from" label={label('from')} alwaysOn />,
  <DateInput key="before" source="before" label={label('before')} alwaysOn />,
  several('entity', 'entities', ENTITIES),
  several('operation', 'kinds', OPERATIONS),
  ...['companyName', 'company', 'thing', 'actor', 'request'].map(text),
]

/** Who changed what, when, from where and why; each opened to what it was before and is after. */
export function AuditList() {
  const narrow = useMediaQuery((theme: Theme) => theme.breakpoints.down('sm'))
  return (
    <List
      filters={filters}
      actions={
        <TopToolbar>
          <FilterButton />
          <ExportButton path="/api/audit-logs/export" body={auditSearch} />
        </TopToolbar>
      }
      sort={{ field: 'time', order: 'DESC' }}
      perPage={25}
      empty={false}
      error={<ListError />}
      queryOptions={TOLD_IN_PLACE}
    >
      {narrow ? <Cards /> : <Entries />}
    </List>
  )
}

function Entries() {
  const { time } = useFormats()
  return (
    <DataTable<EntryRow> bulkActionButtons={false} rowClick="expand" expand={<Opened />} expandSingle head={Head}>
      <DataTable.Col source="time" sx={{ whiteSpace: 'nowrap' }} render={(row: EntryRow) => time(row.time)} />
      <DataTable.Col source="deed" disableSort>
        <Deed />
      </DataTable.Col>
      <DataTable.Col source="companyName" disableSort />
      <DataTable.Col source="actorName" disableSort />
      <DataTable.Col source="reason" disableSort />
    </DataTable>
  )
}

/** Over the arrows stands nothing, and no header: one without words, as react-admin has it, says nothing to a reader. */
function Head({ children }: { children?: ReactNode }) {
  return (
    <TableHead>
      <TableRow>
        <TableCell component="td" padding="none" />
        {children}
      </TableRow>
    </TableHead>
  )
}

/** Where there is no room for a table: as in the history of a company. */
function Cards() {
  const { data } = useListContext<EntryRow>()
  if (data?.length === 0) return <ListNoResults />
  return (
    <Box>
      {data?.map((row) => (
        <EntryCard key={row.id} entry={row} heading="h2" />
      ))}
    </Box>
  )
}

function Opened() {
  const row = useRecordContext<EntryRow>()
  return row ? <Differences entry={row} /> : null
}

function Deed() {
  const row = useRecordContext<EntryRow>()
  return row ? <DeedOf row={row} /> : null
}

/** In words, which open the row: for keys and for readers of the screen, whom react-admin's arrow passes by. */
function DeedOf({ row }: { row: EntryRow }) {
  const [open, toggle] = useExpanded('audit', row.id, true)
  return (
    <Link
      component="button"
      align="left"
      dir="auto"
      aria-expanded={open}
      onClick={(event) => {
        event.stopPropagation()
        toggle()
      }}
      sx={{ overflowWrap: 'anywhere' }}
    >
      {useDeed(row)}
    </Link>
  )
}
