import { Alert, Button } from '@mui/material'
import { useListContext, useTranslate } from 'react-admin'

/** For a list that has ListError: it is not said twice. */
export const TOLD_IN_PLACE = { onError: () => undefined }

/** Why a list is not there, in its place: a word that passes by is missed. */
export function ListError() {
  const { error, refetch } = useListContext()
  return error && <Again message={error instanceof Error ? error.message : String(error)} onAgain={refetch} />
}

/** Why something is not there, and the way to try once more. */
export function Again({ message, onAgain }: { message: string; onAgain: () => unknown }) {
  const translate = useTranslate()
  return (
    <Alert
      severity="error"
      sx={{ m: 2, whiteSpace: 'pre-line', '& .MuiAlert-message': { overflowWrap: 'anywhere' } }}
      action={
        <Button color="inherit" onClick={() => void onAgain()}>
          {translate('tenantry.error.again')}
        </Button>
      }
    >
      {translate(message, { _: message })}
    </Alert>
  )
}
