import DoneIcon from '@mui/icons-material/CheckOutlined'
import { Alert, List, ListItem, ListItemIcon, ListItemText, TextField } from '@mui/material'
import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { useNotify, useTranslate } from 'react-admin'
import { Confirming } from '../shared/Confirming'
import { deleteCompanies, readCompany } from './companies'

interface Props {
  ids: string[]
  /** Those of them whose name is on the page already. */
  known: readonly { id: string; name: string }[]
  onClose: () => void
  onDone: () => void
}

/** Deletes companies, once the person has typed the name of each: all of them or none. */
export function DeleteCompanies({ ids, known, onClose, onDone }: Props) {
  const translate = useTranslate()
  const notify = useNotify()
  const [typed, setTyped] = useState('')
  const names = useNames(ids, known)
  const lines = new Set(typed.split('\n').map(same))
  const isTyped = (name: string) => lines.has(same(name))
  const counted = { smart_count: ids.length }
  return (
    <Confirming
      danger
      title={translate('resources.companies.delete.title', counted)}
      action={translate('ra.action.delete')}
      ready={names !== undefined && names.every(isTyped)}
      onClose={onClose}
      onConfirm={async () => {
        await deleteCompanies(ids)
        notify('resources.companies.delete.done', { type: 'success', messageArgs: counted })
        onDone()
      }}
    >
      <Alert severity="warning">{translate('resources.companies.delete.warning', counted)}</Alert>
      <List dense sx={{ maxHeight: 240, overflow: 'auto' }}>
        {names?.map((name, at) => (
          <ListItem key={ids[at]} disableGutters>
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

/** The names, of those too that were ticked on another page. */
function useNames(ids: string[], known: Props['known']): string[] | undefined {
  const byId = new Map(known.map(({ id, name }) => [id, name]))
  const missing = ids.filter((id) => !byId.has(id))
  const found = useQueries({
    queries: missing.map((id) => ({
      queryKey: ['companies', 'name', id],
      queryFn: async () => (await readCompany(id)).name,
    })),
  })
  missing.forEach((id, at) => {
    const name = found[at]?.data
    if (name !== undefined) byId.set(id, name)
  })
  return byId.size >= ids.length && ids.every((id) => byId.has(id)) ? ids.map((id) => byId.get(id) ?? '') : undefined
}
