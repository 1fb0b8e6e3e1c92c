import { Autocomplete, TextField } from '@mui/material'
import { useState } from 'react'
import { useNotify, useTranslate } from 'react-admin'
import { useChanges, useForget } from '../api/records'
import { Confirming } from '../shared/Confirming'
import { useGroups } from '../shared/lookups'
import { Names } from '../shared/Names'
import type { Ticked } from '../shared/ticked'

interface Props {
  companies: readonly Ticked[]
  onClose: () => void
  onDone: () => void
}

interface Option {
  id: string | null
  name: string
}

/** Adds companies to a group that is there, or to a new one that the person names. */
export function AddToGroup({ companies, onClose, onDone }: Props) {
  const ids = companies.map(({ id }) => id)
  const translate = useTranslate()
  const notify = useNotify()
  const { create, deeds } = useChanges()
  const forget = useForget()
  const { groups }: { groups: Option[] } = useGroups()
  const [group, setGroup] = useState<Option | null>(null)
  return (
    <Confirming
      title={translate('resources.companies.group.title', { smart_count: ids.length })}
      action={translate('ra.action.add')}
      ready={group !== null}
      onClose={onClose}
      onConfirm={async () => {
        if (!group) return
        if (group.id === null) await create('groups', { name: group.name, members: ids })
        else await deeds.addToGroup(group.id, ids)
        await forget('groups')
        notify('resources.companies.group.done', {
          type: 'success',
          messageArgs: { smart_count: ids.length, group: group.name },
        })
        onDone()
      }}
    >
      <Names names={companies.map(({ name }) => name)} />
      <Autocomplete
        options={groups}
        value={group}
        freeSolo
        autoHighlight
        selectOnFocus
        getOptionKey={(option) => (typeof option === 'string' ? option : (option.id ?? 'new'))}
        getOptionLabel={(option) => (typeof option === 'string' ? option : option.name)}
        filterOptions={(options, { inputValue }) => {
          const text = inputValue.trim()
          const found = options.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))
          return text ? [...found, { id: null, name: text }] : found
        }}
        renderOption={({ key, ...props }, option) => (
          <li key={key} {...props}>
            {option.id === null ? translate('resources.companies.group.new', { name: option.name }) : option.name}
          </li>
        )}
        onChange={(_, chosen) => setGroup(typeof chosen === 'string' ? { id: null, name: chosen } : chosen)}
        renderInput={(params) => (
          <TextField
            {...params}
            autoFocus
            margin="dense"
            label={translate('resources.companies.group.which')}
            helperText={translate('resources.companies.group.hint')}
          />
        )}
      />
    </Confirming>
  )
}
