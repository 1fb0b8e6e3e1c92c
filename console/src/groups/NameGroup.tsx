import { TextField } from '@mui/material'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNotify, useRefresh, useTranslate } from 'react-admin'
import { useNavigate } from 'react-router'
import { Confirming } from '../shared/Confirming'
import { createGroup, renameGroup } from './groups'

interface Props {
  /** The group that gets another name; a new one if absent. */
  group?: { id: string; name: string; version: string | undefined }
  onClose: () => void
}

/** Gives a group its name. */
export function NameGroup({ group, onClose }: Props) {
  const translate = useTranslate()
  const notify = useNotify()
  const refresh = useRefresh()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [name, setName] = useState(group?.name ?? '')
  return (
    <Confirming
      title={translate(group ? 'resources.groups.rename' : 'resources.groups.new')}
      action={translate('ra.action.save')}
      ready={name.trim() !== ''}
      onClose={onClose}
      onConfirm={async () => {
        try {
          if (group) await renameGroup(group.id, name, group.version)
          else void navigate(`/groups/${(await createGroup(name, [])).resourceId}`)
        } finally {
          // If somebody else was faster, the next attempt is about what they wrote.
          await queries.invalidateQueries({ queryKey: ['groups'] })
        }
        notify('resources.groups.saved', { type: 'success', messageArgs: { name } })
        refresh()
      }}
    >
      <TextField
        fullWidth
        autoFocus
        margin="dense"
        label={translate('resources.groups.fields.name')}
        value={name}
        onChange={(event) => setName(event.target.value)}
        slotProps={{ htmlInput: { dir: 'auto' } }}
      />
    </Confirming>
  )
}
