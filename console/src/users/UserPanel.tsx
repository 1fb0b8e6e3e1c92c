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
import { TOLD, type Kind } from './fields'
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
  const told = (name: (typeof TOLD)[number][0], as: Kind) => {
    const value = user[name]
    switch (as) {
      case 'priority':
        return translate(`resources.users.priority.${String(value)}`)
      case 'language':
        return languages.find(({ id }) => id === value)?.name ?? value ?? ofCompany
      case 'zone':
        return value ?? ofCompany
      case 'time':
        return time(String(value))
      default:
        return value
    }
  }
  const ofCompany = translate('resources.users.of_company')
  const facts = TOLD.map(([name, { as }]): Fact => [translate(`resources.users.fields.${name}`), told(name, as)])
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
