// Rows that can be ticked: react-admin's own boxes have their label where nobody hears it.

import { Checkbox, TableCell } from '@mui/material'
import {
  DataTableBody,
  DataTableRow,
  useDataTableCallbacksContext,
  useListContext,
  useRecordContext,
  useTranslate,
  type DataTableRowProps,
} from 'react-admin'
import type { ComponentType, ReactNode } from 'react'
import { Head } from './Listing'
import { nameOf, useTickable } from './ticked'

/** Ticks the whole page, and nothing else. */
export function SelectAll() {
  const translate = useTranslate()
  const { data, selectedIds, onSelect } = useListContext()
  const ids = data?.map(({ id }) => id) ?? []
  const all = ids.length > 0 && ids.every((id) => selectedIds.includes(id))
  const others = selectedIds.filter((id) => !ids.includes(id))
  return (
    <Checkbox
      checked={all}
      indeterminate={!all && ids.some((id) => selectedIds.includes(id))}
      onChange={() => onSelect(all ? others : [...others, ...ids])}
      slotProps={{ input: { 'aria-label': translate('ra.action.select_all') } }}
    />
  )
}

export function SelectHead({ children }: { children?: ReactNode }) {
  if (!useTickable()) return <Head>{children}</Head>
  return (
    <Head>
      <TableCell padding="checkbox" variant="head" className="RaDataTable-headerCell">
        <SelectAll />
      </TableCell>
      {children}
    </Head>
  )
}

export function SelectRow(props: DataTableRowProps) {
  return useTickable() ? <TickableRow {...props} /> : <DataTableRow {...props} />
}

function TickableRow({ children, ...props }: DataTableRowProps) {
  const translate = useTranslate()
  const row = useRecordContext()
  const { selectedIds } = useListContext()
  const { handleToggleItem } = useDataTableCallbacksContext()
  return (
    <DataTableRow {...props}>
      <TableCell padding="checkbox">
        <Checkbox
          checked={row !== undefined && selectedIds.includes(row.id)}
          onClick={(event) => {
            event.stopPropagation()
            if (row) handleToggleItem?.(row.id, event)
          }}
          slotProps={{ input: { 'aria-label': `${translate('ra.action.select_row')}: ${nameOf(row)}` } }}
        />
      </TableCell>
      {children}
    </DataTableRow>
  )
}

export function SelectBody({ row = SelectRow, ...props }: { row?: ComponentType }) {
  return <DataTableBody {...props} row={row} />
}
