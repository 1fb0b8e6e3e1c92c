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
import { dayOf } from '../i18n/days'
import { useFormats } from '../i18n/formats'
import { useGroups, useLicenses, useLookup, type Choice } from '../shared/lookups'
import { STATUS_FILTERS } from '../shared/status'
import { useMay } from '../session/useSession'
import type { ChoiceFilter, Filter, FilterName } from './fields'
import { FILTERS } from './fromFields'

export function useFilters() {
  const industries = useLookup('industry')
  const types = useLookup('licenseType')
  const modules = useLicenses()?.allLicenseModules.map(({ resourceId, name }) => ({ id: resourceId, name })) ?? []
  const { groups } = useGroups(useMay('company-groups|GET'))
  const label = (name: FilterName) => `resources.companies.filters.${name}`
  const choices: Record<ChoiceFilter, Omit<Choice, 'code'>[]> = {
    industry: industries,
    licenseType: types,
    module: modules,
    group: groups,
  }
  const input = (name: FilterName, as: Filter['as']) => {
    const at = { source: name, label: label(name) }
    switch (as) {
      case 'text':
        return <TextInput key={name} {...at} />
      case 'number':
        return <NumberInput key={name} {...at} min={0} />
      case 'day':
        return <DateInput key={name} {...at} format={dayIn} parse={(day) => day || null} />
      case 'month':
        return <MonthInput key={name} {...at} />
      case 'yesNo':
        return <NullableBooleanInput key={name} {...at} />
      case 'status':
        return <SelectInput key={name} {...at} choices={STATUS_FILTERS} />
      case 'choices':
        return (
          <AutocompleteArrayInput
            key={name}
            {...at}
            choices={choices[name as ChoiceFilter]}
            translateChoice={false}
            sx={{ minWidth: 220 }}
          />
        )
      case 'own':
        return []
    }
  }
  return [
    <SearchInput key="q" source="q" alwaysOn resettable />,
    <MonthInput key="month" source="month" label={label('month')} alwaysOn />,
    <Toggles key="toggles" source="overLimit" alwaysOn />,
    ...FILTERS.flatMap(([name, { as }]) => input(name, as)),
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
