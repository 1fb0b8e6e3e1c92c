// The filters of the companies' list: one for each column, and those that are more than a filter.

import { Box, Chip, TextField } from '@mui/material'
import {
  AutocompleteArrayInput,
  NullableBooleanInput,
  NumberInput,
  SearchInput,
  SelectInput,
  TextInput,
  useInput,
  useListContext,
  useTranslate,
  DateInput,
  type InputProps,
} from 'react-admin'
import { dayOf, useFormats } from '../i18n/formats'
import { useGroups, useLicenses, useLookup, type Choice } from '../shared/lookups'
import { STATUS_FILTERS } from '../shared/status'
import { useMay } from '../session/useSession'

export function useFilters() {
  const industries = useLookup('industry')
  const types = useLookup('licenseType')
  const modules = useLicenses()?.allLicenseModules.map(({ resourceId, name }) => ({ id: resourceId, name })) ?? []
  const { groups } = useGroups(useMay('company-groups|GET'))
  const label = (name: string) => `resources.companies.filters.${name}`
  const number = (name: string) => <NumberInput key={name} source={name} label={label(name)} min={0} />
  const date = (name: string) => (
    <DateInput key={name} source={name} label={label(name)} format={dayIn} parse={(day) => day || null} />
  )
  const several = (name: string, choices: Omit<Choice, 'code'>[]) => (
    <AutocompleteArrayInput
      key={name}
      source={name}
      label={label(name)}
      choices={choices}
      translateChoice={false}
      sx={{ minWidth: 220 }}
    />
  )
  return [
    <SearchInput key="q" source="q" alwaysOn resettable />,
    <MonthInput key="month" source="month" label={label('month')} alwaysOn />,
    <Toggles key="toggles" source="overLimit" alwaysOn />,
    <TextInput key="name" source="name" label={label('name')} />,
    <TextInput key="resellerName" source="resellerName" label={label('resellerName')} />,
    several('industry', industries),
    several('licenseType', types),
    several('module', modules),
    number('users_min'),
    number('users_max'),
    number('inactive_min'),
    number('inactive_max'),
    number('deleted_min'),
    number('deleted_max'),
    number('monthly_min'),
    number('monthly_max'),
    number('seats_min'),
    number('seats_max'),
    <TextInput key="tags" source="tags" label={label('tags')} />,
    several('group', groups),
    date('renews_from'),
    date('renews_before'),
    <MonthInput key="renews_in" source="renews_in" label={label('renews_in')} />,
    date('created_from'),
    date('created_before'),
    <TextInput key="id" source="id" label={label('id')} />,
    <NullableBooleanInput key="expired" source="expired" label={label('expired')} />,
    <SelectInput key="status" source="status" label={label('status')} choices={STATUS_FILTERS} />,
  ]
}

/** A day, or an instant, as the overview names it where a month begins, by its day. */
function dayIn(value: string) {
  return Number.isNaN(Date.parse(value)) ? null : dayOf(value)
}

/** A month: the one that Monthly Users counts, or in which a licence ends. */
function MonthInput(props: InputProps & { label: string; alwaysOn?: boolean }) {
  const translate = useTranslate()
  const { field } = useInput(props)
  return (
    <TextField
      {...field}
      value={field.value ?? ''}
      type="month"
      size="small"
      label={translate(props.label)}
      slotProps={{ inputLabel: { shrink: true } }}
      sx={{ minWidth: 150 }}
    />
  )
}

/** Over the limit, with how many there are; and clustered by reseller. */
function Toggles(_: InputProps & { alwaysOn?: boolean }) {
  const translate = useTranslate()
  const { number } = useFormats()
  const { filterValues, setFilters, displayedFilters, meta } = useListContext()
  const over = filterValues['overLimit'] === true
  const clustered = filterValues['clustered'] === true
  const count = (meta as { overLimit?: number } | undefined)?.overLimit
  const turn = (name: string, on: boolean) => {
    setFilters({ ...filterValues, [name]: on || undefined }, displayedFilters)
  }
  return (
    <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', py: 0.5 }}>
      <Chip
        label={translate('resources.companies.over_limit', { count: count === undefined ? '…' : number(count) })}
        color={over ? 'warning' : 'default'}
        variant={over ? 'filled' : 'outlined'}
        onClick={() => turn('overLimit', !over)}
        aria-pressed={over}
      />
      <Chip
        label={translate('resources.companies.clustered')}
        color={clustered ? 'primary' : 'default'}
        variant={clustered ? 'filled' : 'outlined'}
        onClick={() => turn('clustered', !clustered)}
        aria-pressed={clustered}
      />
    </Box>
  )
}
