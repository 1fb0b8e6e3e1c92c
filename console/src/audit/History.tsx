import { Alert, Button, Typography } from '@mui/material'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslate } from 'react-admin'
import { api, dataOf } from '../api/client'
import { EntryCard } from './EntryCard'
import { Naming } from './names'
import type { Entry } from './saying'

const PAGE = 20
const NONE: Entry[] = []

interface Props {
  /** One company and what belongs to it, or one thing alone. */
  of: 'CompanyResourceId' | 'EntityResourceId'
  id: string
}

/** What was changed, the newest first. */
export function History({ of, id }: Props) {
  const translate = useTranslate()
  const { data, error, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery({
    queryKey: ['audit', of, id],
    initialPageParam: 1,
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.POST('/api/audit-logs/search', {
          signal,
          body: {
            pageNumber: pageParam,
            pageSize: PAGE,
            orderBy: 'Time',
            ascending: false,
            filter: {
              filterGroups: [{ filterItems: [{ fieldName: of, operator: '=', value: id }] }],
            },
          },
        }),
      ),
    getNextPageParam: ({ pageNumber, totalNumberOfPages }) =>
      pageNumber < totalNumberOfPages ? pageNumber + 1 : undefined,
  })
  const entries = useMemo(() => data?.pages.flatMap(({ results }) => results), [data])
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
