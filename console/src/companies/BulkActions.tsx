import DeleteIcon from '@mui/icons-material/DeleteOutlined'
import GroupIcon from '@mui/icons-material/PlaylistAddOutlined'
import { useState } from 'react'
import { Button, useListContext } from 'react-admin'
import { useMay } from '../session/useSession'
import { BulkBar } from '../shared/selecting'
import { AddToGroup } from './AddToGroup'
import type { CompanyRow } from './companies'
import { DeleteCompanies } from './DeleteCompanies'

/** What can be done with the companies that are ticked. */
export function BulkActions() {
  const { data, selectedIds, onUnselectItems, refetch } = useListContext<CompanyRow>()
  const [open, setOpen] = useState<'delete' | 'group' | null>(null)
  const mayDelete = useMay('companies/bulk-delete|DELETE')
  const mayGroup = useMay('company-groups/{resourceId}/participants|PUT')
  const ids = selectedIds.map(String)
  const done = () => {
    onUnselectItems()
    void refetch()
  }
  return (
    <BulkBar>
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
      {open === 'group' && <AddToGroup ids={ids} onClose={() => setOpen(null)} onDone={done} />}
      {open === 'delete' && (
        <DeleteCompanies ids={ids} known={data ?? []} onClose={() => setOpen(null)} onDone={done} />
      )}
    </BulkBar>
  )
}
