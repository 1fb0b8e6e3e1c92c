import { Chip, Stack, Typography } from '@mui/material'
import { useTranslate } from 'react-admin'
import { Link } from 'react-router'
import type { Company } from './companies'

/** The groups that a company is in, each a way to the group. */
export function CompanyGroups({ company }: { company: Company }) {
  const translate = useTranslate()
  if (company.companyGroups.length === 0) {
    return <Typography color="text.secondary">{translate('resources.companies.panel.no_groups')}</Typography>
  }
  return (
    <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1 }}>
      {company.companyGroups.map(({ resourceId, name }) => (
        <Chip key={resourceId} label={name} component={Link} to={`/groups/${resourceId}`} clickable />
      ))}
    </Stack>
  )
}
