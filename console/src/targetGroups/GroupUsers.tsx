import RemoveIcon from '@mui/icons-material/RemoveCircleOutlineOutlined'
import { IconButton, Link, List, ListItem, ListItemText, Typography } from '@mui/material'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNotify, useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router'
import { useMay } from '../session/useSession'
import { ErrorText } from '../shared/ErrorText'
import { FindByTyping } from '../shared/FindByTyping'
import { joined } from '../shared/joined'
import { Pager } from '../shared/Pager'
import { addUsers, removeUsers, targetGroupUsers } from './targetGroups'

const PAGE = 20

interface Props {
  company: string
  id: string
}

/** The users of a target group: added one by one, and taken out. */
export function GroupUsers({ company, id }: Props) {
  const translate = useTranslate()
  const notify = useNotify()
  const queries = useQueryClient()
  const [page, setPage] = useState(0)
  const mayAdd = useMay('target-groups/{resourceId}/users|PUT')
  const mayRemove = useMay('target-groups/{resourceId}/users|DELETE')
  const mayList = useMay('target-groups/{resourceId}/users|POST')
  const say = (key: string, values?: object) => translate(`resources.target-groups.${key}`, values)
  const { data, error } = useQuery({
    queryKey: ['target-groups', 'users', company, id, page],
    enabled: mayList,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => targetGroupUsers(company, id, { page: page + 1, size: PAGE }, signal),
  })

  async function change(what: () => Promise<unknown>, done: string, name: string) {
    try {
      await what()
      notify(`resources.target-groups.${done}`, { type: 'success', messageArgs: { name } })
    } catch (refused) {
      notify(refused instanceof Error ? refused.message : String(refused), { type: 'error' })
    }
    await queries.invalidateQueries({ queryKey: ['target-groups'] })
  }

  return (
    <>
      {mayAdd && mayList && (
        <FindUser
          company={company}
          id={id}
          onChoose={(user) => void change(() => addUsers(company, id, [user.id]), 'added', user.email)}
        />
      )}
      {error && <ErrorText error={error} />}
      {data?.totalNumberOfRecords === 0 && (
        <Typography color="text.secondary" sx={{ mt: 2 }}>
          {say('empty')}
        </Typography>
      )}
      <List dense>
        {data?.results.map(({ resourceId, email, firstName, lastName, department }) => (
          <ListItem
            key={resourceId}
            disableGutters
            divider
            secondaryAction={
              mayRemove && (
                <IconButton
                  edge="end"
                  aria-label={say('remove', { name: email })}
                  onClick={() => void change(() => removeUsers(company, id, [resourceId]), 'removed', email)}
                >
                  <RemoveIcon />
                </IconButton>
              )
            }
          >
            <ListItemText
              sx={{ overflowWrap: 'anywhere' }}
              primary={
                <Link component={RouterLink} to={`/users/${company}/${resourceId}`} dir="auto">
                  {email}
                </Link>
              }
              secondary={joined([firstName, lastName, department].filter((fact) => fact !== null))}
            />
          </ListItem>
        ))}
      </List>
      {data && <Pager count={data.totalNumberOfRecords} page={page} size={PAGE} onPage={setPage} />}
    </>
  )
}

interface Found {
  id: string
  email: string
  name: string
}

/** Finds a user of the company that is not in the group by what is typed. */
function FindUser({ company, id, onChoose }: Props & { onChoose: (user: Found) => void }) {
  const translate = useTranslate()

  async function find(text: string, signal: AbortSignal): Promise<Found[]> {
    const { results } = await targetGroupUsers(company, id, { page: 1, size: PAGE, text, others: true }, signal)
    return results.map(({ resourceId, email, firstName, lastName }) => {
      const name = [firstName, lastName].filter(Boolean).join(' ')
      return { id: resourceId, email, name }
    })
  }

  return (
    <FindByTyping
      label={translate('resources.target-groups.add')}
      of={['target-groups', 'others', company, id]}
      find={find}
      called={({ email, name }) => (name ? `${email} (${name})` : email)}
      onChoose={onChoose}
    />
  )
}
