import RemoveIcon from '@mui/icons-material/RemoveCircleOutlineOutlined'
import { IconButton, Link, List, ListItem, ListItemText, Typography } from '@mui/material'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNotify, useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router'
import { useFormats } from '../i18n/formats'
import { joined } from '../shared/joined'
import { useMay } from '../session/useSession'
import { ErrorText } from '../shared/ErrorText'
import { FindCompany } from '../shared/FindCompany'
import { Pager } from '../shared/Pager'
import { addToGroup, members, removeFromGroup } from './groups'

const PAGE = 20

/** The companies of a group: added one by one, and taken out. */
export function Members({ id }: { id: string }) {
  const translate = useTranslate()
  const notify = useNotify()
  const queries = useQueryClient()
  const { number, day } = useFormats()
  const [page, setPage] = useState(0)
  const mayAdd = useMay('company-groups/{resourceId}/participants|PUT')
  const mayRemove = useMay('company-groups/{resourceId}/participants|DELETE')
  const { data, error } = useQuery({
    queryKey: ['groups', 'members', id, page],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      members(
        id,
        { pagination: { page: page + 1, perPage: PAGE }, sort: { field: 'companyName', order: 'ASC' } },
        signal,
      ),
  })

  async function change(what: () => Promise<unknown>, done: string, name: string) {
    try {
      await what()
      notify(done, { type: 'success', messageArgs: { name } })
    } catch (refused) {
      notify(refused instanceof Error ? refused.message : String(refused), { type: 'error' })
    }
    await queries.invalidateQueries({ queryKey: ['groups'] })
  }

  return (
    <>
      {mayAdd && (
        <FindCompany
          label={translate('resources.groups.add')}
          onChoose={({ id: company, name }) =>
            void change(() => addToGroup(id, [company]), 'resources.groups.added', name)
          }
        />
      )}
      {error && <ErrorText error={error} />}
      {data?.totalNumberOfRecords === 0 && (
        <Typography color="text.secondary" sx={{ mt: 2 }}>
          {translate('resources.groups.empty')}
        </Typography>
      )}
      <List dense>
        {data?.results.map((row) => (
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
                      () => removeFromGroup(id, [row.companyResourceId]),
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
      {data && <Pager count={data.totalNumberOfRecords} page={page} size={PAGE} onPage={setPage} />}
    </>
  )
}
