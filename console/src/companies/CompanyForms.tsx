// Making a company, and changing one.

import { useMemo, useState } from 'react'
import { Create, Edit, useNotify } from 'react-admin'
import { ApiError } from '../api/errors'
import { AS_FORM } from '../api/records'
import { dayOf } from '../i18n/days'
import { ErrorText } from '../shared/ErrorText'
import { useLookup } from '../shared/lookups'
import { Overtaken } from '../shared/Overtaken'
import type { Company, Values } from './companies'
import { CompanyForm } from './CompanyForm'
import type { Field } from './fields'
import { IN_FORM } from './fromFields'

const today = () => new Date().toLocaleDateString('sv-SE')

/** What stands in the form of a company that is not there yet. */
function blank(period: string | undefined): Values {
  return {
    statusId: 1,
    tags: [],
    licenseModules: [],
    licensePeriodTypeResourceId: period,
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
  const known = IN_FORM.map(([field]) => field).filter((field): field is Field & keyof Company => field in company)
  return {
    ...Object.fromEntries(known.map((field) => [field, company[field]])),
    // A licence without a limit has no seats to tell, and the form must hold some.
    numberOfUsers: company.numberOfUsers ?? 1,
    companyGroups: company.companyGroups.map(({ resourceId }) => resourceId),
    licenseStartDate: dayOf(company.licenseStartDate, company.timeZoneId),
    licenseEndDate: dayOf(company.licenseEndDate, company.timeZoneId),
  }
}

/** The licence periods that the form knows by what they are: a year, and the one whose end the person chooses. */
function usePeriods() {
  const periods = useLookup('licensePeriod')
  const idOf = (wanted: string) => periods.find(({ code }) => code === wanted)?.id
  const custom = idOf('CUSTOM')
  return {
    year: idOf('1'),
    /** Of another period the server knows the end by itself. */
    sent: ({ licenseEndDate, ...values }: Values) =>
      values.licensePeriodTypeResourceId === custom ? { ...values, licenseEndDate } : values,
  }
}

/** The form says what was refused. */
const toldByForm = () => undefined

/**
 * Not the row that the list has already, nor what was there the last time. If it cannot be read again
 * the form stays, with what was typed.
 */
const WHOLE = { meta: { form: true }, ...AS_FORM, onError: () => undefined }

export function CompanyCreate() {
  const notify = useNotify()
  const { year, sent } = usePeriods()
  const values = useMemo(() => blank(year), [year])
  const [leaveTo, setLeaveTo] = useState<string | null>(null)
  return (
    <Create
      actions={false}
      transform={sent}
      mutationOptions={{
        onSuccess: ({ id, name }: Company) => {
          notify('resources.companies.created', { type: 'success', messageArgs: { name } })
          setLeaveTo(`/companies/${id}`)
        },
        onError: toldByForm,
      }}
    >
      <CompanyForm values={values} isNew leaveTo={leaveTo} />
    </Create>
  )
}

export function CompanyEdit() {
  const notify = useNotify()
  const { sent } = usePeriods()
  const [leaveTo, setLeaveTo] = useState<string | null>(null)
  const [overtaken, setOvertaken] = useState(false)
  // The whole of what somebody else wrote would be lost: only when the person says so.
  const [force, setForce] = useState(false)
  return (
    <Edit
      actions={false}
      transform={sent}
      mutationMode="pessimistic"
      queryOptions={WHOLE}
      mutationOptions={{
        meta: { force },
        onSuccess: ({ id, name }: Company) => {
          notify('resources.companies.changed', { type: 'success', messageArgs: { name } })
          setLeaveTo(`/companies/${id}`)
        },
        onError: (error: Error) => {
          if (error instanceof ApiError && error.status === 412) setOvertaken(true)
        },
      }}
      render={({ record, error }) => (
        <>
          {error && <ErrorText error={error as Error} />}
          {overtaken && !force && <Overtaken thing="companies" onForce={() => setForce(true)} />}
          {record && <Loaded company={record as Company} leaveTo={leaveTo} />}
        </>
      )}
    />
  )
}

function Loaded({ company, leaveTo }: { company: Company; leaveTo: string | null }) {
  const values = useMemo(() => valuesOf(company), [company])
  return <CompanyForm values={values} leaveTo={leaveTo} />
}
