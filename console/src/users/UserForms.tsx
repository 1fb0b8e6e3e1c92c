import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  AutocompleteInput,
  BooleanInput,
  required,
  SelectInput,
  TextInput,
  Title,
  useNotify,
  useTranslate,
} from 'react-admin'
import { useWatch } from 'react-hook-form'
import { useParams } from 'react-router'
import { ApiError, atFields } from '../api/errors'
import { ErrorText } from '../shared/ErrorText'
import { FormCard } from '../shared/FormCard'
import { READ_ONCE, useLeaving } from '../shared/forms'
import { useLookup, useZones } from '../shared/lookups'
import { Overtaken } from '../shared/Overtaken'
import { createUser, PRIORITIES, readUser, RULES, sentOf, updateUser, type UserValues } from './users'

const BLANK = { priority: 'Medium', isActive: true } as const

export function UserCreate() {
  const { company = '' } = useParams()
  const translate = useTranslate()
  return (
    <>
      <Title title={translate('resources.users.new')} />
      <UserForm
        company={company}
        values={BLANK}
        back={`/users/${company}`}
        onSave={async (values) => {
          const { data, message } = await createUser(company, values)
          return { id: data.resourceId, message }
        }}
      />
    </>
  )
}

export function UserEdit() {
  const { company = '', id = '' } = useParams()
  const [overtaken, setOvertaken] = useState(false)
  const [force, setForce] = useState(false)
  const { data, error } = useQuery({
    queryKey: ['users', 'form', company, id],
    ...READ_ONCE,
    queryFn: () => readUser(company, id),
  })
  return (
    <>
      <Title title={data?.data.email ?? ''} />
      {error && <ErrorText error={error} />}
      {overtaken && !force && <Overtaken thing="users" onForce={() => setForce(true)} />}
      {data && (
        <UserForm
          company={company}
          values={data.data as UserValues}
          back={`/users/${company}/${id}`}
          onSave={async (values) => {
            try {
              const { message } = await updateUser(company, id, values, force ? undefined : data.etag)
              return { id, message }
            } catch (refused) {
              if (refused instanceof ApiError && refused.status === 412) setOvertaken(true)
              throw refused
            }
          }}
        />
      )}
    </>
  )
}

interface Props {
  company: string
  values: Partial<UserValues>
  /** Where the person goes if they do not save it. */
  back: string
  /** Tells whom it has saved, and what the server had to say about it. */
  onSave: (values: UserValues) => Promise<{ id: string; message: string | null }>
}

function UserForm({ company, values, back, onSave }: Props) {
  const notify = useNotify()
  const queries = useQueryClient()
  const languages = useLookup('language')
  const [leaveTo, setLeaveTo] = useState<string | null>(null)
  useLeaving(leaveTo)
  const submit = async (form: object) => {
    const sent = sentOf(form)
    try {
      const { id, message } = await onSave(sent)
      await queries.invalidateQueries({ queryKey: ['users'], refetchType: 'none' })
      if (message) notify(message, { type: 'warning' })
      else notify('resources.users.saved', { type: 'success', messageArgs: { name: sent.email } })
      setLeaveTo(`/users/${company}/${id}`)
      return undefined
    } catch (error) {
      return atFields(error, RULES)
    }
  }
  const text = (name: keyof UserValues) => <TextInput source={name} label={`resources.users.fields.${name}`} />
  return (
    <FormCard values={values} onSubmit={submit} asks={leaveTo === null} back={back}>
      <TextInput source="email" label="resources.users.fields.email" validate={required()} autoFocus />
      {text('firstName')}
      {text('lastName')}
      {text('department')}
      {text('phoneNumber')}
      <SelectInput
        source="priority"
        label="resources.users.fields.priority"
        validate={required()}
        choices={PRIORITIES.map((id) => ({ id, name: `resources.users.priority.${id}` }))}
      />
      <AutocompleteInput
        source="preferredLanguageId"
        label="resources.users.fields.preferredLanguageId"
        helperText="resources.users.hint"
        choices={languages}
        translateChoice={false}
      />
      <Zone />
      <BooleanInput source="isActive" label="resources.users.fields.isActive" />
    </FormCard>
  )
}

function Zone() {
  const choices = useZones(useWatch({ name: 'timeZoneId' }))
  return (
    <AutocompleteInput
      source="timeZoneId"
      label="resources.users.fields.timeZoneId"
      helperText="resources.users.hint"
      choices={choices}
      translateChoice={false}
    />
  )
}
