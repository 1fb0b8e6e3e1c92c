// How a file was read: what was guessed of it, and a way to say otherwise.

import { Button, MenuItem, Stack, TextField, Typography } from '@mui/material'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import type { Import, Reading as Choice } from './imports'

/** Encodings that lists of people come in; any other that browsers know can be named by the API. */
const CHARSETS = [
  'UTF-8',
  'UTF-16LE',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1253',
  'windows-1254',
  'windows-1256',
  'ISO-8859-2',
  'Shift_JIS',
  'GBK',
  'Big5',
  'EUC-KR',
]
const SEPARATORS: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' }

interface Props {
  it: Import
  /** None if one may not. */
  onRead: ((choice: Choice) => void) | undefined
  busy: boolean
}

export function Reading({ it, onRead, busy }: Props) {
  const translate = useTranslate()
  const word = (name: string) => translate(`resources.imports.read_as.${name}`)
  const [sheet, setSheet] = useState(it.sheet)
  const [charset, setCharset] = useState(it.charset)
  const [titles, setTitles] = useState(String(it.titleRow ?? ''))
  const row = Number(titles)
  const isRow = titles.trim() !== '' && Number.isInteger(row) && row >= 0
  const choice: Choice = {
    ...(sheet !== null && sheet !== it.sheet && { sheet }),
    ...(charset !== null && charset !== it.charset && { charset }),
    ...(isRow && row !== it.titleRow && { titleRow: row }),
  }
  const isChanged = Object.keys(choice).length > 0
  const separator = it.separator && SEPARATORS[it.separator]
  const charsets = charset && !CHARSETS.includes(charset) ? [charset, ...CHARSETS] : CHARSETS
  const field = { size: 'small', fullWidth: false, disabled: !onRead || busy, sx: { minWidth: 170 } } as const
  return (
    <>
      <Typography component="h4" variant="subtitle2">
        {word('title')}
      </Typography>
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap', alignItems: 'center', my: 1 }}>
        {it.sheetNames.length > 0 && (
          <TextField
            {...field}
            select
            label={word('sheet')}
            value={sheet ?? ''}
            onChange={({ target }) => setSheet(target.value)}
          >
            {it.sheetNames.map((name) => (
              <MenuItem key={name} value={name}>
                <span dir="auto">{name}</span>
              </MenuItem>
            ))}
          </TextField>
        )}
        {it.charset && (
          <TextField
            {...field}
            select
            label={word('charset')}
            value={charset ?? ''}
            onChange={({ target }) => setCharset(target.value)}
          >
            {charsets.map((name) => (
              <MenuItem key={name} value={name}>
                {name}
              </MenuItem>
            ))}
          </TextField>
        )}
        {it.titleRow !== null && (
          <TextField
            {...field}
            label={word('title_row')}
            helperText={titles === '0' ? word('no_titles') : undefined}
            error={!isRow}
            value={titles}
            onChange={({ target }) => setTitles(target.value)}
            slotProps={{ htmlInput: { inputMode: 'numeric', dir: 'ltr' } }}
          />
        )}
        {separator && <Typography color="text.secondary">{word(separator)}</Typography>}
        {isChanged && onRead && (
          <Button variant="outlined" disabled={busy} onClick={() => onRead(choice)}>
            {word('again')}
          </Button>
        )}
      </Stack>
    </>
  )
}
