import { Autocomplete, TextField } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { searchCompanies } from '../companies/companies'
import { useDebounced } from './useDebounced'

interface Found {
  id: string
  name: string
  resellerName: string | null
}

interface Props {
  label: string
  helperText?: string
  onChoose: (company: Found) => void
}

const SHOWN = 20

/** Finds a company by what is typed; the one that is chosen is told, and the box is empty again. */
export function FindCompany({ label, helperText, onChoose }: Props) {
  const translate = useTranslate()
  const [text, setText] = useState('')
  const asked = useDebounced(text)
  const { data, error, isFetching } = useQuery({
    queryKey: ['companies', 'find', asked],
    queryFn: async ({ signal }) => {
      const body = {
        pageNumber: 1,
        pageSize: SHOWN,
        orderBy: 'CompanyName' as const,
        ascending: true,
        filter: asked ? { searchInputTextValue: asked } : null,
      }
      const { results } = await searchCompanies(body, signal)
      return results.map(({ resourceId: id, name, resellerName }): Found => ({ id, name, resellerName }))
    },
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
      getOptionLabel={({ name, resellerName }) => (resellerName ? `${name} (${resellerName})` : name)}
      onInputChange={(_, typed, reason) => setText(reason === 'input' ? typed : '')}
      onChange={(_, chosen) => chosen && onChoose(chosen)}
      renderInput={(params) => (
        <TextField {...params} margin="dense" label={label} error={unread !== null} helperText={unread ?? helperText} />
      )}
    />
  )
}
