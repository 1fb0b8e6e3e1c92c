import { useTranslate } from 'react-admin'
import { useChanges } from '../api/records'
import { NameDialog } from '../shared/NameDialog'

interface Props {
  /** The group that gets another name; a new one if absent. */
  group?: { id: string; name: string; version: string | undefined }
  onClose: () => void
}

/** Gives a group its name. */
export function NameGroup({ group, onClose }: Props) {
  const translate = useTranslate()
  const { create, update } = useChanges()

  async function save(name: string) {
    if (!group) return `/groups/${(await create('groups', { name })).id}`
    await update('groups', group, { name })
    return undefined
  }

  return (
    <NameDialog
      resource="groups"
      title={translate(group ? 'resources.groups.rename' : 'resources.groups.new')}
      name={group?.name}
      onClose={onClose}
      onSave={save}
    />
  )
}
