import { readFile } from 'node:fs/promises'
import { ask, companyNamed, makeClient, makeCompany, makeRole, search, unique, type Schemas, moduleNamed } from './api'
import { HOSTILE } from './setup'
import { expect, test } from './test'

const list = (filter: object, others = '') => `/companies?filter=${encodeURIComponent(JSON.stringify(filter))}${others}`

test('text search, a filter on a column and an order are an address', async ({ page, enter }) => {
  const name = unique('Searchable')
  await makeCompany(`${name} one`, { Tags: ['blue'] })
  await makeCompany(`${name} two`, { Tags: ['green'] })
  await enter('/companies')
  await page.getByRole('textbox', { name: 'Search' }).fill(name)
  await expect(page.getByRole('row')).toHaveCount(3)
  await page.getByRole('button', { name: 'Add filter' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Has one of the tags' }).click()
  await page.getByRole('textbox', { name: 'Has one of the tags' }).fill('green')
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('link', { name: `${name} two` })).toBeVisible()
  await expect(page).toHaveURL(/filter=.*green/)
  await page.getByRole('button', { name: 'Company name', exact: true }).click()
  await expect(page).toHaveURL(/sort=name/)
})

test('over the limit shows its count and those companies alone', async ({ page, enter }) => {
  await enter('/companies')
  const toggle = page.getByRole('button', { name: /Over the limit \(\d+\)/ })
  const said = Number(/\d+/.exec(await toggle.innerText())?.[0])
  const { data } = await ask<Schemas['CompaniesPage']>('POST', 'companies/search', {
    pageNumber: 1,
    pageSize: 1,
    orderBy: 'Name',
    ascending: true,
  })
  expect(said).toBe(data.limitExceededCompanyCount)
  await toggle.click()
  await expect(page.getByText(new RegExp(`of ${said}$`))).toBeVisible()
})

test('the month chooses what Monthly users counts', async ({ page, enter }) => {
  const month = new Date(Date.now() - 60 * 86_400_000).toISOString().slice(0, 7)
  const { data } = await ask<Schemas['CompaniesPage']>('POST', 'companies/search', {
    pageNumber: 1,
    pageSize: 1,
    orderBy: 'MonthlyActiveUserCount',
    ascending: false,
    filter: { filterGroups: [{ filterItems: [{ fieldName: 'MonthlyActiveUser', operator: '=', value: month }] }] },
  })
  const most = data.results[0]
  expect(most?.monthlyActiveUserCount).toBeGreaterThan(0)
  await enter(list({ q: most?.name }))
  await page.getByLabel('Monthly users of').fill(month)
  await expect(page).toHaveURL(new RegExp(month))
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: most?.name, exact: true }) })
  await expect(row.locator('.column-monthlyActiveUserCount')).toHaveText(String(most?.monthlyActiveUserCount))
})

test('columns stand in the order that the person gives them, also after a reload', async ({ page, enter }) => {
  const headers = async () => (await page.getByRole('columnheader').allInnerTexts()).filter((text) => text !== '')
  await enter('/companies')
  await expect(page.getByRole('row')).toHaveCount(26)
  const before = await headers()
  expect(before.slice(0, 3)).toEqual(['Company name', 'Reseller name', 'Industry'])
  await page.getByRole('button', { name: 'Columns' }).click()
  // By keys, which stay where they are: down and up again, and up to the first place.
  const arrow = (way: string) => page.getByRole('button', { name: `Put Industry ${way}` })
  await arrow('later').press('Enter')
  await expect(arrow('later')).toBeFocused()
  await arrow('earlier').focus()
  for (let pressed = 0; pressed < 4; pressed++) await page.keyboard.press('Enter')
  await expect(arrow('earlier')).toBeFocused()
  await page.keyboard.press('Escape')
  const after = ['Industry', 'Company name', 'Reseller name', ...before.slice(3)]
  await expect.poll(headers).toEqual(after)
  const cell = page.getByRole('row').nth(1).getByRole('cell').nth(1)
  await expect(cell).toHaveClass(/column-industryName/)
  await page.reload()
  await enter('/companies')
  await expect(page.getByRole('row')).toHaveCount(26)
  expect(await headers()).toEqual(after)
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('button', { name: 'Reset' }).click()
  await page.keyboard.press('Escape')
  await expect.poll(headers).toEqual(before)
})

