import type { ReactNode } from 'react'
import { Navigate, useMatch } from 'react-router'
import { useMay, useSession } from '../session/useSession'

/** Who has no list of companies, and asks for their own in it, is led to their own page. */
export function OwnInstead({ children }: { children: ReactNode }) {
  const session = useSession()
  const mayList = useMay('companies/search|POST')
  const asked = useMatch('/companies/:id/*')?.params.id
  const own = session.stage === 'out' ? undefined : session.claims.user_company_resourceid
  return !mayList && asked !== undefined && asked === own ? <Navigate to="/company" replace /> : children
}
