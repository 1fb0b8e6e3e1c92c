import { Alert, Button } from '@mui/material'
import { useTranslate } from 'react-admin'

interface Props {
  thing: 'companies' | 'users' | 'clients' | 'roles'
  onForce: () => void
}

/** Somebody else was faster. What was typed is still there. */
export function Overtaken({ thing, onForce }: Props) {
  const translate = useTranslate()
  return (
    <Alert
      severity="warning"
      sx={{ m: 2 }}
      action={
        <Button color="inherit" onClick={onForce}>
          {translate('tenantry.form.overwrite')}
        </Button>
      }
    >
      {translate(`resources.${thing}.overtaken`)}
    </Alert>
  )
}
