// What react-admin asks about the session. Signing in is not among it: see App.

import type { AuthProvider } from 'react-admin'
import { queries } from '../api/queries'
import { session } from './session'

/** What the list and the changes of each kind of thing need. */
export const NEEDED = {
  overview: { list: 'companies/overview|GET' },
  companies: {
    list: 'companies/search|POST',
    create: 'companies|POST',
    edit: 'companies/{resourceId}|PUT',
    delete: 'companies/{resourceId}|DELETE',
  },
  // One's own company, for those who have no list of companies.
  company: { list: 'companies/{resourceId}|GET' },
  groups: {
    list: 'company-groups/search|POST',
    create: 'company-groups|POST',
    edit: 'company-groups/{resourceId}|PUT',
    delete: 'company-groups/{resourceId}|DELETE',
  },
  clients: {
    list: 'companies/clients/search|POST',
    create: 'companies/clients|POST',
    edit: 'companies/clients/{resourceId}|PUT',
    delete: 'companies/clients/{resourceId}|DELETE',
  },
  users: {
    list: 'target-users/search|POST',
    create: 'target-users|POST',
    edit: 'target-users/{resourceId}|PUT',
    delete: 'target-users/{resourceId}|DELETE',
  },
  'target-groups': {
    list: 'target-groups/search|POST',
    create: 'target-groups|POST',
    edit: 'target-groups/{resourceId}|PUT',
    delete: 'target-groups/{resourceId}|DELETE',
  },
  roles: {
    list: 'roles/search|POST',
    create: 'roles|POST',
    edit: 'roles/{resourceId}|PUT',
    delete: 'roles/{resourceId}|DELETE',
  },
  audit: { list: 'audit-logs/search|POST' },
} as const

const needs: Readonly<Record<string, Readonly<Record<string, string>>>> = NEEDED

function may(permission: string) {
  const state = session.state()
  return state.stage !== 'out' && state.permissions.has(permission)
}

export const authProvider: AuthProvider = {
  login: () => Promise.resolve(),
  logout: () => {
    session.signOut()
    queries.clear()
    return Promise.resolve()
  },
  checkAuth: () => Promise.resolve(),
  // A session that has ended is asked for again over the page, so that nothing typed is lost.
  checkError: () => Promise.resolve(),
  getIdentity: () => {
    const state = session.state()
    if (state.stage === 'out') return Promise.reject(new Error('tenantry.error.signed_out'))
    const { client_id: id, user_company_name: fullName } = state.claims
    return Promise.resolve({ id, fullName })
  },
  canAccess: ({ resource, action }) => {
    const needed = needs[resource]?.[action]
    return Promise.resolve(needed === undefined || may(needed))
  },
}
