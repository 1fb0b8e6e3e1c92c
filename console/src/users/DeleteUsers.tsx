import DeleteIcon from '@mui/icons-material/DeleteOutlined'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, useListContext, useNotify, useTranslate } from 'react-admin'
import { useMay } from '../session/useSession'
import { Confirming } from '../shared/Confirming'
import { Names } from '../shared/Names'
import { useTicked, type Ticked } from '../shared/ticked'
import { deleteUser, deleteUsers } from './users'

/** What can be done with the users that are ticked. */
export function BulkActions({ company }: { company: string }) {
  const users = useTicked()
  const [deleting, setDeleting] = useState(false)
  const mayDelete = useMay('target-users/bulk-delete|DELETE')
  return (
    <>
      {mayDelete && (
        <Button label="ra.action.delete" color="error" onClick={() => setDeleting(true)}>
          <DeleteIcon />
        </Button>
      )}
      {deleting && <DeleteUsers company={company} users={users} onClose={() => setDeleting(false)} />}
    </>
  )
}

interface Props {
  company: string
  users: readonly Ticked[]
  onClose: () => void
  onDone?: () => void
}

/** Deletes users, once the person has read whom. It stands within their list. */
export function DeleteUsers({ company, users, onClose, onDone }: Props) {
  const { selectedIds, onSelect } = useListContext()
  const ids = users.map(({ id }) => id)
  const translate = useTranslate()
  const notify = useNotify()
  const queries = useQueryClient()
  const counted = { smart_count: ids.length }
  return (
    <Confirming
      danger
      title={translate('resources.users.delete.title', counted)}
      action={translate('ra.action.delete')}
      onClose={onClose}
      onConfirm={async () => {
        const [id] = ids
        if (id && ids.length === 1) await deleteUser(company, id)
        else await deleteUsers(company, ids)
        notify('resources.users.delete.done', { type: 'success', messageArgs: counted })
        onSelect(selectedIds.filter((id) => !ids.includes(String(id))))
        onDone?.()
        await queries.invalidateQueries({ queryKey: ['users'] })
      }}
    >
      <Names names={users.map(({ name }) => name)} />
      {translate('resources.users.delete.warning')}
    </Confirming>
  )
}
