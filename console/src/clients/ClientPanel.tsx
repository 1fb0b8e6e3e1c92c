// One API client over the list: what it may, which secrets it has and when each was used last.

import RotateIcon from '@mui/icons-material/AutorenewOutlined'
import { Box, Button, Chip, Stack, Typography } from '@mui/material'
import { useState } from 'react'
import { useNotify, useRefresh, useTranslate } from 'react-admin'
import { useChanges, useList, useOne } from '../api/records'
import { useFormats } from '../i18n/formats'
import { joined } from '../shared/joined'
import { useMay } from '../session/useSession'
import { Confirming } from '../shared/Confirming'
import { ErrorText } from '../shared/ErrorText'
import { Facts, type Fact } from '../shared/Facts'
import { DeleteButton, EditLink, PanelHead, SidePanel } from '../shared/SidePanel'
import type { ClientDetails } from './clients'
import { Status } from './ClientsList'
import { RotateSecret } from './RotateSecret'

export function ClientPanel() {
  return (
    <SidePanel address="/clients/:id" list="/clients" heading="client">
      {({ id, close }) => <Panel id={id} onClose={close} />}
    </SidePanel>
  )
}

function Panel({ id, onClose }: { id: string; onClose: () => void }) {
  const translate = useTranslate()
  const { data, error } = useOne('clients', id)
  return (
    <>
      <PanelHead
        id="client"
        title={data?.name ?? translate('resources.clients.name', { smart_count: 1 })}
        onClose={onClose}
      />
      {error && <ErrorText error={error} />}
      {data && <Client client={data} onClose={onClose} />}
    </>
  )
}

function Client({ client, onClose }: { client: ClientDetails; onClose: () => void }) {
  const translate = useTranslate()
  const notify = useNotify()
  const { remove } = useChanges()
  const refresh = useRefresh()
  const { time } = useFormats()
  const [open, setOpen] = useState<'rotate' | 'delete' | null>(null)
  const mayEdit = useMay('companies/clients/{resourceId}|PUT')
  const mayDelete = useMay('companies/clients/{resourceId}|DELETE')
  const mayRotate = useMay('companies/clients/{resourceId}/rotate|POST')
  const { data: roles } = useList('roles/names')
  const names = client.roleResourceIdList.map((id) => roles?.find((role) => role.id === id)?.name ?? id)
  const used = (at: string | null) =>
    at ? translate('resources.clients.last_used', { time: time(at) }) : translate('resources.clients.never_used')
  const label = (name: string) => translate(`resources.clients.fields.${name}`)
  const facts: Fact[] = [
    [label('clientId'), client.clientId],
    [label('createTime'), time(client.createTime)],
    [
      label('allowedIpAddresses'),
      client.hasIpAddressRestriction ? client.allowedIpAddresses.join(', ') : translate('resources.clients.anywhere'),
    ],
  ]
  const secrets = client.secrets.map(({ createTime, lastUsedTime, expireTime }): Fact => [
    translate('resources.clients.secret_of', { time: time(createTime) }),
    joined([
      used(lastUsedTime),
      ...(expireTime ? [translate('resources.clients.ends', { time: time(expireTime) })] : []),
    ]),
  ])
  return (
    <>
      <Stack direction="row" sx={{ gap: 1, my: 1.5, flexWrap: 'wrap' }}>
        {mayEdit && <EditLink to={`/clients/${client.resourceId}/edit`} />}
        {mayRotate && (
          <Button size="small" variant="outlined" startIcon={<RotateIcon />} onClick={() => setOpen('rotate')}>
            {translate('resources.clients.rotate.action')}
          </Button>
        )}
        {mayDelete && <DeleteButton onClick={() => setOpen('delete')} />}
      </Stack>
      <Status id={client.statusId} />
      <Box sx={{ my: 1 }}>
        <Facts rows={facts} />
      </Box>
      <Typography component="h3" variant="subtitle1" sx={{ fontWeight: 600 }}>
        {translate('resources.clients.fields.roleResourceIdList')}
      </Typography>
      <Stack direction="row" sx={{ gap: 0.5, flexWrap: 'wrap', my: 1 }}>
        {names.map((name) => (
          <Chip key={name} label={name} size="small" />
        ))}
      </Stack>
      <Typography component="h3" variant="subtitle1" sx={{ fontWeight: 600 }}>
        {translate('resources.clients.secrets')}
      </Typography>
      <Facts rows={secrets} />
      {open === 'rotate' && <RotateSecret client={client} onClose={() => setOpen(null)} />}
      {open === 'delete' && (
        <Confirming
          danger
          title={translate('resources.clients.delete.title', { name: client.name })}
          action={translate('ra.action.delete')}
          onClose={() => setOpen(null)}
          onConfirm={async () => {
            await remove('clients', [client.id])
            notify('resources.clients.delete.done', { type: 'success', messageArgs: { name: client.name } })
            onClose()
            refresh()
          }}
        >
          {translate('resources.clients.delete.warning')}
        </Confirming>
      )}
    </>
  )
}
