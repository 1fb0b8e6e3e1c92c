import { Box, Button, Link, Stack, Typography } from '@mui/material'
import { useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router'
import { useOne } from '../api/records'
import { useActingAs } from '../session/acting'
import { useMay, useSession } from '../session/useSession'
import { useTitlePart } from '../shared/titles'
import { Counts } from './Counts'

interface Props {
  id: string
  /** What of the company is shown. */
  view?: 'users' | 'target-groups'
}

/** Whose users these are, and how many there are of each kind; with the way to the other view of them. */
export function OfCompany({ id, view = 'users' }: Props) {
  const translate = useTranslate()
  const acting = useActingAs()
  const session = useSession()
  const hasOthers = acting === null && session.stage !== 'out' && session.claims.reseller_access
  const mayRead = useMay('companies/{resourceId}|GET')
  const mayList = useMay('companies/search|POST')
  const mayUsers = useMay('target-users/search|POST')
  const mayGroups = useMay('target-groups/search|POST')
  const other = view === 'users' ? 'target-groups' : 'users'
  const isOwn = session.stage !== 'out' && session.claims.user_company_resourceid === id
  // No link that ends where one may not go.
  const to = mayList ? `/companies/${id}` : isOwn ? '/company' : undefined
  const { data: company } = useOne('companies', id, { enabled: mayRead })
  useTitlePart(company?.name)
  return (
    <Box sx={{ mt: 2 }}>
      <Stack direction="row" sx={{ alignItems: 'center', gap: 2, flexWrap: 'wrap' }}>
        {company && (
          <Typography component="h2" variant="h6" sx={{ overflowWrap: 'anywhere' }}>
            {to ? (
              <Link component={RouterLink} to={to} dir="auto">
                {company.name}
              </Link>
            ) : (
              <span dir="auto">{company.name}</span>
            )}
          </Typography>
        )}
        {hasOthers && (
          <Button size="small" component={RouterLink} to={`/${view}`}>
            {translate('resources.users.other')}
          </Button>
        )}
        {(view === 'users' ? mayGroups : mayUsers) && (
          <Button size="small" component={RouterLink} to={`/${other}/${id}`}>
            {translate(`resources.${other}.name`, { smart_count: 2 })}
          </Button>
        )}
      </Stack>
      <Counts company={id} />
    </Box>
  )
}
