// A column of a list: react-admin's own, but for its head, whose name is the column's and nothing more
// and whose order is said as tables say it, and for numbers, where react-admin passes over `render`.

import { TableCell, TableSortLabel } from '@mui/material'
import type { ReactNode } from 'react'
import {
  DataTable,
  useDataTableCallbacksContext,
  useDataTableRenderContext,
  useDataTableSortContext,
  useDataTableStoreContext,
  useResourceContext,
  useStore,
  useTranslate,
  type RaRecord,
} from 'react-admin'

interface Props<Row extends RaRecord> {
  source: string
  /** What stands in a cell; without, the text that the row has. */
  render?: (row: Row) => ReactNode
  /** A figure: at the end of its column. */
  numeric?: boolean
  /** Stays in sight while the table is scrolled sideways. */
  stays?: boolean
  disableSort?: boolean
  /** The most that it takes of a line: what is longer is cut. */
  widest?: number
  sx?: object
}

export function Col<Row extends RaRecord>({ render, numeric, stays, disableSort, source, widest, sx }: Props<Row>) {
  const isHead = useDataTableRenderContext() === 'header'
  const cell = {
    source,
    sx: { ...sx, ...(widest && { '--widest': `${widest}px` }) },
    ...(numeric && { align: 'right' as const }),
    ...(stays && { className: 'stays' }),
  }
  if (isHead) return <Head {...cell} sortable={!disableSort} />
  return <DataTable.Col {...cell} render={(row: Row) => (render ? render(row) : <Text text={row[source]} />)} />
}

/** One line of a row: what is cut of it is seen where the pointer rests. */
function Text({ text }: { text: unknown }) {
  if (text === null || text === undefined) return null
  return (
    <span title={String(text)} dir="auto">
      {String(text)}
    </span>
  )
}

interface HeadProps {
  source: string
  sortable: boolean
  className?: string
  align?: 'right'
  sx: object
}

function Head({ source, sortable, className = '', ...cell }: HeadProps) {
  const translate = useTranslate()
  const resource = useResourceContext()
  const sort = useDataTableSortContext()
  const { handleSort } = useDataTableCallbacksContext()
  const { storeKey, defaultHiddenColumns } = useDataTableStoreContext()
  const [hidden] = useStore<string[]>(storeKey, defaultHiddenColumns)
  if (hidden.includes(source)) return null
  const name = translate(`resources.${resource}.fields.${source}`)
  const order = sort?.field === source && (sort.order === 'ASC' ? 'asc' : 'desc')
  return (
    <TableCell
      {...cell}
      variant="head"
      className={`RaDataTable-headerCell column-${source} ${className}`}
      sortDirection={order}
    >
      {sortable && handleSort ? (
        <TableSortLabel active={order !== false} direction={order || 'asc'} data-field={source} onClick={handleSort}>
          {name}
        </TableSortLabel>
      ) : (
        name
      )}
    </TableCell>
  )
}
