import { Box, Link, Stack, Typography } from '@mui/material'
import { useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router'
import { useOne } from '../api/records'
import { useFormats } from '../i18n/formats'
import { useMay } from '../session/useSession'
import { ErrorText } from '../shared/ErrorText'

/** How many users a company has of each kind, each a way to them. */
export function Counts({ company }: { company: string }) {
  const translate = useTranslate()
  const { number } = useFormats()
  const mayCount = useMay('target-users/count-summary|GET')
  const { data, error } = useOne('users/counts', company, { enabled: mayCount })
  if (error) return <ErrorText error={error} />
  if (!data) return null
  const ofStatus = (status: string) => `/users/${company}?filter=${encodeURIComponent(JSON.stringify({ status }))}`
  const figures = [
    ['active', data.totalNumberOfActiveUsers, ofStatus('Active')],
    ['inactive', data.totalNumberOfInActiveUsers, ofStatus('Inactive')],
    ['deleted', data.totalNumberOfDeletedUsers, ofStatus('Deleted')],
    ['monthly', data.monthlyActiveUsers.at(-1)?.count ?? 0, undefined],
  ] as const
  return (
    <Stack component="dl" direction="row" sx={{ gap: 3, flexWrap: 'wrap', my: 1 }}>
      {figures.map(([name, count, to]) => (
        <Box key={name}>
          <Typography component="dt" variant="body2" color="text.secondary">
            {translate(`resources.users.counts.${name}`)}
          </Typography>
          <Typography component="dd" variant="h6" sx={{ m: 0 }}>
            {to ? (
              <Link
                component={RouterLink}
                to={to}
                aria-label={`${translate(`resources.users.counts.${name}`)}: ${number(count)}`}
              >
                {number(count)}
              </Link>
            ) : (
              number(count)
            )}
          </Typography>
        </Box>
      ))}
    </Stack>
  )
}
