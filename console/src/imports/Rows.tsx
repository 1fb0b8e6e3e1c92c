import { Box, Checkbox, Tab, Table, TableBody, TableCell, TableHead, TableRow, Tabs, Typography } from '@mui/material'
import { keepPreviousData } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { useList } from '../api/records'
import { useFormats } from '../i18n/formats'
import { ErrorText } from '../shared/ErrorText'
import { Pager } from '../shared/Pager'
import type { Import, State } from './imports'

const PAGE = 25

interface Props {
  company: string
  it: Import
  states: State[]
  chosen?: number[]
  /** Rows that are new can be chosen if this is there. */
  onChoose?: ((rows: number[]) => void) | undefined
}

/** The rows of a file by what each is, with every reason why it is not taken. */
export function Rows({ company, it, states, chosen = [], onChoose }: Props) {
  const translate = useTranslate()
  const { number } = useFormats()
  const [state, setState] = useState<State>(states[0] ?? 'Invalid')
  const [page, setPage] = useState(0)
  const meta = { company, of: it.id }
  // Of another version of it they are others.
  const { version } = it
  const { data, total, error } = useList(
    'imports/rows',
    { pagination: { page: page + 1, perPage: PAGE }, filter: { state, version }, meta },
    { placeholderData: keepPreviousData },
  )
  const { data: counts } = useList('imports/counts', { filter: { states, version }, meta })
  const choosing = state === 'New' ? onChoose : undefined
  const toggle = (row: number) =>
    choosing?.(chosen.includes(row) ? chosen.filter((other) => other !== row) : [...chosen, row])
  return (
    <Box sx={{ mt: 2 }}>
      <Tabs
        value={state}
        variant="scrollable"
        aria-label={translate('resources.imports.rows')}
        onChange={(_, to: State) => {
          setState(to)
          setPage(0)
        }}
      >
        {states.map((name) => {
          const count = counts?.find(({ id }) => id === name)?.count
          const label = translate(`resources.imports.state.${name}`)
          const counted = count === undefined ? label : `${label} (${number(count)})`
          return <Tab key={name} value={name} label={counted} id={`rows-${name}`} />
        })}
      </Tabs>
      {error && <ErrorText error={error} />}
      {data?.length === 0 && (
        <Typography color="text.secondary" sx={{ my: 1 }}>
          {translate('resources.imports.none')}
        </Typography>
      )}
      {data && data.length > 0 && (
        <Box sx={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-labelledby={`rows-${state}`}>
          <Table size="small">
            <TableHead>
              <TableRow>
                <TableCell>{translate('resources.imports.row')}</TableCell>
                <TableCell>{translate('resources.imports.why')}</TableCell>
                {it.columns.map(({ column, title }) => (
                  <TableCell key={column}>{title}</TableCell>
                ))}
              </TableRow>
            </TableHead>
            <TableBody>
              {data.map(({ row, reasons, cells }) => (
                <TableRow key={row}>
                  <TableCell sx={{ whiteSpace: 'nowrap' }}>
                    {choosing && (
                      <Checkbox
                        size="small"
                        checked={chosen.includes(row)}
                        onChange={() => toggle(row)}
                        slotProps={{
                          input: { 'aria-label': translate('resources.imports.choose_row', { row: number(row) }) },
                        }}
                      />
                    )}
                    {number(row)}
                  </TableCell>
                  <TableCell sx={{ whiteSpace: 'pre-line' }}>
                    {reasons.map(({ column, rule }) => reason(column, translate(rule, { _: rule }))).join('\n')}
                  </TableCell>
                  {it.columns.map(({ column }) => (
                    <TableCell key={column} dir="auto">
                      {cells[column - 1]}
                    </TableCell>
                  ))}
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </Box>
      )}
      {total !== undefined && <Pager count={total} page={page} size={PAGE} onPage={setPage} />}
    </Box>
  )
}

/** Why a row is not taken, after the title of the column that is to blame. */
function reason(column: string | null | undefined, rule: string) {
  return column ? `${column}: ${rule}` : rule
}
