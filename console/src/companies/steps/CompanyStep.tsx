import {
  AutocompleteInput,
  BooleanInput,
  RadioButtonGroupInput,
  required,
  SelectInput,
  TextArrayInput,
  TextInput,
} from 'react-admin'
import { useFormContext, useWatch } from 'react-hook-form'
import { useLookup, useTimeZones, useZones } from '../../shared/lookups'
import { STATUSES } from '../../shared/status'
import { habitsOf } from '../country'
import { LogoInput } from './LogoInput'
import { Row } from './Row'

export function CompanyStep({ isNew }: { isNew: boolean }) {
  return (
    <>
      <TextInput source="name" validate={required()} />
      <TextInput source="description" multiline />
      <Row>
        <AutocompleteInput
          source="industryResourceId"
          choices={useLookup('industry')}
          translateChoice={false}
          validate={required()}
        />
        <Country />
      </Row>
      <Row>
        <Zone />
        <SelectInput
          source="preferredLanguageTypeResourceId"
          choices={useLookup('language')}
          translateChoice={false}
          resettable
        />
      </Row>
      <Row>
        <SelectInput
          source="dateFormat"
          choices={useTexts('dateFormatList')}
          translateChoice={false}
          validate={required()}
        />
        <SelectInput
          source="timeFormat"
          choices={useTexts('timeFormatList')}
          translateChoice={false}
          validate={required()}
        />
      </Row>
      <TextInput source="address" multiline />
      <TextInput source="websiteUrl" type="url" />
      <TextArrayInput source="tags" />
      <LogoInput source="logo" />
      <RadioButtonGroupInput source="statusId" choices={STATUSES} />
      {isNew && <BooleanInput source="isReseller" helperText="resources.companies.hints.isReseller" />}
    </>
  )
}

/** Choosing the country also chooses how it tells the time and what it speaks. */
function Country() {
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

function Zone() {
  const choices = useZones(useWatch({ name: 'timeZoneId' }))
  return <AutocompleteInput source="timeZoneId" choices={choices} translateChoice={false} validate={required()} />
}

function useTexts(list: 'dateFormatList' | 'timeFormatList') {
  return (useTimeZones()?.[list] ?? []).map((text) => ({ id: text, name: text }))
}
