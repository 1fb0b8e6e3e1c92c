// The names of what entries of the audit log tell by its id, as far as the person may see them.

import { createContext, useContext, useMemo, type ReactNode } from 'react'
import type { Schemas } from '../api/client'
import { useList } from '../api/records'
import { useModules as usePermissions } from '../roles'
import { useMay, useSession } from '../session/useSession'
import { useGroups, useLicenses, useLookups } from '../shared/lookups'
import { idsIn, type Kind, type State } from './fields'

type Entry = Schemas['Entry']

/** The name of an id; the id itself, if there is none to be had. */
export type NameOf = (id: string) => string

const Names = createContext<NameOf>((id) => id)
export const useNameOf = () => useContext(Names)

/** How many companies are looked up at once. */
const AT_ONCE = 100

/** Finds the names that these entries need, for all that is told within. */
export function Naming({ entries, children }: { entries: readonly Entry[]; children: ReactNode }) {
  const session = useSession()
  const wanted = useMemo(() => {
    const states = entries.flatMap(({ before, after }) => [before as State | null, after as State | null])
    const of = (kind: Kind) => [...new Set(states.flatMap((state) => idsIn(state, kind)))].sort()
    return {
      company: of('company'),
      group: of('group'),
      role: of('role'),
      module: of('module'),
      lookup: of('lookup'),
      permission: of('permission'),
    }
  }, [entries])
  const known = useMemo(() => new Map(entries.flatMap(namedBy)), [entries])
  const unknown = wanted.company.filter((id) => !known.has(id)).slice(0, AT_ONCE)
  const mayCompanies = useMay('companies/search|POST')
  const mayGroups = useMay('company-groups|GET')
  const mayRoles = useMay('roles|GET')
  const companies = useList(
    'companies',
    { pagination: { page: 1, perPage: AT_ONCE }, sort: { field: 'name', order: 'ASC' }, filter: { ids: unknown } },
    { enabled: mayCompanies && unknown.length > 0, staleTime: Infinity },
  )
  const { groups } = useGroups(mayGroups && wanted.group.length > 0)
  const roles = useList('roles/names', {}, { enabled: mayRoles && wanted.role.length > 0 })
  const lookups = useLookups(wanted.lookup.length > 0)
  const modules = useLicenses(wanted.module.length > 0)?.allLicenseModules
  const { modules: permissions } = usePermissions(wanted.permission.length > 0)
  const targets = useTargetGroups(entries)
  const names = new Map<string, string>()
  const put = (id: string, name: string) => names.set(id, name)
  if (session.stage !== 'out') put(session.claims.user_company_resourceid, session.claims.user_company_name)
  for (const [id, name] of known) put(id, name)
  for (const { id, name } of [...(companies.data ?? []), ...(roles.data ?? []), ...lookups, ...targets, ...groups]) {
    put(id, name)
  }
  for (const { resourceId, name } of modules ?? []) put(resourceId, name)
  for (const { name, words } of permissions?.flatMap((module) => module.permissions) ?? []) put(name, words)
  return <Names.Provider value={(id) => names.get(id) ?? id}>{children}</Names.Provider>
}

/** The names that an entry tells itself: of its thing, as it was then, and of its company. */
function namedBy(entry: Entry) {
  const state = (entry.after ?? entry.before ?? {}) as { name?: unknown }
  const named: [id: string, name: string][] = []
  if (typeof state.name === 'string') named.push([entry.entityResourceId, state.name])
  if (entry.companyName !== null) named.push([entry.companyResourceId, entry.companyName])
  return named
}

/** The target groups of the companies whose entries name any. */
function useTargetGroups(entries: readonly Entry[]) {
  const may = useMay('target-groups|GET')
  const naming = entries.filter(({ before, after }) =>
    [before, after].some((state) => idsIn(state as State | null, 'targetGroup').length > 0),
  )
  const companies = [...new Set(naming.map(({ companyResourceId }) => companyResourceId))]
  const { data } = useList('target-groups/names', { filter: { companies } }, { enabled: may && companies.length > 0 })
  return data ?? []
}
