// A question with a consequence: what is asked, what it needs to be sure, and what the server
// said if it refused. It stays open until the thing is done.

import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material'
import { useId, useState, type FormEvent, type ReactNode } from 'react'
import { useTranslate } from 'react-admin'

interface Props {
  title: string
  /** The word on the button that does it. */
  action: string
  danger?: boolean
  ready?: boolean
  /** Something else takes its place once it is done. */
  keepOpen?: boolean
  children: ReactNode
  onClose: () => void
  /** Does it; the dialog closes by itself if this does not throw. */
  onConfirm: () => Promise<void>
}

export function Confirming({ title, action, danger, ready = true, keepOpen, children, onClose, onConfirm }: Props) {
  const translate = useTranslate()
  const id = useId()
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState('')

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setRefused('')
    try {
      await onConfirm()
      if (!keepOpen) onClose()
    } catch (error) {
      setRefused(error instanceof Error ? error.message : String(error))
      setBusy(false)
    }
  }

  return (
    <Dialog open onClose={busy ? undefined : onClose} fullWidth maxWidth="sm" aria-labelledby={id}>
      <form onSubmit={submit}>
        <DialogTitle id={id} sx={{ overflowWrap: 'anywhere' }}>
          {title}
        </DialogTitle>
        <DialogContent>
          {refused && (
            <Alert severity="error" sx={{ mb: 2, whiteSpace: 'pre-line' }}>
              {translate(refused, { _: refused })}
            </Alert>
          )}
          {children}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose} disabled={busy}>
            {translate('ra.action.cancel')}
          </Button>
          <Button type="submit" variant="contained" color={danger ? 'error' : 'primary'} disabled={busy || !ready}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
