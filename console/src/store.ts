// What the console remembers of how a person uses it.

import { localStorageStore, memoryStore, type Store } from 'react-admin'

/** Language, light or dark, how high rows are, columns and saved filters: these a person finds again in the browser. */
const KEPT = /^(locale|theme|compact|.*\.datatable(_columnRanks)?|.*\.savedQueries)$/
export const kept = localStorageStore('1', 'tenantry')

/** The rest, such as the filters in force and what is ticked, ends with the page, and with whom one acts as. */
export function newStore(): Store {
  const passing = memoryStore()
  const of = (key: string) => (KEPT.test(key) ? kept : passing)
  return {
    setup: () => {
      kept.setup()
      passing.setup()
    },
    teardown: () => {
      kept.teardown()
      passing.teardown()
    },
    getItem: (key, otherwise) => of(key).getItem(key, otherwise),
    setItem: (key, value) => of(key).setItem(key, value),
    removeItem: (key) => of(key).removeItem(key),
    removeItems: passing.removeItems,
    reset: passing.reset,
    subscribe: (key, callback) => of(key).subscribe(key, callback),
  }
}
