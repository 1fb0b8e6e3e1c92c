import { Box, Button, Link, Stack, Typography } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router'
import { readCompany } from '../companies/companies'
import { useActingAs } from '../session/acting'
import { useMay, useSession } from '../session/useSession'
import { useTitlePart } from '../shared/titles'
import { Counts } from './Counts'

/** Whose users these are, and how many there are of each kind. */
export function OfCompany({ id }: { id: string }) {
  const translate = useTranslate()
  const acting = useActingAs()
  const session = useSession()
  const hasOthers = acting === null && session.stage !== 'out' && session.claims.reseller_access
  const mayRead = useMay('companies/{resourceId}|GET')
  const { data: company } = useQuery({
    queryKey: ['companies', 'whole', id],
    queryFn: () => readCompany(id),
    enabled: mayRead,
  })
  useTitlePart(company?.name)
  return (
    <Box sx={{ mt: 2 }}>
      <Stack direction="row" sx={{ alignItems: 'center', gap: 2, flexWrap: 'wrap' }}>
        {company && (
          <Typography component="h2" variant="h6" sx={{ overflowWrap: 'anywhere' }}>
            <Link component={RouterLink} to={`/companies/${id}`} dir="auto">
              {company.name}
            </Link>
          </Typography>
        )}
        {hasOthers && (
          <Button size="small" component={RouterLink} to="/users">
            {translate('resources.users.other')}
          </Button>
        )}
      </Stack>
      <Counts company={id} />
    </Box>
  )
}
