import { Box, Chip, Link, Typography } from '@mui/material'
import { useTranslate } from 'react-admin'
import { useOne } from '../api/records'
import { useFormats } from '../i18n/formats'
import { Facts, type Fact } from '../shared/Facts'
import { useLicenses } from '../shared/lookups'
import type { Company } from './companies'
import { useLicenceUse } from './useLicenceUse'

interface Props {
  company: Company
  /** How its seats are used is told elsewhere in the view. */
  withoutUse?: boolean
}

/** All that the API says of a company, in the order of the form. */
export function CompanyDetails({ company, withoutUse = false }: Props) {
  const translate = useTranslate()
  const { number, day } = useFormats()
  const modules = useModules(company)
  const label = (name: string) => translate(`resources.companies.fields.${name}`)
  const yesNo = (value: boolean) => translate(value ? 'ra.boolean.true' : 'ra.boolean.false')
  const never = translate('tenantry.never')
  const seats = company.isNumberOfUsersLimited ? number(company.numberOfUsers ?? 0) : translate('tenantry.unlimited')
  const rows: Fact[] = [
    [label('statusId'), translate(`tenantry.status.${company.statusId === 1 ? 'active' : 'inactive'}`)],
    [label('description'), company.description],
    [label('industryName'), company.industryName],
    [label('countryResourceId'), company.countryName],
    [label('address'), company.address],
    [label('websiteUrl'), company.websiteUrl && <Web address={company.websiteUrl} />],
    [label('tags'), company.tags.length > 0 && <Chips names={company.tags} />],
    [label('timeZoneId'), company.timeZoneId],
    [label('dateFormat'), `${company.dateFormat}, ${company.timeFormat}`],
    [label('preferredLanguageTypeResourceId'), company.preferredLanguageTypeName],
  ]
  const included: Fact[] = modules ? [[label('licenseModules'), modules.length > 0 && <Chips names={modules} />]] : []
  const licence: Fact[] = [
    [label('licenseTypeName'), company.licenseTypeName],
    ...included,
    [label('licensePeriodTypeResourceId'), company.licensePeriodTypeName],
    [label('licenseStartDate'), day(company.licenseStartDate, company.timeZoneId) ?? never],
    [label('licenseEndDate'), day(company.licenseEndDate, company.timeZoneId) ?? never],
    [label('numberOfUsers'), seats],
    [label('limitPolicy'), translate(`resources.companies.policy.${company.limitPolicy}`)],
    [label('limitGracePercent'), `${number(company.limitGracePercent)} %`],
  ]
  const content: Fact[] = [
    [label('notificationTemplateTypeResourceId'), company.notificationTemplateTypeName],
    [label('trainingContentTypeResourceId'), company.trainingContentTypeName],
    [label('smtpConfigurationTypeResourceId'), company.smtpConfigurationTypeName],
    [label('isVersionVisible'), yesNo(company.isVersionVisible)],
    [label('isReleaseNotesVisible'), yesNo(company.isReleaseNotesVisible)],
    [label('releaseNotesUrl'), company.releaseNotesUrl && <Web address={company.releaseNotesUrl} />],
    [label('callBackNumberBookingCount'), number(company.callBackNumberBookingCount)],
    [label('resourceId'), <code key="id">{company.resourceId}</code>],
  ]
  return (
    <>
      {company.logoUrl && <Logo id={company.id} name={company.name} />}
      {!withoutUse && <Use id={company.id} />}
      <Part title={translate('resources.companies.steps.company')} rows={rows} />
      <Part title={translate('resources.companies.steps.licence')} rows={licence} />
      <Part title={translate('resources.companies.steps.content')} rows={content} />
    </>
  )
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
