// What the rest of the console knows of roles.

import { lazy } from '../layout/lazy'
import { NEEDED } from '../session/authProvider'

export { useModules } from './permissions'
export { sources } from './roles'

const { list, create, edit } = NEEDED.roles
const forms = () => import('./RoleForms')

export const RolesView = lazy('roles', list, () => import('./RolesView').then((m) => ({ default: m.RolesView })))
export const RoleCreate = lazy('roles', create, () => forms().then((m) => ({ default: m.RoleCreate })))
export const RoleEdit = lazy('roles', edit, () => forms().then((m) => ({ default: m.RoleEdit })))
