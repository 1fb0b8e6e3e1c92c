// One role over the matrix: what it is for, who may hold it and who does, and what became of it.

import { Box, Skeleton, Stack, Typography } from '@mui/material'
import { Suspense, useState } from 'react'
import { useNotify, useTranslate } from 'react-admin'
import { useChanges, useForget, useOne } from '../api/records'
import { History } from '../audit'
import { useFormats } from '../i18n/formats'
import { useMay, useSession } from '../session/useSession'
import { Confirming } from '../shared/Confirming'
import { ErrorText } from '../shared/ErrorText'
import { Facts, type Fact } from '../shared/Facts'
import { joined } from '../shared/joined'
import { DeleteButton, EditLink, PanelHead, SidePanel } from '../shared/SidePanel'
import { useModules } from './permissions'
import { isBuiltIn, type RoleDetails, type RoleRow } from './roles'

export function RolePanel({ roles }: { roles: RoleRow[] | undefined }) {
  const row = (id: string) => roles?.find(({ resourceId }) => resourceId === id)
  return (
    <SidePanel address="/roles/:id" list="/roles" heading="role">
      {({ id, close }) => <Panel id={id} row={row(id)} onClose={close} />}
    </SidePanel>
  )
}

function Panel({ id, row, onClose }: { id: string; row: RoleRow | undefined; onClose: () => void }) {
  const translate = useTranslate()
  const { data, error } = useOne('roles', id)
  const mayHistory = useMay('audit-logs/search|POST')
  return (
    <>
      <PanelHead
        id="role"
        title={data?.name ?? (error ? translate('resources.roles.name', { smart_count: 1 }) : <Skeleton />)}
        onClose={onClose}
      />
      {error && <ErrorText error={error} />}
      {data && (
        <>
          {row && row.companyName !== null && <Actions role={data} onClose={onClose} />}
          <RoleFacts role={data} row={row} />
          {mayHistory && !isBuiltIn(data) && (
            <>
              <Typography component="h3" variant="subtitle1" sx={{ fontWeight: 600, mb: 1 }}>
                {translate('resources.roles.history')}
              </Typography>
              <Suspense>
                <History of="thing" id={id} />
              </Suspense>
            </>
          )}
        </>
      )}
    </>
  )
}

function RoleFacts({ role, row }: { role: RoleDetails; row: RoleRow | undefined }) {
  const translate = useTranslate()
  const { number, time } = useFormats()
  const { modules } = useModules()
  const label = (name: string) => translate(`resources.roles.fields.${name}`)
  const all = modules?.reduce((count, { permissions }) => count + permissions.length, 0)
  const offers = role.availableForList.map(({ type, name }) =>
    translate(`resources.roles.available.${type}`, { name: name ?? '' }),
  )
  const facts: Fact[] = [
    [label('description'), role.description || '–'],
    [label('companyName'), isBuiltIn(role) ? translate('resources.roles.built_in') : row?.companyName],
    [
      label('availableFor'),
      isBuiltIn(role) ? null : joined(offers) || translate('resources.roles.available.MyCompanyOnly'),
    ],
    [
      label('permissions'),
      all !== undefined &&
        translate('resources.roles.of', { held: number(role.permissionResourceIdList.length), all: number(all) }),
    ],
    [label('userCount'), row && number(row.userCount)],
    [label('createTime'), row?.createTime && time(row.createTime)],
  ]
  return (
    <Box sx={{ mt: 1, mb: 2 }}>
      <Facts rows={facts.filter(([, fact]) => fact)} />
    </Box>
  )
}

/** Whether the person may do all of it: nobody changes a role that allows more than that. */
function useIsWithin(held: readonly string[]) {
  const session = useSession()
  const { modules } = useModules()
  if (session.stage === 'out' || !modules) return false
  const mine = modules.flatMap(({ permissions }) => permissions).filter(({ name }) => session.permissions.has(name))
  const ids = new Set(mine.map(({ id }) => id))
  return held.every((id) => ids.has(id))
}

/** What may be done with a role that one manages. */
function Actions({ role, onClose }: { role: RoleDetails; onClose: () => void }) {
  const { resourceId: id, name } = role
  const translate = useTranslate()
  const notify = useNotify()
  const { remove } = useChanges()
  const forget = useForget()
  const [deleting, setDeleting] = useState(false)
  const isWithin = useIsWithin(role.permissionResourceIdList)
  const mayEdit = useMay('roles/{resourceId}|PUT') && isWithin
  const mayDelete = useMay('roles/{resourceId}|DELETE')
  return (
    <Stack direction="row" sx={{ gap: 1, my: 1.5, flexWrap: 'wrap' }}>
      {mayEdit && <EditLink to={`/roles/${id}/edit`} />}
      {mayDelete && <DeleteButton onClick={() => setDeleting(true)} />}
      {deleting && (
        <Confirming
          danger
          title={translate('resources.roles.delete.title', { name })}
          action={translate('ra.action.delete')}
          onClose={() => setDeleting(false)}
          onConfirm={async () => {
            await remove('roles', [id])
            notify('resources.roles.delete.done', { type: 'success', messageArgs: { name } })
            onClose()
            await forget('roles')
          }}
        >
          {translate('resources.roles.delete.warning')}
        </Confirming>
      )}
    </Stack>
  )
}
