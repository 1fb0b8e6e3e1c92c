// One group and the companies in it, over the list, at an address of its own.

import EditIcon from '@mui/icons-material/EditOutlined'
import ListIcon from '@mui/icons-material/FilterListOutlined'
import { Button, Skeleton, Stack } from '@mui/material'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { Link } from 'react-router'
import { useOne } from '../api/records'
import { useMay } from '../session/useSession'
import { ErrorText } from '../shared/ErrorText'
import { DeleteButton, PanelHead, SidePanel } from '../shared/SidePanel'
import { DeleteGroups } from './DeleteGroups'
import { Members } from './Members'
import { NameGroup } from './NameGroup'

export function GroupPanel() {
  return (
    <SidePanel address="/groups/:id" list="/groups" heading="group">
      {({ id, close }) => <Panel id={id} onClose={close} />}
    </SidePanel>
  )
}

function Panel({ id, onClose }: { id: string; onClose: () => void }) {
  const translate = useTranslate()
  const [open, setOpen] = useState<'name' | 'delete' | null>(null)
  const mayDelete = useMay('company-groups/bulk-delete|DELETE')
  const mayEdit = useMay('company-groups/{resourceId}|PUT')
  const { data, error } = useOne('groups', id)
  const explained = encodeURIComponent(JSON.stringify({ group: [id] }))
  return (
    <>
      <PanelHead
        id="group"
        title={data?.name ?? (error ? translate('resources.groups.name', { smart_count: 1 }) : <Skeleton />)}
        onClose={onClose}
      />
      {error && <ErrorText error={error} />}
      {data && (
        <>
          <Stack direction="row" sx={{ gap: 1, my: 1.5, flexWrap: 'wrap' }}>
            {mayEdit && (
              <Button size="small" variant="outlined" startIcon={<EditIcon />} onClick={() => setOpen('name')}>
                {translate('resources.groups.rename')}
              </Button>
            )}
            <Button
              size="small"
              variant="outlined"
              startIcon={<ListIcon />}
              component={Link}
              to={`/companies?filter=${explained}`}
            >
              {translate('resources.groups.as_list')}
            </Button>
            {mayDelete && <DeleteButton onClick={() => setOpen('delete')} />}
          </Stack>
          <Members id={id} />
          {open === 'name' && <NameGroup group={data} onClose={() => setOpen(null)} />}
          {open === 'delete' && (
            <DeleteGroups groups={[{ id, name: data.name }]} onClose={() => setOpen(null)} onDone={onClose} />
          )}
        </>
      )}
    </>
  )
}
