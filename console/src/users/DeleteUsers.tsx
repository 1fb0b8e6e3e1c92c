import DeleteIcon from '@mui/icons-material/DeleteOutlined'
import { useState } from 'react'
import { Button, useListContext, useNotify, useTranslate } from 'react-admin'
import { useChanges, useForget } from '../api/records'
import { useMay } from '../session/useSession'
import { Confirming } from '../shared/Confirming'
import { Names } from '../shared/Names'
import { useTicked, type Ticked } from '../shared/ticked'

/** What can be done with the users that are ticked, if anything can. */
export function useBulkActions(company: string) {
  return useMay('target-users/bulk-delete|DELETE') ? <BulkActions company={company} /> : undefined
}

function BulkActions({ company }: { company: string }) {
  const users = useTicked()
  const [deleting, setDeleting] = useState(false)
  return (
    <>
      <Button label="ra.action.delete" color="error" onClick={() => setDeleting(true)}>
        <DeleteIcon />
      </Button>
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
  const { remove } = useChanges()
  const forget = useForget()
  const counted = { smart_count: ids.length }
  return (
    <Confirming
      danger
      title={translate('resources.users.delete.title', counted)}
      action={translate('ra.action.delete')}
      onClose={onClose}
      onConfirm={async () => {
        await remove('users', ids, { company })
        notify('resources.users.delete.done', { type: 'success', messageArgs: counted })
        onSelect(selectedIds.filter((id) => !ids.includes(String(id))))
        onDone?.()
        await forget('users')
      }}
    >
      <Names names={users.map(({ name }) => name)} />
      {translate('resources.users.delete.warning')}
    </Confirming>
  )
}
