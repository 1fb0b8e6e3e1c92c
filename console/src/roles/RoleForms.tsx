import { useMemo, useState } from 'react'
import { required, TextInput, Title, useNotify, useTranslate } from 'react-admin'
import { useParams } from 'react-router'
import { ApiError, atFields } from '../api/errors'
import { useChanges, useForget, useOne } from '../api/records'
import { ErrorText } from '../shared/ErrorText'
import { FormCard } from '../shared/FormCard'
import { useLeaving } from '../shared/forms'
import { Overtaken } from '../shared/Overtaken'
import { AvailableInput } from './AvailableInput'
import { useModules } from './permissions'
import { PermissionsInput } from './PermissionsInput'
import { RULES, valuesOf, type RoleValues } from './roles'

const BLANK: Partial<RoleValues> = { permissionResourceIdList: [], reach: 'MyCompanyOnly', whom: [] }

export function RoleCreate() {
  const translate = useTranslate()
  const { create } = useChanges()
  return (
    <>
      <Title title={translate('resources.roles.new')} />
      <RoleForm values={BLANK} back="/roles" onSave={async (values) => (await create('roles', values)).id} />
    </>
  )
}

export function RoleEdit() {
  const { id = '' } = useParams()
  const [overtaken, setOvertaken] = useState(false)
  const [force, setForce] = useState(false)
  const { data, error } = useOne('roles', id, { asForm: true })
  const { update } = useChanges()
  const values = useMemo(() => data && valuesOf(data), [data])
  return (
    <>
      <Title title={values?.name ?? ''} />
      {error && <ErrorText error={error} />}
      {overtaken && !force && <Overtaken thing="roles" onForce={() => setForce(true)} />}
      {data && values && (
        <RoleForm
          values={values}
          back={`/roles/${id}`}
          onSave={async (sent) => {
            try {
              await update('roles', data, sent, { force })
              return id
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
  values: Partial<RoleValues>
  /** Where the person goes if they do not save it. */
  back: string
  /** Tells the id of what it has saved. */
  onSave: (values: RoleValues) => Promise<string>
}

function RoleForm({ values, back, onSave }: Props) {
  const translate = useTranslate()
  const notify = useNotify()
  const forget = useForget()
  const { modules, error } = useModules()
  const [leaveTo, setLeaveTo] = useState<string | null>(null)
  useLeaving(leaveTo)
  const submit = async (form: object) => {
    const sent = form as RoleValues
    if (sent.reach === 'Some' && sent.whom.length === 0) return { reach: translate('resources.roles.nobody') }
    try {
      const id = await onSave(sent)
      await forget('roles')
      notify('resources.roles.saved', { type: 'success', messageArgs: { name: sent.name } })
      setLeaveTo(`/roles/${id}`)
      return undefined
    } catch (refused) {
      return atFields(refused, RULES)
    }
  }
  return (
    <>
      {error && <ErrorText error={error} />}
      {modules && (
        <FormCard values={values} onSubmit={submit} asks={leaveTo === null} back={back}>
          <TextInput source="name" label="resources.roles.fields.name" validate={required()} />
          <TextInput source="description" label="resources.roles.fields.description" multiline />
          <AvailableInput />
          <PermissionsInput modules={modules} />
        </FormCard>
      )}
    </>
  )
}
