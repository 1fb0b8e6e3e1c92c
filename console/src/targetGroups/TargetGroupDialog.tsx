import { MenuItem, TextField } from '@mui/material'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNotify, useRefresh, useTranslate } from 'react-admin'
import { useNavigate } from 'react-router'
import { Confirming } from '../shared/Confirming'
import { PRIORITIES } from '../users/users'
import { createTargetGroup, updateTargetGroup, type TargetGroupValues } from './targetGroups'

interface Props {
  company: string
  /** The group that is changed; a new one if absent. */
  group?: { id: string; version: string | undefined } & TargetGroupValues
  onClose: () => void
}

/** What a target group is called, and how much it matters. */
export function TargetGroupDialog({ company, group, onClose }: Props) {
  const translate = useTranslate()
  const notify = useNotify()
  const refresh = useRefresh()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [name, setName] = useState(group?.name ?? '')
  const [priority, setPriority] = useState(group?.priority ?? 'Medium')
  const say = (key: string) => translate(`resources.target-groups.${key}`)
  return (
    <Confirming
      title={group ? say('edit') : say('new')}
      action={translate('ra.action.save')}
      ready={name.trim() !== ''}
      onClose={onClose}
      onConfirm={async () => {
        try {
          if (group) await updateTargetGroup(company, group.id, { name, priority }, group.version)
          else {
            const id = await createTargetGroup(company, { name, priority })
            void navigate(`/target-groups/${company}/${id}`)
          }
        } finally {
          // If somebody else was faster, the next attempt is about what they wrote.
          await queries.invalidateQueries({ queryKey: ['target-groups'] })
        }
        notify('resources.target-groups.saved', { type: 'success', messageArgs: { name } })
        refresh()
      }}
    >
      <TextField
        fullWidth
        autoFocus
        margin="dense"
        label={say('fields.name')}
        value={name}
        onChange={(event) => setName(event.target.value)}
        slotProps={{ htmlInput: { dir: 'auto' } }}
      />
      <TextField
        select
        fullWidth
        margin="dense"
        label={say('fields.priority')}
        value={priority}
        onChange={(event) => setPriority(event.target.value as TargetGroupValues['priority'])}
      >
        {PRIORITIES.map((one) => (
          <MenuItem key={one} value={one}>
            {translate(`resources.users.priority.${one}`)}
          </MenuItem>
        ))}
      </TextField>
    </Confirming>
  )
}
