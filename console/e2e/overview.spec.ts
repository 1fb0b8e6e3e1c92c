import type { Locator, Page } from '@playwright/test'
import {
  ask,
  choice,
  changeCompany,
  makeClient as makeHolder,
  makeCompany,
  makeRole,
  unique,
  type Schemas,
} from './api'
import { expect, test, ways, wayTo } from './test'

type Told = Schemas['CompaniesOverview']

const ultimate = () => choice('licenseType', 'ULTIMATE')
const custom = () => choice('licensePeriod', 'CUSTOM')
/** Where a day begins while it is yesterday for UTC. */
const ZONE = 'Europe/Istanbul'

async function overviewOf(company: string) {
  return (await ask<Told>('GET', 'companies/overview', undefined, company)).data
}

/**
 * A reseller that no other test touches, with companies: one over its limit, two to be renewed, early and late, one
 * whose licence has ended and one without a limit. Neither of these has seats.
 */
async function makeEstate() {
  const name = unique('Overseen')
  const period = await custom()
  const renewed = (day: string) => ({ LicensePeriodTypeResourceId: period, TimeZoneId: ZONE, LicenseEndDate: day })
  // In none of the next months, whatever day it is.
  const lasting = renewed('2050-06-15')
  const reseller = await makeCompany(name, { IsReseller: true, ...lasting, NumberOfUsers: 40 })
  const over = await makeCompany(`${name} over`, { ...lasting, NumberOfUsers: 1 }, reseller)
  for (const email of ['ada@x.example', 'bo@x.example']) {
    expect((await ask('POST', 'target-users', { email }, over)).status).toBe(200)
  }
  const months = (await overviewOf(reseller)).renewalsByMonth.map(({ period }) => period)
  const early = { ...renewed(`${months[2]}-01`), LicenseTypeResourceId: await ultimate() }
  await makeCompany(`${name} early`, early, reseller)
  await makeCompany(`${name} late`, renewed(`${months[11]}-28`), reseller)
  const ended = await makeCompany(`${name} ended`, {}, reseller)
  await changeCompany(ended, `${name} ended`, { ...renewed('2025-02-01'), LicenseStartDate: '2025-01-01' })
  await makeCompany(`${name} endless`, { ...lasting, IsNumberOfUsersLimited: false }, reseller)
  return { name, reseller, told: await overviewOf(reseller) }
}

/** A client of a company, with one of the built-in roles. */
async function makeClient(company: string, roleName: string) {
  const { data: roles } = await ask<Schemas['RoleName'][]>('GET', 'roles', undefined, company)
  const { data: made } = await ask<{ clientId: string; clientSecret: string }>(
    'GET',
    'companies/clients/generate-client-credentials',
  )
  const roleResourceIdList = roles.filter(({ name }) => name === roleName).map(({ resourceId }) => resourceId)
  const body = { name: roleName, ...made, roleResourceIdList }
  expect((await ask('POST', 'companies/clients', body, company)).status).toBe(200)
  return { id: made.clientId, secret: made.clientSecret }
}

const card = (page: Page, name: string) => page.getByRole('region', { name })
const figure = (page: Page, name: string) => page.getByRole('link', { name: new RegExp(`^${name}: `) })
const total = (page: Page, count: number) => page.getByText(new RegExp(`^1-\\d+ of ${count}$`))
const filterOf = (page: Page) => JSON.parse(new URL(page.url()).searchParams.get('filter') ?? '') as object

async function numbers(card: Locator) {
  const rows = await card.locator('tbody tr').all()
  return Promise.all(
    rows.map(async (row) =>
      (await row.getByRole('cell').allInnerTexts()).map((text) => Number(text.replaceAll(',', ''))),
    ),
  )
}

test('it is the first view, and says what the API says', async ({ page, enter }) => {
  const { reseller, told } = await makeEstate()
  await enter(`/as/${reseller}`)
  await expect(page).toHaveURL(new RegExp(`/as/${reseller}/overview$`))
  await expect(ways(page).first()).toHaveText('Overview')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overview')
  expect(told).toMatchObject({ companyCount: 6, limitExceededCompanyCount: 1 })
  await expect(figure(page, 'Companies')).toHaveText('6')
  await expect(figure(page, 'Over the limit')).toHaveText('1')
  await expect(figure(page, 'Seats sold')).toHaveText('61')
  await expect(figure(page, 'Seats used')).toHaveText('2')
  expect(await numbers(card(page, 'Seats sold and used'))).toEqual(
    told.seatsByMonth.map(({ soldSeats, usedSeats }) => [soldSeats, usedSeats]),
  )
  expect(told.seatsByMonth[11]).toMatchObject({ soldSeats: 61, usedSeats: 2 })
  expect(await numbers(card(page, 'Licences that end'))).toEqual(
    told.renewalsByMonth.map(({ companyCount, seats }) => [companyCount, seats]),
  )
  expect(await numbers(card(page, 'Licences by type'))).toEqual(
    told.licenseTypes.map(({ companyCount, seats, targetUserCount }) => [companyCount, seats, targetUserCount]),
  )
  await expect(card(page, 'Licences by type').getByRole('rowheader')).toHaveText(['Business', 'Ultimate'])
})

