import DeleteIcon from '@mui/icons-material/DeleteOutlined'
import GroupIcon from '@mui/icons-material/PlaylistAddOutlined'
import { useState } from 'react'
import { Button, useListContext } from 'react-admin'
import { useMay } from '../session/useSession'
import { useTicked } from '../shared/ticked'
import { AddToGroup } from './AddToGroup'
import { DeleteCompanies } from './DeleteCompanies'

/** What the person may do with companies that are ticked. */
function useMayAny() {
  return {
    mayDelete: useMay('companies/bulk-delete|DELETE'),
    mayGroup: useMay('company-groups/{resourceId}/participants|PUT'),
  }
}

/** What can be done with the companies that are ticked, if anything can. */
export function useBulkActions() {
  const { mayDelete, mayGroup } = useMayAny()
  return mayDelete || mayGroup ? <BulkActions /> : undefined
}

function BulkActions() {
  const { onUnselectItems, refetch } = useListContext()
  const companies = useTicked()
  const [open, setOpen] = useState<'delete' | 'group' | null>(null)
  const { mayDelete, mayGroup } = useMayAny()
  const close = () => setOpen(null)
  const done = () => {
    onUnselectItems()
    void refetch()
  }
  return (
    <>
      {mayGroup && (
        <Button label="resources.companies.add_to_group" onClick={() => setOpen('group')}>
          <GroupIcon />
        </Button>
      )}
      {mayDelete && (
        <Button label="ra.action.delete" color="error" onClick={() => setOpen('delete')}>
          <DeleteIcon />
        </Button>
      )}
      {open === 'group' && <AddToGroup companies={companies} onClose={close} onDone={done} />}
      {open === 'delete' && <DeleteCompanies companies={companies} onClose={close} onDone={done} />}
    </>
  )
}
