// The list where there is no room for a table: what matters of each company, below each other.

import { Box, Checkbox, Link, Stack, Typography } from '@mui/material'
import { useListContext, useTranslate } from 'react-admin'
import { Link as RouterLink, useLocation } from 'react-router'
import { joined } from '../shared/joined'
import { Nothing } from '../shared/Listing'
import { SelectAll } from '../shared/selecting'
import { useTickable } from '../shared/ticked'
import { Renewal, Used } from './cells'
import { startsCluster, type CompanyRow } from './companies'

export function CompaniesCards() {
  const translate = useTranslate()
  const { data, filterValues, isPending } = useListContext<CompanyRow>()
  const tickable = useTickable()
  if (isPending) return null
  if (!data || data.length === 0) return <Nothing />
  const clustered = filterValues['clustered'] === true
  return (
    <>
      {tickable && (
        <Stack direction="row" sx={{ alignItems: 'center', borderBottom: 1, borderColor: 'divider' }}>
          <SelectAll />
          <Typography variant="body2" color="text.secondary" aria-hidden>
            {translate('ra.action.select_all')}
          </Typography>
        </Stack>
      )}
      <Stack component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {data.map((row, at) => (
          <Box component="li" key={row.id} sx={{ borderBottom: 1, borderColor: 'divider' }}>
            {clustered && startsCluster(data, at) && <Reseller name={row.resellerName} />}
            <Card row={row} />
          </Box>
        ))}
      </Stack>
    </>
  )
}

function Reseller({ name }: { name: string | null }) {
  const translate = useTranslate()
  return (
    <Typography
      component="h2"
      variant="subtitle2"
      sx={{ px: 2, py: 1, bgcolor: 'action.hover', overflowWrap: 'anywhere' }}
      dir="auto"
    >
      {name ?? translate('resources.companies.no_reseller')}
    </Typography>
  )
}

function Card({ row }: { row: CompanyRow }) {
  const translate = useTranslate()
  const { search } = useLocation()
  const tickable = useTickable()
  const { selectedIds, onToggleItem } = useListContext<CompanyRow>()
  return (
    <Stack
      direction="row"
      sx={{ py: 1.5, paddingInlineEnd: 2, ...(!tickable && { paddingInlineStart: 2 }), alignItems: 'flex-start' }}
    >
      {tickable && (
        <Checkbox
          checked={selectedIds.includes(row.id)}
          onChange={() => onToggleItem(row.id)}
          sx={{ mt: -1 }}
          slotProps={{ input: { 'aria-label': `${translate('ra.action.select_row')}: ${row.name}` } }}
        />
      )}
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Link
          component={RouterLink}
          to={`/companies/${row.id}${search}`}
          sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}
          dir="auto"
        >
          {row.name}
        </Link>
        <Typography variant="body2" color="text.secondary" sx={{ overflowWrap: 'anywhere' }}>
          {joined([row.resellerName, row.licenseTypeName].filter((name) => name !== null))}
        </Typography>
        <Stack
          direction="row"
          sx={{
            justifyContent: 'space-between',
            gap: 2,
            typography: 'body2',
            mt: 0.5,
            fontVariantNumeric: 'tabular-nums',
          }}
        >
          <span>
            <Used row={row} />
          </span>
          <Renewal row={row} />
        </Stack>
      </Box>
    </Stack>
  )
}
