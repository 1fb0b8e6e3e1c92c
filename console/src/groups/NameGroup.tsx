import { useTranslate } from 'react-admin'
import { NameDialog } from '../shared/NameDialog'
import { createGroup, renameGroup } from './groups'

interface Props {
  /** The group that gets another name; a new one if absent. */
  group?: { id: string; name: string; version: string | undefined }
  onClose: () => void
}

/** Gives a group its name. */
export function NameGroup({ group, onClose }: Props) {
  const translate = useTranslate()

  async function save(name: string) {
    if (!group) return `/groups/${(await createGroup(name, [])).resourceId}`
    await renameGroup(group.id, name, group.version)
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
