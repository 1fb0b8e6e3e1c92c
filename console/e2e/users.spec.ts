import { readFile } from 'node:fs/promises'
import { ask, makeCompany, unique, type Schemas } from './api'
import { expect, refresh, test } from './test'

async function usersOf(company: string, status = 'Active,Inactive,Deleted') {
  const filter = { filterGroups: [{ filterItems: [{ fieldName: 'Status', operator: 'Include', value: status }] }] }
  const body = { pageNumber: 1, pageSize: 100, orderBy: 'Email', ascending: true, filter }
  return (await ask<Schemas['UsersPage']>('POST', 'target-users/search', body, company)).data.results
}

async function makeUser(company: string, email: string, others: object = {}) {
  const made = await ask<Schemas['Written']>('POST', 'target-users', { email, ...others }, company)
  if (made.status !== 200) throw new Error(`${email}: ${made.message}`)
  return made.data.resourceId
}

test('whose users they are is chosen, and stands in the address', async ({ page, enter }) => {
  const name = unique('Peopled')
  const company = await makeCompany(name)
  await makeUser(company, 'ada@x.example')
  await enter('/users')
  await page.getByRole('combobox', { name: 'Find a company' }).fill(name)
  await page.getByRole('option', { name }).click()
  await expect(page.getByRole('link', { name: 'ada@x.example' })).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`/users/${company}$`))
  await expect(page.getByRole('link', { name })).toBeVisible()
  await page.reload()
  await enter(`/as/${company}/users`)
  await expect(page.getByRole('link', { name: 'ada@x.example' })).toBeVisible()
})

