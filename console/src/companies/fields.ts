// Every field of a company, once. The form, the panel, the table, the filters, the history and the words for what the API
// refuses are made of it; a field that the API has and that is missing here, or in the texts, does not compile.

import type { Schemas } from '../api/client'
import type { Grammar } from '../api/lists'
import type { LookupName } from '../api/lookups'
import { personsDay } from '../i18n/days'

type Form = Schemas['CompanyBody']
type Details = Schemas['CompanyDetails']
type Listed = Schemas['ListedCompany']
type OrderBy = Schemas['SearchCompanies']['orderBy']

/** The steps of the form, in their order. */
export const STEPS = ['company', 'licence', 'groups', 'content'] as const
export type StepName = (typeof STEPS)[number]

interface Common {
  /** What the API calls it in the form. */
  sent: keyof Form
  step: StepName
  /** What the journal calls it; null of what it keeps elsewhere. */
  kept: string | null
  required?: true
  min?: number
  max?: number
  /** Its input does more than hold a value: it is one of steps/Inputs.tsx. */
  own?: true
  /** Stands in one line with the field before it, where there is room. */
  beside?: true
  /** The panel tells it elsewhere. */
  untold?: true
}

/** What a field holds: so it is typed, and so it is told in the panel and in the history. */
type Held =
  | { as: 'text' | 'lines' | 'web' | 'tags' | 'number' | 'percent' | 'seats' | 'day' }
  | { as: 'yesNo' | 'active' | 'policy' | 'module' | 'other' }
  /** A choice: the list that it is of, and where the panel has its name. */
  | { as: 'lookup'; of: LookupName; named: keyof Details }

export type InForm = Common & Held

/** A name beside its id, or what nobody types. */
const READ_ONLY = null

