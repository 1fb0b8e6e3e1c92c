// What the forms have in common.

import { useEffect } from 'react'
import { useNavigate } from 'react-router'

/**
 * A form is filled once, with one version of the thing. Read anew while somebody types, it would have
 * the newest version with old values, and a save would undo what somebody else did without a word.
 */
export const READ_ONCE = { gcTime: 0, staleTime: 'static' } as const

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
