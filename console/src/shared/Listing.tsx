// What all lists are: filters, the line of what is found and ticked, rows that are scrolled below their
// head, pages, and the same on paper.

import { Button, CardContent, Typography } from '@mui/material'
import { visuallyHidden } from '@mui/utils'
import type { ReactElement, ReactNode } from 'react'
import {
  DataTableHead,
  FilterButton,
  List,
  ListContextProvider,
  Pagination,
  useListContext,
  useTranslate,
  type ListProps,
} from 'react-admin'
import { ListError, TOLD_IN_PLACE } from './Again'
import { useFilterWords, type FilterElement, type Told } from './filterWords'
import { useCompact } from './CompactButton'
import { ListBar, useCounted } from './ListBar'
import { PaperHead } from './PaperHead'
import { TickableContext } from './ticked'
import { useFormats } from '../i18n/formats'

/** A list is as high as the window: its head, its pages and what acts on it stay in sight. */
const ROOM = {
  '@media screen': {
    // In a low window it is higher than that, and the page is scrolled as well.
    maxHeight: { sm: 'max(560px, 100dvh - var(--above, 48px) - 8px)' },
    // What stays while the rest is scrolled is of one colour with it, in the dark as well.
    '& .RaList-content': { backgroundImage: 'none' },
    '& .RaList-main, & .RaList-content': { display: { sm: 'flex' }, flexDirection: 'column', minHeight: 0 },
  },
} as const

/** Rows that are as low as their boxes and tags allow. */
const COMPACT = { '--row': '30px' }

interface Props extends Pick<ListProps, 'actions' | 'sort' | 'storeKey' | 'aside'> {
  filters: FilterElement[]
  /** Filters that are told in other words than a label and a value. */
  told?: Told
  /** What can be done with the rows that are ticked; without, none has a box to tick. */
  bulk?: ReactNode
  /** What the list's searches say beside its filters. */
  meta?: Record<string, unknown>
  children: ReactNode
}

export function Listing({ filters, told = {}, bulk, meta, children, ...list }: Props) {
  const [compact] = useCompact()
  return (
    <List
      {...list}
      filters={filters}
      perPage={25}
      pagination={<Pagination rowsPerPageOptions={[10, 25, 50, 100]} />}
      empty={false}
      error={<ListError />}
      queryOptions={{ ...TOLD_IN_PLACE, ...(meta && { meta }) }}
      sx={compact ? { ...ROOM, ...COMPACT } : ROOM}
    >
      <OnPaper filters={filters} told={told} />
      <ListBar meta={meta}>{bulk}</ListBar>
      <TickableContext value={bulk !== undefined}>{children}</TickableContext>
    </List>
  )
}

/** What a list on paper is of. */
function OnPaper({ filters, told }: { filters: FilterElement[]; told: Told }) {
  const translate = useTranslate()
  const { number } = useFormats()
  const counted = useCounted()
  const { page, perPage, data } = useListContext()
  const words = useFilterWords(filters, told)
  const from = (page - 1) * perPage
  const range = { from: number(from + 1), to: number(from + (data?.length ?? 0)), counted }
  return (
    <PaperHead
      lines={[
        words.length > 0
          ? translate('tenantry.lists.filter', { words: words.join('; ') })
          : translate('tenantry.lists.no_filter'),
        data && data.length > 0 ? translate('tenantry.lists.range', range) : counted,
      ]}
    />
  )
}

/** The filters to choose from. Those that an address has set are in force as well, and are ticked. */
export function FilterMenu() {
  const list = useListContext()
  const inForce = Object.fromEntries(Object.keys(list.filterValues).map((name) => [name, true]))
  return (
    <ListContextProvider value={{ ...list, displayedFilters: { ...inForce, ...list.displayedFilters } }}>
      <FilterButton />
    </ListContextProvider>
  )
}

/** What the table is of, for who hears it. */
export function Caption() {
  return (
    <Typography component="caption" sx={visuallyHidden}>
      {useListContext().defaultTitle}
    </Typography>
  )
}

/** The head of a table whose rows are not ticked. */
export function Head({ children }: { children?: ReactNode }): ReactElement {
  return (
    <>
      <Caption />
      <DataTableHead>{children}</DataTableHead>
    </>
  )
}

/** There are no rows: why, and what to do if filters are to blame. */
export function Nothing() {
  const translate = useTranslate()
  const { filterValues, setFilters, resource } = useListContext()
  const filtered = Object.keys(filterValues).length > 0
  return (
    <CardContent>
      <Typography variant="body2">
        {translate(`tenantry.lists.${filtered ? 'no_match' : 'none'}.${resource}`)}{' '}
        {filtered && (
          <Button size="small" onClick={() => setFilters({}, {})}>
            {translate('ra.navigation.clear_filters')}
          </Button>
        )}
      </Typography>
    </CardContent>
  )
}
