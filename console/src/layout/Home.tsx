import { Navigate } from 'react-router'
import { NEEDED } from '../session/authProvider'
import { useSession } from '../session/useSession'
import { Lacking } from '../shared/Lacking'

/** Where one begins: the first view that one may see. */
export function Home() {
  const session = useSession()
  const views = Object.entries(NEEDED).map(([view, { list }]) => ({ view, needed: list }))
  const may = (needed: string) => session.stage !== 'out' && session.permissions.has(needed)
  const first = views.find(({ needed }) => may(needed))
  if (first) return <Navigate to={`/${first.view}`} replace />
  return <Lacking permissions={views.map(({ needed }) => needed)} />
}
