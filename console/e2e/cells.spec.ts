// What the cells of the lists say: read as a person reads them, at a desk.

import type { Page } from '@playwright/test'
import { ask, choice, changeCompany, makeClient, makeCompany, unique, type Schemas } from './api'
import { expect, test } from './test'

const list = (filter: object) => `/companies?filter=${encodeURIComponent(JSON.stringify(filter))}`

const cell = (page: Page, name: string, column: string) =>
  page
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name, exact: true }) })
    .locator(`.column-${column}`)

async function addUsers(company: string, word: string, count: number) {
  for (let at = 0; at < count; at++) {
    const email = `${word.replaceAll(' ', '.').toLowerCase()}.${at}@cells.example`
    await ask('POST', 'target-users', { email, priority: 'Medium', isActive: true }, company)
  }
}

const day = (away: number) => new Date(Date.now() + away * 86_400_000).toISOString().slice(0, 10)

test('use and limit stand in one cell, and who is over or near it is marked in words and colour', async ({
  page,
  enter,
}) => {
  const word = unique('Used')
  const made = async (name: string, users: number, others: object) => {
    const id = await makeCompany(`${word} ${name}`, { Tags: [word], ...others })
    await addUsers(id, `${word} ${name}`, users)
  }
  await made('over', 3, { NumberOfUsers: 2 })
  await made('full', 2, { NumberOfUsers: 2 })
  await made('half', 1, { NumberOfUsers: 2 })
  await made('free', 2, { IsNumberOfUsersLimited: false })
  await enter(list({ tags: word }))
  await expect(page.getByRole('row')).toHaveCount(5)
  const use = (name: string) => cell(page, `${word} ${name}`, 'targetUserCount')
  await expect(use('over')).toHaveText('1 over3 / 2')
  await expect(use('full')).toHaveText('2 / 2')
  await expect(use('half')).toHaveText('1 / 2')
  await expect(use('free')).toHaveText('2 / Unlimited')
  await expect(use('over').getByTitle('Over the limit by 1')).toBeVisible()
  await expect(use('full').getByTitle('100% of the limit is used')).toBeVisible()
  const colour = (name: string, text: string) =>
    use(name)
      .getByText(text, { exact: true })
      .evaluate((it) => getComputedStyle(it).color)
  const [over, full, half] = [
    await colour('over', '3 / 2'),
    await colour('full', '2 / 2'),
    await colour('half', '1 / 2'),
  ]
  expect(new Set([over, full, half]).size).toBe(3)
  await expect(use('over')).toHaveCSS('text-align', 'right')
  await expect(use('over')).toHaveCSS('font-variant-numeric', 'tabular-nums')
})

test('every count that can be chosen is what the API says, and a licence without a limit says so', async ({
  page,
  enter,
}) => {
  const word = unique('Counted')
  const id = await makeCompany(word, { IsNumberOfUsersLimited: false })
  const limited = await makeCompany(`${word} limited`, { NumberOfUsers: 1234 })
  await addUsers(limited, word, 2)
  await enter(list({ name: word }))
  await page.getByRole('button', { name: 'Columns' }).click()
  for (const name of ['Inactive users', 'Deleted users', 'Licence limit'])
    await page.getByRole('checkbox', { name }).click()
  await page.keyboard.press('Escape')
  const counts = (name: string) =>
    Promise.all(
      ['inactiveTargetUserCount', 'deletedTargetUserCount', 'monthlyActiveUserCount', 'numberOfUsers'].map((column) =>
        cell(page, name, column).innerText(),
      ),
    )
  await expect(page.getByRole('columnheader', { name: 'Licence limit' })).toBeVisible()
  expect(await counts(word)).toEqual(['0', '0', '0', 'Unlimited'])
  expect(await counts(`${word} limited`)).toEqual(['0', '0', '2', '1,234'])
  expect((await ask<Schemas['CompanyDetails']>('GET', `companies/${id}`)).data.isNumberOfUsersLimited).toBe(false)
})

