// The inputs of a step, as the list of fields has them.

import type { ComponentType, ReactNode } from 'react'
import { BooleanInput, DateInput, NumberInput, required, SelectInput, TextInput, type InputProps } from 'react-admin'
import type { LookupName } from '../../api/lookups'
import { useLookup } from '../../shared/lookups'
import type { Field, InForm, OwnField, StepName } from '../fields'
import { IN_FORM } from '../fromFields'
import * as company from './CompanyInputs'
import * as licence from './LicenceInputs'
import { Row } from './Row'

const OWN: Record<OwnField, ComponentType<{ isNew: boolean }>> = {
  industryResourceId: company.Industry,
  countryResourceId: company.Country,
  timeZoneId: company.Zone,
  preferredLanguageTypeResourceId: company.Language,
  dateFormat: company.DateFormat,
  timeFormat: company.TimeFormat,
  tags: company.Tags,
  logo: company.Logo,
  statusId: company.Status,
  isReseller: company.IsReseller,
  companyGroups: company.Groups,
  licenseTypeResourceId: licence.Type,
  licenseModules: licence.Modules,
  licenseEndDate: licence.End,
  isNumberOfUsersLimited: licence.IsLimited,
  limitPolicy: licence.Policy,
  limitGracePercent: licence.Grace,
}

export function Inputs({ step, isNew }: { step: StepName; isNew: boolean }) {
  return linesOf(step).map((fields) => {
    const inputs = fields.map(([field, it]) => <Input key={field} field={field} it={it} isNew={isNew} />)
    return inputs.length === 1 ? inputs : <Row key={fields[0]?.[0]}>{inputs}</Row>
  })
}

/** The fields of a step, those together that stand in one line. */
function linesOf(step: StepName) {
  const lines: (typeof IN_FORM)[] = []
  for (const field of IN_FORM) {
    if (field[1].step !== step) continue
    if (field[1].beside) lines.at(-1)?.push(field)
    else lines.push([field])
  }
  return lines
}

function Input({ field, it, isNew }: { field: Field; it: InForm; isNew: boolean }): ReactNode {
  if (it.own) {
    const Own = OWN[field as OwnField]
    return <Own isNew={isNew} />
  }
  const { as, min, max } = it
  const common = { source: field, ...(it.required && { validate: required() }) }
  switch (as) {
    case 'lines':
      return <TextInput {...common} multiline />
    case 'web':
      return <TextInput {...common} type="url" />
    case 'number':
    case 'seats':
    case 'percent':
      return <NumberInput {...common} min={min} max={max} step={1} />
    case 'day':
      return <DateInput {...common} />
    case 'yesNo':
      return <BooleanInput {...common} />
    case 'lookup':
      return <Lookup {...common} of={it.of} />
    default:
      return <TextInput {...common} />
  }
}

function Lookup({ of, ...common }: Pick<InputProps, 'source' | 'validate'> & { of: LookupName }) {
  return <SelectInput {...common} choices={useLookup(of)} translateChoice={false} />
}
