import { useState } from 'react'
import {
  BooleanInput,
  CheckboxGroupInput,
  RadioButtonGroupInput,
  required,
  TextArrayInput,
  TextInput,
  Title,
  useNotify,
  useTranslate,
} from 'react-admin'
import { useWatch } from 'react-hook-form'
import { useNavigate, useParams } from 'react-router'
import { ApiError, atFields } from '../api/errors'
import { useChanges, useForget, useList, useOne } from '../api/records'
import { ErrorText } from '../shared/ErrorText'
import { FormCard } from '../shared/FormCard'
import { useLeaving } from '../shared/forms'
import { Overtaken } from '../shared/Overtaken'
import { STATUSES } from '../shared/status'
import { RULES, type ClientValues, type Secret } from './clients'
import { SecretOnce } from './SecretOnce'

const BLANK = { statusId: 1, roleResourceIdList: [], hasIpAddressRestriction: false, allowedIpAddresses: [] }

export function ClientCreate() {
  const translate = useTranslate()
  const navigate = useNavigate()
  const { create } = useChanges()
  const forget = useForget()
  const [made, setMade] = useState<(Secret & { id: string }) | null>(null)
  return (
    <>
      <Title title={translate('resources.clients.new')} />
      <ClientForm
        values={BLANK}
        back="/clients"
        onSave={async (values) => {
          setMade(await create('clients', values))
          await forget('clients')
        }}
      />
      {made && <SecretOnce secret={made} onClose={() => void navigate(`/clients/${made.id}`)} />}
    </>
  )
}

export function ClientEdit() {
  const { id = '' } = useParams()
  const notify = useNotify()
  const { update } = useChanges()
  const forget = useForget()
  const [saved, setSaved] = useState(false)
  const [overtaken, setOvertaken] = useState(false)
  const [force, setForce] = useState(false)
  const { data, error } = useOne('clients', id, { asForm: true })
  return (
    <>
      <Title title={data?.name ?? ''} />
      {error && <ErrorText error={error} />}
      {overtaken && !force && <Overtaken thing="clients" onForce={() => setForce(true)} />}
      {data && (
        <ClientForm
          values={data}
          back={`/clients/${id}`}
          onSave={async (values) => {
            try {
              await update('clients', data, values, { force })
            } catch (refused) {
              if (refused instanceof ApiError && refused.status === 412) setOvertaken(true)
              throw refused
            }
            await forget('clients')
            notify('resources.clients.changed', { type: 'success', messageArgs: { name: values.name } })
            setSaved(true)
          }}
          leaveTo={saved ? `/clients/${id}` : null}
        />
      )}
    </>
  )
}

interface Props {
  values: Partial<ClientValues>
  onSave: (values: ClientValues) => Promise<void>
  /** Where the person goes once it is saved. */
  leaveTo?: string | null
  /** Where they go if they do not save it. */
  back: string
}

function ClientForm({ values, onSave, leaveTo = null, back }: Props) {
  useLeaving(leaveTo)
  const { data: roles, error: unread } = useList('roles/names')
  const submit = async (form: object) => {
    const { name, statusId, roleResourceIdList, hasIpAddressRestriction, allowedIpAddresses } = form as ClientValues
    const sent = {
      name,
      statusId,
      roleResourceIdList,
      hasIpAddressRestriction,
      allowedIpAddresses: allowedIpAddresses ?? [],
    }
    try {
      await onSave(sent)
      return undefined
    } catch (error) {
      return atFields(error, RULES)
    }
  }
  return (
    <FormCard values={values} onSubmit={submit} asks={leaveTo === null} back={back}>
      <TextInput source="name" resource="clients" label="resources.clients.fields.clientName" validate={required()} />
      {unread && <ErrorText error={unread} />}
      <CheckboxGroupInput
        source="roleResourceIdList"
        label="resources.clients.fields.roleResourceIdList"
        choices={roles ?? []}
        translateChoice={false}
      />
      <RadioButtonGroupInput source="statusId" label="resources.clients.fields.statusId" choices={STATUSES} />
      <BooleanInput source="hasIpAddressRestriction" label="resources.clients.fields.hasIpAddressRestriction" />
      <Addresses />
    </FormCard>
  )
}

function Addresses() {
  const restricted: unknown = useWatch({ name: 'hasIpAddressRestriction' })
  if (restricted !== true) return null
  return (
    <TextArrayInput
      source="allowedIpAddresses"
      label="resources.clients.fields.allowedIpAddresses"
      helperText="resources.clients.address_hint"
    />
  )
}
