import { Alert, Button, Typography } from '@mui/material'
import { useMemo } from 'react'
import { useTranslate } from 'react-admin'
import { useEndless } from '../api/records'
import { EntryCard } from './EntryCard'
import { Naming } from './names'
import type { Entry } from './saying'

const PAGE = 20
const NONE: Entry[] = []

interface Props {
  /** One company and what belongs to it, or one thing alone. */
  of: 'company' | 'thing'
  id: string
}

/** What was changed, the newest first. */
export function History({ of, id }: Props) {
  const translate = useTranslate()
  const { data, error, hasNextPage, fetchNextPage, isFetching } = useEndless('audit', {
    pagination: { page: 1, perPage: PAGE },
    sort: { field: 'time', order: 'DESC' },
    filter: { [of]: id },
  })
  const entries = useMemo(() => data?.pages.flatMap((page) => page.data), [data])
  if (error) return <Alert severity="error">{translate(error.message, { _: error.message })}</Alert>
  if (entries?.length === 0) {
    return <Typography color="text.secondary">{translate('resources.audit.none')}</Typography>
  }
  return (
    <Naming entries={entries ?? NONE}>
      {entries?.map((entry) => (
        <EntryCard key={entry.sequence} entry={entry} heading="h3" within={id} />
      ))}
      {hasNextPage && (
        <Button fullWidth disabled={isFetching} onClick={() => void fetchNextPage()}>
          {translate('resources.audit.older')}
        </Button>
      )}
    </Naming>
  )
}
