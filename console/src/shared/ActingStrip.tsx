// Says as whom the person acts, on every view, with the way out beside it.

import LeaveIcon from '@mui/icons-material/LogoutOutlined'
import { Alert, Button } from '@mui/material'
import { useTranslate } from 'react-admin'
import { useOne } from '../api/records'
import { actAs, useActingAs } from '../session/acting'

export function ActingStrip() {
  const acting = useActingAs()
  return acting && <Strip company={acting} />
}

function Strip({ company }: { company: string }) {
  const translate = useTranslate()
  const { data, error } = useOne('companies', company)
  const leave = (
    <Button color="inherit" size="small" variant="outlined" startIcon={<LeaveIcon />} onClick={() => actAs(null)}>
      {translate('tenantry.acting.leave')}
    </Button>
  )
  return (
    <Alert
      severity={error ? 'error' : 'warning'}
      action={leave}
      role="status"
      sx={{ alignItems: 'center', '& .MuiAlert-message': { overflowWrap: 'anywhere' } }}
    >
      {error
        ? translate('tenantry.acting.failed', { reason: translate(error.message, { _: error.message }) })
        : translate('tenantry.acting.as', { name: data?.name ?? company })}
    </Alert>
  )
}
