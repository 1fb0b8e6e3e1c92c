import { Box, Card, CardContent, Link, Typography } from '@mui/material'
import { useId } from 'react'
import { useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router'
import { useList } from '../api/records'
import { Naming, useSentence, type Entry } from '../audit'
import { useFormats } from '../i18n/formats'
import { useMay } from '../session/useSession'
import { ErrorText } from '../shared/ErrorText'
import { joined } from '../shared/joined'
import { ALL_CHANGES, changeAt } from './overview'

const NEWEST = { pagination: { page: 1, perPage: 8 }, sort: { field: 'time', order: 'DESC' } } as const

const NONE: Entry[] = []

/** The newest changes, for those who may see them, each a way to what was before and is after. */
export function Newest() {
  const translate = useTranslate()
  const id = useId()
  const may = useMay('audit-logs/search|POST')
  const { data, error } = useList('audit', NEWEST, { enabled: may })
  if (!may) return null
  return (
    <Card component="section" aria-labelledby={id} sx={{ minWidth: 0 }}>
      <CardContent>
        <Typography id={id} component="h2" variant="h6">
          {translate('resources.overview.newest.title')}
        </Typography>
        {error && <ErrorText error={error} />}
        {data?.length === 0 && <Typography color="text.secondary">{translate('resources.audit.none')}</Typography>}
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          <Naming entries={data ?? NONE}>
            {data?.map((entry) => (
              <Change key={entry.sequence} entry={entry} />
            ))}
          </Naming>
        </Box>
        <Link component={RouterLink} to={ALL_CHANGES} variant="body2" sx={{ display: 'inline-block', mt: 1 }}>
          {translate('resources.overview.newest.all')}
        </Link>
      </CardContent>
    </Card>
  )
}

function Change({ entry }: { entry: Entry }) {
  const translate = useTranslate()
  const { time } = useFormats()
  return (
    <Box component="li" sx={{ py: 0.75, overflowWrap: 'anywhere' }}>
      <Link component={RouterLink} to={changeAt(entry)} variant="body2" dir="auto">
        {useSentence(entry)}
      </Link>
      <Typography variant="body2" color="text.secondary">
        {joined([time(entry.time), entry.actorName ?? translate('resources.audit.somebody')])}
      </Typography>
    </Box>
  )
}
