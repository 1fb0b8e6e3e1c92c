// What the forms have in common.

import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'

/** When what a form shows is read anew: what the person has typed stays, the rest follows. */
export const KEEP_TYPED = { keepDirtyValues: true }

/**
 * Goes on once a form has been saved. Its component calls this and asks about unsaved changes only
 * while `address` is null: what it asks is settled by the time that this runs.
 */
export function useLeaving(address: string | null) {
  const navigate = useNavigate()
  useEffect(() => {
    if (address !== null) void navigate(address)
  }, [address, navigate])
}

/**
 * Begins in the first field of what bears the ref, once all of it is there; not while a menu or a dialog is open over it.
 * A field with `autoFocus` takes the focus while it is being made, and what is open takes it back at once: the field is
 * left before it knows what to do then.
 */
export function useBeginning<Form extends HTMLElement>(begins = true) {
  const form = useRef<Form>(null)
  useEffect(() => {
    const isHeld = document.activeElement?.closest('.MuiModal-root')
    if (begins && !isHeld) form.current?.querySelector('input')?.focus()
  }, [begins])
  return form
}
