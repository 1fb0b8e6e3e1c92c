import { Alert, List, ListItem, ListItemText, Typography } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useTranslate } from 'react-admin'
import { api, COMPANY, dataOf } from '../api/client'
import { useFormats } from '../i18n/formats'
import { joined } from '../shared/joined'

const SHOWN = 100

/** The API clients of a company, and when each was last used. */
export function CompanyClients({ id }: { id: string }) {
  const translate = useTranslate()
  const { time } = useFormats()
  const { data, error } = useQuery({
    queryKey: ['clients', 'of', id],
    queryFn: () =>
      dataOf(
        api.POST('/api/companies/clients/search', {
          params: { header: { [COMPANY]: id } },
          body: { pageNumber: 1, pageSize: SHOWN, orderBy: 'ClientName', ascending: true },
        }),
      ),
  })
  if (error) return <Alert severity="error">{translate(error.message, { _: error.message })}</Alert>
  if (data?.results.length === 0) {
    return <Typography color="text.secondary">{translate('resources.companies.panel.no_clients')}</Typography>
  }
  return (
    <List dense disablePadding>
      {data?.results.map((client) => (
        <ListItem key={client.resourceId} disableGutters divider>
          <ListItemText
            primary={client.clientName}
            secondary={joined([
              client.clientId,
              translate(`tenantry.status.${client.statusId === 1 ? 'active' : 'inactive'}`),
              client.lastUsedTime
                ? translate('resources.clients.last_used', { time: time(client.lastUsedTime) })
                : translate('resources.clients.never_used'),
            ])}
            sx={{ overflowWrap: 'anywhere' }}
          />
        </ListItem>
      ))}
    </List>
  )
}
