// What the rest of the console knows of API clients.

import { lazy } from '../layout/lazy'
import { NEEDED } from '../session/authProvider'

export { deeds, sources } from './clients'

const { list, create, edit } = NEEDED.clients
const forms = () => import('./ClientForms')

export const ClientsList = lazy('clients', list, () =>
  import('./ClientsList').then((m) => ({ default: m.ClientsList })),
)
export const ClientCreate = lazy('clients', create, () => forms().then((m) => ({ default: m.ClientCreate })))
export const ClientEdit = lazy('clients', edit, () => forms().then((m) => ({ default: m.ClientEdit })))
