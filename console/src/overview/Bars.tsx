// The drawing of a table's numbers. It is for the eye and the pointer alone: whatever it says and
// wherever it leads stands in the table as well.

import { Paper, Typography } from '@mui/material'
import { useTheme } from '@mui/material/styles'
import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts'
import { useFormats } from '../i18n/formats'
import type { Numbers, Row } from './ChartCard'

export function Bars({ columns, rows, sideways = false, onChoose }: Numbers & { onChoose: (row: Row) => void }) {
  const { palette, direction } = useTheme()
  const { number } = useFormats()
  const turned = direction === 'rtl'
  const tick = { fill: palette.text.secondary, fontSize: 12 }
  const names = { type: 'category', dataKey: 'name', tick, tickLine: false, stroke: palette.text.secondary } as const
  const counts = { type: 'number', tick, tickLine: false, axisLine: false, allowDecimals: false } as const
  const looks = {
    filled: { fill: palette.primary.main, stroke: palette.primary.main },
    outlined: { fill: palette.action.hover, stroke: palette.text.secondary },
  }
  return (
    <BarChart
      responsive
      accessibilityLayer={false}
      data={[...rows]}
      layout={sideways ? 'vertical' : 'horizontal'}
      barCategoryGap="18%"
      barGap={1}
      margin={{ top: 8, bottom: 0, left: 8, right: 8 }}
      style={{ width: '100%', height: '100%' }}
    >
      <CartesianGrid stroke={palette.divider} vertical={sideways} horizontal={!sideways} />
      {sideways ? (
        <XAxis {...counts} reversed={turned} tickFormatter={number} />
      ) : (
        <XAxis {...names} reversed={turned} interval="equidistantPreserveStart" />
      )}
      {sideways ? (
        <YAxis {...names} width="auto" orientation={turned ? 'right' : 'left'} />
      ) : (
        <YAxis {...counts} width="auto" orientation={turned ? 'right' : 'left'} tickFormatter={number} />
      )}
      <Tooltip
        cursor={{ fill: palette.action.hover, stroke: 'none' }}
        isAnimationActive={false}
        content={({ label, payload }) => (
          <Paper elevation={3} dir={direction} sx={{ px: 1.5, py: 1 }}>
            <Typography variant="body2" sx={{ fontWeight: 600 }}>
              {label}
            </Typography>
            {payload.map(({ name, value }) => (
              <Typography key={String(name)} variant="body2">
                {name}: {number(Number(value))}
              </Typography>
            ))}
          </Paper>
        )}
      />
      {columns.map(
        ({ name, look }, at) =>
          look && (
            <Bar
              key={name}
              name={name}
              dataKey={(row: Row) => row.values[at] ?? 0}
              {...looks[look]}
              // Above a low bar one may click as well.
              background={{ fill: 'transparent' }}
              cursor={rows.some(({ to }) => to) ? 'pointer' : 'default'}
              isAnimationActive={false}
              onClick={(_, index) => {
                const row = rows[index]
                if (row) onChoose(row)
              }}
            />
          ),
      )}
    </BarChart>
  )
}
