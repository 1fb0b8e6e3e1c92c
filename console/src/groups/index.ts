// What the rest of the console knows of company groups.

import { lazy } from '../layout/lazy'
import { NEEDED } from '../session/authProvider'

export { deeds, sources } from './groups'

export const GroupsList = lazy('groups', NEEDED.groups.list, () =>
  import('./GroupsList').then((m) => ({ default: m.GroupsList })),
)