test('how many companies a group has is told in its row', async ({ page, enter }) => {
  const word = unique('Peopled')
  const members = [await makeCompany(`${word} a`), await makeCompany(`${word} b`)]
  await ask('POST', 'company-groups', { name: word, companyResourceIdArray: members })
  await enter(`/groups?filter=${encodeURIComponent(JSON.stringify({ name: word }))}`)
  await expect(cell(page, word, 'companyCount')).toHaveText('2')
})

test('a renewal tells its day and the days until it, and a licence that has lapsed says so', async ({
  page,
  enter,
}) => {
  const word = unique('Renewed')
  const custom = await choice('licensePeriod', 'CUSTOM')
  const ends = (LicenseEndDate: string) => ({
    LicensePeriodTypeResourceId: custom,
    LicenseStartDate: '2025-01-01',
    LicenseEndDate,
  })
  await makeCompany(`${word} soon`, ends(day(40)))
  const late = await makeCompany(`${word} late`)
  await changeCompany(late, `${word} late`, ends(day(-40)))
  await enter(list({ name: word }))
  const renewal = (name: string) => cell(page, `${word} ${name}`, 'licenseEndDate')
  // A day more or less, as the clock here and in the company's zone say.
  await expect(renewal('soon')).toHaveText(/^\d+ \w+ \d{4}(39|40|41) days$/)
  await expect(renewal('late')).toHaveText(/^\d+ \w+ \d{4}Lapsed$/)
  await expect(renewal('late').getByTitle(/^Lapsed (39|40|41) days ago$/)).toBeVisible()
})

test('two tags stand in a row and the rest behind a number, which says them', async ({ page, enter }) => {
  const name = unique('Tagged')
  await makeCompany(name, { Tags: ['amber', 'birch', 'cedar', 'dogwood', 'elm'] })
  await enter(list({ name }))
  const tags = cell(page, name, 'tags')
  await expect(tags.getByText('amber', { exact: true })).toBeVisible()
  await expect(tags.getByText('birch', { exact: true })).toBeVisible()
  await expect(tags.getByText('+3', { exact: true })).toBeVisible()
  await expect(tags.getByTitle('amber, birch, cedar, dogwood, elm')).toBeVisible()
})

test('rows are one line of 40 pixels, nothing is cut at a desk, and head and names stay in sight', async ({
  page,
  enter,
}) => {
  const name = `${unique('Lengthy')} ${'and so on '.repeat(4)}`.trim()
  await makeCompany(name, { Tags: ['a rather long tag', 'another long tag', 'a third'] })
  await enter('/companies?sort=createTime&order=DESC&page=1&perPage=50')
  await expect(page.getByRole('row')).toHaveCount(51)
  const heights = await page
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height))
  expect(new Set(heights.map(Math.round))).toEqual(new Set([40]))
  const link = page.getByRole('link', { name, exact: true })
  await expect(link).toHaveAttribute('title', name)
  const table = page.locator('.RaDataTable-tableWrapper')
  const cut = () => table.evaluate((it) => it.scrollWidth - it.clientWidth)
  expect(await cut()).toBe(0)
  // The window does not scroll: the head, the pages and what acts on the list stay where they are.
  const head = page.getByRole('columnheader', { name: 'Company name' })
  const before = await head.boundingBox()
  await table.evaluate((it) => it.scrollTo(0, 600))
  expect(await head.boundingBox()).toEqual(before)
  await expect(page.getByRole('button', { name: 'Go to next page' })).toBeInViewport()
  // Where there is less room, it is scrolled to the side, beside the names.
  await page.setViewportSize({ width: 900, height: 700 })
  expect(await cut()).toBeGreaterThan(100)
  await table.evaluate((it) => it.scrollTo(200, 0))
  await expect(page.getByRole('columnheader', { name: 'Company name' })).toBeInViewport({ ratio: 1 })
})

/** How many rows are seen as a whole, without scrolling. */
function seen(page: Page) {
  return page.locator('tbody tr').evaluateAll((rows) => {
    const room = rows[0]?.closest('.RaDataTable-tableWrapper')?.getBoundingClientRect()
    const head = rows[0]?.closest('table')?.querySelector('thead')?.getBoundingClientRect()
    const within = ({ top, bottom }: DOMRect) => room && head && top >= head.bottom - 1 && bottom <= room.bottom + 1
    return rows.filter((row) => within(row.getBoundingClientRect())).length
  })
}

