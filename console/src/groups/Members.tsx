import RemoveIcon from '@mui/icons-material/RemoveCircleOutlineOutlined'
import { IconButton, Link, List, ListItem, ListItemText, Typography } from '@mui/material'
import { keepPreviousData } from '@tanstack/react-query'
import { useState } from 'react'
import { useNotify, useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router'
import { useChanges, useForget, useList } from '../api/records'
import { useFormats } from '../i18n/formats'
import { joined } from '../shared/joined'
import { useMay } from '../session/useSession'
import { ErrorText } from '../shared/ErrorText'
import { FindCompany } from '../shared/FindCompany'
import { Pager } from '../shared/Pager'

const PAGE = 20

/** The companies of a group: added one by one, and taken out. */
export function Members({ id }: { id: string }) {
  const translate = useTranslate()
  const notify = useNotify()
  const { deeds } = useChanges()
  const forget = useForget()
  const { number, day } = useFormats()
  const [page, setPage] = useState(0)
  const mayAdd = useMay('company-groups/{resourceId}/participants|PUT')
  const mayRemove = useMay('company-groups/{resourceId}/participants|DELETE')
  const { data, total, error } = useList(
    'groups/members',
    {
      pagination: { page: page + 1, perPage: PAGE },
      sort: { field: 'companyName', order: 'ASC' },
      meta: { of: id },
    },
    { placeholderData: keepPreviousData },
  )

  async function change(what: () => Promise<unknown>, done: string, name: string) {
    try {
      await what()
      notify(done, { type: 'success', messageArgs: { name } })
    } catch (refused) {
      notify(refused instanceof Error ? refused.message : String(refused), { type: 'error' })
    }
    await forget('groups')
  }

  return (
    <>
      {mayAdd && (
        <FindCompany
          label={translate('resources.groups.add')}
          onChoose={({ id: company, name }) =>
            void change(() => deeds.addToGroup(id, [company]), 'resources.groups.added', name)
          }
        />
      )}
      {error && <ErrorText error={error} />}
      {total === 0 && (
        <Typography color="text.secondary" sx={{ mt: 2 }}>
          {translate('resources.groups.empty')}
        </Typography>
      )}
      <List dense>
        {data?.map((row) => (
          <ListItem
            key={row.companyResourceId}
            disableGutters
            divider
            secondaryAction={
              mayRemove && (
                <IconButton
                  edge="end"
                  aria-label={translate('resources.groups.remove', { name: row.companyName })}
                  onClick={() =>
                    void change(
                      () => deeds.removeFromGroup(id, [row.companyResourceId]),
                      'resources.groups.removed',
                      row.companyName,
                    )
                  }
                >
                  <RemoveIcon />
                </IconButton>
              )
            }
          >
            <ListItemText
              sx={{ overflowWrap: 'anywhere' }}
              primary={
                <Link component={RouterLink} to={`/companies/${row.companyResourceId}`} dir="auto">
                  {row.companyName}
                </Link>
              }
              secondary={joined([
                row.licenseTypeName,
                row.numberOfUsers === null ? translate('tenantry.unlimited') : number(Number(row.numberOfUsers)),
                day(row.licenseEndDay) ?? translate('tenantry.never'),
              ])}
            />
          </ListItem>
        ))}
      </List>
      {total !== undefined && <Pager count={total} page={page} size={PAGE} onPage={setPage} />}
    </>
  )
}
