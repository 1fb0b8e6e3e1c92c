// A thing before and after, side by side, with what moved marked.

import {
  Box,
  Button,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { movedFields, type State } from './fields'
import { useLabel, useTold, type Entry } from './saying'

export function Differences({ entry }: { entry: Entry }) {
  const translate = useTranslate()
  const [all, setAll] = useState(false)
  const label = useLabel()
  const told = useTold()
  const before = (entry.before ?? null) as State | null
  const after = (entry.after ?? null) as State | null
  if (!before && !after) {
    return <Typography color="text.secondary">{translate('resources.audit.nothing_kept')}</Typography>
  }
  const { names, moved } = movedFields(before, after)
  const shown = all ? names : moved
  return (
    <>
      <TableContainer tabIndex={0} role="group" aria-label={translate('resources.audit.differences')}>
        <Table size="small" sx={{ tableLayout: 'fixed', '& .MuiTableCell-root': { px: { xs: 0.5, sm: 2 } } }}>
          <TableHead>
            <TableRow>
              <TableCell sx={{ width: '30%' }}>{translate('resources.audit.field')}</TableCell>
              <TableCell>{translate('resources.audit.before')}</TableCell>
              <TableCell>{translate('resources.audit.after')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {shown.map((name) => (
              <TableRow key={name}>
                <TableCell component="th" scope="row" sx={{ overflowWrap: 'anywhere', verticalAlign: 'top' }}>
                  {label(name)}
                </TableCell>
                <Value items={told(name, before)} mark={moved.includes(name) ? 'error' : undefined} />
                <Value items={told(name, after)} mark={moved.includes(name) ? 'success' : undefined} />
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      {moved.length < names.length && (
        <Button size="small" onClick={() => setAll(!all)}>
          {translate(all ? 'resources.audit.only_changed' : 'resources.audit.everything')}
        </Button>
      )}
      <Box component="dl" sx={{ mx: 0, my: 1, typography: 'body2', overflowWrap: 'anywhere' }}>
        {(['reason', 'address', 'requestId'] as const).map(
          (name) =>
            entry[name] && (
              <Box key={name} sx={{ display: 'flex', gap: 1 }}>
                <Box component="dt" sx={{ color: 'text.secondary' }}>
                  {translate(`resources.audit.fields.${name}`)}
                </Box>
                <Box component="dd" sx={{ m: 0 }}>
                  {entry[name]}
                </Box>
              </Box>
            ),
        )}
      </Box>
    </>
  )
}

function Value({ items, mark }: { items: string[]; mark: 'error' | 'success' | undefined }) {
  return (
    <TableCell
      dir="auto"
      sx={{
        verticalAlign: 'top',
        overflowWrap: 'anywhere',
        whiteSpace: 'pre-wrap',
        ...(mark && items.length > 0 && { color: `${mark}.main` }),
      }}
    >
      {items.length > 0 ? items.join('\n') : '–'}
    </TableCell>
  )
}
