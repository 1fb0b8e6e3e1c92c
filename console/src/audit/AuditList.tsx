import { Box, Link, TableCell, TableHead, TableRow, useMediaQuery, type Theme } from '@mui/material'
import type { ReactNode } from 'react'
import {
  AutocompleteArrayInput,
  DataTable,
  DateInput,
  SearchInput,
  TextInput,
  TopToolbar,
  useExpanded,
  useListContext,
  useRecordContext,
} from 'react-admin'
import { en } from '../i18n/en'
import { useFormats } from '../i18n/formats'
import { Col } from '../shared/Col'
import { ExportButton } from '../shared/ExportButton'
import { Caption, FilterMenu, Listing, Nothing } from '../shared/Listing'
import { auditSearch, type EntryRow } from './audit'
import { Differences } from './Differences'
import { EntryCard } from './EntryCard'
import { Naming } from './names'
import { useSentence } from './saying'

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

const NONE: EntryRow[] = []

/** Who changed what, when, from where and why; each opened to what it was before and is after. */
export function AuditList() {
  const narrow = useMediaQuery((theme: Theme) => theme.breakpoints.down('sm'))
  return (
    <Listing
      filters={filters}
      actions={
        <TopToolbar>
          <FilterMenu />
          <ExportButton path="/api/audit-logs/export" body={auditSearch} />
        </TopToolbar>
      }
      sort={{ field: 'time', order: 'DESC' }}
    >
      <Named>{narrow ? <Cards /> : <Entries />}</Named>
    </Listing>
  )
}

function Named({ children }: { children: ReactNode }) {
  const { data } = useListContext<EntryRow>()
  return <Naming entries={data ?? NONE}>{children}</Naming>
}

function Entries() {
  const { time } = useFormats()
  return (
    <DataTable<EntryRow>
      bulkActionButtons={false}
      rowClick="expand"
      expand={<Opened />}
      expandSingle
      head={Head}
      empty={<Nothing />}
    >
      <Col<EntryRow> source="time" render={(row) => time(row.time)} />
      <Col<EntryRow> source="deed" widest={480} disableSort render={(row) => <Deed row={row} />} />
      <Col<EntryRow> source="companyName" disableSort />
      <Col<EntryRow> source="actorName" disableSort />
      <Col<EntryRow> source="reason" disableSort />
    </DataTable>
  )
}

/** Over the arrows stands nothing, and no header: one without words, as react-admin has it, says nothing to a reader. */
function Head({ children }: { children?: ReactNode }) {
  return (
    <>
      <Caption />
      <TableHead>
        <TableRow>
          <TableCell component="td" padding="none" className="RaDataTable-headerCell" />
          {children}
        </TableRow>
      </TableHead>
    </>
  )
}

/** Where there is no room for a table: as in the history of a company. */
function Cards() {
  const { data } = useListContext<EntryRow>()
  if (data?.length === 0) return <Nothing />
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

/** In words, which open the row: for keys and for readers of the screen, whom react-admin's arrow passes by. */
function Deed({ row }: { row: EntryRow }) {
  const [open, toggle] = useExpanded('audit', row.id, true)
  const sentence = useSentence(row)
  return (
    <Link
      component="button"
      align="left"
      dir="auto"
      title={sentence}
      aria-expanded={open}
      onClick={(event) => {
        event.stopPropagation()
        toggle()
      }}
      // A button is cut by itself: its cell would cut it without a word.
      noWrap
      sx={{ display: 'block', maxWidth: '100%', '@media print': { whiteSpace: 'normal' } }}
    >
      {sentence}
    </Link>
  )
}