/** The form, in its order, which is the panel's as well. */
export const FIELDS = {
  name: { sent: 'Name', step: 'company', as: 'text', kept: 'name', required: true, untold: true },
  description: { sent: 'Description', step: 'company', as: 'lines', kept: 'description' },
  industryResourceId: {
    sent: 'IndustryResourceId',
    step: 'company',
    as: 'lookup',
    of: 'industry',
    named: 'industryName',
    kept: 'industryId',
    own: true,
  },
  countryResourceId: {
    sent: 'CountryResourceId',
    step: 'company',
    as: 'lookup',
    of: 'country',
    named: 'countryName',
    kept: 'countryId',
    own: true,
    beside: true,
  },
  timeZoneId: { sent: 'TimeZoneId', step: 'company', as: 'text', kept: 'timeZone', own: true },
  preferredLanguageTypeResourceId: {
    sent: 'PreferredLanguageTypeResourceId',
    step: 'company',
    as: 'lookup',
    of: 'language',
    named: 'preferredLanguageTypeName',
    kept: 'preferredLanguageId',
    own: true,
    beside: true,
  },
  dateFormat: { sent: 'DateFormat', step: 'company', as: 'text', kept: 'dateFormat', own: true },
  timeFormat: { sent: 'TimeFormat', step: 'company', as: 'text', kept: 'timeFormat', own: true, beside: true },
  address: { sent: 'Address', step: 'company', as: 'lines', kept: 'address' },
  websiteUrl: { sent: 'WebsiteUrl', step: 'company', as: 'web', kept: 'websiteUrl' },
  tags: { sent: 'Tags', step: 'company', as: 'tags', kept: 'tags', own: true },
  logo: { sent: 'File', step: 'company', as: 'other', kept: 'logoUrl', own: true, untold: true },
  statusId: { sent: 'StatusId', step: 'company', as: 'active', kept: 'statusId', own: true },
  // No answer has it: a company that is a reseller is known by those below it.
  isReseller: { sent: 'IsReseller', step: 'company', as: 'yesNo', kept: 'isReseller', own: true, untold: true },
  licenseTypeResourceId: {
    sent: 'LicenseTypeResourceId',
    step: 'licence',
    as: 'lookup',
    of: 'licenseType',
    named: 'licenseTypeName',
    kept: 'licenseTypeId',
    own: true,
  },
  licenseModules: {
    sent: 'LicenseModuleResourceIdArray',
    step: 'licence',
    as: 'module',
    kept: 'licenseModules',
    own: true,
  },
  licensePeriodTypeResourceId: {
    sent: 'LicensePeriodTypeResourceId',
    step: 'licence',
    as: 'lookup',
    of: 'licensePeriod',
    named: 'licensePeriodTypeName',
    kept: 'licensePeriodId',
    required: true,
  },
  licenseStartDate: { sent: 'LicenseStartDate', step: 'licence', as: 'day', kept: 'licenseStart', beside: true },
  licenseEndDate: { sent: 'LicenseEndDate', step: 'licence', as: 'day', kept: 'licenseEnd', own: true },
  numberOfUsers: {
    sent: 'NumberOfUsers',
    step: 'licence',
    as: 'seats',
    kept: 'seats',
    required: true,
    min: 1,
    max: 10_000_000,
  },
  isNumberOfUsersLimited: {
    sent: 'IsNumberOfUsersLimited',
    step: 'licence',
    as: 'yesNo',
    kept: 'isLimited',
    own: true,
    beside: true,
    untold: true,
  },
  limitPolicy: { sent: 'LimitPolicy', step: 'licence', as: 'policy', kept: 'limitPolicy', own: true },
  limitGracePercent: {
    sent: 'LimitGracePercent',
    step: 'licence',
    as: 'percent',
    kept: 'limitGracePercent',
    own: true,
    beside: true,
  },
  companyGroups: {
    sent: 'CompanyGroupResourceIdArray',
    step: 'groups',
    as: 'other',
    kept: null,
    own: true,
    untold: true,
  },
  notificationTemplateTypeResourceId: {
    sent: 'NotificationTemplateTypeResourceId',
    step: 'content',
    as: 'lookup',
    of: 'notificationTemplates',
    named: 'notificationTemplateTypeName',
    kept: 'notificationTemplateTypeId',
  },
  trainingContentTypeResourceId: {
    sent: 'TrainingContentTypeResourceId',
    step: 'content',
    as: 'lookup',
    of: 'trainingContent',
    named: 'trainingContentTypeName',
    kept: 'trainingContentTypeId',
  },
  smtpConfigurationTypeResourceId: {
    sent: 'SmtpConfigurationTypeResourceId',
    step: 'content',
    as: 'lookup',
    of: 'smtpConfiguration',
    named: 'smtpConfigurationTypeName',
    kept: 'smtpConfigurationTypeId',
  },
  isVersionVisible: { sent: 'IsVersionVisible', step: 'content', as: 'yesNo', kept: 'isVersionVisible' },
  isReleaseNotesVisible: {
    sent: 'IsReleaseNotesVisible',
    step: 'content',
    as: 'yesNo',
    kept: 'isReleaseNotesVisible',
    beside: true,
  },
  releaseNotesUrl: { sent: 'ReleaseNotesUrl', step: 'content', as: 'web', kept: 'releaseNotesUrl' },
  callBackNumberBookingCount: {
    sent: 'CallBackNumberBookingCount',
    step: 'content',
    as: 'number',
    kept: 'callBackCount',
    min: 0,
    max: 12,
    beside: true,
  },
  countryCode: READ_ONLY,
  countryName: READ_ONLY,
  industryName: READ_ONLY,
  licensePeriodTypeName: READ_ONLY,
  licenseTypeName: READ_ONLY,
  logoUrl: READ_ONLY,
  notificationTemplateTypeName: READ_ONLY,
  preferredLanguageTypeName: READ_ONLY,
  resourceId: READ_ONLY,
  smtpConfigurationTypeName: READ_ONLY,
  statusName: READ_ONLY,
  targetUserCount: READ_ONLY,
  trainingContentTypeName: READ_ONLY,
} as const satisfies Record<keyof Details | 'logo' | 'isReseller', InForm | null>

type Fields = typeof FIELDS
/** The fields that the form has. */
export type Field = { [Name in keyof Fields]: Fields[Name] extends InForm ? Name : never }[keyof Fields]
/** Those whose input is their own. */
export type OwnField = { [Name in Field]: Fields[Name] extends { own: true } ? Name : never }[Field]
export type Kind = InForm['as']

// The form sends all that the API takes; a picture goes as a file, and by no address of elsewhere.
type Unsent = Exclude<keyof Form, Fields[Field]['sent'] | 'LogoUrl'>
const everythingIsSent: Record<Unsent, never> = {}
void everythingIsSent

export interface Filter {
  by: Grammar[string]
  as: 'text' | 'number' | 'day' | 'month' | 'choices' | 'yesNo' | 'status' | 'own'
}

export interface Column {
  /** What the API calls it to order by; nothing is ordered by the others. */
  orderBy?: OrderBy
  /** Not there unless a person chooses it. */
  hidden?: true
  /** The most that it takes of a line. */
  widest?: number
  /** How it is told; what is its own is in CompaniesTable.tsx. */
  as: 'text' | 'number' | 'time' | 'own'
  filters: Readonly<Record<string, Filter>>
}

const between = <Min extends string, Max extends string>(field: string, min: Min, max: Max) => {
  const filters: Record<string, Filter> = {
    [min]: { by: [field, '>='], as: 'number' },
    [max]: { by: [field, '<='], as: 'number' },
  }
  return filters as Record<Min | Max, Filter>
}

/** What an end of licences is compared as: the overview's months end at a moment. */
const licenceEnd = (value: string) => (value.includes('T') ? 'LicenseEndDate' : 'LicenseEndDay')

/** Told within another column, or for filters alone. */
const NO_COLUMN = null

