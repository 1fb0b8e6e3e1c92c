// Making a company, and changing one.

import { Alert, Button } from '@mui/material'
import { useMemo, useState } from 'react'
import { Create, Edit, useEditContext, useNotify, useTranslate } from 'react-admin'
import { useNavigate } from 'react-router'
import { ApiError } from '../api/errors'
import { dayOf } from '../i18n/formats'
import { FIELDS, type Company, type Field, type Values } from './companies'
import { CompanyForm } from './CompanyForm'

const today = () => new Date().toLocaleDateString('sv-SE')

/** What stands in the form of a company that is not there yet. */
function blank(): Values {
  return {
    statusId: 1,
    tags: [],
    licenseModules: [],
    licensePeriodTypeResourceId: 'HTHpWWXGJshG',
    licenseStartDate: today(),
    isNumberOfUsersLimited: true,
    limitPolicy: 'Report',
    limitGracePercent: 0,
    companyGroups: [],
    isReseller: false,
    isVersionVisible: true,
    isReleaseNotesVisible: true,
    callBackNumberBookingCount: 0,
  }
}

/** What stands in the form of one that is. */
function valuesOf(company: Company): Values {
  const known = Object.keys(FIELDS).filter((field) => field in company) as (Field & keyof Company)[]
  return {
    ...Object.fromEntries(known.map((field) => [field, company[field]])),
    companyGroups: company.companyGroups.map(({ resourceId }) => resourceId),
    licenseStartDate: dayOf(company.licenseStartDate),
    licenseEndDate: dayOf(company.licenseEndDate),
  }
}

/** The form says what was refused. */
const toldByForm = () => undefined

/** Not the row that the list has already, nor what was there the last time. */
const WHOLE = { meta: { whole: true }, gcTime: 0 }

export function CompanyCreate() {
  const notify = useNotify()
  const navigate = useNavigate()
  const values = useMemo(blank, [])
  return (
    <Create
      actions={false}
      mutationOptions={{
        onSuccess: ({ id, name }: Company) => {
          notify('resources.companies.created', { type: 'success', messageArgs: { name } })
          void navigate(`/companies/${id}`)
        },
        onError: toldByForm,
      }}
    >
      <CompanyForm values={values} isNew />
    </Create>
  )
}

export function CompanyEdit() {
  const notify = useNotify()
  const navigate = useNavigate()
  const [overtaken, setOvertaken] = useState(false)
  // The whole of what somebody else wrote would be lost: only when the person says so.
  const [force, setForce] = useState(false)
  return (
    <Edit
      actions={false}
      mutationMode="pessimistic"
      queryOptions={WHOLE}
      mutationOptions={{
        meta: { force },
        onSuccess: ({ id, name }: Company) => {
          notify('resources.companies.changed', { type: 'success', messageArgs: { name } })
          void navigate(`/companies/${id}`)
        },
        onError: (error: Error) => {
          if (error instanceof ApiError && error.status === 412) setOvertaken(true)
        },
      }}
    >
      {overtaken && !force && <Overtaken onForce={() => setForce(true)} />}
      <Loaded />
    </Edit>
  )
}

function Loaded() {
  const { record } = useEditContext<Company>()
  const values = useMemo(() => record && valuesOf(record), [record])
  return values ? <CompanyForm values={values} /> : null
}

/** Somebody else was faster. What was typed is still there. */
function Overtaken({ onForce }: { onForce: () => void }) {
  const translate = useTranslate()
  return (
    <Alert
      severity="warning"
      sx={{ m: 2 }}
      action={
        <Button color="inherit" onClick={onForce}>
          {translate('resources.companies.overwrite')}
        </Button>
      }
    >
      {translate('resources.companies.overtaken')}
    </Alert>
  )
}
