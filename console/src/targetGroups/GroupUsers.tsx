import RemoveIcon from '@mui/icons-material/RemoveCircleOutlineOutlined'
import { IconButton, Link, List, ListItem, ListItemText, Typography } from '@mui/material'
import { keepPreviousData } from '@tanstack/react-query'
import { useState } from 'react'
import { useNotify, useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router'
import { useChanges, useForget, useList } from '../api/records'
import { useMay } from '../session/useSession'
import { ErrorText } from '../shared/ErrorText'
import { FindByTyping } from '../shared/FindByTyping'
import { joined } from '../shared/joined'
import { Pager } from '../shared/Pager'

const PAGE = 20

interface Props {
  company: string
  id: string
}

/** The users of a target group: added one by one, and taken out. */
export function GroupUsers({ company, id }: Props) {
  const translate = useTranslate()
  const notify = useNotify()
  const { deeds } = useChanges()
  const forget = useForget()
  const [page, setPage] = useState(0)
  const mayAdd = useMay('target-groups/{resourceId}/users|PUT')
  const mayRemove = useMay('target-groups/{resourceId}/users|DELETE')
  const mayList = useMay('target-groups/{resourceId}/users|POST')
  const say = (key: string, values?: object) => translate(`resources.target-groups.${key}`, values)
  const { data, total, error } = useList(
    'target-groups/users',
    {
      pagination: { page: page + 1, perPage: PAGE },
      sort: { field: 'email', order: 'ASC' },
      meta: { company, of: id },
    },
    { enabled: mayList, placeholderData: keepPreviousData },
  )

  async function change(what: () => Promise<unknown>, done: string, name: string) {
    try {
      await what()
      notify(`resources.target-groups.${done}`, { type: 'success', messageArgs: { name } })
    } catch (refused) {
      notify(refused instanceof Error ? refused.message : String(refused), { type: 'error' })
    }
    await forget('target-groups')
  }

  return (
    <>
      {mayAdd && mayList && (
        <FindByTyping
          label={say('add')}
          among="target-groups/others"
          by="email"
          meta={{ company, of: id }}
          called={({ email, ...user }) => {
            const name = [user.firstName, user.lastName].filter(Boolean).join(' ')
            return name ? `${email} (${name})` : email
          }}
          onChoose={(user) => void change(() => deeds.addUsers(company, id, [user.id]), 'added', user.email)}
        />
      )}
      {error && <ErrorText error={error} />}
      {total === 0 && (
        <Typography color="text.secondary" sx={{ mt: 2 }}>
          {say('empty')}
        </Typography>
      )}
      <List dense>
        {data?.map(({ id: user, email, firstName, lastName, department }) => (
          <ListItem
            key={user}
            disableGutters
            divider
            secondaryAction={
              mayRemove && (
                <IconButton
                  edge="end"
                  aria-label={say('remove', { name: email })}
                  onClick={() => void change(() => deeds.removeUsers(company, id, [user]), 'removed', email)}
                >
                  <RemoveIcon />
                </IconButton>
              )
            }
          >
            <ListItemText
              sx={{ overflowWrap: 'anywhere' }}
              primary={
                <Link component={RouterLink} to={`/users/${company}/${user}`} dir="auto">
                  {email}
                </Link>
              }
              secondary={joined([firstName, lastName, department].filter((fact) => fact !== null))}
            />
          </ListItem>
        ))}
      </List>
      {total !== undefined && <Pager count={total} page={page} size={PAGE} onPage={setPage} />}
    </>
  )
}
