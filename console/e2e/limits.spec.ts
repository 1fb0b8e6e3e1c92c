// What a person may see, and what they are told where they may not; their own licence; a limit that an import passes.

import type { Page } from '@playwright/test'
import { lacking } from '../src/i18n/en/views'
import {
  ask,
  choice,
  changeCompany,
  makeClient as makeHolder,
  makeCompany,
  makeRole,
  modules,
  unique,
  type Schemas,
} from './api'
import { expect, test, ways, wayTo } from './test'

const DAY = 86_400_000

/** A client of the company with the built-in role of its own people. */
async function makeAdmin(company: string) {
  const { data: roles } = await ask<Schemas['RoleName'][]>('GET', 'roles', undefined, company)
  const { data: made } = await ask<{ clientId: string; clientSecret: string }>(
    'GET',
    'companies/clients/generate-client-credentials',
  )
  const roleResourceIdList = roles.filter(({ name }) => name === 'Company Admin').map(({ resourceId }) => resourceId)
  expect((await ask('POST', 'companies/clients', { name: 'Admin', ...made, roleResourceIdList }, company)).status).toBe(
    200,
  )
  return { id: made.clientId, secret: made.clientSecret }
}

const figure = (page: Page, term: string) =>
  page.getByRole('term').filter({ hasText: term }).first().locator('xpath=following-sibling::dd')

/** By the calendar of the browser, which is the person's. */
const inDays = (days: number) =>
  new Date(Date.now() + days * DAY).toLocaleDateString('sv-SE', { timeZone: 'Europe/Istanbul' })
const written = (day: string) =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(day))

test('a customer sees what was bought, how much is used and when it ends, and no link leads to a refusal', async ({
  page,
  enter,
}) => {
  const name = unique('Customer')
  const end = inDays(40)
  const licence = {
    LicensePeriodTypeResourceId: await choice('licensePeriod', 'CUSTOM'),
    LicenseStartDate: '2026-01-01',
    LicenseEndDate: end,
  }
  const company = await makeCompany(name, { ...licence, NumberOfUsers: 2 })
  for (const email of ['ada@x.example', 'bo@x.example', 'cy@x.example']) {
    expect((await ask('POST', 'target-users', { email }, company)).status).toBe(200)
  }
  await enter('/', await makeAdmin(company))
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('My company')
  await expect(page.getByRole('heading', { level: 2, name })).toBeVisible()
  await expect(figure(page, 'Licence')).toContainText('Business')
  await expect(figure(page, 'Seats used')).toContainText('3 of 2')
  await expect(figure(page, 'Seats used')).toContainText('1 over the limit. It is reported to your reseller.')
  await expect(figure(page, 'Renewal')).toContainText(written(end))
  await expect(figure(page, 'Renewal')).toContainText('In 40 days')
  // From the users back to the company by its name.
  await wayTo(page, 'Target users').click()
  await page.getByRole('link', { name, exact: true }).click()
  await expect(page).toHaveURL(/\/company$/)
  // Every view that the menu offers opens.
  for (const item of await ways(page).all()) {
    if ((await item.innerText()).includes('API documentation')) continue
    await item.click()
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect(page.getByText('Access denied')).toHaveCount(0)
  }
  // A link that a reseller sent leads there as well.
  await enter(`/companies/${company}`, await makeAdmin(company))
  await expect(page).toHaveURL(/\/company$/)
})

