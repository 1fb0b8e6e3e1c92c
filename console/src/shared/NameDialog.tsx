import { TextField } from '@mui/material'
import { useState, type ReactNode } from 'react'
import { useNotify, useRefresh, useTranslate } from 'react-admin'
import { useNavigate } from 'react-router'
import { useForget } from '../api/records'
import { Confirming } from './Confirming'

interface Props {
  /** What is named: its words, and its queries. */
  resource: 'groups' | 'target-groups'
  title: string
  /** What it is called so far. */
  name: string | undefined
  /** What else is asked. */
  children?: ReactNode
  onClose: () => void
  /** Saves it, and gives the address of what is new. */
  onSave: (name: string) => Promise<string | undefined>
}

/** Asks what a group is called; it stays open until that is saved. */
export function NameDialog({ resource, title, name: before = '', children, onClose, onSave }: Props) {
  const translate = useTranslate()
  const notify = useNotify()
  const refresh = useRefresh()
  const navigate = useNavigate()
  const forget = useForget()
  const [name, setName] = useState(before)

  async function save() {
    try {
      const address = await onSave(name)
      if (address) void navigate(address)
    } finally {
      // If somebody else was faster, the next attempt is about what they wrote.
      await forget(resource)
    }
    notify(`resources.${resource}.saved`, { type: 'success', messageArgs: { name } })
    refresh()
  }

  return (
    <Confirming
      title={title}
      action={translate('ra.action.save')}
      ready={name.trim() !== ''}
      onClose={onClose}
      onConfirm={save}
    >
      <TextField
        fullWidth
        autoFocus
        margin="dense"
        label={translate(`resources.${resource}.fields.name`)}
        value={name}
        onChange={(event) => setName(event.target.value)}
        slotProps={{ htmlInput: { dir: 'auto' } }}
      />
      {children}
    </Confirming>
  )
}
