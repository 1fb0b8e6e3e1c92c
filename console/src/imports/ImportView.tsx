// One import: what is in the file, how far it has got, and what came of it.

import { Alert, Box, Card, CardContent, Chip, LinearProgress, Stack, Typography } from '@mui/material'
import { useEffect } from 'react'
import { Title, useTranslate } from 'react-admin'
import { useParams } from 'react-router'
import { useForget, useOne } from '../api/records'
import { useFormats } from '../i18n/formats'
import { ErrorText } from '../shared/ErrorText'
import { OfCompany } from '../users'
import type { Import } from './imports'
import { Limit } from './Limit'
import { Preview } from './Preview'
import { Rows } from './Rows'
import { Undo } from './Undo'

const POLL = 1000
/** It failed when some of its rows were in. */
const brokeOff = (it: Import) => it.status === 'Failed' && it.doneCount > 0
const moves = (it: Import | undefined) => it?.status === 'Reading' || it?.status === 'Importing'

export function ImportView() {
  const { company = '', import: id = '' } = useParams()
  const forget = useForget()
  const { data, error } = useOne('imports', id, {
    meta: { company },
    refetchInterval: ({ state }) => moves(state.data) && POLL,
  })
  const status = data?.status
  // The company's users are others now.
  useEffect(() => {
    if (status === 'Imported' || status === 'Undone' || status === 'Failed') void forget('users', 'companies/use')
  }, [status, forget])
  return (
    <>
      <Title title={data?.name ?? 'resources.imports.title'} />
      <OfCompany id={company} />
      {error && <ErrorText error={error} />}
      {data && (
        <Card sx={{ mt: 2 }}>
          <CardContent>
            <Head it={data} />
            {data.status === 'Previewed' && <Preview key={data.version} company={company} it={data} />}
            {data.status === 'Imported' && (
              <>
                <Limit company={company} it={data} />
                <Rows company={company} it={data} states={['Invalid', 'Refused', 'Restored', 'Skipped']} />
                <Undo company={company} id={id} />
              </>
            )}
            {brokeOff(data) && <Undo company={company} id={id} />}
          </CardContent>
        </Card>
      )}
    </>
  )
}

function Head({ it }: { it: Import }) {
  const translate = useTranslate()
  const { number } = useFormats()
  const before = ['rowCount', 'newCount', 'existingCount', 'invalidCount'] as const
  const after = ['addedCount', 'restoredCount', 'existingCount', 'refusedCount', 'invalidCount'] as const
  const figures = it.status === 'Previewed' || it.status === 'Reading' ? before : after
  return (
    <>
      <Stack direction="row" sx={{ alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
        <Typography component="h3" variant="subtitle1" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }} dir="auto">
          {it.name}
        </Typography>
        <Chip size="small" variant="outlined" label={translate(`resources.imports.status.${it.status}`)} />
      </Stack>
      {it.status === 'Failed' && (
        <Alert severity="error" sx={{ my: 1 }}>
          {translate(brokeOff(it) ? 'resources.imports.broke_off' : 'resources.imports.failed')}
        </Alert>
      )}
      {it.status !== 'Undone' && (it.status !== 'Failed' || brokeOff(it)) && (
        <Stack component="dl" direction="row" sx={{ gap: 3, flexWrap: 'wrap' }}>
          {figures.map((name) => (
            <Box key={name}>
              <Typography component="dt" variant="body2" color="text.secondary">
                {translate(`resources.imports.counts.${name}`)}
              </Typography>
              <Typography component="dd" variant="h6" sx={{ m: 0 }}>
                {number(it[name])}
              </Typography>
            </Box>
          ))}
        </Stack>
      )}
      {it.status === 'Reading' && <LinearProgress aria-label={translate('resources.imports.reading')} />}
      {it.status === 'Importing' && (
        <>
          <Typography role="status" gutterBottom>
            {translate('resources.imports.so_far', { done: number(it.doneCount), all: number(it.rowCount) })}
          </Typography>
          <LinearProgress
            variant="determinate"
            value={it.rowCount > 0 ? (100 * it.doneCount) / it.rowCount : 0}
            aria-label={translate('resources.imports.status.Importing')}
          />
        </>
      )}
    </>
  )
}
