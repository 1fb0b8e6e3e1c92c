// What the rest of the console knows of the overview.

import { lazy } from '../layout/lazy'
import { NEEDED } from '../session/authProvider'

export const Overview = lazy('overview', NEEDED.overview.list, () =>
  import('./Overview').then((m) => ({ default: m.Overview })),
)
