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
import { useChanges, useForget, useOne } from '../api/records'
import { ErrorText } from '../shared/ErrorText'
import { FormCard } from '../shared/FormCard'
import { useLeaving } from '../shared/forms'
import { useLookup, useZones } from '../shared/lookups'
import { Overtaken } from '../shared/Overtaken'
import { TYPED, type Kind, type UserValues } from './fields'
import { PRIORITIES, RULES, sentOf } from './users'

const BLANK = { priority: 'Medium', isActive: true } as const

export function UserCreate() {
  const { company = '' } = useParams()
  const { create } = useChanges()
  const translate = useTranslate()
  return (
    <>
      <Title title={translate('resources.users.new')} />
      <UserForm
        company={company}
        values={BLANK}
        back={`/users/${company}`}
        onSave={(values) => create('users', values, { company })}
      />
    </>
  )
}

export function UserEdit() {
  const { company = '', id = '' } = useParams()
  const [overtaken, setOvertaken] = useState(false)
  const [force, setForce] = useState(false)
  const { data, error } = useOne('users', id, { meta: { company }, asForm: true })
  const { update } = useChanges()
  return (
    <>
      <Title title={data?.email ?? ''} />
      {error && <ErrorText error={error} />}
      {overtaken && !force && <Overtaken thing="users" onForce={() => setForce(true)} />}
      {data && (
        <UserForm
          company={company}
          values={data as UserValues}
          back={`/users/${company}/${id}`}
          onSave={async (values) => {
            try {
              const { message } = await update('users', data, values, { company, force })
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
  const forget = useForget()
  const languages = useLookup('language')
  const [leaveTo, setLeaveTo] = useState<string | null>(null)
  useLeaving(leaveTo)
  const submit = async (form: object) => {
    const sent = sentOf(form)
    try {
      const { id, message } = await onSave(sent)
      await forget('users')
      if (message) notify(message, { type: 'warning' })
      else notify('resources.users.saved', { type: 'success', messageArgs: { name: sent.email } })
      setLeaveTo(`/users/${company}/${id}`)
      return undefined
    } catch (error) {
      return atFields(error, RULES)
    }
  }
  const input = (name: keyof UserValues, as: Kind) => {
    const common = { source: name, label: `resources.users.fields.${name}` }
    switch (as) {
      case 'email':
        return <TextInput key={name} {...common} validate={required()} />
      case 'priority':
        return (
          <SelectInput
            key={name}
            {...common}
            validate={required()}
            choices={PRIORITIES.map((id) => ({ id, name: `resources.users.priority.${id}` }))}
          />
        )
      case 'language':
        return (
          <AutocompleteInput
            key={name}
            {...common}
            helperText="resources.users.hint"
            choices={languages}
            translateChoice={false}
          />
        )
      case 'zone':
        return <Zone key={name} {...common} />
      case 'yesNo':
        return <BooleanInput key={name} {...common} />
      default:
        return <TextInput key={name} {...common} />
    }
  }
  return (
    <FormCard values={values} onSubmit={submit} asks={leaveTo === null} back={back}>
      {TYPED.map(([name, { as }]) => input(name, as))}
    </FormCard>
  )
}

function Zone(common: { source: string; label: string }) {
  const choices = useZones(useWatch({ name: common.source }))
  return <AutocompleteInput {...common} helperText="resources.users.hint" choices={choices} translateChoice={false} />
}
