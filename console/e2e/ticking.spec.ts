// Rows that are ticked: nothing is covered, nothing acts on what nobody sees, dialogs name what they act on.

import type { Page } from '@playwright/test'
import { ask, companyNamed, makeClient, makeCompany, makeRole, search, unique, type Schemas } from './api'
import { expect, test } from './test'
import { goTo } from './views'

const at = (view: string, filter: object, others = '') =>
  `${view}?filter=${encodeURIComponent(JSON.stringify(filter))}${others}`
const TEN = '&perPage=10&page=1&sort=name&order=ASC'

const tick = (page: Page, name: string) =>
  page.getByRole('checkbox', { name: `Select this row: ${name}`, exact: true }).click()
const bar = (page: Page) => page.getByRole('main').getByRole('status')

/** Names of which none is found in another, in their order. */
const NAMES = [
  'alpha',
  'bravo',
  'coral',
  'delta',
  'early',
  'fancy',
  'guide',
  'hotel',
  'ivory',
  'jolly',
  'karst',
  'lemon',
]

async function makeMany(word: string, count: number) {
  const ids: string[] = []
  for (const name of NAMES.slice(0, count)) ids.push(await makeCompany(`${word} ${name}`, { Tags: [word] }))
  return ids
}

test('a ticked row covers nothing and moves nothing: search, filters, export and create are where they were', async ({
  page,
  enter,
}) => {
  const word = unique('Uncovered')
  await makeMany(word, 3)
  await enter(at('/companies', { tags: word }))
  await expect(bar(page)).toHaveText('3 companies')
  const acts = ['Add filter', 'Columns', 'Export'].map((name) => page.getByRole('button', { name, exact: true }))
  const seen = [
    ...acts,
    page.getByRole('link', { name: 'Create', exact: true }),
    page.getByRole('textbox', { name: 'Search' }),
    page.getByRole('link', { name: `${word} bravo` }),
    page.getByRole('button', { name: 'By reseller' }),
  ]
  const places = () => Promise.all(seen.map((it) => it.boundingBox()))
  const before = await places()
  await tick(page, `${word} alpha`)
  await expect(bar(page)).toHaveText('1 ticked')
  await expect(page.getByRole('button', { name: 'Delete' })).toBeVisible()
  expect(await places()).toEqual(before)
  // Each is what a click there meets.
  for (const it of seen) await it.click({ trial: true })
})

