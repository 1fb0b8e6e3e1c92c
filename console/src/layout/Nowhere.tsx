import { Button, Card, CardContent, Typography } from '@mui/material'
import { Title, useTranslate } from 'react-admin'
import { Link, useLocation } from 'react-router'

/** An address that no view has. */
export function Nowhere() {
  const translate = useTranslate()
  const { pathname: address } = useLocation()
  return (
    <Card sx={{ mt: 2, maxWidth: 720 }}>
      <Title title="tenantry.views.nothing" />
      <CardContent>
        <Typography sx={{ mb: 2, overflowWrap: 'anywhere' }}>
          {translate('tenantry.views.nothing_about', { address })}
        </Typography>
        <Button variant="outlined" component={Link} to="/">
          {translate('tenantry.views.first')}
        </Button>
      </CardContent>
    </Card>
  )
}
