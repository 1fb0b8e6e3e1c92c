import { useNotify, useRefresh, useTranslate, useUnselect } from 'react-admin'
import { useChanges } from '../api/records'
import { Confirming } from '../shared/Confirming'
import { Names } from '../shared/Names'
import type { Ticked } from '../shared/ticked'

interface Props {
  groups: readonly Ticked[]
  onClose: () => void
  onDone?: () => void
}

/** Deletes groups, once the person has read which. The companies in them stay. */
export function DeleteGroups({ groups, onClose, onDone }: Props) {
  const translate = useTranslate()
  const notify = useNotify()
  const refresh = useRefresh()
  const { remove } = useChanges()
  const unselect = useUnselect('groups')
  const ids = groups.map(({ id }) => id)
  const counted = { smart_count: ids.length }
  return (
    <Confirming
      danger
      title={translate('resources.groups.delete.title', counted)}
      action={translate('ra.action.delete')}
      onClose={onClose}
      onConfirm={async () => {
        await remove('groups', ids)
        notify('resources.groups.delete.done', { type: 'success', messageArgs: counted })
        unselect(ids)
        onDone?.()
        refresh()
      }}
    >
      <Names names={groups.map(({ name }) => name)} />
      {translate('resources.groups.delete.warning')}
    </Confirming>
  )
}
