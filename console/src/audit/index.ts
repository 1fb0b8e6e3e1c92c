// What the rest of the console knows of the audit log.

import { lazy as part } from 'react'
import { lazy } from '../layout/lazy'
import { NEEDED } from '../session/authProvider'

export { sources } from './audit'
export { Naming } from './names'
export { useSentence, type Entry } from './saying'

export const AuditList = lazy('audit', NEEDED.audit.list, () =>
  import('./AuditList').then((m) => ({ default: m.AuditList })),
)

/** Not of the first load: it stands in panels. */
export const History = part(() => import('./History').then((m) => ({ default: m.History })))