test('a user is made; a broken e-mail is refused at its field and stays', async ({ page, enter }) => {
  const company = await makeCompany(unique('Hiring'))
  await enter(`/users/${company}`)
  await page.getByRole('link', { name: 'Create' }).click()
  const email = page.getByRole('textbox', { name: 'E-mail' })
  await email.fill('ada at x.example')
  await page.getByRole('textbox', { name: 'First name' }).fill('Ada')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(email).toHaveAccessibleDescription('E-mail must be an address such as name@company.example')
  await expect(email).toHaveValue('ada at x.example')
  await email.fill('ada@x.example')
  await page.getByRole('combobox', { name: 'Priority' }).click()
  await page.getByRole('option', { name: 'Very high' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('dialog').getByRole('heading', { name: 'ada@x.example', level: 2 })).toBeVisible()
  expect(await usersOf(company)).toMatchObject([
    { email: 'ada@x.example', firstName: 'Ada', priority: 'VeryHigh', status: 'Active' },
  ])
})

test('a user is changed; who was slower is told, and saves over it only if they say so', async ({ page, enter }) => {
  const company = await makeCompany(unique('Racing'))
  const id = await makeUser(company, 'bo@x.example', { department: 'Sales', phoneNumber: '1' })
  await enter(`/users/${company}/${id}/edit`)
  await page.getByRole('textbox', { name: 'Department' }).fill('Finance')
  await page.getByRole('textbox', { name: 'Phone number' }).fill('')
  await ask('PUT', `target-users/${id}`, { firstName: 'Bo' }, company)
  await refresh(page)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Somebody else changed this user meanwhile')).toBeVisible()
  await page.getByRole('button', { name: 'Save mine next time' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('dialog').getByText('Finance')).toBeVisible()
  const { data } = await ask<Schemas['UserDetails']>('GET', `target-users/${id}`, undefined, company)
  expect(data).toMatchObject({ department: 'Finance', phoneNumber: null })
})

test('a user is deactivated, activated and deleted, and the counts follow', async ({ page, enter }) => {
  const company = await makeCompany(unique('Changing'))
  const id = await makeUser(company, 'cy@x.example')
  await enter(`/users/${company}/${id}`)
  const panel = page.getByRole('dialog')
  await panel.getByRole('button', { name: 'Deactivate' }).click()
  await expect(panel.getByText('Inactive', { exact: true })).toBeVisible()
  expect(await usersOf(company)).toMatchObject([{ status: 'Inactive' }])
  await panel.getByRole('button', { name: 'Activate', exact: true }).click()
  await expect(panel.getByText('Active', { exact: true })).toBeVisible()
  expect(await usersOf(company)).toMatchObject([{ status: 'Active' }])
  await panel.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog', { name: 'Delete this user?' }).getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('link', { name: 'Deleted: 1' })).toBeVisible()
  await expect(page.getByText('cy@x.example')).toHaveCount(0)
  expect(await usersOf(company)).toMatchObject([{ status: 'Deleted' }])
  await page.getByRole('link', { name: 'Deleted: 1' }).click()
  await expect(page.getByRole('cell', { name: 'cy@x.example', exact: true })).toBeVisible()
})

test('past a licence that refuses, a user is not activated, and it is said why', async ({ page, enter }) => {
  const company = await makeCompany(unique('Full'), { NumberOfUsers: 1, LimitPolicy: 'Refuse' })
  await makeUser(company, 'first@x.example')
  const id = await makeUser(company, 'second@x.example', { isActive: false })
  await enter(`/users/${company}/${id}`)
  await page.getByRole('button', { name: 'Activate', exact: true }).click()
  await expect(page.getByText(/limit/i).first()).toBeVisible()
  await expect(page.getByRole('dialog').getByText('Inactive', { exact: true })).toBeVisible()
  expect((await usersOf(company, 'Active')).map(({ email }) => email)).toEqual(['first@x.example'])
})

test('searched, ordered and filtered; those that are ticked are deleted together', async ({ page, enter }) => {
  const company = await makeCompany(unique('Many'))
  for (const name of ['dee-1', 'dee-2', 'eve']) await makeUser(company, `${name}@x.example`)
  await makeUser(company, 'dee-3@x.example', { isActive: false })
  await enter(`/users/${company}`)
  await expect(page.getByRole('row')).toHaveCount(5)
  await page.getByRole('textbox', { name: 'Search' }).fill('dee')
  await expect(page.getByRole('row')).toHaveCount(4)
  await page.getByRole('combobox', { name: 'Status' }).click()
  await page.getByRole('option', { name: 'Active', exact: true }).click()
  await expect(page.getByRole('row')).toHaveCount(3)
  await page.getByRole('button', { name: 'E-mail', exact: true }).click()
  await expect(page.getByRole('row').nth(1)).toContainText('dee-2@x.example')
  await expect(page).toHaveURL(/filter=.*dee/)
  await page.getByRole('checkbox', { name: 'Select all' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog', { name: 'Delete these 2 users?' }).getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('2 users have been deleted')).toBeVisible()
  expect((await usersOf(company, 'Active,Inactive')).map(({ email }) => email)).toEqual([
    'dee-3@x.example',
    'eve@x.example',
  ])
})

test('the list is exported as CSV, of this company alone', async ({ page, enter }) => {
  const company = await makeCompany(unique('Exported'))
  await makeUser(company, 'only@x.example')
  await enter(`/users/${company}`)
  await page.getByRole('button', { name: 'Export' }).click()
  const saved = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'All pages as CSV' }).click()
  const lines = (await readFile(await (await saved).path(), 'utf8')).trim().split('\n')
  expect(lines).toHaveLength(2)
  expect(lines[1]).toContain('only@x.example')
})

test('the panel of a company counts its users and leads to them', async ({ page, enter }) => {
  const company = await makeCompany(unique('Counted'))
  await makeUser(company, 'fay@x.example')
  await enter(`/companies/${company}/users`)
  await expect(page.getByRole('dialog').getByRole('link', { name: 'Active: 1' })).toBeVisible()
  await page.getByRole('link', { name: 'Show its users' }).click()
  await expect(page.getByRole('link', { name: 'fay@x.example' })).toBeVisible()
})
