import SwitchIcon from '@mui/icons-material/SwitchAccountOutlined'
import {
  Alert,
  Dialog,
  DialogContent,
  DialogTitle,
  IconButton,
  List,
  ListItemButton,
  ListItemText,
  TextField,
  Tooltip,
  Typography,
} from '@mui/material'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { api, COMPANY, dataOf } from '../api/client'
import { useDebounced } from '../shared/useDebounced'
import { actAs } from '../session/acting'
import { useSession } from '../session/useSession'

const SHOWN = 20

/** Act as one of one's companies: for those who have any. */
export function SwitchCompany() {
  const translate = useTranslate()
  const session = useSession()
  const [open, setOpen] = useState(false)
  if (session.stage === 'out' || !session.permissions.has('companies/search|POST')) return null
  const label = translate('tenantry.acting.switch')
  return (
    <>
      <Tooltip title={label}>
        <IconButton color="inherit" aria-label={label} onClick={() => setOpen(true)}>
          <SwitchIcon />
        </IconButton>
      </Tooltip>
      <Dialog open={open} onClose={() => setOpen(false)} fullWidth maxWidth="xs" aria-labelledby="switch-company">
        <DialogTitle id="switch-company">{label}</DialogTitle>
        <DialogContent>
          <Choice own={session.claims.user_company_resourceid} />
        </DialogContent>
      </Dialog>
    </>
  )
}

function Choice({ own }: { own: string }) {
  const translate = useTranslate()
  const [text, setText] = useState('')
  const asked = useDebounced(text)
  const { data, error } = useQuery({
    queryKey: ['switch', asked],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      dataOf(
        api.POST('/api/companies/search', {
          signal,
          // All of one's own, also while acting as one of them.
          params: { header: { [COMPANY]: own } },
          body: {
            pageNumber: 1,
            pageSize: SHOWN,
            orderBy: 'CompanyName',
            ascending: true,
            filter: asked ? { searchInputTextValue: asked } : null,
          },
        }),
      ),
  })
  return (
    <>
      <TextField
        autoFocus
        fullWidth
        type="search"
        margin="dense"
        label={translate('tenantry.acting.find')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {error && <Alert severity="error">{translate(error.message, { _: error.message })}</Alert>}
      <List dense aria-label={translate('resources.companies.name', { smart_count: 2 })}>
        {data?.results.map(({ resourceId, name, resellerName }) => (
          <li key={resourceId}>
            <ListItemButton onClick={() => actAs(resourceId)}>
              <ListItemText primary={name} secondary={resellerName} sx={{ overflowWrap: 'anywhere' }} />
            </ListItemButton>
          </li>
        ))}
      </List>
      {data && data.totalNumberOfRecords > data.results.length && (
        <Typography variant="body2" color="text.secondary">
          {translate('tenantry.acting.more', { count: data.totalNumberOfRecords - data.results.length })}
        </Typography>
      )}
      {data?.results.length === 0 && (
        <Typography variant="body2" color="text.secondary">
          {translate('tenantry.acting.none')}
        </Typography>
      )}
    </>
  )
}
