// The document's title: what is opened over the view, the view, the product. Each view has its own.

import { useEffect, useSyncExternalStore } from 'react'

const NAME = 'Tenantry'

let view = ''
let parts: readonly { text: string }[] = []
const listeners = new Set<() => void>()

function tell() {
  document.title = [...parts.map(({ text }) => text).toReversed(), view, NAME].filter(Boolean).join(' – ')
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The title of the view, as it stands in the bar. */
function setView(text: string) {
  if (text === view) return
  view = text
  tell()
}

/** What a part of the view is about: a panel over a list, the company whose users these are. */
export function useTitlePart(text: string | undefined) {
  useEffect(() => {
    if (!text) return
    const part = { text }
    parts = [...parts, part]
    tell()
    return () => {
      parts = parts.filter((other) => other !== part)
      tell()
    }
  }, [text])
}

/** The same without the product's name. */
export function useTitle() {
  return useSyncExternalStore(subscribe, () => document.title.replace(` – ${NAME}`, ''))
}

/** Follows what react-admin writes into the bar, whichever view writes it. */
export function useTitleOfView() {
  useEffect(() => {
    const bar = document.getElementById('react-admin-title')
    if (!bar) return
    const read = () => setView(bar.textContent?.trim() ?? '')
    const watched = new MutationObserver(read)
    watched.observe(bar, { childList: true, characterData: true, subtree: true })
    read()
    return () => {
      watched.disconnect()
      setView('')
    }
  }, [])
}