test('columns are chosen by the person and kept', async ({ page, enter }) => {
  await enter('/companies')
  await expect(page.getByRole('columnheader', { name: 'Industry' })).toBeVisible()
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Industry' }).click()
  await page.getByRole('checkbox', { name: 'Company ID' }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('columnheader', { name: 'Industry' })).toHaveCount(0)
  await page.reload()
  await enter('/companies')
  await expect(page.getByRole('columnheader', { name: 'Company ID' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Industry' })).toHaveCount(0)
})

test('all pages as CSV and this page as Excel are saved under their names', async ({ page, enter }) => {
  await enter(list({}, '&perPage=10&page=1&sort=name&order=ASC'))
  const save = async (choice: string) => {
    await page.getByRole('button', { name: 'Export' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: choice }).click(),
    ])
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
  }
  const csv = await save('All pages as CSV')
  expect(csv.name).toBe('Companies.csv')
  const lines = csv.bytes.toString('utf8').trimEnd().split('\r\n')
  expect(lines[0]).toContain('Company Name,Reseller Name,Industry')
  expect(lines.length).toBeGreaterThan(200)
  const excel = await save('This page as Excel')
  expect(excel.name).toBe('Companies.xlsx')
  expect(excel.bytes.subarray(0, 2).toString()).toBe('PK')
})

test('an export says how far it is, and can be ended', async ({ page, enter }) => {
  await enter('/companies')
  await expect(page.getByRole('row')).toHaveCount(26)
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/search/export', async (route) => {
    await held
    await route.continue().catch(() => undefined)
  })
  const begin = async () => {
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: 'All pages as CSV' }).click()
  }
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await begin()
  await expect(dialog.getByRole('status')).toHaveText('The file is being made…')
  await expect(dialog.getByRole('progressbar')).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toHaveCount(0)
  const saved = page.waitForEvent('download')
  await begin()
  release()
  expect((await saved).suggestedFilename()).toBe('Companies.csv')
  await expect(page.getByText('Companies.csv has been saved')).toBeVisible()
  await expect(dialog).toHaveCount(0)
})

test('the panel of a company is an address and shows all of it', async ({ page, enter }) => {
  const name = unique('Panelled')
  const id = await makeCompany(name, { Tags: ['Gold'], Description: 'Bakes bread' })
  await ask('POST', 'company-groups', { name: `${name} group`, companyResourceIdArray: [id] })
  await enter(list({ q: name }))
  await page.getByRole('link', { name }).click()
  const panel = page.getByRole('dialog')
  await expect(panel.getByRole('heading', { name, exact: true })).toBeVisible()
  await expect(panel.getByText('Bakes bread')).toBeVisible()
  await expect(panel.getByText('0 active of 10 seats')).toBeVisible()
  await panel.getByRole('tab', { name: 'Groups' }).click()
  await expect(panel.getByRole('link', { name: `${name} group` })).toBeVisible()
  await panel.getByRole('tab', { name: 'API clients' }).click()
  await expect(panel.getByText('It has no API client.')).toBeVisible()
  await panel.getByRole('tab', { name: 'History' }).click()
  await panel.getByRole('button', { name: /^Created/ }).click()
  await expect(panel.getByRole('rowheader', { name: 'Name', exact: true })).toBeVisible()
  expect(new URL(page.url()).pathname).toBe(`/companies/${id}/history`)
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  await expect(page).toHaveURL(/\/companies\?filter=/)
})