test('compact rows show twenty companies at once, and stay so in this browser', async ({ page, enter }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await enter('/companies?perPage=25')
  await expect(page.getByRole('row')).toHaveCount(26)
  const rows = page.getByRole('button', { name: 'Compact rows' })
  await expect(rows).toHaveAttribute('aria-pressed', 'false')
  expect(await seen(page)).toBeLessThan(20)
  await rows.click()
  await expect.poll(() => seen(page)).toBeGreaterThanOrEqual(20)
  await enter('/companies')
  await expect(rows).toHaveAttribute('aria-pressed', 'true')
  await expect.poll(() => seen(page)).toBeGreaterThanOrEqual(20)
  // Of one kind in all lists.
  await enter('/clients')
  await expect(rows).toHaveAttribute('aria-pressed', 'true')
  await rows.click()
  await enter('/companies')
  await expect(rows).toHaveAttribute('aria-pressed', 'false')
  await expect.poll(() => seen(page)).toBeLessThan(20)
})

/** What a cell cuts without an ellipsis: that ends the words of a line, and not a box that stands in it. */
function cutBare(page: Page) {
  return page.locator('td.RaDataTable-rowCell').evaluateAll((cells) =>
    cells.flatMap((cell) => {
      const edge = cell.getBoundingClientRect()
      return [...cell.querySelectorAll('*')]
        .filter((it) => getComputedStyle(it).display !== 'inline' && it.clientWidth > 1)
        .filter((it) => {
          const { left, right } = it.getBoundingClientRect()
          return right > edge.right + 1 || left < edge.left - 1
        })
        .map((it) => it.textContent)
    }),
  )
}

for (const width of [1440, 390]) {
  test(`what a row has no room for ends with an ellipsis, ${width} wide`, async ({ page, enter }) => {
    await page.setViewportSize({ width, height: 844 })
    const word = unique('Cut')
    const name = `${word} ${'and further words '.repeat(2)}`.trim()
    const long = {
      Tags: ['a tag of many words', 'another one of them', 'third'],
      Address: 'Long Lane '.repeat(15).trim(),
    }
    const company = await makeCompany(name, { IsReseller: true })
    await changeCompany(company, name, { IsReseller: true, ...long })
    await makeCompany(`${name} below`, long, company)
    const user = { email: `${'cut.'.repeat(15)}${Date.now()}@cells.example`, priority: 'Medium', isActive: true }
    await ask('POST', 'target-users', user, company)
    await ask('POST', 'company-groups', { name, companyResourceIdArray: [company] })
    await ask('POST', 'target-groups', { name, priority: 'High' }, company)
    await makeClient(name.slice(0, 100))
    const found = (filter: object) => `filter=${encodeURIComponent(JSON.stringify(filter))}`
    for (const address of [
      `/companies?${found({ name: word })}`,
      `/groups?${found({ name: word })}`,
      `/clients?${found({ name: word })}`,
      `/users/${company}`,
      `/target-groups/${company}`,
      `/audit?${found({ companyName: word })}`,
    ]) {
      await enter(address)
      await expect(page.locator('tbody, main ul, h2').getByText(word.slice(0, 3)).first()).toBeVisible()
      expect(await cutBare(page), address).toEqual([])
      // All of a row is in sight, however long its name is.
      const table = page.locator('.RaDataTable-tableWrapper')
      if (width < 600 && (await table.count()) > 0) {
        expect(await table.evaluate((it) => it.scrollWidth - it.clientWidth), address).toBeLessThanOrEqual(1)
      }
    }
    if (width < 600) return
    // The sentence of a change, which a button is, ends so and is told where the pointer rests.
    const sentence = page.locator('tbody').getByRole('button', { name: /Address set to Long Lane/ })
    await expect(sentence).toHaveCSS('text-overflow', 'ellipsis')
    expect(await sentence.evaluate((it) => it.scrollWidth > it.clientWidth)).toBe(true)
    await expect(sentence).toHaveAttribute('title', await sentence.innerText())
  })
}
