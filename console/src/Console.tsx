// Every view of the console and its address.

import { AdminUI, Resource } from 'react-admin'
import { Route } from 'react-router'
import { AuditList } from './audit'
import { ClientCreate, ClientEdit, ClientsList } from './clients'
import { CompaniesList, CompanyCreate, CompanyEdit, OwnCompany } from './companies'
import { GroupsList } from './groups'
import { ImportView, UploadFile } from './imports'
import { Frame } from './layout/Frame'
import { Home } from './layout/Home'
import { Notices } from './layout/Notices'
import { Nowhere } from './layout/Nowhere'
import { OwnInstead } from './layout/OwnInstead'
import { Overview } from './overview'
import { RoleCreate, RoleEdit, RolesView } from './roles'
import { TargetGroupsList } from './targetGroups'
import { UserCreate, UserEdit, UsersList } from './users'

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
