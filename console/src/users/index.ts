// What the rest of the console knows of target users.

import { lazy } from '../layout/lazy'
import { NEEDED } from '../session/authProvider'

export { Counts } from './Counts'
export { FIELDS, LABELS, type Field } from './fields'
export { OfCompany } from './OfCompany'
export { PRIORITIES, sources } from './users'
export { Whose } from './Whose'

const { list, create, edit } = NEEDED.users
const forms = () => import('./UserForms')

export const UsersList = lazy('users', list, () => import('./UsersList').then((m) => ({ default: m.UsersList })))
export const UserCreate = lazy('users', create, () => forms().then((m) => ({ default: m.UserCreate })))
export const UserEdit = lazy('users', edit, () => forms().then((m) => ({ default: m.UserEdit })))
