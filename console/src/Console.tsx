// Every view of the console and its address.

import { lazy } from 'react'
import { AdminUI, Resource } from 'react-admin'
import { Route } from 'react-router'
import { Frame } from './layout/Frame'
import { Notices } from './layout/Notices'
import { CompaniesList } from './companies/CompaniesList'

const CompanyCreate = lazy(() => import('./companies/CompanyForms').then((m) => ({ default: m.CompanyCreate })))
const CompanyEdit = lazy(() => import('./companies/CompanyForms').then((m) => ({ default: m.CompanyEdit })))

export function Console() {
  return (
    <AdminUI layout={Frame} notification={Notices} disableTelemetry title="Tenantry">
      <Resource name="companies" list={CompaniesList} create={CompanyCreate} recordRepresentation="name">
        <Route path=":id/edit" element={<CompanyEdit />} />
      </Resource>
    </AdminUI>
  )
}
