import { Box, Link, Paper, Typography } from '@mui/material'
import { useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router'
import { useFormats } from '../i18n/formats'
import { useMay } from '../session/useSession'
import { companiesWhere, LIMITED, mostFirst, type Overview } from './overview'

/** How things stand now, each figure a way to the companies that it counts, for those who may list them. */
export function Figures({ told }: { told: Overview }) {
  const translate = useTranslate()
  const { number, percent } = useFormats()
  const mayList = useMay('companies/search|POST')
  const { soldSeats = 0, usedSeats = 0 } = told.seatsByMonth.at(-1) ?? {}
  const over = told.limitExceededCompanyCount
  const figures = [
    { name: 'companies', count: told.companyCount, to: companiesWhere({}) },
    { name: 'over', count: over, to: companiesWhere({ overLimit: true }), color: over > 0 ? 'warning' : undefined },
    { name: 'sold_now', count: soldSeats, to: mostFirst('numberOfUsers', { expired: false, ...LIMITED }) },
    {
      name: 'used_now',
      count: usedSeats,
      to: mostFirst('targetUserCount', { expired: false, ...LIMITED }),
      more:
        soldSeats > 0 ? translate('resources.overview.of_sold', { part: percent(usedSeats / soldSeats) }) : undefined,
    },
  ]
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        display: 'grid',
        gap: 2,
        gridTemplateColumns: { xs: '1fr 1fr', md: 'repeat(4, 1fr)' },
        '@media print': { gridTemplateColumns: 'repeat(4, 1fr)' },
      }}
    >
      {figures.map(({ name, count, to, color, more }) => {
        const label = translate(`resources.overview.${name}`)
        const looks = {
          typography: 'h5',
          ...(color && { color: `${color}.main`, textDecorationColor: 'currentColor' }),
        }
        return (
          <Paper key={name} sx={{ px: 2, py: 1.5 }}>
            <Typography component="dt" variant="body2" color="text.secondary">
              {label}
            </Typography>
            <Box component="dd" sx={{ m: 0 }}>
              {mayList ? (
                <Link component={RouterLink} to={to} aria-label={`${label}: ${number(count)}`} sx={looks}>
                  {number(count)}
                </Link>
              ) : (
                <Typography sx={looks}>{number(count)}</Typography>
              )}
              {more && (
                <Typography variant="body2" color="text.secondary">
                  {more}
                </Typography>
              )}
            </Box>
          </Paper>
        )
      })}
    </Box>
  )
}
