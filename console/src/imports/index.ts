// What the rest of the console knows of users from a file.

import { lazy } from '../layout/lazy'

export { deeds, sources } from './imports'

export const UploadFile = lazy('imports', 'user-imports|POST', () =>
  import('./UploadFile').then((m) => ({ default: m.UploadFile })),
)
export const ImportView = lazy('imports', 'user-imports/{resourceId}|GET', () =>
  import('./ImportView').then((m) => ({ default: m.ImportView })),
)
