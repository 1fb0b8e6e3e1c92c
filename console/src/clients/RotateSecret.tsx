import { FormControlLabel, Switch, TextField, Typography } from '@mui/material'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { useChanges, useForget } from '../api/records'
import { Confirming } from '../shared/Confirming'
import type { ClientDetails, Secret } from './clients'
import { SecretOnce } from './SecretOnce'

/** Gives a client another secret, while the one that it has goes on working for some hours. */
export function RotateSecret({ client, onClose }: { client: ClientDetails; onClose: () => void }) {
  const translate = useTranslate()
  const { deeds } = useChanges()
  const forget = useForget()
  const [hours, setHours] = useState('24')
  const [force, setForce] = useState(false)
  const [secret, setSecret] = useState<Secret | null>(null)
  if (secret) return <SecretOnce secret={secret} onClose={onClose} />
  return (
    <Confirming
      title={translate('resources.clients.rotate.title', { name: client.name })}
      action={translate('resources.clients.rotate.action')}
      onClose={onClose}
      keepOpen
      onConfirm={async () => {
        setSecret(await deeds.rotateSecret(client.id, Number(hours), force))
        await forget('clients')
      }}
    >
      <Typography gutterBottom>{translate('resources.clients.rotate.about')}</Typography>
      <TextField
        fullWidth
        margin="dense"
        type="number"
        label={translate('resources.clients.rotate.hours')}
        value={hours}
        onChange={(event) => setHours(event.target.value)}
      />
      <FormControlLabel
        control={<Switch checked={force} onChange={() => setForce(!force)} />}
        label={translate('resources.clients.rotate.force')}
      />
    </Confirming>
  )
}
