import { useSyncExternalStore } from 'react'
import { session } from './session'

export function useSession() {
  return useSyncExternalStore(session.subscribe, session.state)
}

/** Whether the API would let this person do it: `path below /api/|METHOD`. */
export function useMay(permission: string) {
  const state = useSession()
  return state.stage !== 'out' && state.permissions.has(permission)
}
