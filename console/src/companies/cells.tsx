// What a company's row shows in a table and elsewhere.

import OverIcon from '@mui/icons-material/WarningAmberOutlined'
import { Box, Chip } from '@mui/material'
import { useTranslate } from 'react-admin'
import { useFormats } from '../i18n/formats'
import type { CompanyRow } from './companies'

function isOver(row: CompanyRow) {
  return row.isNumberOfUsersLimited && row.targetUserCount > Number(row.numberOfUsers)
}

export function Users({ row }: { row: CompanyRow }) {
  const translate = useTranslate()
  const { number } = useFormats()
  if (!isOver(row)) return number(row.targetUserCount)
  return (
    <Box component="span" sx={{ color: 'warning.main', fontWeight: 600, whiteSpace: 'nowrap' }}>
      <OverIcon
        fontSize="inherit"
        titleAccess={translate('resources.companies.is_over')}
        sx={{ verticalAlign: 'text-bottom', marginInlineEnd: 0.5 }}
      />
      {number(row.targetUserCount)}
    </Box>
  )
}

export function Seats({ row }: { row: CompanyRow }) {
  const translate = useTranslate()
  const { number } = useFormats()
  return row.numberOfUsers === null ? translate('tenantry.unlimited') : number(Number(row.numberOfUsers))
}

export function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <Box sx={{ display: 'flex', gap: 0.5, flexWrap: 'wrap', maxWidth: 260 }}>
      {tags.map((tag) => (
        <Chip key={tag} label={tag} size="small" />
      ))}
    </Box>
  )
}

export function Renewal({ row }: { row: CompanyRow }) {
  const translate = useTranslate()
  const { day } = useFormats()
  return (
    <Box component="span" sx={{ whiteSpace: 'nowrap' }}>
      {day(row.licenseEndDate) ?? translate('tenantry.never')}
      {row.licenceExpired && (
        <Chip
          label={translate('resources.companies.lapsed')}
          size="small"
          color="error"
          variant="outlined"
          sx={{ marginInlineStart: 1 }}
        />
      )}
    </Box>
  )
}
