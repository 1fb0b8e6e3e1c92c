// Every view of the console and its address.

import { AdminUI, Resource } from 'react-admin'
import { Route } from 'react-router'
import { Frame } from './layout/Frame'
import { Home } from './layout/Home'
import { lazy } from './layout/lazy'
import { Notices } from './layout/Notices'
import { Nowhere } from './layout/Nowhere'
import { OwnInstead } from './layout/OwnInstead'
import { NEEDED } from './session/authProvider'

const { overview, companies, company, groups, clients, users, roles, audit, 'target-groups': targets } = NEEDED

const overviews = () => import('./overview/Overview')
const Overview = lazy('overview', overview.list, () => overviews().then((m) => ({ default: m.Overview })))

const companyList = () => import('./companies/CompaniesList')
const CompaniesList = lazy('companies', companies.list, () => companyList().then((m) => ({ default: m.CompaniesList })))
const companyForms = () => import('./companies/CompanyForms')
const CompanyCreate = lazy('companies', companies.create, () =>
  companyForms().then((m) => ({ default: m.CompanyCreate })),
)
const CompanyEdit = lazy('companies', companies.edit, () => companyForms().then((m) => ({ default: m.CompanyEdit })))
const OwnCompany = lazy('company', company.list, () =>
  import('./companies/OwnCompany').then((m) => ({ default: m.OwnCompany })),
)

const GroupsList = lazy('groups', groups.list, () =>
  import('./groups/GroupsList').then((m) => ({ default: m.GroupsList })),
)

const UsersList = lazy('users', users.list, () => import('./users/UsersList').then((m) => ({ default: m.UsersList })))
const userForms = () => import('./users/UserForms')
const UserCreate = lazy('users', users.create, () => userForms().then((m) => ({ default: m.UserCreate })))
const UserEdit = lazy('users', users.edit, () => userForms().then((m) => ({ default: m.UserEdit })))
const UploadFile = lazy('imports', 'user-imports|POST', () =>
  import('./imports/UploadFile').then((m) => ({ default: m.UploadFile })),
)
const ImportView = lazy('imports', 'user-imports/{resourceId}|GET', () =>
  import('./imports/ImportView').then((m) => ({ default: m.ImportView })),
)

const TargetGroupsList = lazy('target-groups', targets.list, () =>
  import('./targetGroups/TargetGroupsList').then((m) => ({ default: m.TargetGroupsList })),
)

const ClientsList = lazy('clients', clients.list, () =>
  import('./clients/ClientsList').then((m) => ({ default: m.ClientsList })),
)
const clientForms = () => import('./clients/ClientForms')
const ClientCreate = lazy('clients', clients.create, () => clientForms().then((m) => ({ default: m.ClientCreate })))
const ClientEdit = lazy('clients', clients.edit, () => clientForms().then((m) => ({ default: m.ClientEdit })))

const RolesView = lazy('roles', roles.list, () => import('./roles/RolesView').then((m) => ({ default: m.RolesView })))
const roleForms = () => import('./roles/RoleForms')
const RoleCreate = lazy('roles', roles.create, () => roleForms().then((m) => ({ default: m.RoleCreate })))
const RoleEdit = lazy('roles', roles.edit, () => roleForms().then((m) => ({ default: m.RoleEdit })))

const AuditList = lazy('audit', audit.list, () => import('./audit/AuditList').then((m) => ({ default: m.AuditList })))

const Companies = () => (
  <OwnInstead>
    <CompaniesList />
  </OwnInstead>
)

export function Console() {
  return (
    <AdminUI
      layout={Frame}
      dashboard={Home}
      notification={Notices}
      catchAll={Nowhere}
      disableTelemetry
      title="Tenantry"
    >
      <Resource name="overview" list={Overview} />
      <Resource name="companies" list={Companies} create={CompanyCreate} recordRepresentation="name">
        <Route path=":id/edit" element={<CompanyEdit />} />
      </Resource>
      <Resource name="company" list={OwnCompany} />
      <Resource name="groups" list={GroupsList} />
      <Resource name="users" list={UsersList}>
        <Route path=":company/create" element={<UserCreate />} />
        <Route path=":company/:id/edit" element={<UserEdit />} />
        <Route path=":company/import" element={<UploadFile />} />
        <Route path=":company/import/:import" element={<ImportView />} />
      </Resource>
      <Resource name="target-groups" list={TargetGroupsList} />
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
