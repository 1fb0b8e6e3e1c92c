import DeleteIcon from '@mui/icons-material/DeleteOutlined'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, useListContext, useNotify, useTranslate } from 'react-admin'
import { useMay } from '../session/useSession'
import { Confirming } from '../shared/Confirming'
import { BulkBar } from '../shared/selecting'
import { deleteUser, deleteUsers, type UserRow } from './users'

/** What can be done with the users that are ticked. */
export function DeleteBar({ company }: { company: string }) {
  const { selectedIds, onUnselectItems } = useListContext<UserRow>()
  const [deleting, setDeleting] = useState(false)
  const mayDelete = useMay('target-users/bulk-delete|DELETE')
  return (
    <BulkBar>
      {mayDelete && (
        <Button label="ra.action.delete" color="error" onClick={() => setDeleting(true)}>
          <DeleteIcon />
        </Button>
      )}
      {deleting && (
        <DeleteUsers
          company={company}
          ids={selectedIds.map(String)}
          onClose={() => setDeleting(false)}
          onDone={onUnselectItems}
        />
      )}
    </BulkBar>
  )
}

interface Props {
  company: string
  ids: string[]
  onClose: () => void
  onDone: () => void
}

export function DeleteUsers({ company, ids, onClose, onDone }: Props) {
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
        onDone()
        await queries.invalidateQueries({ queryKey: ['users'] })
      }}
    >
      {translate('resources.users.delete.warning')}
    </Confirming>
  )
}
