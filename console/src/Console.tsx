// Every view of the console and its address.

import { AdminUI, Resource } from 'react-admin'
import { Route } from 'react-router'
import { Frame } from './layout/Frame'
import { lazy } from './layout/lazy'
import { Notices } from './layout/Notices'
import { Nowhere } from './layout/Nowhere'

const Overview = lazy(() => import('./overview/Overview').then((m) => ({ default: m.Overview })))
const CompaniesList = lazy(() => import('./companies/CompaniesList').then((m) => ({ default: m.CompaniesList })))
const CompanyCreate = lazy(() => import('./companies/CompanyForms').then((m) => ({ default: m.CompanyCreate })))
const CompanyEdit = lazy(() => import('./companies/CompanyForms').then((m) => ({ default: m.CompanyEdit })))

const GroupsList = lazy(() => import('./groups/GroupsList').then((m) => ({ default: m.GroupsList })))
const UsersList = lazy(() => import('./users/UsersList').then((m) => ({ default: m.UsersList })))
const UserCreate = lazy(() => import('./users/UserForms').then((m) => ({ default: m.UserCreate })))
const UserEdit = lazy(() => import('./users/UserForms').then((m) => ({ default: m.UserEdit })))
const UploadFile = lazy(() => import('./imports/UploadFile').then((m) => ({ default: m.UploadFile })))
const ImportView = lazy(() => import('./imports/ImportView').then((m) => ({ default: m.ImportView })))
const ClientsList = lazy(() => import('./clients/ClientsList').then((m) => ({ default: m.ClientsList })))
const ClientCreate = lazy(() => import('./clients/ClientForms').then((m) => ({ default: m.ClientCreate })))
const ClientEdit = lazy(() => import('./clients/ClientForms').then((m) => ({ default: m.ClientEdit })))
const RolesView = lazy(() => import('./roles/RolesView').then((m) => ({ default: m.RolesView })))
const RoleCreate = lazy(() => import('./roles/RoleForms').then((m) => ({ default: m.RoleCreate })))
const RoleEdit = lazy(() => import('./roles/RoleForms').then((m) => ({ default: m.RoleEdit })))
const AuditList = lazy(() => import('./audit/AuditList').then((m) => ({ default: m.AuditList })))

export function Console() {
  return (
    <AdminUI layout={Frame} notification={Notices} catchAll={Nowhere} disableTelemetry title="Tenantry">
      <Resource name="overview" list={Overview} />
      <Resource name="companies" list={CompaniesList} create={CompanyCreate} recordRepresentation="name">
        <Route path=":id/edit" element={<CompanyEdit />} />
      </Resource>
      <Resource name="groups" list={GroupsList} />
      <Resource name="users" list={UsersList}>
        <Route path=":company/create" element={<UserCreate />} />
        <Route path=":company/:id/edit" element={<UserEdit />} />
        <Route path=":company/import" element={<UploadFile />} />
        <Route path=":company/import/:import" element={<ImportView />} />
      </Resource>
      <Resource name="clients" list={ClientsList} create={ClientCreate}>
        <Route path=":id/edit" element={<ClientEdit />} />
      </Resource>
      <Resource name="roles" list={RolesView} create={RoleCreate}>
        <Route path=":id/edit" element={<RoleEdit />} />
      </Resource>
      <Resource name="audit" list={AuditList} />
    </AdminUI>
  )
}
