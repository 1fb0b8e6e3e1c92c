// What a company's row shows in a table and elsewhere.

import OverIcon from '@mui/icons-material/WarningAmberOutlined'
import { Box, Chip } from '@mui/material'
import { visuallyHidden } from '@mui/utils'
import { useTranslate } from 'react-admin'
import { useFormats } from '../i18n/formats'
import { SCREEN_ONLY } from '../shared/paper'
import type { CompanyRow } from './companies'

/** From this part of its limit on, a company is soon over it. */
const NEAR = 0.9
/** How many tags a row has room for. */
const TAGS = 2

type Use = Pick<CompanyRow, 'isNumberOfUsersLimited' | 'numberOfUsers' | 'targetUserCount'>

function useOf({ isNumberOfUsersLimited, numberOfUsers, targetUserCount: used }: Use) {
  if (!isNumberOfUsersLimited || numberOfUsers === null) return { used, limit: null, part: 0, color: undefined }
  const limit = Number(numberOfUsers)
  // Of a limit of none, any use is all and more.
  const part = limit > 0 ? used / limit : Math.min(used, 1)
  const color = used > limit ? ('error' as const) : part > NEAR ? ('warning' as const) : undefined
  return { used, limit, part, color }
}

/** How much of its limit a company uses: in figures, as a bar, and over it in words as well. */
export function Used({ row }: { row: CompanyRow }) {
  const translate = useTranslate()
  const { number, percent } = useFormats()
  const { used, limit, part, color } = useOf(row)
  if (limit === null) return `${number(used)} / ${translate('tenantry.unlimited')}`
  const over = used - limit
  const title =
    over > 0
      ? translate('tenantry.lists.over_limit', { count: number(over) })
      : limit > 0
        ? translate('tenantry.lists.part_used', { part: percent(part) })
        : undefined
  return (
    <Box component="span" title={title} sx={{ display: 'inline-block', minWidth: 104, verticalAlign: 'middle' }}>
      <Box
        component="span"
        sx={{
          display: 'flex',
          gap: 1,
          alignItems: 'center',
          lineHeight: 1.25,
          whiteSpace: 'nowrap',
          ...(color && { color: `${color}.main`, fontWeight: 600 }),
        }}
      >
        {over > 0 && (
          <Box component="span" sx={{ display: 'flex', alignItems: 'center', gap: 0.25, fontSize: '0.75rem' }}>
            <OverIcon sx={{ fontSize: '1rem' }} />
            {translate('tenantry.lists.over_by', { count: number(over) })}
          </Box>
        )}
        <Box component="span" sx={{ marginInlineStart: 'auto' }}>
          {number(used)} / {number(limit)}
        </Box>
      </Box>
      <Box component="span" aria-hidden sx={{ display: 'block', height: 3, mt: 0.5, bgcolor: 'action.selected' }}>
        <Box
          component="span"
          sx={{
            display: 'block',
            height: '100%',
            width: `${Math.min(part, 1) * 100}%`,
            bgcolor: `${color ?? 'primary'}.main`,
          }}
        />
      </Box>
    </Box>
  )
}

export function Seats({ row }: { row: CompanyRow }) {
  const translate = useTranslate()
  const { number } = useFormats()
  const { limit } = useOf(row)
  return limit === null ? translate('tenantry.unlimited') : number(limit)
}

/** As many as a line holds, and how many more; all of them where the pointer rests, to a reader of the screen and on paper. */
export function Tags({ tags }: { tags: readonly string[] }) {
  const { number } = useFormats()
  const more = tags.slice(TAGS)
  return (
    <Box component="span" title={tags.join(', ')} sx={{ display: 'flex', gap: 0.5, alignItems: 'center' }}>
      {tags.slice(0, TAGS).map((tag) => (
        <Chip key={tag} label={tag} size="small" component="span" sx={{ '@media screen': { maxWidth: 72 } }} />
      ))}
      {more.length > 0 && (
        <>
          <Box component="span" aria-hidden sx={SCREEN_ONLY}>
            +{number(more.length)}
          </Box>
          <Box component="span" sx={{ '@media screen': visuallyHidden }}>
            {more.join(', ')}
          </Box>
        </>
      )}
    </Box>
  )
}

/** The day, and how many days are left; that the licence has lapsed in words, and since when where the pointer rests. */
export function Renewal({ row }: { row: CompanyRow }) {
  const translate = useTranslate()
  const { day, days, away } = useFormats()
  const shown = day(row.licenseEndDay)
  if (shown === null) return translate('tenantry.never')
  const lapsed = row.licenceExpired
  const when = away(row.licenseEndDay)
  return (
    <Box
      component="span"
      title={lapsed ? translate('tenantry.lists.lapsed_when', { when }) : when}
      sx={{ display: 'flex', justifyContent: 'space-between', gap: 1.5, whiteSpace: 'nowrap' }}
    >
      <span>{shown}</span>
      <Box component="span" sx={lapsed ? { color: 'error.main', fontWeight: 600 } : { color: 'text.secondary' }}>
        {lapsed ? translate('tenantry.lists.lapsed') : days(row.licenseEndDay)}
      </Box>
    </Box>
  )
}
