import { useQuery } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import { Loading } from 'react-admin'
import { useMay } from '../session/useSession'
import { Again } from '../shared/Again'
import { Lacking } from '../shared/Lacking'

let views = 0

/**
 * A view that is fetched when it is opened, by those whose role has the permission for it; `of` is what it is about.
 * Unlike React's own, one that did not come can be tried again.
 */
export function lazy(of: string, permission: string, load: () => Promise<{ default: ComponentType }>) {
  const queryKey = ['view', views++]
  return function Lazy() {
    const may = useMay(permission)
    const { data, error, refetch } = useQuery({
      queryKey,
      queryFn: load,
      enabled: may,
      staleTime: Infinity,
      gcTime: Infinity,
    })
    if (!may) return <Lacking view={of} permissions={[permission]} />
    if (data) return <data.default />
    return error ? <Again message="tenantry.error.view" onAgain={refetch} /> : <Loading />
  }
}