test('what is ticked and not shown is said, unticked when asked, and named before it is acted on', async ({
  page,
  enter,
}) => {
  const word = unique('Hidden')
  await makeMany(word, 4)
  await enter(at('/companies', { tags: word }))
  for (const name of ['alpha', 'bravo', 'coral']) await tick(page, `${word} ${name}`)
  await expect(bar(page)).toHaveText('3 ticked')
  await page.getByRole('textbox', { name: 'Search' }).fill(`${word} alpha`)
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(bar(page)).toHaveText('3 ticked2 of 3 are not shown')
  await page.getByRole('button', { name: 'Add to group' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add 3 companies to a group' })
  await expect(dialog.getByRole('listitem')).toHaveText([`${word} alpha`, `${word} bravo`, `${word} coral`])
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toHaveCount(0)
  // Also when the search finds nothing at all.
  await page.getByRole('textbox', { name: 'Search' }).fill(`${word} nobody`)
  await expect(page.getByText('No company is found with these filters.')).toBeVisible()
  await expect(bar(page)).toHaveText('3 ticked3 of 3 are not shown')
  await page.getByRole('textbox', { name: 'Search' }).fill(`${word} bravo`)
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.getByRole('button', { name: 'Untick them' }).click()
  await expect(bar(page)).toHaveText('1 ticked')
  await page.getByRole('button', { name: 'Delete' }).click()
  const sure = page.getByRole('dialog', { name: 'Delete this company?' })
  await expect(sure.getByRole('listitem')).toHaveText([`${word} bravo`])
  await sure.getByRole('textbox').fill(`${word} bravo`)
  await sure.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('The company has been deleted')).toBeVisible()
  expect((await search('Tags', word)).results.map(({ name }) => name).sort()).toEqual(
    ['alpha', 'coral', 'delta'].map((name) => `${word} ${name}`),
  )
})

test('all that match are ticked at once, on whichever page they are, and taken into a group', async ({
  page,
  enter,
}) => {
  const word = unique('Matching')
  const ids = await makeMany(word, 12)
  await makeCompany(`${unique('Other')} ${word.split(' ')[0]}`)
  await enter(at('/companies', { tags: word }, TEN))
  await expect(bar(page)).toHaveText('12 companies')
  await page.getByRole('checkbox', { name: 'Select all' }).click()
  await expect(bar(page)).toHaveText('10 ticked')
  await page.getByRole('button', { name: 'Select all 12 that match' }).click()
  await expect(bar(page)).toHaveText('12 ticked2 of 12 are not shown')
  await page.getByRole('button', { name: 'Add to group' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add 12 companies to a group' })
  await expect(dialog.getByRole('listitem')).toHaveCount(12)
  await expect(dialog.getByRole('listitem').last()).toHaveText(`${word} lemon`)
  await page.getByRole('combobox', { name: 'Group' }).fill(word)
  await page.getByRole('option', { name: `New group “${word}”` }).click()
  await dialog.getByRole('button', { name: 'Add' }).click()
  await expect(page.getByText(`12 companies are in ${word}`)).toBeVisible()
  await expect(bar(page)).toHaveText('12 companies')
  const group = (await ask<Schemas['ListedGroup'][]>('GET', 'company-groups')).data.find(({ name }) => name === word)
  const { results } = await search('CompanyGroupResourceId', group?.resourceId ?? '')
  expect(results.map(({ resourceId }) => resourceId).sort()).toEqual(ids.sort())
})

test('a company that is deleted from its panel is ticked no more', async ({ page, enter }) => {
  const word = unique('Unticked')
  await makeMany(word, 2)
  await enter(at('/companies', { tags: word }))
  await tick(page, `${word} alpha`)
  await tick(page, `${word} bravo`)
  await page.getByRole('link', { name: `${word} alpha` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  const sure = page.getByRole('dialog', { name: 'Delete this company?' })
  await sure.getByRole('textbox').fill(`${word} alpha`)
  await sure.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(bar(page)).toHaveText('1 ticked')
  expect(await companyNamed(`${word} alpha`)).toBeUndefined()
})

test('groups are named before they are deleted, from the list and from the panel', async ({ page, enter }) => {
  const word = unique('Grouping')
  for (const name of ['alpha', 'bravo', 'coral'])
    await ask('POST', 'company-groups', { name: `${word} ${name}`, companyResourceIdArray: [] })
  await enter(at('/groups', { name: word }))
  await expect(bar(page)).toHaveText('3 company groups')
  await tick(page, `${word} alpha`)
  await tick(page, `${word} bravo`)
  await page.getByRole('textbox', { name: 'Search' }).fill(`${word} alpha`)
  await expect(bar(page)).toHaveText('2 ticked1 of 2 is not shown')
  await page.getByRole('button', { name: 'Delete' }).click()
  const sure = page.getByRole('dialog', { name: 'Delete these 2 groups?' })
  await expect(sure.getByRole('listitem')).toHaveText([`${word} alpha`, `${word} bravo`])
  await sure.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('2 groups have been deleted')).toBeVisible()
  await page.getByRole('textbox', { name: 'Search' }).fill(`${word} coral`)
  await page.getByRole('link', { name: `${word} coral` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  const last = page.getByRole('dialog', { name: 'Delete this group?' })
  await expect(last.getByRole('listitem')).toHaveText([`${word} coral`])
  await last.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('The group has been deleted')).toBeVisible()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  const left = (await ask<Schemas['ListedGroup'][]>('GET', 'company-groups')).data
  expect(left.filter(({ name }) => name.startsWith(word))).toEqual([])
})

test('users are named before they are deleted, those of another page as well', async ({ page, enter }) => {
  const word = unique('Leaver')
  const company = await makeCompany(word)
  const email = (at: number) => `leaver.${at}@ticked.example`
  for (let at = 10; at < 22; at++) {
    await ask('POST', 'target-users', { email: email(at), priority: 'Medium', isActive: true }, company)
  }
  await enter(`/users/${company}?perPage=10&page=1&sort=email&order=ASC`)
  await expect(bar(page)).toHaveText('12 users')
  await tick(page, email(10))
  await page.getByRole('button', { name: 'Go to next page' }).click()
  await tick(page, email(21))
  await expect(bar(page)).toHaveText('2 ticked1 of 2 is not shown')
  await page.getByRole('button', { name: 'Delete' }).click()
  const sure = page.getByRole('dialog', { name: 'Delete these 2 users?' })
  await expect(sure.getByRole('listitem')).toHaveText([email(10), email(21)])
  await sure.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Select all 12 that match' }).click()
  await expect(bar(page)).toHaveText('12 ticked10 of 12 are not shown')
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('12 users have been deleted')).toBeVisible()
  await expect(page.getByText('There is no user yet.')).toBeVisible()
})

test('on a phone what is ticked is told and acted on as well', async ({ page, enter }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const word = unique('Pocketed')
  await makeMany(word, 2)
  await enter(at('/companies', { tags: word }))
  await tick(page, `${word} alpha`)
  await page.getByRole('textbox', { name: 'Search' }).fill(`${word} bravo`)
  await expect(bar(page)).toHaveText('1 ticked1 of 1 is not shown')
  await page.getByRole('button', { name: 'Untick it' }).click()
  await expect(bar(page)).toHaveText('1 company')
})

test('who may do nothing with rows has no boxes to tick', async ({ page, enter }) => {
  const reads = ['companies/search|POST', 'company-groups/search|POST', 'target-users/search|POST']
  const { secret } = await makeClient(unique('Reader'), await makeRole(unique('Reads'), reads))
  const company = await makeCompany(unique('Read'))
  await ask('POST', 'target-users', { email: `${company}@company.example`, priority: 'Low' }, company)
  await enter('/companies', secret)
  for (const address of ['/companies', '/groups', `/users/${company}`]) {
    await goTo(page, address)
    await expect(page.getByRole('main').getByRole('link').first()).toBeVisible()
    await expect(page.getByRole('checkbox')).toHaveCount(0)
  }
  await page.setViewportSize({ width: 360, height: 800 })
  await goTo(page, '/companies')
  await expect(page.getByRole('main').getByRole('listitem').first()).toBeVisible()
  await expect(page.getByRole('checkbox')).toHaveCount(0)
})