test('companies are deleted once their names are typed back', async ({ page, enter }) => {
  const names = [unique('Doomed'), unique('Doomed')]
  const word = names[0]?.slice(0, 8) ?? ''
  for (const name of names) await makeCompany(name, { Tags: [`all ${names[0]}`] })
  await enter(list({ tags: `all ${names[0]}` }))
  await expect(page.getByRole('row')).toHaveCount(3)
  await page.getByRole('checkbox', { name: 'Select all' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete these 2 companies?' })
  const confirm = dialog.getByRole('button', { name: 'Delete' })
  await expect(confirm).toBeDisabled()
  await dialog.getByRole('textbox').fill(`${names[0]}\n${word}`)
  await expect(confirm).toBeDisabled()
  await dialog.getByRole('textbox').fill(names.join('\n'))
  await confirm.click()
  await expect(page.getByText('2 companies have been deleted')).toBeVisible()
  for (const name of names) expect(await companyNamed(name)).toBeUndefined()
})

test('a refused delete says why and deletes nothing', async ({ page, enter }) => {
  const name = unique('Parent')
  const id = await makeCompany(name, { IsReseller: true })
  await makeCompany(unique('Child'), {}, id)
  await enter(`/companies/${id}`)
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete this company?' })
  await dialog.getByRole('textbox').fill(name)
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await expect(dialog.getByRole('alert').filter({ hasText: /below/ })).toBeVisible()
  await expect(dialog.getByRole('textbox')).toHaveValue(name)
  expect(await companyNamed(name)).toBeDefined()
})

test('companies are added to a new group and to one that is there, which keeps its members', async ({
  page,
  enter,
}) => {
  const tag = unique('Grouped')
  const ids = [await makeCompany(`${tag} A`, { Tags: [tag] }), await makeCompany(`${tag} B`, { Tags: [tag] })]
  await enter(list({ tags: tag }))
  const add = async (company: string, choose: () => Promise<void>) => {
    await page.getByRole('row', { name: company }).getByRole('checkbox').click()
    await page.getByRole('button', { name: 'Add to group' }).click()
    await choose()
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click()
    await expect(page.getByText(`Added to ${tag}`)).toBeVisible()
    // What was said of the one before may still stand there.
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await add(`${tag} A`, async () => {
    await page.getByRole('combobox', { name: 'Group' }).fill(tag)
    await page.getByRole('option', { name: `New group “${tag}”` }).click()
  })
  await add(`${tag} B`, async () => {
    await page.getByRole('combobox', { name: 'Group' }).fill(tag)
    await page.getByRole('option', { name: tag, exact: true }).click()
  })
  const groups = (await ask<Schemas['ListedGroup'][]>('GET', 'company-groups')).data
  const group = groups.find(({ name }) => name === tag)
  const { results } = await search('CompanyGroupResourceId', group?.resourceId ?? '')
  expect(results.map(({ resourceId }) => resourceId).sort()).toEqual(ids.sort())
})

test('names of every kind of markup are shown as they are', async ({ page, enter }) => {
  await enter(list({}, '&perPage=100&page=1&sort=createTime&order=DESC'))
  let asked = false
  page.on('dialog', () => (asked = true))
  for (const name of HOSTILE) {
    await expect(page.getByRole('link').filter({ hasText: name }).first()).toBeVisible()
  }
  const id = (await companyNamed(HOSTILE[0] ?? ''))?.resourceId ?? ''
  await page.goto(`/companies/${id}/history`)
  await enter(`/companies/${id}/history`)
  await expect(page.getByRole('heading', { name: HOSTILE[0], exact: true })).toBeVisible()
  await page.getByRole('button', { name: /^Created/ }).click()
  await expect(page.getByRole('rowheader', { name: 'Description' })).toBeVisible()
  expect(asked).toBe(false)
})

test('without a network the list says so and comes back', async ({ page, enter, context }) => {
  await enter('/companies')
  await expect(page.getByRole('row')).toHaveCount(26)
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Go to next page' }).click()
  await expect(page.getByText(/The server cannot be reached/).first()).toBeVisible()
  await context.setOffline(false)
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.getByRole('row')).toHaveCount(26)
})

test('who may not read what modules are called is not told that there are none', async ({ page, enter }) => {
  const id = await makeCompany(unique('Modular'), {
    LicenseModuleResourceIdArray: [await moduleNamed('Phishing Simulator')],
  })
  const role = await makeRole(unique('Reads'), ['companies/search|POST', 'companies/{resourceId}|GET'])
  const terms = page.getByRole('dialog').getByRole('term')
  await enter(`/companies/${id}`)
  await expect(terms.filter({ hasText: 'Modules' })).toBeVisible()
  await enter(`/companies/${id}`, (await makeClient(unique('Reading'), role)).secret)
  await expect(terms.filter({ hasText: 'Licence type' })).toBeVisible()
  await expect(terms.filter({ hasText: 'Modules' })).toHaveCount(0)
})
