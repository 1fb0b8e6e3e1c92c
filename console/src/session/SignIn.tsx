import KeyIcon from '@mui/icons-material/VpnKeyOutlined'
import {
  Alert,
  Box,
  Button,
  Card,
  CssBaseline,
  Dialog,
  DialogContent,
  Stack,
  TextField,
  Typography,
} from '@mui/material'
import { useState, type FormEvent } from 'react'
import { useTranslate } from 'react-admin'
import { queries } from '../api/queries'
import { ApiError } from '../api/errors'
import { LanguageButton } from '../layout/LanguageButton'
import { ThemeButton } from '../layout/ThemeButton'
import { useTitlePart } from '../shared/titles'
import { session } from './session'

/** The whole page, before anybody is signed in. */
export function SignInPage() {
  const translate = useTranslate()
  useTitlePart(translate('tenantry.sign_in.submit'))
  return (
    <Box sx={{ minHeight: '100vh', display: 'flex', flexDirection: 'column' }}>
      <CssBaseline />
      <Stack component="header" direction="row" sx={{ justifyContent: 'flex-end', p: 1 }}>
        <LanguageButton />
        <ThemeButton />
      </Stack>
      <Box component="main" sx={{ flex: 1, display: 'grid', placeItems: 'center', p: 2, pb: 12 }}>
        <Card variant="outlined" sx={{ width: '100%', maxWidth: 420, p: 4 }}>
          <Typography component="h1" variant="h5" gutterBottom>
            {translate('tenantry.sign_in.title')}
          </Typography>
          <Typography variant="body2" color="text.secondary" sx={{ mb: 3 }}>
            {translate('tenantry.sign_in.intro')}
          </Typography>
          <SignInForm />
        </Card>
      </Box>
    </Box>
  )
}

/** Over the page, when the server takes the credential no more: what is on the page stays. */
export function SignInDialog() {
  const translate = useTranslate()
  return (
    <Dialog open maxWidth="xs" fullWidth aria-labelledby="sign-in-again">
      <DialogContent sx={{ p: 4 }}>
        <Typography id="sign-in-again" component="h2" variant="h6" gutterBottom>
          {translate('tenantry.sign_in.again')}
        </Typography>
        <Typography variant="body2" color="text.secondary" sx={{ mb: 3 }}>
          {translate('tenantry.sign_in.ended')}
        </Typography>
        <SignInForm />
        <Button onClick={session.signOut} fullWidth sx={{ mt: 1 }}>
          {translate('tenantry.sign_in.leave')}
        </Button>
      </DialogContent>
    </Dialog>
  )
}

function SignInForm() {
  const translate = useTranslate()
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState('')

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const id = String(form.get('id')).trim()
    setBusy(true)
    setRefused('')
    try {
      await session.signIn(id, String(form.get('secret')).trim())
      // Whoever it is now may see something else. What is on the page is read anew, not taken away:
      // a form stands in it, with what was typed.
      queries.removeQueries({ type: 'inactive' })
      void queries.invalidateQueries()
    } catch (error) {
      setRefused(error instanceof ApiError ? error.message : String(error))
      setBusy(false)
    }
  }

  return (
    <Stack component="form" spacing={2} onSubmit={submit} noValidate={false}>
      {refused && (
        <Alert severity="error" role="alert">
          {translate(refused, { _: translate('tenantry.sign_in.unknown') })}
        </Alert>
      )}
      <TextField
        name="id"
        label={translate('tenantry.sign_in.id')}
        required
        autoFocus
        autoComplete="off"
        slotProps={{ htmlInput: { spellCheck: false, dir: 'ltr', maxLength: 100 } }}
      />
      <TextField
        name="secret"
        label={translate('tenantry.sign_in.secret')}
        type="password"
        required
        autoComplete="off"
        slotProps={{ htmlInput: { dir: 'ltr', maxLength: 200 } }}
      />
      <Button type="submit" variant="contained" size="large" disabled={busy} startIcon={<KeyIcon />}>
        {translate(busy ? 'tenantry.sign_in.busy' : 'tenantry.sign_in.submit')}
      </Button>
    </Stack>
  )
}
