import { useQuery } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import { Loading } from 'react-admin'
import { Again } from '../shared/Again'

let views = 0

/** A view that is fetched when it is opened. Unlike React's own, one that did not come can be tried again. */
export function lazy(load: () => Promise<{ default: ComponentType }>) {
  const queryKey = ['view', views++]
  return function Lazy() {
    const { data, error, refetch } = useQuery({ queryKey, queryFn: load, staleTime: Infinity, gcTime: Infinity })
    if (data) return <data.default />
    return error ? <Again message="tenantry.error.view" onAgain={refetch} /> : <Loading />
  }
}