/** What the list tells of a company: its columns, in the order of the export, and the filters of each. */
export const ROW = {
  name: {
    orderBy: 'CompanyName',
    as: 'own',
    widest: 195,
    filters: { name: { by: ['CompanyName', 'Contains'], as: 'text' } },
  },
  resellerName: {
    orderBy: 'ResellerName',
    as: 'text',
    widest: 130,
    filters: { resellerName: { by: ['ResellerName', 'Contains'], as: 'text' } },
  },
  industryName: {
    orderBy: 'IndustryName',
    as: 'text',
    widest: 125,
    filters: { industry: { by: ['IndustryResourceId', 'Include'], as: 'choices' } },
  },
  licenseTypeName: {
    orderBy: 'LicenseTypeName',
    as: 'text',
    widest: 110,
    filters: { licenseType: { by: ['LicenseTypeResourceId', 'Include'], as: 'choices' } },
  },
  targetUserCount: {
    orderBy: 'TargetUserCount',
    as: 'own',
    filters: between('TargetUserCount', 'users_min', 'users_max'),
  },
  inactiveTargetUserCount: {
    as: 'number',
    hidden: true,
    filters: between('InactiveTargetUserCount', 'inactive_min', 'inactive_max'),
  },
  deletedTargetUserCount: {
    as: 'number',
    hidden: true,
    filters: between('DeletedTargetUserCount', 'deleted_min', 'deleted_max'),
  },
  monthlyActiveUserCount: {
    orderBy: 'MonthlyActiveUserCount',
    as: 'number',
    filters: between('MonthlyActiveUserCount', 'monthly_min', 'monthly_max'),
  },
  // It stands beside its use, and is here to order by.
  numberOfUsers: {
    orderBy: 'NumberOfUsers',
    as: 'own',
    hidden: true,
    filters: between('NumberOfUsers', 'seats_min', 'seats_max'),
  },
  tags: { as: 'own', filters: { tags: { by: ['Tags', 'Include'], as: 'text' } } },
  licenseEndDate: {
    orderBy: 'LicenseEndDate',
    as: 'own',
    filters: {
      // By the day in each company's own calendar, as lists and files show it.
      renews_from: { by: [licenceEnd, '>='], as: 'day' },
      renews_before: { by: [licenceEnd, '<'], as: 'day' },
      renews_in: { by: ['LicenseEndDate', 'StartsWith'], as: 'month' },
    },
  },
  createTime: {
    orderBy: 'CreateTime',
    as: 'time',
    hidden: true,
    filters: {
      created_from: { by: ['CreateTime', '>=', personsDay], as: 'day' },
      created_before: { by: ['CreateTime', '<', personsDay], as: 'day' },
    },
  },
  resourceId: { as: 'text', hidden: true, filters: { id: { by: ['CompanyResourceId', '='], as: 'text' } } },
  children: NO_COLUMN,
  companyName: NO_COLUMN,
  companyResourceId: NO_COLUMN,
  industryResourceId: NO_COLUMN,
  isNumberOfUsersLimited: NO_COLUMN,
  licenceExpired: NO_COLUMN,
  licenseEndDay: NO_COLUMN,
  licenseTypeResourceId: NO_COLUMN,
  privacyDurationId: NO_COLUMN,
} as const satisfies Record<keyof Listed, Column | null>

type Row = typeof ROW
export type ColumnName = { [Name in keyof Row]: Row[Name] extends Column ? Name : never }[keyof Row]
/** Those whose cell is their own. */
export type OwnColumn = { [Name in ColumnName]: Row[Name]['as'] extends 'own' ? Name : never }[ColumnName]

/** The filters of what is no column. */
export const OTHER_FILTERS = {
  month: { by: ['MonthlyActiveUser', '='], as: 'own' },
  module: { by: ['ModuleResourceId', 'Include'], as: 'choices' },
  group: { by: ['CompanyGroupResourceId', 'Include'], as: 'choices' },
  expired: { by: ['LicenceExpired', '='], as: 'yesNo' },
  status: { by: ['StatusId', '='], as: 'status' },
  ids: { by: ['CompanyResourceId', 'Include'], as: 'own' },
} as const satisfies Record<string, Filter>

type ColumnFilters = { [Name in ColumnName]: Row[Name]['filters'] }[ColumnName]
type NamesOf<Filters> = Filters extends unknown ? keyof Filters : never
export type FilterName = NamesOf<ColumnFilters> | keyof typeof OTHER_FILTERS
type ChoicesOf<Filters> = Filters extends unknown
  ? { [Name in keyof Filters]: Filters[Name] extends { as: 'choices' } ? Name : never }[keyof Filters]
  : never
/** Those that offer choices. */
export type ChoiceFilter = ChoicesOf<ColumnFilters> | ChoicesOf<typeof OTHER_FILTERS>
