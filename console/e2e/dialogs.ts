// What stands over a view for a while, for the tests that look at each: dialogs, menus, the secret that
// is shown once, and what is said when something is refused.

import type { Page } from '@playwright/test'
import { owner } from './api'
import { signIn } from './test'
import type { Ids, View } from './views'

const press = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click()

const within = (name: string | RegExp) => (page: Page) =>
  page.getByRole('dialog').getByRole('button', { name }).first().click()

const tick = (page: Page) =>
  page
    .getByRole('checkbox', { name: /^Select this row/ })
    .first()
    .click()

/** One step after the other. */
const first =
  (...steps: ((page: Page) => Promise<unknown>)[]) =>
  async (page: Page) => {
    for (const step of steps) await step(page)
  }

/** All companies, whatever the list was filtered by before. */
const LIST = '/companies?page=1'

const untick = press('Unselect')

const FILE = {
  name: 'people.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from('E-mail,First name\nada@x.example,Ada\nno,B\n'),
}

export function dialogs({ company, group, client, user }: Ids): View[] {
  return [
    { name: 'companies-filters', address: LIST, first: press('Add filter') },
    { name: 'companies-columns', address: LIST, first: press('Columns'), wide: true },
    { name: 'companies-export', address: LIST, first: press('Export') },
    { name: 'companies-selected', address: LIST, first: tick, after: untick },
    {
      name: 'companies-add-to-group',
      address: LIST,
      first: first(tick, press('Add to group')),
      after: untick,
    },
    { name: 'companies-delete', address: LIST, first: first(tick, press('Delete')), after: untick },
    {
      name: 'companies-not-shown',
      address: LIST,
      first: first(tick, (page) => page.getByRole('textbox', { name: 'Search' }).fill('nobody is called that')),
      after: untick,
    },
    { name: 'nowhere', address: '/nope' },
    { name: 'company-nowhere', address: '/companies/nope' },
    { name: 'company-delete', address: `/companies/${company}`, first: within('Delete') },
    { name: 'company-move', address: `/companies/${company}`, first: within('Move') },
    { name: 'target-group-create', address: `/target-groups/${company}`, first: press('Create') },
    { name: 'switch', address: '/groups', first: press('Switch to company') },
    { name: 'company-refused', address: '/companies/create', first: press('Save') },
    { name: 'group-create', address: '/groups', first: press('Create') },
    { name: 'group-rename', address: `/groups/${group}`, first: within('Rename') },
    { name: 'group-delete', address: `/groups/${group}`, first: within('Delete') },
    { name: 'client-rotate', address: `/clients/${client}`, first: within('New secret') },
    { name: 'client-delete', address: `/clients/${client}`, first: within('Delete') },
    {
      name: 'client-secret',
      address: '/clients/create',
      first: async (page) => {
        await page.getByRole('textbox', { name: 'Name' }).fill('Payroll')
        await page.getByRole('checkbox', { name: 'Company Admin', exact: true }).click()
        await press('Save')(page)
        await page.getByRole('dialog', { name: 'The secret, this once' }).waitFor()
      },
      after: press('I have kept it'),
    },
    { name: 'user', address: `/users/${company}/${user}` },
    { name: 'user-delete', address: `/users/${company}/${user}`, first: within('Delete') },
    {
      name: 'user-import-preview',
      address: `/users/${company}/import`,
      first: async (page) => {
        await page.locator('input[type=file]').setInputFiles(FILE)
        await page.getByText('Not imported yet', { exact: true }).waitFor()
      },
    },
    { name: 'user-import-again', address: `/users/${company}/import` },
    { name: 'companies-refused', address: `/companies?filter=${encodeURIComponent('{"month":"2026-13"}')}` },
    {
      name: 'sign-in-again',
      address: LIST,
      first: async (page) => {
        await page.route('**/api/**', (route) => route.fulfill({ status: 401, json: {} }))
        await page.route('**/connect/token', (route) =>
          route.fulfill({ status: 400, json: { error: 'invalid_client' } }),
        )
        await press('Refresh')(page)
        await page.getByRole('dialog', { name: 'Sign in again' }).waitFor()
      },
      after: async (page) => {
        await page.unrouteAll()
        await signIn(page, owner)
      },
    },
  ]
}
