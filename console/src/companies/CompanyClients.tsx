import { Alert, List, ListItem, ListItemText, Typography } from '@mui/material'
import { useTranslate } from 'react-admin'
import { useList } from '../api/records'
import { useFormats } from '../i18n/formats'
import { joined } from '../shared/joined'

const SHOWN = 100

/** The API clients of a company, and when each was last used. */
export function CompanyClients({ id }: { id: string }) {
  const translate = useTranslate()
  const { time } = useFormats()
  const { data, error } = useList('clients', {
    pagination: { page: 1, perPage: SHOWN },
    sort: { field: 'clientName', order: 'ASC' },
    meta: { company: id },
  })
  if (error) return <Alert severity="error">{translate(error.message, { _: error.message })}</Alert>
  if (data?.length === 0) {
    return <Typography color="text.secondary">{translate('resources.companies.panel.no_clients')}</Typography>
  }
  return (
    <List dense disablePadding>
      {data?.map((client) => (
        <ListItem key={client.id} disableGutters divider>
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
