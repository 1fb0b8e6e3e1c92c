// What the rest of the console knows of target groups.

import { lazy } from '../layout/lazy'
import { NEEDED } from '../session/authProvider'

export { deeds, sources } from './targetGroups'

export const TargetGroupsList = lazy('target-groups', NEEDED['target-groups'].list, () =>
  import('./TargetGroupsList').then((m) => ({ default: m.TargetGroupsList })),
)
