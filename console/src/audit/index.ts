// What the rest of the console knows of the audit log.

import { lazy } from '../layout/lazy'
import { NEEDED } from '../session/authProvider'

export { sources } from './audit'
export { History } from './History'
export { Naming } from './names'
export { useSentence, type Entry } from './saying'

export const AuditList = lazy('audit', NEEDED.audit.list, () =>
  import('./AuditList').then((m) => ({ default: m.AuditList })),
)
