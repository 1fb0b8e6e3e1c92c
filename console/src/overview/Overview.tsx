// What a reseller asks first: how many seats are sold and used, who is over the limit, what is up for
// renewal and what has changed; each figure a click from the list that explains it.

import AddIcon from '@mui/icons-material/AddOutlined'
import { Box, Button, Card, CardContent, LinearProgress, Stack, Typography } from '@mui/material'
import { Title, useTranslate } from 'react-admin'
import { Link } from 'react-router'
import { useOne } from '../api/records'
import { useFormats } from '../i18n/formats'
import { useMay } from '../session/useSession'
import { ErrorText } from '../shared/ErrorText'
import { PaperHead } from '../shared/PaperHead'
import { ChartCard } from './ChartCard'
import { Figures } from './Figures'
import { Newest } from './Newest'
import { companiesWhere, countedIn, renewingIn, type Overview as Told } from './overview'

export function Overview() {
  const translate = useTranslate()
  const { data, error, isPending } = useOne('companies/overview', 'all')
  return (
    <Stack sx={{ gap: 2, my: 2, displayPrint: 'block', '@media print': { '& > *': { mb: 2 } } }}>
      <Title title="resources.overview.name" />
      <PaperHead />
      {error && <ErrorText error={error} />}
      {isPending && <LinearProgress aria-label={translate('ra.page.loading')} />}
      {data && (data.companyCount === 0 ? <NoCompanies /> : <Estate told={data} />)}
    </Stack>
  )
}

function Estate({ told }: { told: Told }) {
  const translate = useTranslate()
  const { month } = useFormats()
  const text = (key: string) => translate(`resources.overview.${key}`)
  const mayList = useMay('companies/search|POST')
  const listed = (address: string | undefined) => (mayList ? address : undefined)
  const counted = countedIn(told.seatsByMonth)
  return (
    <>
      <Figures told={told} />
      <ChartCard
        wide
        title={text('seats.title')}
        about={text('seats.about')}
        head={text('month')}
        columns={[
          { name: text('sold'), look: 'outlined' },
          { name: text('used'), look: 'filled' },
        ]}
        rows={told.seatsByMonth.map(({ period, soldSeats, usedSeats }, at) => ({
          name: month(period),
          values: [soldSeats, usedSeats],
          // A list of nobody explains nothing.
          to: soldSeats > 0 ? listed(counted[at]) : undefined,
        }))}
      />
      <ChartCard
        wide
        title={text('renewals.title')}
        about={text('renewals.about')}
        head={text('month')}
        columns={[{ name: text('companies'), look: 'filled' }, { name: text('seats_of') }]}
        rows={told.renewalsByMonth.map(({ period, companyCount, seats }) => ({
          name: month(period),
          values: [companyCount, seats],
          to: companyCount > 0 ? listed(renewingIn(period)) : undefined,
        }))}
      />
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 26rem), 1fr))' }}>
        <ChartCard
          sideways
          title={text('types.title')}
          about={text('types.about')}
          head={text('type')}
          columns={[{ name: text('companies'), look: 'filled' }, { name: text('seats_of') }, { name: text('users') }]}
          rows={told.licenseTypes.map(({ resourceId, name, companyCount, seats, targetUserCount }) => ({
            name,
            values: [companyCount, seats, targetUserCount],
            to: listed(companiesWhere({ licenseType: [resourceId] })),
          }))}
        />
        <Newest />
      </Box>
    </>
  )
}

/** There is nothing to tell of yet: what to do about it. */
function NoCompanies() {
  const translate = useTranslate()
  const mayCreate = useMay('companies|POST')
  return (
    <>
      <Card>
        <CardContent>
          <Typography component="h2" variant="h6" gutterBottom>
            {translate('resources.overview.empty.title')}
          </Typography>
          <Typography color="text.secondary" gutterBottom>
            {translate(mayCreate ? 'resources.overview.empty.create' : 'resources.overview.empty.wait')}
          </Typography>
          {mayCreate && (
            <Button variant="contained" startIcon={<AddIcon />} component={Link} to="/companies/create" sx={{ mt: 1 }}>
              {translate('ra.action.create')}
            </Button>
          )}
        </CardContent>
      </Card>
      <Newest />
    </>
  )
}
