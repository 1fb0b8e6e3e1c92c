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
import { Row } from './Row'

export function LicenceStep() {
  const licenses = useLicenses()
  const { setValue } = useFormContext()
  const limited: unknown = useWatch({ name: 'isNumberOfUsersLimited' })
  const types = licenses?.licenses.map(({ resourceId, name }) => ({ id: resourceId, name })) ?? []
  const modules = licenses?.allLicenseModules.map(({ resourceId, name }) => ({ id: resourceId, name })) ?? []
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
    <>
      <SelectInput
        source="licenseTypeResourceId"
        choices={types}
        translateChoice={false}
        validate={required()}
        helperText="resources.companies.hints.licenseType"
        onChange={(event) => choose(String(event.target.value))}
      />
      <CheckboxGroupInput source="licenseModules" choices={modules} translateChoice={false} />
      <Period />
      <Row>
        <NumberInput source="numberOfUsers" min={1} max={10_000_000} step={1} validate={required()} />
        <BooleanInput source="isNumberOfUsersLimited" helperText="resources.companies.hints.limited" />
      </Row>
      {limited !== false && (
        <Row>
          <RadioButtonGroupInput
            source="limitPolicy"
            choices={['Report', 'Warn', 'Refuse'].map((id) => ({ id, name: `resources.companies.policy.${id}` }))}
          />
          <NumberInput source="limitGracePercent" min={0} max={100} step={1} />
        </Row>
      )}
    </>
  )
}

/** From when to when: the end follows from the period, unless that is a custom one. */
function Period() {
  const translate = useTranslate()
  const { day } = useFormats()
  const periods = useLookup('licensePeriod')
  const chosen: unknown = useWatch({ name: 'licensePeriodTypeResourceId' })
  const start: unknown = useWatch({ name: 'licenseStartDate' })
  const code = periods.find(({ id }) => id === chosen)?.code ?? ''
  const years = Number(code)
  const end = typeof start === 'string' && years > 0 ? endOf(start, years) : undefined
  return (
    <>
      <Row>
        <SelectInput
          source="licensePeriodTypeResourceId"
          choices={periods}
          translateChoice={false}
          validate={required()}
        />
        <DateInput source="licenseStartDate" />
        {code === 'CUSTOM' && <DateInput source="licenseEndDate" validate={required()} />}
      </Row>
      {end && (
        <Alert severity="info" icon={false} sx={{ mb: 2 }} role="status">
          {translate('resources.companies.ends', { day: day(end) ?? end })}
        </Alert>
      )}
    </>
  )
}

/** So many calendar years on; the 29th of February becomes the 28th. */
function endOf(start: string, years: number): string | undefined {
  const [year = 0, month = 0, date = 0] = start.split('-').map(Number)
  const last = new Date(Date.UTC(year + years, month, 0)).getUTCDate()
  const end = new Date(Date.UTC(year + years, month - 1, Math.min(date, last)))
  return Number.isNaN(end.getTime()) ? undefined : end.toISOString()
}
