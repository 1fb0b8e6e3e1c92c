// The inputs that do more than hold a value: of the company itself.

import {
  AutocompleteArrayInput,
  AutocompleteInput,
  BooleanInput,
  RadioButtonGroupInput,
  required,
  SelectInput,
  TextArrayInput,
} from 'react-admin'
import { useFormContext, useWatch } from 'react-hook-form'
import { useGroups, useLookup, useTimeZones, useZones } from '../../shared/lookups'
import { STATUSES } from '../../shared/status'
import { habitsOf } from '../country'
import { LogoInput } from './LogoInput'

export function Industry() {
  return (
    <AutocompleteInput
      source="industryResourceId"
      choices={useLookup('industry')}
      translateChoice={false}
      validate={required()}
    />
  )
}

/** Choosing the country also chooses how it tells the time and what it speaks. */
export function Country() {
  const { setValue } = useFormContext()
  const countries = useLookup('country')
  const languages = useLookup('language')
  const choose = (id: string) => {
    const country = countries.find((country) => country.id === id)
    if (!country) return
    const { zone, dateFormat, timeFormat, language } = habitsOf(country.code)
    const as = { shouldDirty: true, shouldValidate: true }
    if (zone) setValue('timeZoneId', zone, as)
    setValue('dateFormat', dateFormat, as)
    setValue('timeFormat', timeFormat, as)
    const spoken =
      languages.find(({ code }) => code === `${language}-${country.code}`) ??
      languages.find(({ code }) => code.split('-')[0] === language)
    if (spoken) setValue('preferredLanguageTypeResourceId', spoken.id, as)
  }
  return (
    <AutocompleteInput
      source="countryResourceId"
      choices={countries}
      translateChoice={false}
      validate={required()}
      helperText="resources.companies.hints.country"
      onChange={(id: unknown) => choose(String(id))}
    />
  )
}

export function Zone() {
  const choices = useZones(useWatch({ name: 'timeZoneId' }))
  return <AutocompleteInput source="timeZoneId" choices={choices} translateChoice={false} validate={required()} />
}

export function Language() {
  return (
    <SelectInput
      source="preferredLanguageTypeResourceId"
      choices={useLookup('language')}
      translateChoice={false}
      resettable
    />
  )
}

export function DateFormat() {
  return <Format source="dateFormat" choices={useTimeZones()?.dateFormatList} />
}

export function TimeFormat() {
  return <Format source="timeFormat" choices={useTimeZones()?.timeFormatList} />
}

function Format({ source, choices = [] }: { source: string; choices: string[] | undefined }) {
  const texts = choices.map((text) => ({ id: text, name: text }))
  return <SelectInput source={source} choices={texts} translateChoice={false} validate={required()} />
}

export function Tags() {
  return <TextArrayInput source="tags" />
}

export function Logo() {
  return <LogoInput source="logo" />
}

export function Status() {
  return <RadioButtonGroupInput source="statusId" choices={STATUSES} />
}

export function IsReseller({ isNew }: { isNew: boolean }) {
  return isNew && <BooleanInput source="isReseller" helperText="resources.companies.hints.isReseller" />
}

export function Groups() {
  return (
    <AutocompleteArrayInput
      source="companyGroups"
      choices={useGroups().groups}
      translateChoice={false}
      helperText="resources.companies.hints.groups"
    />
  )
}
