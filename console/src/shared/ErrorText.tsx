import { Alert } from '@mui/material'
import { useTranslate } from 'react-admin'

/** What the server, or the way to it, refused. */
export function ErrorText({ error }: { error: Error }) {
  const translate = useTranslate()
  return (
    <Alert severity="error" sx={{ my: 1, whiteSpace: 'pre-line' }}>
      {translate(error.message, { _: error.message })}
    </Alert>
  )
}
