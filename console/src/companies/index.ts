// What the rest of the console knows of companies.

import { lazy } from '../layout/lazy'
import { NEEDED } from '../session/authProvider'

export { deeds, sources } from './companies'
export type { ColumnName, Field, FilterName, Kind } from './fields'
export { KEPT, LABELS } from './fromFields'
export { useLicenceUse } from './useLicenceUse'

const { list, create, edit } = NEEDED.companies
const forms = () => import('./CompanyForms')

export const CompaniesList = lazy('companies', list, () =>
  import('./CompaniesList').then((m) => ({ default: m.CompaniesList })),
)
export const CompanyCreate = lazy('companies', create, () => forms().then((m) => ({ default: m.CompanyCreate })))
export const CompanyEdit = lazy('companies', edit, () => forms().then((m) => ({ default: m.CompanyEdit })))
export const OwnCompany = lazy('company', NEEDED.company.list, () =>
  import('./OwnCompany').then((m) => ({ default: m.OwnCompany })),
)
