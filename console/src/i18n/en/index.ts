// Every text of the console in English. The other catalogues have the same keys: the compiler says
// which are missing.

import english from 'ra-language-english'
import { audit } from './audit'
import { clients } from './clients'
import { companies, company } from './companies'
import { groups } from './groups'
import { imports } from './imports'
import { lists, saved } from './lists'
import { overview } from './overview'
import { roles } from './roles'
import { rules } from './rules'
import { targetGroups } from './targetGroups'
import { users } from './users'
import { lacking, views } from './views'

export const en = {
  ra: { ...english.ra, page: { ...english.ra.page, dashboard: 'Overview' }, saved_queries: saved },
  tenantry: {
    docs: 'API documentation',
    lists,
    views,
    language: 'Language: %{name}',
    never: 'Never',
    unlimited: 'Unlimited',
    no_options: 'Nothing is found',
    status: { active: 'Active', inactive: 'Inactive' },
    error: {
      offline: 'The server cannot be reached. Nothing has been lost: try again when you are back on line.',
      signed_out: 'You are not signed in.',
      overtaken: 'Somebody else changed this meanwhile. Look at it again, then try once more.',
      too_many: 'That was too much at once. Wait a moment, then try again.',
      unknown: 'The server gave no proper answer. Nothing has been lost: try again in a while.',
      again: 'Try again',
      view: 'This view could not be loaded. Try again; if that does not help, reload the page.',
    },
    rules,
    lacking,
    form: { back: 'Back', next: 'Next', overwrite: 'Save mine next time' },
    sign_in: {
      title: 'Sign in to Tenantry',
      intro: 'With the Client ID and the secret of an API client. They stay in this tab’s memory and nowhere else.',
      id: 'Client ID',
      secret: 'Client Secret',
      submit: 'Sign in',
      busy: 'Signing in…',
      again: 'Sign in again',
      ended: 'Your sign-in has ended. What you were doing is still there.',
      leave: 'Leave, and lose what is not saved',
      invalid_client: 'The Client ID or the secret is wrong, or they may not be used from here.',
      temporarily_unavailable: 'Too many attempts failed. Wait a minute and try again.',
      unknown: 'The server could not sign you in. Try again.',
    },
    acting: {
      switch: 'Switch to company',
      as: 'You act as %{name}: whatever you see and do is about it.',
      failed: 'You cannot act as this company: %{reason}',
      leave: 'Leave',
      find: 'Find a company',
      none: 'No company is found.',
      more: 'And %{count} more: type to find them.',
    },
    columns: { earlier: 'Put %{name} earlier', later: 'Put %{name} later' },
    export: {
      page_csv: 'This page as CSV',
      page_excel: 'This page as Excel',
      all_csv: 'All pages as CSV',
      all_excel: 'All pages as Excel',
      begun: 'The file is being made…',
      so_far: '%{size} so far…',
      done: '%{name} has been saved',
    },
  },
  resources: {
    overview,
    companies,
    company,
    groups,
    users,
    'target-groups': targetGroups,
    imports,
    clients,
    roles,
    audit,
  },
}

/** The same keys, other texts. */
export type Catalogue = Texts<typeof en>
type Texts<T> = { [Key in keyof T]: T[Key] extends string ? string : Texts<T[Key]> }
