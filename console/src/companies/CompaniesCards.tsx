// The list where there is no room for a table: what matters of each company, below each other.

import { Box, Link, Stack, Typography } from '@mui/material'
import { ListNoResults, useListContext, useTranslate } from 'react-admin'
import { Link as RouterLink, useLocation } from 'react-router'
import type { CompanyRow } from './companies'
import { joined } from '../shared/joined'
import { Renewal, Seats, Users } from './cells'

export function CompaniesCards() {
  const translate = useTranslate()
  const { search } = useLocation()
  const { data, isPending } = useListContext<CompanyRow>()
  if (isPending) return null
  if (!data || data.length === 0) return <ListNoResults />
  return (
    <Stack component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {data.map((row) => (
        <Box component="li" key={row.id} sx={{ px: 2, py: 1.5, borderBottom: 1, borderColor: 'divider' }}>
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
          <Stack direction="row" sx={{ justifyContent: 'space-between', typography: 'body2', mt: 0.5 }}>
            <span>
              <Users row={row} /> / <Seats row={row} /> {translate('resources.companies.users')}
            </span>
            <Renewal row={row} />
          </Stack>
        </Box>
      ))}
    </Stack>
  )
}
