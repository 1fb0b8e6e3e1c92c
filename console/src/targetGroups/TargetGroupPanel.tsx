// One target group and the users in it, over the list, at an address of its own.

import EditIcon from '@mui/icons-material/EditOutlined'
import { Button, Skeleton, Stack, Typography } from '@mui/material'
import { useState } from 'react'
import { useNotify, useTranslate } from 'react-admin'
import { useChanges, useForget, useOne } from '../api/records'
import { useFormats } from '../i18n/formats'
import { useMay } from '../session/useSession'
import { Confirming } from '../shared/Confirming'
import { ErrorText } from '../shared/ErrorText'
import { joined } from '../shared/joined'
import { DeleteButton, PanelHead, SidePanel } from '../shared/SidePanel'
import { GroupUsers } from './GroupUsers'
import { TargetGroupDialog } from './TargetGroupDialog'

export function TargetGroupPanel({ company }: { company: string }) {
  return (
    <SidePanel address="/target-groups/:company/:id" list={`/target-groups/${company}`} heading="target-group">
      {({ id, close }) => <Panel company={company} id={id} onClose={close} />}
    </SidePanel>
  )
}

function Panel({ company, id, onClose }: { company: string; id: string; onClose: () => void }) {
  const translate = useTranslate()
  const { number, time } = useFormats()
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null)
  const mayEdit = useMay('target-groups/{resourceId}|PUT')
  const mayDelete = useMay('target-groups/{resourceId}|DELETE')
  const { data: group, error } = useOne('target-groups', id, { meta: { company } })
  const say = (key: string, values?: object) => translate(`resources.target-groups.${key}`, values)
  return (
    <>
      <PanelHead
        id="target-group"
        title={group?.name ?? (error ? say('name', { smart_count: 1 }) : <Skeleton />)}
        onClose={onClose}
      />
      {error && <ErrorText error={error} />}
      {group && (
        <>
          <Typography variant="body2" color="text.secondary">
            {joined([
              say('counted', { smart_count: group.userCount, count: number(group.userCount) }),
              `${say('fields.priority')}: ${translate(`resources.users.priority.${group.priority}`)}`,
              `${say('fields.createTime')}: ${time(group.createTime)}`,
            ])}
          </Typography>
          <Stack direction="row" sx={{ gap: 1, my: 1.5, flexWrap: 'wrap' }}>
            {mayEdit && (
              <Button size="small" variant="contained" startIcon={<EditIcon />} onClick={() => setOpen('edit')}>
                {translate('ra.action.edit')}
              </Button>
            )}
            {mayDelete && <DeleteButton onClick={() => setOpen('delete')} />}
          </Stack>
          <GroupUsers company={company} id={id} />
          {open === 'edit' && <TargetGroupDialog company={company} group={group} onClose={() => setOpen(null)} />}
          {open === 'delete' && (
            <DeleteGroup company={company} id={id} name={group.name} onClose={() => setOpen(null)} onDone={onClose} />
          )}
        </>
      )}
    </>
  )
}

interface Deleting {
  company: string
  id: string
  name: string
  onClose: () => void
  onDone: () => void
}

function DeleteGroup({ company, id, name, onClose, onDone }: Deleting) {
  const translate = useTranslate()
  const notify = useNotify()
  const { remove } = useChanges()
  const forget = useForget()
  return (
    <Confirming
      danger
      title={translate('resources.target-groups.delete.title', { name })}
      action={translate('ra.action.delete')}
      onClose={onClose}
      onConfirm={async () => {
        await remove('target-groups', [id], { company })
        notify('resources.target-groups.delete.done', { type: 'success', messageArgs: { name } })
        onDone()
        await forget('target-groups')
      }}
    >
      {translate('resources.target-groups.delete.warning')}
    </Confirming>
  )
}
