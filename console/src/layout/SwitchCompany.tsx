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
import { keepPreviousData } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { useList } from '../api/records'
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
  const {
    data,
    error,
    total = 0,
  } = useList(
    'companies',
    {
      pagination: { page: 1, perPage: SHOWN },
      sort: { field: 'name', order: 'ASC' },
      filter: { q: asked },
      // All of one's own, also while acting as one of them.
      meta: { company: own },
    },
    { placeholderData: keepPreviousData },
  )
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
        {data?.map(({ id, name, resellerName }) => (
          <li key={id}>
            <ListItemButton onClick={() => actAs(id)}>
              <ListItemText primary={name} secondary={resellerName} sx={{ overflowWrap: 'anywhere' }} />
            </ListItemButton>
          </li>
        ))}
      </List>
      {data && total > data.length && (
        <Typography variant="body2" color="text.secondary">
          {translate('tenantry.acting.more', { count: total - data.length })}
        </Typography>
      )}
      {data?.length === 0 && (
        <Typography variant="body2" color="text.secondary">
          {translate('tenantry.acting.none')}
        </Typography>
      )}
    </>
  )
}
