// One user over the list, at an address of its own.

import { Box, Button, Stack } from '@mui/material'
import { useState } from 'react'
import { useNotify, useTranslate } from 'react-admin'
import { useChanges, useForget, useOne } from '../api/records'
import { useFormats } from '../i18n/formats'
import { useMay } from '../session/useSession'
import { ErrorText } from '../shared/ErrorText'
import { Facts, type Fact } from '../shared/Facts'
import { useLookup } from '../shared/lookups'
import { DeleteButton, EditLink, PanelHead, SidePanel } from '../shared/SidePanel'
import { DeleteUsers } from './DeleteUsers'
import type { UserDetails } from './users'
import { Status } from './UsersList'

export function UserPanel({ company }: { company: string }) {
  return (
    <SidePanel address="/users/:company/:id" list={`/users/${company}`} heading="user">
      {({ id, close }) => <Panel company={company} id={id} onClose={close} />}
    </SidePanel>
  )
}

function Panel({ company, id, onClose }: { company: string; id: string; onClose: () => void }) {
  const translate = useTranslate()
  const { data, error } = useOne('users', id, { meta: { company } })
  return (
    <>
      <PanelHead
        id="user"
        title={data?.email ?? translate('resources.users.name', { smart_count: 1 })}
        onClose={onClose}
      />
      {error && <ErrorText error={error} />}
      {data && <User company={company} user={data} onClose={onClose} />}
    </>
  )
}

interface Props {
  company: string
  user: UserDetails
  onClose: () => void
}

function User({ company, user, onClose }: Props) {
  const translate = useTranslate()
  const { time } = useFormats()
  const languages = useLookup('language')
  const [deleting, setDeleting] = useState(false)
  const mayEdit = useMay('target-users/{resourceId}|PUT')
  const mayDelete = useMay('target-users/{resourceId}|DELETE')
  const label = (name: string) => translate(`resources.users.fields.${name}`)
  const ofCompany = translate('resources.users.of_company')
  const facts: Fact[] = [
    [label('firstName'), user.firstName],
    [label('lastName'), user.lastName],
    [label('department'), user.department],
    [label('phoneNumber'), user.phoneNumber],
    [label('priority'), translate(`resources.users.priority.${user.priority}`)],
    [
      label('preferredLanguageId'),
      languages.find(({ id }) => id === user.preferredLanguageId)?.name ?? user.preferredLanguageId ?? ofCompany,
    ],
    [label('timeZoneId'), user.timeZoneId ?? ofCompany],
    [label('createTime'), time(user.createTime)],
    [label('updateTime'), time(user.updateTime)],
  ]
  return (
    <>
      <Stack direction="row" sx={{ gap: 1, my: 1.5, flexWrap: 'wrap' }}>
        {mayEdit && (
          <>
            <EditLink to={`/users/${company}/${user.resourceId}/edit`} />
            <Activate company={company} user={user} />
          </>
        )}
        {mayDelete && <DeleteButton onClick={() => setDeleting(true)} />}
      </Stack>
      <Status status={user.status} />
      <Box sx={{ mt: 1 }}>
        <Facts rows={facts} />
      </Box>
      {deleting && (
        <DeleteUsers
          company={company}
          users={[{ id: user.resourceId, name: user.email }]}
          onClose={() => setDeleting(false)}
          onDone={onClose}
        />
      )}
    </>
  )
}

function Activate({ company, user }: Omit<Props, 'onClose'>) {
  const translate = useTranslate()
  const notify = useNotify()
  const { update } = useChanges()
  const forget = useForget()
  const [busy, setBusy] = useState(false)

  async function change() {
    setBusy(true)
    try {
      const { message } = await update('users', user, { isActive: !user.isActive }, { company })
      if (message) notify(message, { type: 'warning' })
    } catch (error) {
      notify(error instanceof Error ? error.message : String(error), { type: 'error' })
    }
    await forget('users')
    setBusy(false)
  }

  return (
    <Button size="small" variant="outlined" disabled={busy} onClick={() => void change()}>
      {translate(`resources.users.${user.isActive ? 'deactivate' : 'activate'}`)}
    </Button>
  )
}
