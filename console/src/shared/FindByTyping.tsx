import { Autocomplete, TextField } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { useDebounced } from './useDebounced'

interface Props<Found> {
  label: string
  helperText?: string | undefined
  /** What is found, and among what: not asked for twice. */
  of: readonly string[]
  find: (text: string, signal: AbortSignal) => Promise<Found[]>
  called: (found: Found) => string
  onChoose: (found: Found) => void
}

/** Finds one of many by what is typed; the one that is chosen is told, and the box is empty again. */
export function FindByTyping<Found extends { id: string }>({
  label,
  helperText,
  of,
  find,
  called,
  onChoose,
}: Props<Found>) {
  const translate = useTranslate()
  const [text, setText] = useState('')
  const asked = useDebounced(text)
  const { data, error, isFetching } = useQuery({
    queryKey: [...of, asked],
    queryFn: ({ signal }) => find(asked, signal),
  })
  const unread = error && translate(error.message, { _: error.message })
  return (
    <Autocomplete
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
