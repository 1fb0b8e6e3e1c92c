// A question and its answer twice: drawn, for the eye, and as a table, which a keyboard, a reader of
// the screen and a phone get on with. Both lead to the same lists.

import {
  Box,
  Card,
  CardContent,
  Link,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material'
import { lazy, Suspense, useId } from 'react'
import { Link as RouterLink, useNavigate } from 'react-router'
import { useFormats } from '../i18n/formats'

// The numbers are there before what draws them.
const Bars = lazy(() => import('./Bars').then((m) => ({ default: m.Bars })))

/** As high as the table of 12 months beside it. */
const HEIGHT = 350
/** Two of them on a page. */
const ON_PAPER = { '@media print': { height: 200 } } as const
/** Chart and table. */
const BESIDE = 'minmax(0, 3fr) minmax(0, 2fr)'
/** Of each bar that lies. */
const LYING = 36

export interface Column {
  name: string
  /** How its bars look; without, it stands in the table alone. */
  look?: 'filled' | 'outlined'
}

export interface Row {
  name: string
  /** A value for each column. */
  values: readonly number[]
  /** The address of the list that explains it. */
  to: string | undefined
}

export interface Numbers {
  columns: readonly Column[]
  rows: readonly Row[]
  /** The bars lie, so that their names have room. */
  sideways?: boolean
}

interface Props extends Numbers {
  title: string
  about: string
  /** What the rows are. */
  head: string
  /** The table has room beside the chart. */
  wide?: boolean
}

export function ChartCard({ title, about, head, wide, ...numbers }: Props) {
  const id = useId()
  const navigate = useNavigate()
  return (
    <Card component="section" aria-labelledby={id} sx={{ minWidth: 0 }}>
      <CardContent>
        <Typography id={id} component="h2" variant="h6">
          {title}
        </Typography>
        <Typography variant="body2" color="text.secondary" sx={{ mb: 2 }}>
          {about}
        </Typography>
        <Box
          sx={{
            display: 'grid',
            gap: { xs: 2, md: 4 },
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', ...(wide && { md: BESIDE }) },
            ...(wide && { '@media print': { gridTemplateColumns: BESIDE } }),
          }}
        >
          {/* Left to right in every language: the axes are turned one by one. */}
          <Box
            dir="ltr"
            aria-hidden
            sx={{ height: numbers.sideways ? LYING * (numbers.rows.length + 1) : HEIGHT, ...ON_PAPER }}
          >
            <Suspense>
              <Bars {...numbers} onChoose={({ to }) => to && void navigate(to)} />
            </Suspense>
          </Box>
          <Figured {...numbers} head={head} title={id} />
        </Box>
      </CardContent>
    </Card>
  )
}

function Figured({ columns, rows, head, title }: Numbers & { head: string; title: string }) {
  const { number } = useFormats()
  const isTold = columns.filter(({ look }) => look).length > 1
  return (
    <TableContainer>
      <Table size="small" aria-labelledby={title} sx={{ '& .MuiTableCell-root': { px: 1, py: 0.375 } }}>
        <TableHead>
          <TableRow>
            <TableCell>{head}</TableCell>
            {columns.map(({ name, look }) => (
              <TableCell key={name} align="right">
                {isTold && look && <Swatch look={look} />}
                {name}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(({ name, values, to }) => (
            <TableRow key={name}>
              <TableCell component="th" scope="row" sx={{ fontWeight: 400 }}>
                {to ? (
                  <Link component={RouterLink} to={to}>
                    {name}
                  </Link>
                ) : (
                  name
                )}
              </TableCell>
              {columns.map((column, at) => (
                <TableCell key={column.name} align="right" sx={{ fontVariantNumeric: 'tabular-nums' }}>
                  {number(values[at] ?? 0)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  )
}

/** What the bars of a column look like: the legend of the chart. */
function Swatch({ look }: { look: 'filled' | 'outlined' }) {
  return (
    <Box
      component="span"
      sx={{
        display: 'inline-block',
        width: 10,
        height: 10,
        marginInlineEnd: 0.75,
        border: 1,
        ...(look === 'filled'
          ? { borderColor: 'primary.main', bgcolor: 'primary.main' }
          : { borderColor: 'text.secondary', bgcolor: 'action.hover' }),
      }}
    />
  )
}