test('each figure leads to the list that explains it, as long as the figure says', async ({ page, enter }) => {
  const { name, reseller, told } = await makeEstate()
  await enter(`/as/${reseller}/overview`)
  const follow = async (link: Locator, count: number) => {
    await link.press('Enter')
    await expect(total(page, count)).toBeVisible()
  }
  await follow(figure(page, 'Over the limit'), told.limitExceededCompanyCount)
  await expect(page.getByRole('link', { name: `${name} over` })).toBeVisible()
  await page.goBack()
  // Nothing of the filter before is left.
  await follow(figure(page, 'Companies'), told.companyCount)
  await page.goBack()
  // Of those with seats, the one whose licence has ended is not counted.
  for (const [column, order] of [
    ['Seats sold', 'numberOfUsers'],
    ['Seats used', 'targetUserCount'],
  ] as const) {
    await follow(figure(page, column), 4)
    await expect(page.getByRole('link', { name: new RegExp(`^${name} end`) })).toHaveCount(0)
    await expect(page).toHaveURL(new RegExp(`sort=${order}&order=DESC`))
    await page.goBack()
  }
  const types = card(page, 'Licences by type').getByRole('rowheader').getByRole('link')
  for (const [at, { companyCount }] of told.licenseTypes.entries()) {
    await follow(types.nth(at), companyCount)
    await page.goBack()
  }
  const renewals = card(page, 'Licences that end').getByRole('rowheader')
  for (const [at, { companyCount }] of told.renewalsByMonth.entries()) {
    await expect(renewals.nth(at).getByRole('link')).toHaveCount(companyCount > 0 ? 1 : 0)
  }
  for (const [at, which] of [
    [2, 'early'],
    [11, 'late'],
  ] as const) {
    expect(told.renewalsByMonth[at]?.companyCount).toBe(1)
    await follow(renewals.nth(at).getByRole('link'), 1)
    await expect(page.getByRole('link', { name: `${name} ${which}` })).toBeVisible()
    await expect(page.getByLabel('Renews in')).toHaveValue(told.renewalsByMonth[at]?.period ?? '')
    await page.goBack()
  }
  const month = told.seatsByMonth[11]?.period
  // Before they were there, nobody is.
  const months = card(page, 'Seats sold and used').getByRole('rowheader')
  await expect(months.nth(10).getByRole('link')).toHaveCount(0)
  await follow(months.nth(11).getByRole('link'), 4)
  await expect(page.getByRole('link', { name: new RegExp(`^${name} end`) })).toHaveCount(0)
  await expect(page.getByLabel('Monthly users of')).toHaveValue(month ?? '')
  await expect(page).toHaveURL(/sort=monthlyActiveUserCount&order=DESC/)
})

test('a bar leads where its row does', async ({ page, enter }) => {
  const { reseller, told } = await makeEstate()
  await enter(`/as/${reseller}/overview`)
  const bars = (name: string) => card(page, name).locator('.recharts-bar-background-rectangle')
  // Where there is nothing there is no bar.
  await expect(bars('Seats sold and used')).toHaveCount(2)
  await expect(bars('Licences that end')).toHaveCount(2)
  // By force: the bar itself stands before it.
  await bars('Licences that end').nth(0).click({ force: true })
  await expect(total(page, 1)).toBeVisible()
  expect(filterOf(page)).toEqual({ renews_in: told.renewalsByMonth[2]?.period })
  await page.goBack()
  await bars('Licences by type').nth(1).click({ force: true })
  await expect(total(page, 1)).toBeVisible()
  expect(filterOf(page)).toEqual({ licenseType: [await ultimate()] })
  await page.goBack()
  // High above the two users, where their bar ends long before.
  await bars('Seats sold and used')
    .nth(1)
    .click({ position: { x: 3, y: 20 } })
  await expect(total(page, 4)).toBeVisible()
  expect(filterOf(page)).toEqual({ month: told.seatsByMonth[11]?.period, seats_min: 0, expired: false })
})

/** How a person here writes the day. */
const written = (day: string) =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(day))

