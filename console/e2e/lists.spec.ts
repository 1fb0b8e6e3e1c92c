// The list of companies: filters on every column, clusters, and the cards that a phone has in its place.

import { ask, choice, makeCompany, search, unique, type Schemas, moduleNamed } from './api'
import { expect, test } from './test'

const list = (filter: object) => `/companies?filter=${encodeURIComponent(JSON.stringify(filter))}`

/** Two resellers of one name, each with two companies, and a third whose name comes before theirs. */
async function makeResellers(word: string) {
  for (const [reseller, ...below] of [
    [`${word} West`, 'd', 'a'],
    [`${word} West`, 'c', 'b'],
    [`${word} East`, 'e'],
  ] as const) {
    const id = await makeCompany(reseller, { IsReseller: true })
    for (const name of below) await makeCompany(`${word} ${name}`, { Tags: [word] }, id)
  }
}

test('clustered, each company stands below its reseller, in the order of their names', async ({ page, enter }) => {
  const word = unique('Cluster')
  await makeResellers(word)
  await enter(list({ tags: word }))
  await expect(page.getByRole('row')).toHaveCount(6)
  await page.getByRole('button', { name: 'By reseller', exact: true }).click()
  await expect(page.getByRole('rowheader')).toHaveText([`${word} East`, `${word} West`, `${word} West`])
  const rows = await page.locator('tbody').getByRole('row').allInnerTexts()
  const names = rows.map((text) => new RegExp(`${word} (\\w+)`).exec(text)?.[1])
  const [east, e, ...west] = names
  expect([east, e]).toEqual(['East', 'e'])
  expect([west.slice(0, 3).join(' '), west.slice(3).join(' ')].sort()).toEqual(['West a d', 'West b c'])
  await expect(page).toHaveURL(/clustered/)
})

const COUNTS = [
  ['Target users', 'users', 'targetUserCount'],
  ['Inactive users', 'inactive', 'inactiveTargetUserCount'],
  ['Deleted users', 'deleted', 'deletedTargetUserCount'],
  ['Monthly users', 'monthly', 'monthlyActiveUserCount'],
] as const

for (const [name, filter, column] of COUNTS) {
  test(`filters on ${name} find those between the two`, async ({ page, enter }) => {
    const everything = { pageNumber: 1, pageSize: 1000, orderBy: 'Name', ascending: true }
    const { data } = await ask<Schemas['CompaniesPage']>('POST', 'companies/search', everything)
    const counts = data.results.map((row) => row[column])
    const [most = 0] = counts.toSorted((one, other) => other - one)
    expect(most).toBeGreaterThan(0)
    await enter('/companies')
    for (const bound of [`${name}, at least`, `${name}, at most`]) {
      await page.getByRole('button', { name: 'Add filter' }).click()
      await page.getByRole('menuitemcheckbox', { name: bound }).click()
      await page.getByRole('spinbutton', { name: bound }).fill(String(most))
      // Only then is the next one added.
      await expect(page).toHaveURL(new RegExp(`[?&]filter=[^&]*${filter}_${bound.endsWith('least') ? 'min' : 'max'}`))
    }
    const found = counts.filter((count) => count === most).length
    await expect(page.getByText(new RegExp(`^1.${found} of ${found}$`))).toBeVisible()
  })
}

test('filters by industry, licence, module, limit, reseller, status and lapse are all of one search', async ({
  page,
  enter,
}) => {
  const word = unique('Sought')
  const reseller = await makeCompany(`${word} above`, { IsReseller: true })
  const others = { StatusId: 0, LicenseModuleResourceIdArray: [await moduleNamed('Phishing Simulator')] }
  const id = await makeCompany(`${word} found`, { ...others, NumberOfUsers: 77 }, reseller)
  await makeCompany(`${word} other`, { ...others, NumberOfUsers: 78 }, reseller)
  const { data } = await ask<Schemas['CompanyDetails']>('GET', `companies/${id}`)
  await enter('/companies')
  const add = async (filter: string) => {
    await page.getByRole('button', { name: 'Add filter' }).click()
    await page.getByRole('menuitemcheckbox', { name: filter, exact: true }).click()
  }
  // Only then is the next one added.
  const asked = (name: string) => expect(page).toHaveURL(new RegExp(`[?&]filter=[^&]*${name}`))
  const pick = async (name: string, filter: string, option: string) => {
    await add(filter)
    // The choices may have opened with the focus already, and would close with a click.
    await page.getByRole('combobox', { name: filter }).press('ArrowDown')
    await page.getByRole('option', { name: option, exact: true }).click()
    await page.keyboard.press('Escape')
    await asked(name)
  }
  const type = async (name: string, filter: string, text: string) => {
    await add(filter)
    await page.getByLabel(filter, { exact: true }).fill(text)
    await asked(name)
  }
  await type('resellerName', 'Reseller name contains', word)
  await type('seats_max', 'Licence limit, at most', '77')
  await pick('industry', 'Industry is one of', data.industryName ?? '')
  await pick('licenseType', 'Licence type is one of', data.licenseTypeName ?? '')
  await pick('module', 'Has one of the modules', 'Phishing Simulator')
  await pick('status', 'Status', 'Inactive')
  await pick('expired', 'Licence has lapsed', 'No')
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('link', { name: `${word} found` })).toBeVisible()
})

