// Companies, between the API's words and the console's.

import { useQuery } from '@tanstack/react-query'
import type { GetListParams, UpdateParams } from 'react-admin'
import { api, dataOf, versionOf, type Schemas } from '../api/client'
import { ApiError, atFields } from '../api/errors'
import { pageOf, searchBody, type Filters, type Grammar } from '../api/lists'
import type { Source } from '../api/provider'
import { dayOf, personsDay } from '../i18n/formats'
import { useMay } from '../session/useSession'

export type Company = Schemas['CompanyDetails'] & { id: string; version?: string }
export type CompanyRow = Schemas['ListedCompany'] & {
  id: string
  /** The id of the reseller that it stands below in a clustered list: two may have one name. */
  cluster?: string
}
type Form = Schemas['CompanyBody']

/** What an end of licences is compared as: the overview's months end at a moment. */
const licenceEnd = (value: string) => (value.includes('T') ? 'LicenseEndDate' : 'LicenseEndDay')

const grammar: Grammar = {
  month: ['MonthlyActiveUser', '='],
  name: ['CompanyName', 'Contains'],
  resellerName: ['ResellerName', 'Contains'],
  industry: ['IndustryResourceId', 'Include'],
  licenseType: ['LicenseTypeResourceId', 'Include'],
  module: ['ModuleResourceId', 'Include'],
  users_min: ['TargetUserCount', '>='],
  users_max: ['TargetUserCount', '<='],
  inactive_min: ['InactiveTargetUserCount', '>='],
  inactive_max: ['InactiveTargetUserCount', '<='],
  deleted_min: ['DeletedTargetUserCount', '>='],
  deleted_max: ['DeletedTargetUserCount', '<='],
  monthly_min: ['MonthlyActiveUserCount', '>='],
  monthly_max: ['MonthlyActiveUserCount', '<='],
  seats_min: ['NumberOfUsers', '>='],
  seats_max: ['NumberOfUsers', '<='],
  tags: ['Tags', 'Include'],
  // By the day in each company's own calendar, as lists and files show it.
  renews_from: [licenceEnd, '>='],
  renews_before: [licenceEnd, '<'],
  renews_in: ['LicenseEndDate', 'StartsWith'],
  created_from: ['CreateTime', '>=', personsDay],
  created_before: ['CreateTime', '<', personsDay],
  id: ['CompanyResourceId', '='],
  expired: ['LicenceExpired', '='],
  status: ['StatusId', '='],
  group: ['CompanyGroupResourceId', 'Include'],
}

const ORDER = {
  name: 'CompanyName',
  resellerName: 'ResellerName',
  industryName: 'IndustryName',
  licenseTypeName: 'LicenseTypeName',
  targetUserCount: 'TargetUserCount',
  monthlyActiveUserCount: 'MonthlyActiveUserCount',
  numberOfUsers: 'NumberOfUsers',
  licenseEndDate: 'LicenseEndDate',
  createTime: 'CreateTime',
} as const

/** The search, and the export, that a list's state stands for. */
export function companySearch(params: Partial<GetListParams>) {
  const filters = (params.filter ?? {}) as Filters
  return {
    ...searchBody(params, grammar, ORDER),
    isTargetUserCountExceededLimit: filters['overLimit'] === true,
    isClustered: filters['clustered'] === true,
  }
}

export async function searchCompanies(body: Schemas['SearchCompanies'], signal?: AbortSignal) {
  return dataOf(api.POST('/api/companies/search', { body, signal }))
}

async function list(params: Partial<GetListParams>, signal?: AbortSignal) {
  const page = await searchCompanies(companySearch(params), signal)
  // Clustered, the rows stand below their resellers; the list shows a reseller's name above them.
  const results = page.results.flatMap((row) => {
    const below = row.children as Schemas['ListedCompany'][] | null
    return below?.map((child) => ({ ...child, cluster: row.resourceId })) ?? [row]
  })
  return { ...pageOf({ ...page, results }), meta: { overLimit: page.limitExceededCompanyCount } }
}

/** Whether the row is the first of its reseller's. */
export function startsCluster(rows: readonly CompanyRow[], at: number) {
  return rows[at - 1]?.cluster !== rows[at]?.cluster
}

export async function readCompany(id: string): Promise<Company> {
  const path = { resourceId: id }
  const { data, etag } = await versionOf(api.GET('/api/companies/{resourceId}', { params: { path } }))
  return { ...data, id, ...(etag && { version: etag }) }
}

/** How the seats of a company's licence are used just now. */
export function useLicenceUse(id: string) {
  const may = useMay('companies/{resourceId}/license-check|GET')
  const params = { path: { resourceId: id } }
  return useQuery({
    queryKey: ['companies', 'use', id],
    enabled: may,
    queryFn: () => dataOf(api.GET('/api/companies/{resourceId}/license-check', { params })),
  })
}

