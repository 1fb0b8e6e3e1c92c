// A view that the person's role does not allow: which permission is missing, in words, and whom to ask.

import LockIcon from '@mui/icons-material/LockOutlined'
import { Card, CardContent, List, ListItem, ListItemText, Stack, Typography } from '@mui/material'
import { Title, useTranslate } from 'react-admin'
import { useSession } from '../session/useSession'

interface Props {
  /** The view that was asked for; none of all, if absent. */
  view?: string
  permissions: readonly string[]
}

export function Lacking({ view, permissions }: Props) {
  const translate = useTranslate()
  const session = useSession()
  const words = (name: string) =>
    translate(`resources.roles.permissions.${name}`, { _: translate(`tenantry.lacking.words.${name}`, { _: name }) })
  const title = view ? translate(`resources.${view}.name`, { smart_count: 2 }) : translate('tenantry.lacking.none')
  const role = session.stage === 'out' ? '' : session.claims.role
  return (
    <Card sx={{ mt: 2, maxWidth: 720 }}>
      <Title title={title} />
      <CardContent>
        <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', mb: 1 }}>
          <LockIcon color="action" />
          <Typography component="h2" variant="h6" role="alert">
            {translate(view ? 'tenantry.lacking.view' : 'tenantry.lacking.all', { role })}
          </Typography>
        </Stack>
        <Typography>
          {translate(view ? 'tenantry.lacking.needs' : 'tenantry.lacking.any', { smart_count: permissions.length })}
        </Typography>
        <List dense>
          {permissions.map((name) => (
            <ListItem key={name} disableGutters>
              <ListItemText
                primary={words(name)}
                secondary={<code dir="ltr">{name}</code>}
                sx={{ overflowWrap: 'anywhere' }}
              />
            </ListItem>
          ))}
        </List>
        <Typography color="text.secondary">{translate('tenantry.lacking.ask')}</Typography>
      </CardContent>
    </Card>
  )
}
