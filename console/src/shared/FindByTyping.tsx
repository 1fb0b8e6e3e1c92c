import { Autocomplete, TextField } from '@mui/material'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { useList, type Listed, type Row } from '../api/records'
import type { Meta } from '../api/source'
import { useDebounced } from './useDebounced'

/** How many are offered. */
const SHOWN = 20

interface Props<Name extends Listed> {
  label: string
  helperText?: string | undefined
  /** Among what it finds, in which order. */
  among: Name
  by: string
  meta?: Meta
  called: (found: Row<Name>) => string
  onChoose: (found: Row<Name>) => void
}

/** Finds one of many by what is typed; the one that is chosen is told, and the box is empty again. */
export function FindByTyping<Name extends Listed>(props: Props<Name>) {
  const { label, helperText, among, by, meta, called, onChoose } = props
  const translate = useTranslate()
  const [text, setText] = useState('')
  const asked = useDebounced(text)
  const { data, error, isFetching } = useList(among, {
    pagination: { page: 1, perPage: SHOWN },
    sort: { field: by, order: 'ASC' },
    filter: { q: asked },
    ...(meta && { meta }),
  })
  const unread = error && translate(error.message, { _: error.message })
  return (
    <Autocomplete<Row<Name>, false, false, false>
      options={data ?? []}
      value={null}
      inputValue={text}
      loading={isFetching}
      noOptionsText={unread ?? undefined}
      blurOnSelect
      clearOnBlur={false}
      // The server has found them already.
      filterOptions={(found) => found}
      getOptionKey={({ id }) => id}
      getOptionLabel={called}
      onInputChange={(_, typed, reason) => setText(reason === 'input' ? typed : '')}
      onChange={(_, chosen) => chosen && onChoose(chosen)}
      renderInput={(params) => (
        <TextField {...params} margin="dense" label={label} error={unread !== null} helperText={unread ?? helperText} />
      )}
    />
  )
}
