// The line between a list's filters and its rows. It says how many there are and, once some are ticked,
// how many of these, which of them are not shown, and what can be done with them. The line is always
// there: ticking a row covers nothing and moves nothing.

import CloseIcon from '@mui/icons-material/CloseOutlined'
import { Box, Button, IconButton, Stack } from '@mui/material'
import { useState, type ReactNode } from 'react'
import { useDataProvider, useListContext, useNotify, useTranslate, type RaRecord } from 'react-admin'
import { useFormats } from '../i18n/formats'
import { CompactButton } from './CompactButton'
import { SCREEN_ONLY } from './paper'
import { nameOf, TickedContext, useNames } from './ticked'

/** The most that one search brings. */
const PAGE = 1000
/** The most that the API takes of ids at once. */
const MOST = 10_000

interface Props {
  /** What can be done with those that are ticked. */
  children?: ReactNode
  /** What the list's own searches say beside its filters. */
  meta?: object | undefined
}

export function ListBar({ children, meta }: Props) {
  const translate = useTranslate()
  const { number } = useFormats()
  const { data, total, selectedIds, onSelect, onUnselectItems } = useListContext<RaRecord>()
  const { ticked, learn } = useNames()
  const counted = useCounted()
  const shown = new Set(data?.map(({ id }) => id))
  const hidden = selectedIds.filter((id) => !shown.has(id))
  const any = selectedIds.length > 0
  const count = number(selectedIds.length)
  return (
    <Stack
      direction="row"
      sx={{ minHeight: 40, px: 1.5, columnGap: 1.5, flexWrap: 'wrap', alignItems: 'center', ...SCREEN_ONLY }}
    >
      <Box role="status" aria-atomic sx={{ typography: 'body2', ...(any && { fontWeight: 600 }) }}>
        {any ? translate('tenantry.lists.ticked', { count }) : counted}
        {hidden.length > 0 && (
          <Box component="span" sx={{ fontWeight: 400, marginInlineStart: 1.5 }}>
            {translate('tenantry.lists.not_shown', {
              smart_count: hidden.length,
              hidden: number(hidden.length),
              count,
            })}
          </Box>
        )}
      </Box>
      {hidden.length > 0 && (
        <Button size="small" onClick={() => onSelect(selectedIds.filter((id) => shown.has(id)))}>
          {translate('tenantry.lists.untick_hidden', { smart_count: hidden.length })}
        </Button>
      )}
      {any && (
        <>
          {total !== undefined && total > shown.size && total <= MOST && (
            <SelectMatching
              total={total}
              meta={meta}
              onFound={(rows) => {
                learn(Object.fromEntries(rows.map((row) => [row.id, nameOf(row)])))
                onSelect(rows.map(({ id }) => id))
              }}
            />
          )}
          <Stack direction="row" sx={{ marginInlineStart: 'auto', gap: 0.5, flexWrap: 'wrap', alignItems: 'center' }}>
            <TickedContext value={ticked}>{children}</TickedContext>
            <IconButton size="small" aria-label={translate('ra.action.unselect')} onClick={() => onUnselectItems()}>
              <CloseIcon fontSize="small" />
            </IconButton>
          </Stack>
        </>
      )}
      <Box sx={any ? undefined : { marginInlineStart: 'auto' }}>
        <CompactButton />
      </Box>
    </Stack>
  )
}

/** How many the list finds, in words; nothing before that is known. */
export function useCounted() {
  const translate = useTranslate()
  const { number } = useFormats()
  const { total, resource } = useListContext()
  if (total === undefined) return ''
  return translate(`tenantry.lists.counted.${resource}`, { smart_count: total, count: number(total) })
}

interface MatchingProps {
  total: number
  meta: object | undefined
  onFound: (rows: RaRecord[]) => void
}

/** Ticks all that the list finds, on whichever page they are. */
function SelectMatching({ total, meta, onFound }: MatchingProps) {
  const translate = useTranslate()
  const notify = useNotify()
  const { number } = useFormats()
  const provider = useDataProvider()
  const { resource, sort, filterValues } = useListContext()
  const [busy, setBusy] = useState(false)

  async function select() {
    setBusy(true)
    // How the rows stand below each other is no matter here.
    const filter = { ...filterValues, clustered: undefined }
    const found = new Map<unknown, RaRecord>()
    try {
      for (let page = 1, pages = 1; page <= pages; page++) {
        const params = { pagination: { page, perPage: PAGE }, sort, filter, meta }
        const { data, total: now = 0 } = await provider.getList<RaRecord>(resource, params)
        for (const row of data) found.set(row.id, row)
        pages = Math.ceil(Math.min(now, MOST) / PAGE)
      }
      onFound([...found.values()])
    } catch (error) {
      notify(error instanceof Error ? error.message : String(error), { type: 'error' })
    } finally {
      setBusy(false)
    }
  }

  return (
    <Button size="small" loading={busy} onClick={() => void select()}>
      {translate('tenantry.lists.select_matching', { count: number(total) })}
    </Button>
  )
}