test('a company is found by its id, and by the day on which it renews, wherever that is', async ({ page, enter }) => {
  const name = unique('Dated')
  // The one licence ends while it is still the day before in London, the other when it is almost the next.
  const id = await makeCompany(name, { TimeZoneId: 'Asia/Tokyo', LicenseStartDate: '2028-03-01' })
  await makeCompany(`${name} later`, { TimeZoneId: 'Pacific/Honolulu', LicenseStartDate: '2028-03-02' })
  await enter(list({ id }))
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('row', { name }).getByText('1 Mar 2029')).toBeVisible()
  await enter(list({ name, renews_from: '2029-03-01', renews_before: '2029-03-02' }))
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('link', { name, exact: true })).toBeVisible()
  await enter(list({ name, renews_from: '2029-03-02', renews_before: '2029-03-03' }))
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('link', { name: `${name} later` })).toBeVisible()
})

test('the days of a filter are those of the rows, also at the ends of the world', async ({ page, enter }) => {
  const name = unique('Ends')
  const zones = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Etc/GMT+12']
  const days = ['2029-02-28', '2029-03-01', '2029-03-02']
  for (const zone of zones) {
    for (const LicenseEndDate of days) {
      const licence = {
        LicensePeriodTypeResourceId: await choice('licensePeriod', 'CUSTOM'),
        TimeZoneId: zone,
        LicenseEndDate,
      }
      await makeCompany(`${name} ${zone}`, licence)
    }
  }
  const rows = page.locator('tbody').getByRole('row')
  const shown = async (filter: object, expected: string[]) => {
    await enter(list({ name, ...filter }))
    await expect(rows).toHaveCount(expected.length * zones.length)
    for (const day of expected) await expect(rows.filter({ hasText: day })).toHaveCount(zones.length)
  }
  await shown({ renews_from: days[1] }, ['1 Mar 2029', '2 Mar 2029'])
  await shown({ renews_before: days[1] }, ['28 Feb 2029'])
  await shown({ renews_from: days[1], renews_before: days[2] }, ['1 Mar 2029'])
})

test('on a phone the cards are clustered, ticked and acted on as well', async ({ page, enter }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const word = unique('Carded')
  await makeResellers(word)
  await enter(list({ tags: word, clustered: true }))
  await expect(page.getByRole('heading', { name: `${word} West` })).toHaveCount(2)
  await expect(page.getByRole('heading', { name: `${word} East` })).toHaveCount(1)
  await page.getByRole('checkbox', { name: `Select this row: ${word} a` }).click()
  await page.getByRole('checkbox', { name: `Select this row: ${word} e` }).click()
  await page.getByRole('button', { name: 'Add to group' }).click()
  await page.getByRole('combobox', { name: 'Group' }).fill(word)
  await page.getByRole('option', { name: `New group “${word}”` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click()
  await expect(page.getByText(`2 companies are in ${word}`)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Add to group' })).toHaveCount(0)
  await page.getByRole('checkbox', { name: 'Select all' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete these 5 companies?' })
  await dialog.getByRole('textbox').fill(['a', 'b', 'c', 'd', 'e'].map((name) => `${word} ${name}`).join('\n'))
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('5 companies have been deleted')).toBeVisible()
  expect((await search('Tags', word)).results).toEqual([])
})
