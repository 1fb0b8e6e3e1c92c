// What is ticked in a list, by name: also what is on the page no more.

import { createContext, useContext, useEffect } from 'react'
import { useListContext, useStore, type Identifier, type RaRecord } from 'react-admin'

export interface Ticked {
  id: string
  name: string
}

/** Whether anything can be done with rows that are ticked: else none can be. */
export const TickableContext = createContext(false)

export function useTickable() {
  return useContext(TickableContext)
}

export const TickedContext = createContext<readonly Ticked[]>([])

/** For what acts on them. */
export function useTicked() {
  return useContext(TickedContext)
}

/** What a row is called. */
export function nameOf(row: RaRecord | undefined): string {
  return String(row?.['name'] ?? row?.['clientName'] ?? row?.['companyName'] ?? row?.['email'] ?? row?.id ?? '')
}

type Names = Readonly<Record<Identifier, string>>

/** Keeps the name of each row as it is ticked. `learn` tells it those of rows that are not on the page. */
export function useNames() {
  const { data, selectedIds, resource } = useListContext<RaRecord>()
  const [names, learn] = useStore<Names>(`${resource}.ticked`, {})
  useEffect(() => {
    const shown = new Map(data?.map((row) => [row.id, nameOf(row)]))
    const kept = selectedIds.map((id): [Identifier, string] => [id, shown.get(id) ?? names[id] ?? String(id)])
    const isNew = kept.length !== Object.keys(names).length || kept.some(([id, name]) => names[id] !== name)
    if (isNew) learn(Object.fromEntries(kept))
  }, [data, selectedIds, names, learn])
  const ticked = selectedIds.map((id): Ticked => ({ id: String(id), name: names[id] ?? String(id) }))
  return { ticked, learn }
}
