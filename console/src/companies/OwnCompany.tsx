// One's own company, as its own people ask: what was bought, how much of it is used, when it ends.

import UsersIcon from '@mui/icons-material/PeopleOutlined'
import { Box, Button, Card, CardContent, LinearProgress, Stack, Typography } from '@mui/material'
import type { ReactNode } from 'react'
import { Title, useTranslate } from 'react-admin'
import { Link } from 'react-router'
import { useOne } from '../api/records'
import { daysAway } from '../i18n/days'
import { useFormats } from '../i18n/formats'
import { useActingAs } from '../session/acting'
import { useMay, useSession } from '../session/useSession'
import { ErrorText } from '../shared/ErrorText'
import type { Company } from './companies'
import { CompanyDetails } from './CompanyDetails'
import { useLicenceUse } from './useLicenceUse'

export function OwnCompany() {
  const translate = useTranslate()
  const session = useSession()
  const acting = useActingAs()
  const id = acting ?? (session.stage === 'out' ? '' : session.claims.user_company_resourceid)
  const mayUsers = useMay('target-users/search|POST')
  const { data, error } = useOne('companies', id)
  return (
    <Stack sx={{ gap: 2, my: 2, maxWidth: 960 }}>
      <Title title="resources.company.name" />
      {error && <ErrorText error={error} />}
      {data && (
        <>
          <Stack direction="row" sx={{ alignItems: 'center', gap: 2, flexWrap: 'wrap' }}>
            <Typography component="h2" variant="h5" dir="auto" sx={{ overflowWrap: 'anywhere' }}>
              {data.name}
            </Typography>
            {mayUsers && (
              <Button component={Link} to={`/users/${id}`} size="small" variant="outlined" startIcon={<UsersIcon />}>
                {translate('resources.users.name', { smart_count: 2 })}
              </Button>
            )}
          </Stack>
          <Licence company={data} />
          <Card>
            <CardContent>
              <CompanyDetails company={data} withoutUse />
            </CardContent>
          </Card>
        </>
      )}
    </Stack>
  )
}

function Licence({ company }: { company: Company }) {
  const translate = useTranslate()
  const { day } = useFormats()
  const say = (key: string, values?: object) => translate(`resources.company.${key}`, values)
  const end = day(company.licenseEndDate, company.timeZoneId)
  return (
    <Box
      component="dl"
      sx={{ m: 0, display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: 'repeat(3, minmax(0, 1fr))' } }}
    >
      <Figure term={say('licence')} value={company.licenseTypeName}>
        {say('period', {
          period: company.licensePeriodTypeName,
          day: day(company.licenseStartDate, company.timeZoneId),
        })}
      </Figure>
      <Use company={company} />
      <Figure term={say('renewal')} value={end ?? translate('tenantry.never')}>
        {end && <Left company={company} />}
      </Figure>
    </Box>
  )
}

function Figure({ term, value, children }: { term: string; value: ReactNode; children?: ReactNode }) {
  return (
    <Card sx={{ px: 2, py: 1.5 }}>
      <Typography component="dt" variant="body2" color="text.secondary">
        {term}
      </Typography>
      <Box component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
        <Typography variant="h5" component="div" sx={{ fontVariantNumeric: 'tabular-nums' }}>
          {value}
        </Typography>
        <Typography variant="body2" color="text.secondary" component="div">
          {children}
        </Typography>
      </Box>
    </Card>
  )
}

/** How many of the seats are filled: in figures, in words and as a bar. */
function Use({ company }: { company: Company }) {
  const translate = useTranslate()
  const { number } = useFormats()
  const { data } = useLicenceUse(company.id)
  const say = (key: string, values?: object) => translate(`resources.company.${key}`, values)
  if (!data) return <Figure term={say('used')} value="…" />
  const { activeUserCount: used, licenseLimit: seats } = data
  if (seats === null) {
    return (
      <Figure term={say('used')} value={number(used)}>
        {say('unlimited')}
      </Figure>
    )
  }
  const over = used - seats
  return (
    <Figure term={say('used')} value={say('of', { used: number(used), seats: number(seats) })}>
      <LinearProgress
        aria-hidden
        variant="determinate"
        color={over > 0 ? 'error' : used > seats * 0.9 ? 'warning' : 'primary'}
        value={Math.min(100, seats > 0 ? (100 * used) / seats : 100)}
        sx={{ my: 0.75 }}
      />
      {over > 0
        ? say('over', { count: number(over), policy: say(`policy.${company.limitPolicy}`) })
        : say('free', { count: number(-over) })}
    </Figure>
  )
}

/** How long it lasts: the days that the list has beside the same date. */
function Left({ company }: { company: Company }) {
  const translate = useTranslate()
  const { number } = useFormats()
  const days = daysAway(company.licenseEndDate, company.timeZoneId)
  const key = days > 0 ? 'in_days' : days < 0 ? 'days_ago' : 'today'
  return translate(`resources.company.${key}`, { smart_count: Math.abs(days), count: number(Math.abs(days)) })
}