test('where a role may not go it is said which permission is missing, in words', async ({ page, enter }) => {
  const role = await makeRole(unique('Nothing'), ['companies/my|GET'])
  const holder = (await makeHolder(unique('Idle'), role)).secret
  await enter('/', holder)
  await expect(page.getByRole('alert')).toHaveText(/^Your role, Nothing \w+, allows no view of the console$/)
  await expect(page.getByText('Search the audit log', { exact: true })).toBeVisible()
  for (const [address, words, permission] of [
    ['/companies', 'List companies with their licences', 'companies/search|POST'],
    ['/companies/create', 'Create a company', 'companies|POST'],
    ['/groups', 'Search company groups', 'company-groups/search|POST'],
    ['/target-groups', 'Search target groups', 'target-groups/search|POST'],
    ['/users', 'Search target users', 'target-users/search|POST'],
    ['/clients', 'Search API clients', 'companies/clients/search|POST'],
    ['/roles', 'Search roles', 'roles/search|POST'],
    ['/audit', 'Search the audit log', 'audit-logs/search|POST'],
  ] as const) {
    await enter(address, holder)
    await expect(page.getByRole('alert')).toHaveText(/^Your role, Nothing \w+, does not allow this view$/)
    await expect(page.getByText(words, { exact: true })).toBeVisible()
    await expect(page.getByText(permission, { exact: true })).toBeVisible()
    expect(new URL(page.url()).pathname).toBe(address)
  }
})

test('what a view needs is told in the words that the server has for it', async () => {
  const all = (await modules()).flatMap(({ children }) => children)
  const theirs = all.map(({ permissionName, permissionDescription }) => [permissionName, permissionDescription])
  expect(Object.fromEntries(theirs)).toMatchObject(lacking.words)
})

const file = (rows: number) => ({
  name: 'people.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(`E-mail\n${Array.from({ length: rows }, (_, at) => `u${at}@x.example\n`).join('')}nobody\n`),
})

test('an import says what it does to the limit, before and after, and how many rows are what', async ({
  page,
  enter,
}) => {
  const company = await makeCompany(unique('Bounded'), { NumberOfUsers: 8 })
  await ask('POST', 'target-users', { email: 'old@x.example' }, company)
  await enter(`/users/${company}/import`)
  await page.locator('input[type=file]').setInputFiles(file(14))
  const said = page.getByRole('status')
  await expect(said).toHaveText(
    'After this import: 15 active users, 8 seats: 7 over; policy Report. All of them are imported, and that it is over is reported.',
  )
  await expect(page.getByRole('tab')).toHaveText(['Break a rule (1)', 'New (14)', 'There already (0)'])
  // Those that are chosen alone.
  await page.getByRole('tab', { name: 'New' }).click()
  await page.getByRole('checkbox', { name: 'Import row 2' }).click()
  await expect(said).toHaveText('After this import: 2 active users, 8 seats: 6 free.')
  await page.getByRole('checkbox', { name: 'Import row 2' }).click()
  await page.getByRole('button', { name: 'Import every row that can be' }).click()
  await expect(page.getByText('Done', { exact: true })).toBeVisible()
  await expect(said).toHaveText('Now: 15 active users, 8 seats: 7 over; policy Report.')
  await expect(page.getByRole('tab')).toHaveText([
    'Break a rule (1)',
    'No room in the licence (0)',
    'Brought back (0)',
    'Not chosen (0)',
  ])
})

test('where the licence refuses, an import says how many rows find no room', async ({ page, enter }) => {
  const name = unique('Refusing')
  const company = await makeCompany(name, { NumberOfUsers: 10, LimitPolicy: 'Refuse', LimitGracePercent: 10 })
  await enter(`/users/${company}/import`)
  await page.locator('input[type=file]').setInputFiles(file(14))
  const said = page.getByRole('status')
  await expect(said).toHaveText(
    'After this import: 14 active users, 10 seats: 4 over; policy Refuse. The licence lets in 11: 3 rows find no room and are refused.',
  )
  await page.getByRole('button', { name: 'Import every row that can be' }).click()
  await expect(page.getByText('Done', { exact: true })).toBeVisible()
  await expect(said).toHaveText('Now: 11 active users, 10 seats: 1 over; policy Refuse.')
  await expect(page.getByRole('tab', { name: 'No room in the licence (3)' })).toBeVisible()
  await changeCompany(company, name, { IsNumberOfUsersLimited: false, NumberOfUsers: 10 })
  await page.reload()
  await enter(new URL(page.url()).pathname)
  await expect(said).toHaveText('Now: 11 active users; the licence has no limit.')
})
