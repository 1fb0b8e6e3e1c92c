import DoneIcon from '@mui/icons-material/CheckOutlined'
import { Alert, List, ListItem, ListItemIcon, ListItemText, TextField } from '@mui/material'
import { useState } from 'react'
import { useNotify, useTranslate, useUnselect } from 'react-admin'
import { useChanges } from '../api/records'
import { Confirming } from '../shared/Confirming'
import type { Ticked } from '../shared/ticked'

interface Props {
  companies: readonly Ticked[]
  onClose: () => void
  onDone: () => void
}

/** Deletes companies, once the person has typed the name of each: all of them or none. */
export function DeleteCompanies({ companies, onClose, onDone }: Props) {
  const translate = useTranslate()
  const notify = useNotify()
  const { remove } = useChanges()
  const [typed, setTyped] = useState('')
  const unselect = useUnselect('companies')
  const ids = companies.map(({ id }) => id)
  const lines = new Set(typed.split('\n').map(same))
  const isTyped = (name: string) => lines.has(same(name))
  const counted = { smart_count: ids.length }
  return (
    <Confirming
      danger
      title={translate('resources.companies.delete.title', counted)}
      action={translate('ra.action.delete')}
      ready={companies.every(({ name }) => isTyped(name))}
      onClose={onClose}
      onConfirm={async () => {
        await remove('companies', ids)
        // Also one that was deleted from its panel may be ticked.
        unselect(ids)
        notify('resources.companies.delete.done', { type: 'success', messageArgs: counted })
        onDone()
      }}
    >
      <Alert severity="warning">{translate('resources.companies.delete.warning', counted)}</Alert>
      <List dense sx={{ maxHeight: 240, overflow: 'auto' }}>
        {companies.map(({ id, name }) => (
          <ListItem key={id} disableGutters>
            <ListItemIcon sx={{ minWidth: 32 }}>
              {isTyped(name) && (
                <DoneIcon color="success" titleAccess={translate('resources.companies.delete.typed')} />
              )}
            </ListItemIcon>
            <ListItemText primary={name} sx={{ overflowWrap: 'anywhere' }} dir="auto" />
          </ListItem>
        ))}
      </List>
      <TextField
        fullWidth
        multiline
        autoFocus
        minRows={Math.min(ids.length, 4)}
        maxRows={8}
        label={translate('resources.companies.delete.type', counted)}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        slotProps={{ htmlInput: { spellCheck: false, autoComplete: 'off', dir: 'auto' } }}
      />
    </Confirming>
  )
}

/** The same letters, however the keyboard or the clipboard composes them. */
function same(name: string) {
  return name.normalize('NFC').replace(/\s+/g, ' ').trim()
}
