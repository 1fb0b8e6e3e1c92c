import { Box, Chip, Link, Typography } from '@mui/material'
import type { ReactNode } from 'react'
import { useTranslate } from 'react-admin'
import { useOne } from '../api/records'
import { useFormats } from '../i18n/formats'
import { Facts, type Fact } from '../shared/Facts'
import { useLicenses } from '../shared/lookups'
import type { Company } from './companies'
import type { Field, InForm, StepName } from './fields'
import { IN_FORM } from './fromFields'
import { useLicenceUse } from './useLicenceUse'

interface Props {
  company: Company
  /** How its seats are used is told elsewhere in the view. */
  withoutUse?: boolean
}

/** All that the API says of a company, in the order of the form. */
export function CompanyDetails({ company, withoutUse = false }: Props) {
  const translate = useTranslate()
  const told = useTold(company)
  const label = (name: Field | 'resourceId') => translate(`resources.companies.fields.${name}`)
  const partOf = (part: StepName): Fact[] =>
    IN_FORM.flatMap(([field, it]) => {
      const fact = it.step === part && !it.untold ? told(field, it) : undefined
      return fact === undefined ? [] : [[label(field), fact]]
    })
  const id: Fact = [label('resourceId'), <code key="id">{company.resourceId}</code>]
  return (
    <>
      {company.logoUrl && <Logo id={company.id} name={company.name} />}
      {!withoutUse && <Use id={company.id} />}
      <Part title={translate('resources.companies.steps.company')} rows={partOf('company')} />
      <Part title={translate('resources.companies.steps.licence')} rows={partOf('licence')} />
      <Part title={translate('resources.companies.steps.content')} rows={[...partOf('content'), id]} />
    </>
  )
}

/** What stands beside a field's name; undefined of what may not be told. */
function useTold(company: Company) {
  const translate = useTranslate()
  const { number, day } = useFormats()
  const modules = useModules(company)
  return (field: Field, it: InForm): ReactNode => {
    const value: unknown = company[field as keyof Company]
    switch (it.as) {
      case 'lookup':
        return company[it.named] as string | null
      case 'web':
        return value ? <Web address={String(value)} /> : null
      case 'tags':
        return <Chips names={company.tags} />
      case 'module':
        return modules && <Chips names={modules} />
      case 'day':
        return day(String(value), company.timeZoneId) ?? translate('tenantry.never')
      case 'seats':
        return company.isNumberOfUsersLimited ? number(Number(value)) : translate('tenantry.unlimited')
      case 'number':
        return number(Number(value))
      case 'percent':
        return `${number(Number(value))} %`
      case 'yesNo':
        return translate(value ? 'ra.boolean.true' : 'ra.boolean.false')
      case 'active':
        return translate(`tenantry.status.${value === 1 ? 'active' : 'inactive'}`)
      case 'policy':
        return translate(`resources.companies.policy.${String(value)}`)
      case 'text':
      case 'lines':
        return value as string | null
      case 'other':
        return undefined
    }
  }
}

function Part({ title, rows }: { title: string; rows: readonly Fact[] }) {
  return (
    <>
      <Typography component="h3" variant="subtitle1" sx={{ fontWeight: 600, mt: 2 }}>
        {title}
      </Typography>
      <Facts rows={rows} />
    </>
  )
}

function Chips({ names }: { names: readonly string[] }) {
  if (names.length === 0) return '–'
  return (
    <Box component="span" sx={{ display: 'flex', gap: 0.5, flexWrap: 'wrap' }}>
      {names.map((name) => (
        <Chip key={name} label={name} size="small" component="span" />
      ))}
    </Box>
  )
}

/** The API lets http and https through and nothing else; so does this. */
function Web({ address }: { address: string }) {
  if (!/^https?:\/\//i.test(address)) return address
  return (
    <Link href={address} target="_blank" rel="noopener noreferrer">
      {address}
    </Link>
  )
}

/** How the seats are used just now. */
function Use({ id }: { id: string }) {
  const translate = useTranslate()
  const { number } = useFormats()
  const { data } = useLicenceUse(id)
  if (!data) return null
  const { licenseLimit } = data
  const counted = { used: number(data.activeUserCount), all: number(data.totalUserCount) }
  return (
    <Chip
      label={
        licenseLimit === null
          ? translate('resources.companies.use_unlimited', counted)
          : translate('resources.companies.use', { ...counted, seats: number(licenseLimit) })
      }
      color={data.isLicenseExceeded ? 'warning' : 'success'}
      variant="outlined"
    />
  )
}

/** The picture by the API: an address of elsewhere would tell others who looks. */
function Logo({ id, name }: { id: string; name: string }) {
  const translate = useTranslate()
  const { data } = useOne('companies/logo', id)
  if (!data) return null
  const kind = data.fileName.split('.').pop()
  return (
    <Box
      component="img"
      src={`data:image/${kind};base64,${data.fileContent}`}
      alt={translate('resources.companies.logo_of', { name })}
      sx={{ display: 'block', maxWidth: 160, maxHeight: 80, mb: 1.5 }}
    />
  )
}

/** Their names; none of them is told where those may not be read. */
function useModules(company: Company): string[] | undefined {
  const all = useLicenses()?.allLicenseModules
  return all?.filter(({ resourceId }) => company.licenseModules.includes(resourceId)).map(({ name }) => name)
}
