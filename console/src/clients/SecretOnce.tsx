// A secret, shown this once, with a line that proves that it works.

import CopyIcon from '@mui/icons-material/ContentCopyOutlined'
import {
  Alert,
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  IconButton,
  Typography,
} from '@mui/material'
import { useNotify, useTranslate } from 'react-admin'
import { ADDRESS } from '../api/base'
import type { Secret } from './clients'

export function SecretOnce({ secret, onClose }: { secret: Secret; onClose: () => void }) {
  const translate = useTranslate()
  const { clientId, clientSecret } = secret
  // Both are letters, digits and - . _ ~ when the server thought them up; quoted all the same.
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
  const curl = [
    `curl ${ADDRESS}/connect/token -d grant_type=client_credentials`,
    `--data-urlencode client_id=${quoted(clientId)} --data-urlencode client_secret=${quoted(clientSecret)}`,
  ].join(' \\\n  ')
  return (
    <Dialog open fullWidth maxWidth="sm" aria-labelledby="secret-once">
      <DialogTitle id="secret-once">{translate('resources.clients.once.title')}</DialogTitle>
      <DialogContent>
        <Alert severity="warning" sx={{ mb: 2 }}>
          {translate('resources.clients.once.warning')}
        </Alert>
        <Copied label={translate('tenantry.sign_in.id')} text={clientId} />
        <Copied label={translate('tenantry.sign_in.secret')} text={clientSecret} />
        <Copied label={translate('resources.clients.once.curl')} text={curl} />
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={onClose}>
          {translate('resources.clients.once.kept')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function Copied({ label, text }: { label: string; text: string }) {
  const translate = useTranslate()
  const notify = useNotify()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      notify('resources.clients.once.copied', { type: 'success', messageArgs: { what: label } })
    } catch {
      // Over plain HTTP from another machine browsers lend no clipboard: the text can be marked.
      notify('resources.clients.once.not_copied', { type: 'warning' })
    }
  }
  return (
    <Box sx={{ mb: 1.5 }}>
      <Typography variant="body2" color="text.secondary">
        {label}
      </Typography>
      <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 1 }}>
        <Box
          component="pre"
          aria-label={label}
          role="group"
          tabIndex={0}
          dir="ltr"
          sx={{
            m: 0,
            p: 1,
            flex: 1,
            bgcolor: 'action.hover',
            borderRadius: 1,
            whiteSpace: 'pre-wrap',
            overflowWrap: 'anywhere',
          }}
        >
          {text}
        </Box>
        <IconButton onClick={() => void copy()} aria-label={translate('resources.clients.once.copy', { what: label })}>
          <CopyIcon />
        </IconButton>
      </Box>
    </Box>
  )
}