/** Hangs it, with all below it, under another reseller. */
export function moveCompany(id: string, reseller: string) {
  const params = { path: { resourceId: id } }
  return dataOf(api.POST('/api/companies/{resourceId}/move', { params, body: { resellerResourceId: reseller } }))
}

/** What the form calls a field, and what the API does. */
export const FIELDS = {
  name: 'Name',
  description: 'Description',
  industryResourceId: 'IndustryResourceId',
  countryResourceId: 'CountryResourceId',
  address: 'Address',
  websiteUrl: 'WebsiteUrl',
  logo: 'File',
  statusId: 'StatusId',
  tags: 'Tags',
  isReseller: 'IsReseller',
  timeZoneId: 'TimeZoneId',
  dateFormat: 'DateFormat',
  timeFormat: 'TimeFormat',
  preferredLanguageTypeResourceId: 'PreferredLanguageTypeResourceId',
  licenseTypeResourceId: 'LicenseTypeResourceId',
  licenseModules: 'LicenseModuleResourceIdArray',
  licensePeriodTypeResourceId: 'LicensePeriodTypeResourceId',
  licenseStartDate: 'LicenseStartDate',
  licenseEndDate: 'LicenseEndDate',
  isNumberOfUsersLimited: 'IsNumberOfUsersLimited',
  numberOfUsers: 'NumberOfUsers',
  limitPolicy: 'LimitPolicy',
  limitGracePercent: 'LimitGracePercent',
  companyGroups: 'CompanyGroupResourceIdArray',
  notificationTemplateTypeResourceId: 'NotificationTemplateTypeResourceId',
  trainingContentTypeResourceId: 'TrainingContentTypeResourceId',
  smtpConfigurationTypeResourceId: 'SmtpConfigurationTypeResourceId',
  isVersionVisible: 'IsVersionVisible',
  isReleaseNotesVisible: 'IsReleaseNotesVisible',
  releaseNotesUrl: 'ReleaseNotesUrl',
  callBackNumberBookingCount: 'CallBackNumberBookingCount',
} as const satisfies Record<string, keyof Form>

export type Field = keyof typeof FIELDS

/** The licence period whose end the person chooses. */
const CUSTOM = 'MaR9NJslgSGW'

/** What the form holds. */
export type Values = Partial<Record<Field, unknown>>

const named = Object.fromEntries(Object.entries(FIELDS).map(([field, name]) => [name, field]))

/** Sends what the form holds; what the API refuses comes back at its field. */
async function send(values: Values, write: (form: FormData) => Promise<Schemas['Written']>) {
  const form = new FormData()
  for (const [field, name] of Object.entries(FIELDS)) {
    const value = values[field as Field]
    if (value === undefined) continue
    if (value instanceof File) form.append(name, value)
    else if (Array.isArray(value)) form.append(name, JSON.stringify(value))
    else form.append(name, value === null ? '' : String(value))
  }
  try {
    return await write(form)
  } catch (error) {
    if (error instanceof ApiError) error.body = { errors: atFields(error, named) }
    throw error
  }
}

// The document describes the form's fields; what goes over the wire is the form itself.
const bodySerializer = (form: unknown) => form as FormData

async function create(data: Values): Promise<string> {
  const { licenseEndDate, ...values } = data
  if (data.licensePeriodTypeResourceId === CUSTOM) Object.assign(values, { licenseEndDate })
  const written = await send(values, (form) =>
    dataOf(api.POST('/api/companies', { body: form as unknown as Form, bodySerializer })),
  )
  return written.resourceId
}

async function update(id: string, { data, previousData, meta }: UpdateParams): Promise<void> {
  const before = previousData as Company
  const version = meta?.force === true ? undefined : before.version
  const values = { ...(data as Values) }
  // Days stand for instants: what the person left alone is left as it is, to the second.
  if (values.licenseStartDate === dayOf(before.licenseStartDate, before.timeZoneId)) delete values.licenseStartDate
  const isCustom = values.licensePeriodTypeResourceId === CUSTOM
  if (!isCustom || values.licenseEndDate === dayOf(before.licenseEndDate, before.timeZoneId))
    delete values.licenseEndDate
  await send(values, (form) =>
    dataOf(
      api.PUT('/api/companies/{resourceId}', {
        params: { path: { resourceId: id }, header: version ? { 'If-Match': version } : {} },
        body: form as unknown as Form,
        bodySerializer,
      }),
    ),
  )
}

export async function deleteCompanies(ids: string[]) {
  return dataOf(api.DELETE('/api/companies/bulk-delete', { body: { items: ids } }))
}

export const companies: Source<CompanyRow> = { list, one: readCompany, create, update }
