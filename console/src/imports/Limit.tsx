// What an import does to the limit of the licence: said before it is begun, and after.

import { Alert } from '@mui/material'
import { useTranslate } from 'react-admin'
import { useOne } from '../api/records'
import { useLicenceUse } from '../companies'
import { useFormats } from '../i18n/formats'
import { useMay } from '../session/useSession'
import type { Import } from './imports'

interface Props {
  company: string
  it: Import
  /** The rows that were chosen; none if all are imported. */
  chosen?: readonly number[]
}

export function Limit({ company: id, it, chosen = [] }: Props) {
  const translate = useTranslate()
  const { number } = useFormats()
  const mayRead = useMay('companies/{resourceId}|GET')
  const { data: use } = useLicenceUse(id)
  const { data: company } = useOne('companies', id, { enabled: mayRead })
  if (!use || !company) return null
  const say = (key: string, values?: object) => translate(`resources.imports.limit.${key}`, values)
  const isBefore = it.status === 'Previewed'
  const coming = chosen.length > 0 ? chosen.length : it.newCount
  const users = use.activeUserCount + (isBefore ? coming : 0)
  const seats = use.licenseLimit
  // Rows may bring people who fill no seat.
  const isMost = isBefore && it.columns.some(({ field }) => field === 'isActive')
  const count = say(isMost ? 'users_most' : 'users', { smart_count: users, count: number(users) })
  const when = say(isBefore ? 'before' : 'after')
  if (seats === null) return <Told severity="info" text={`${when} ${say('unlimited', { users: count })}`} />
  const over = users - seats
  const values = { users: count, seats: number(seats), count: number(Math.abs(over)) }
  if (over <= 0) return <Told severity="success" text={`${when} ${say('within', values)}`} />
  const policy = company.limitPolicy
  const most = seats + Math.floor((seats * company.limitGracePercent) / 100)
  const refused = Math.min(coming, Math.max(0, users - Math.max(most, use.activeUserCount)))
  const meaning =
    isBefore && say(`meaning.${policy}`, { most: number(most), smart_count: refused, count: number(refused) })
  const text = [`${when} ${say('over', { ...values, policy: say(`policy.${policy}`) })}`, meaning].filter(Boolean)
  return <Told severity="warning" text={text.join(' ')} />
}

function Told({ severity, text }: { severity: 'info' | 'success' | 'warning'; text: string }) {
  return (
    <Alert severity={severity} role="status" sx={{ my: 1.5 }}>
      {text}
    </Alert>
  )
}
