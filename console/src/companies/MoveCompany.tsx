// Hanging a company, with all below it, under another reseller.

import { Alert, Box, Chip, Typography } from '@mui/material'
import { useState } from 'react'
import { useNotify, useTranslate } from 'react-admin'
import { useChanges, useForget, useOne } from '../api/records'
import { useFormats } from '../i18n/formats'
import { useSession } from '../session/useSession'
import { Confirming } from '../shared/Confirming'
import { FindCompany } from '../shared/FindCompany'
import type { Company } from './companies'

interface Props {
  company: Company
  onClose: () => void
  onDone: () => void
}

/** Where it stands, where it is to stand, and what goes along: said before it is done. */
export function MoveCompany({ company, onClose, onDone }: Props) {
  const translate = useTranslate()
  const { number } = useFormats()
  const notify = useNotify()
  const { deeds } = useChanges()
  const forget = useForget()
  const session = useSession()
  const [to, setTo] = useState<{ id: string; name: string } | null>(null)
  const say = (key: string, values?: object) => translate(`resources.companies.move.${key}`, values)
  const { data: place } = useOne('companies/place', company.id)
  const below = (count: number) =>
    count > 0 ? say('below', { smart_count: count, count: number(count) }) : say('alone')
  const claims = session.stage === 'out' ? undefined : session.claims
  const own = claims && { id: claims.user_company_resourceid, name: claims.user_company_name }
  return (
    <Confirming
      title={say('title', { name: company.name })}
      action={say('action')}
      ready={to !== null}
      onClose={onClose}
      onConfirm={async () => {
        if (!to) return
        await deeds.moveCompany(company.id, to.id)
        notify('resources.companies.move.done', { type: 'success', messageArgs: { name: company.name, to: to.name } })
        await forget('companies')
        onDone()
      }}
    >
      <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 2, rowGap: 0.5 }}>
        <Typography component="dt" variant="body2" color="text.secondary">
          {say('from')}
        </Typography>
        <Typography component="dd" variant="body2" sx={{ m: 0, overflowWrap: 'anywhere' }} dir="auto">
          {place?.reseller ?? '–'}
        </Typography>
        <Typography component="dt" variant="body2" color="text.secondary">
          {say('to')}
        </Typography>
        <Typography component="dd" variant="body2" sx={{ m: 0, overflowWrap: 'anywhere', fontWeight: 600 }} dir="auto">
          {to?.name ?? '–'}
        </Typography>
        <Typography component="dt" variant="body2" color="text.secondary">
          {say('along')}
        </Typography>
        <Typography component="dd" variant="body2" sx={{ m: 0 }}>
          {place ? below(place.below) : '…'}
        </Typography>
      </Box>
      <FindCompany label={say('choose')} helperText={say('hint')} onChoose={({ id, name }) => setTo({ id, name })} />
      {own && <Chip size="small" label={say('own', { name: own.name })} onClick={() => setTo(own)} sx={{ mt: 1 }} />}
      <Alert severity="info" sx={{ mt: 2 }}>
        {say('about')}
      </Alert>
    </Confirming>
  )
}