test('a month of the chart and the list behind it hold the same companies, however far away they are', async ({
  page,
  enter,
}) => {
  const name = unique('Bordering')
  const reseller = await makeCompany(name, { IsReseller: true, TimeZoneId: ZONE })
  const periods = (await overviewOf(reseller)).renewalsByMonth.map(({ period }) => period)
  const [first, second] = [periods[3] ?? '', periods[4] ?? '']
  const begins = `${second}-01`
  const last = new Date(Date.parse(begins) - 86_400_000).toISOString().slice(0, 10)
  for (const zone of ['Pacific/Kiritimati', 'Pacific/Auckland', 'Pacific/Pago_Pago', 'Etc/GMT+12']) {
    for (const day of [last, begins]) {
      const licence = { LicensePeriodTypeResourceId: await custom(), TimeZoneId: zone, LicenseEndDate: day }
      await makeCompany(`${name} ${zone} ${day}`, licence, reseller)
    }
  }
  await enter(`/as/${reseller}/overview`)
  const ending = card(page, 'Licences that end')
  await expect
    .poll(async () => (await numbers(ending)).slice(3, 5))
    .toEqual([
      [4, 40],
      [4, 40],
    ])
  for (const [at, period, day] of [
    [3, first, last],
    [4, second, begins],
  ] as const) {
    await ending.getByRole('rowheader').nth(at).getByRole('link').click()
    await expect(total(page, 4)).toBeVisible()
    await expect(page.getByLabel('Renews in')).toHaveValue(period)
    // Each row shows its company's own day, which is in that month.
    const rows = page.locator('tbody').getByRole('row')
    await expect(rows.filter({ hasText: `${name} ` })).toHaveCount(4)
    await expect(rows.filter({ hasText: written(day) }).filter({ hasText: day })).toHaveCount(4)
    await page.goBack()
  }
})

test('a past month of the seats leads to the companies whose seats it counts', async ({ page, enter }) => {
  await enter('/overview')
  const seats = card(page, 'Seats sold and used (past months with today’s seats)')
  await expect(seats.getByRole('rowheader')).toHaveCount(12)
  const [sold] = (await numbers(seats))[8] ?? []
  expect(sold).toBeGreaterThan(0)
  await seats.getByRole('rowheader').nth(8).getByRole('link').click()
  // Of all companies there are, those that were there when the month ended, with a licence that had not.
  const end = (await ask<Told>('GET', 'companies/overview')).data.seatsByMonth[9]?.periodStart ?? ''
  const filterItems = [
    { fieldName: 'NumberOfUsers', operator: '>=', value: '0' },
    { fieldName: 'CreateTime', operator: '<', value: end },
    { fieldName: 'LicenseEndDate', operator: '>=', value: end },
  ]
  const body = {
    pageNumber: 1,
    pageSize: 1000,
    orderBy: 'Name',
    ascending: true,
    filter: { filterGroups: [{ filterItems }] },
  }
  const all = (await ask<Schemas['CompaniesPage']>('POST', 'companies/search', body)).data
  expect(all.results.map(({ numberOfUsers }) => Number(numberOfUsers)).reduce((sum, one) => sum + one, 0)).toBe(sold)
  await expect(page.getByText(new RegExp(`of ${all.totalNumberOfRecords}$`))).toBeVisible()
})

test('a new change leads to its entry in the audit log', async ({ page, enter }) => {
  const { name, reseller } = await makeEstate()
  await enter(`/as/${reseller}/overview`)
  await card(page, 'Newest changes')
    .getByRole('link', { name: `Company created: ${name} early` })
    .click()
  await expect(page).toHaveURL(/\/audit\?/)
  await expect(page.getByRole('button', { name: /created|changed|added/ })).toHaveText([
    `Company created: ${name} early`,
  ])
})

test('who may not see it is not offered it, and told so in words', async ({ page, enter }) => {
  const company = await makeCompany(unique('Administered'))
  const admin = await makeClient(company, 'Company Admin')
  await enter('/', admin)
  await expect(page).toHaveURL(/\/company$/)
  await expect(wayTo(page, 'Target users')).toBeVisible()
  await expect(wayTo(page, 'Overview')).toHaveCount(0)
  await enter('/overview', admin)
  await expect(page.getByRole('alert')).toHaveText('Your role, Company Admin, does not allow this view')
  await expect(page.getByText('companies/overview|GET')).toBeVisible()
})

test('who may not list the companies is led to no list of them', async ({ page, enter }) => {
  const role = await makeRole(unique('Counts'), ['companies/overview|GET'])
  await enter('/overview', (await makeHolder(unique('Counting'), role)).secret)
  await expect(card(page, 'Licences by type').getByRole('rowheader').first()).toBeVisible()
  await expect(page.getByText('Seats sold', { exact: true })).toBeVisible()
  await expect(page.locator('#main-content').getByRole('link')).toHaveCount(0)
})

test('without a network it says so, and what was read stays', async ({ page, enter, context }) => {
  await enter('/overview')
  await expect(card(page, 'Licences by type')).toBeVisible()
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.getByRole('alert').first()).toContainText('The server cannot be reached')
  await expect(card(page, 'Licences by type')).toBeVisible()
  await context.setOffline(false)
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('a reseller without a company is told how to make the first one', async ({ page, enter }) => {
  const reseller = await makeCompany(unique('Beginning'), { IsReseller: true })
  await enter('/', await makeClient(reseller, 'Reseller'))
  await expect(page.getByRole('heading', { name: 'There is no company yet' })).toBeVisible()
  await page.getByRole('link', { name: 'Create', exact: true }).click()
  await expect(page.getByRole('textbox', { name: 'Company name' })).toBeVisible()
})
