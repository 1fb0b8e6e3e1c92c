// The inputs that do more than hold a value: of the licence.

import { Alert } from '@mui/material'
import {
  BooleanInput,
  CheckboxGroupInput,
  DateInput,
  NumberInput,
  RadioButtonGroupInput,
  required,
  SelectInput,
  useTranslate,
} from 'react-admin'
import { useFormContext, useWatch } from 'react-hook-form'
import { useFormats } from '../../i18n/formats'
import { useLicenses, useLookup } from '../../shared/lookups'

/** Choosing the type also chooses the modules that it includes. */
export function Type() {
  const licenses = useLicenses()
  const { setValue } = useFormContext()
  const types = licenses?.licenses.map(({ resourceId, name }) => ({ id: resourceId, name })) ?? []
  const choose = (id: string) => {
    const chosen = licenses?.licenses.find(({ resourceId }) => resourceId === id)
    const included = chosen?.licenseModules.filter(({ isAvailable }) => isAvailable)
    if (included)
      setValue(
        'licenseModules',
        included.map(({ resourceId }) => resourceId),
        { shouldDirty: true },
      )
  }
  return (
    <SelectInput
      source="licenseTypeResourceId"
      choices={types}
      translateChoice={false}
      validate={required()}
      helperText="resources.companies.hints.licenseType"
      onChange={(event) => choose(String(event.target.value))}
    />
  )
}

export function Modules() {
  const modules = useLicenses()?.allLicenseModules.map(({ resourceId, name }) => ({ id: resourceId, name })) ?? []
  return <CheckboxGroupInput source="licenseModules" choices={modules} translateChoice={false} />
}

/** The end follows from the period, unless that is a custom one. */
export function End() {
  const translate = useTranslate()
  const { day } = useFormats()
  const periods = useLookup('licensePeriod')
  const chosen: unknown = useWatch({ name: 'licensePeriodTypeResourceId' })
  const start: unknown = useWatch({ name: 'licenseStartDate' })
  const code = periods.find(({ id }) => id === chosen)?.code ?? ''
  if (code === 'CUSTOM') return <DateInput source="licenseEndDate" validate={required()} />
  const years = Number(code)
  const end = typeof start === 'string' && years > 0 ? endOf(start, years) : undefined
  return (
    end && (
      <Alert severity="info" icon={false} sx={{ mb: 2 }} role="status">
        {translate('resources.companies.ends', { day: day(end) ?? end })}
      </Alert>
    )
  )
}

export function IsLimited() {
  return <BooleanInput source="isNumberOfUsersLimited" helperText="resources.companies.hints.limited" />
}

export function Policy() {
  const choices = ['Report', 'Warn', 'Refuse'].map((id) => ({ id, name: `resources.companies.policy.${id}` }))
  return useLimited() && <RadioButtonGroupInput source="limitPolicy" choices={choices} />
}

export function Grace() {
  return useLimited() && <NumberInput source="limitGracePercent" min={0} max={100} step={1} />
}

/** Without a limit there is nothing to be past. */
function useLimited() {
  const limited: unknown = useWatch({ name: 'isNumberOfUsersLimited' })
  return limited !== false
}

/** So many calendar years on; the 29th of February becomes the 28th. */
function endOf(start: string, years: number): string | undefined {
  const [year = 0, month = 0, date = 0] = start.split('-').map(Number)
  const last = new Date(Date.UTC(year + years, month, 0)).getUTCDate()
  const end = new Date(Date.UTC(year + years, month - 1, Math.min(date, last)))
  return Number.isNaN(end.getTime()) ? undefined : end.toISOString()
}
