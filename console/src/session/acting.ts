// Acting as one of one's companies. It stands at the front of the address, `/as/ID/...`, so that a
// reload and a shared link mean the same.

import { useSyncExternalStore } from 'react'
import { PATH } from '../api/base'
import { mayLeave } from '../shared/unsaved'

const PREFIX = /^\/as\/([0-9A-Za-z]{12})(?=\/|$)/
const listeners = new Set<() => void>()

function subscribe(listener: () => void) {
  listeners.add(listener)
  window.addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('popstate', listener)
  }
}

/** The company that every request is about; null for one's own. */
export function actingAs(): string | null {
  return PREFIX.exec(window.location.pathname.slice(PATH.length))?.[1] ?? null
}

/** Goes on as a company, or as oneself, unless something typed is to stay. */
export function actAs(company: string | null, view = '/') {
  if (!mayLeave()) return
  window.history.pushState(null, '', PATH + (company === null ? view : `/as/${company}${view}`))
  for (const listener of listeners) listener()
}

export function useActingAs() {
  return useSyncExternalStore(subscribe, actingAs)
}
