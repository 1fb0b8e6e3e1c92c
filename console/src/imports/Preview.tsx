import { Button, FormControlLabel, MenuItem, Stack, Switch, TextField, Typography } from '@mui/material'
import { useState } from 'react'
import { useNotify, useTranslate } from 'react-admin'
import { ApiError } from '../api/errors'
import { useChanges, useForget } from '../api/records'
import { useFormats } from '../i18n/formats'
import { ErrorText } from '../shared/ErrorText'
import { useMay } from '../session/useSession'
import { FIELDS, type Field, type Import } from './imports'
import { Limit } from './Limit'
import { Reading } from './Reading'
import { Rows } from './Rows'

interface Props {
  company: string
  it: Import
}

/** What is in the file before anything is imported: its columns, its rows, and the way to begin. */
export function Preview({ company, it }: Props) {
  const translate = useTranslate()
  const { number } = useFormats()
  const { update, deeds } = useChanges()
  const forget = useForget()
  const notify = useNotify()
  const known = it.columns.map(({ field }) => field as Field | null)
  const [fields, setFields] = useState(known)
  const [chosen, setChosen] = useState<number[]>([])
  const [stop, setStop] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Error | null>(null)
  const mayMap = useMay('user-imports/{resourceId}|PUT')
  const mayStart = useMay('user-imports/{resourceId}/start|POST')
  const isChanged = fields.some((field, at) => field !== known[at])

  async function act(what: () => Promise<unknown>) {
    setBusy(true)
    setRefused(null)
    try {
      await what()
    } catch (error) {
      setRefused(error instanceof Error ? error : new Error(String(error)))
      // What somebody else has done takes the place of this, and of what is said in it.
      if (error instanceof ApiError && error.status === 412) notify(error.message, { type: 'error' })
    }
    await forget('imports')
    setBusy(false)
  }

  const mapping = it.columns.flatMap(({ column }, at) => {
    const field = fields[at]
    return field ? [{ column, field }] : []
  })
  return (
    <>
      <Reading
        it={it}
        busy={busy}
        onRead={mayMap ? (choice) => void act(() => update('imports', it, choice, { company })) : undefined}
      />
      <Typography component="h4" variant="subtitle2">
        {translate('resources.imports.columns')}
      </Typography>
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap', my: 1 }}>
        {it.columns.map(({ column, title }, at) => (
          <TextField
            key={column}
            select
            fullWidth={false}
            size="small"
            label={title || number(column)}
            value={fields[at] ?? ''}
            disabled={!mayMap || busy}
            onChange={({ target }) => setFields(fields.with(at, (target.value || null) as Field | null))}
            slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
            sx={{ minWidth: 170 }}
          >
            <MenuItem value="">{translate('resources.imports.passed_over')}</MenuItem>
            {FIELDS.map((field) => (
              <MenuItem key={field} value={field}>
                {translate(`resources.users.fields.${field}`)}
              </MenuItem>
            ))}
          </TextField>
        ))}
      </Stack>
      {isChanged && (
        <Button
          variant="outlined"
          disabled={busy}
          onClick={() => void act(() => update('imports', it, { mapping }, { company }))}
        >
          {translate('resources.imports.judge')}
        </Button>
      )}
      <Rows
        company={company}
        it={it}
        states={['Invalid', 'New', 'Existing']}
        chosen={chosen}
        onChoose={mayStart ? setChosen : undefined}
      />
      <Limit company={company} it={it} chosen={chosen} />
      {refused && <ErrorText error={refused} />}
      {mayStart && (
        <Stack direction="row" sx={{ alignItems: 'center', gap: 2, flexWrap: 'wrap', mt: 1 }}>
          <Button
            variant="contained"
            disabled={busy || isChanged}
            onClick={() => void act(() => deeds.startImport(company, it.id, chosen, stop))}
          >
            {chosen.length > 0
              ? translate('resources.imports.start_chosen', { smart_count: chosen.length })
              : translate('resources.imports.start')}
          </Button>
          <FormControlLabel
            control={<Switch checked={stop} onChange={(_, on) => setStop(on)} />}
            label={translate('resources.imports.stop')}
          />
        </Stack>
      )}
    </>
  )
}
