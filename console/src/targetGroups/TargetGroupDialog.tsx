import { MenuItem, TextField } from '@mui/material'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { useChanges } from '../api/records'
import { NameDialog } from '../shared/NameDialog'
import { PRIORITIES } from '../users'
import type { TargetGroup, TargetGroupValues } from './targetGroups'

interface Props {
  company: string
  /** The group that is changed; a new one if absent. */
  group?: TargetGroup
  onClose: () => void
}

/** What a target group is called, and how much it matters. */
export function TargetGroupDialog({ company, group, onClose }: Props) {
  const translate = useTranslate()
  const [priority, setPriority] = useState((group?.priority ?? 'Medium') as TargetGroupValues['priority'])
  const { create, update } = useChanges()

  async function save(name: string) {
    if (!group)
      return `/target-groups/${company}/${(await create('target-groups', { name, priority }, { company })).id}`
    await update('target-groups', group, { name, priority }, { company })
    return undefined
  }

  return (
    <NameDialog
      resource="target-groups"
      title={translate(group ? 'resources.target-groups.edit' : 'resources.target-groups.new')}
      name={group?.name}
      onClose={onClose}
      onSave={save}
    >
      <TextField
        select
        fullWidth
        margin="dense"
        label={translate('resources.target-groups.fields.priority')}
        value={priority}
        onChange={(event) => setPriority(event.target.value as TargetGroupValues['priority'])}
      >
        {PRIORITIES.map((one) => (
          <MenuItem key={one} value={one}>
            {translate(`resources.users.priority.${one}`)}
          </MenuItem>
        ))}
      </TextField>
    </NameDialog>
  )
}
