// What is refused, what somebody else was faster with, and a network that is away: said in words where
// the person looks, with nothing lost. The forms have such tests of their own.

import type { BrowserContext, Page } from '@playwright/test'
import { ask, companyNamed, makeCompany, signIn, unique, type Schemas } from './api'
import { expect, refresh, test, wayTo } from './test'
import { goTo } from './views'

const AWAY = /The server cannot be reached/
const FASTER = /Somebody else changed this/

async function made(path: string, body: object, company?: string) {
  const { status, data, message } = await ask<Schemas['Written']>('POST', path, body, company)
  if (status !== 200) throw new Error(`${path}: ${message}`)
  return data.resourceId
}

async function makeClient(name: string) {
  const { data: credential } = await ask<{ clientId: string; clientSecret: string }>(
    'GET',
    'companies/clients/generate-client-credentials',
  )
  const { data: roles } = await ask<Schemas['RoleName'][]>('GET', 'roles')
  const role = roles.find(({ name }) => name === 'Company Admin')?.resourceId
  const body = { name, ...credential, roleResourceIdList: [role] }
  return { id: await made('companies/clients', body), body }
}

/** Does it without a network, is told so, and does it again with one. */
async function twice(page: Page, context: BrowserContext, act: () => Promise<void>) {
  await context.setOffline(true)
  await act()
  await expect(page.getByText(AWAY).first()).toBeVisible()
  await context.setOffline(false)
  await act()
}

const dialog = (page: Page) => page.getByRole('dialog').last()
const confirm = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true }).click()

test.describe('without a network', () => {
  test('a list that did not come says so in its place, and comes when asked again', async ({
    page,
    enter,
    context,
  }) => {
    await enter('/companies')
    await expect(page.getByRole('row')).toHaveCount(26)
    await wayTo(page, 'API clients').click()
    await expect(page.getByRole('columnheader', { name: 'Client ID' })).toBeVisible()
    await context.setOffline(true)
    // The view is there, these companies are not.
    await goTo(page, '/companies?filter={}&sort=name&order=DESC')
    const said = page.getByRole('main').getByRole('alert').filter({ hasText: AWAY })
    await expect(said).toBeVisible()
    await context.setOffline(false)
    await said.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('row')).toHaveCount(26)
  })

  test('a view that was never opened says so, and opens when asked again', async ({ page, enter, context }) => {
    await enter('/companies')
    await expect(page.getByRole('row')).toHaveCount(26)
    await context.setOffline(true)
    await wayTo(page, 'Audit log').click()
    await expect(page.getByText('This view could not be loaded')).toBeVisible()
    await context.setOffline(false)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('table')).toBeVisible()
  })

  test('a company is made', async ({ page, enter, context }) => {
    const name = unique('Made')
    await enter('/companies/create')
    const pick = async (label: string, option: string) => {
      await page.getByRole('combobox', { name: label }).fill(option)
      await page.getByRole('option', { name: option, exact: true }).click()
    }
    await page.getByRole('textbox', { name: 'Company name' }).fill(name)
    await pick('Industry', 'Automotive')
    await pick('Country', 'Türkiye')
    await page.getByRole('button', { name: 'Licence', exact: true }).click()
    await page.getByRole('combobox', { name: 'Licence type' }).click()
    await page.getByRole('option', { name: 'Business', exact: true }).click()
    await page.getByRole('spinbutton', { name: 'Licence limit' }).fill('5')
    await twice(page, context, () => page.getByRole('button', { name: 'Save', exact: true }).click())
    await expect(page.getByText(`${name} has been created`)).toBeVisible()
    expect(await companyNamed(name)).toMatchObject({ numberOfUsers: '5' })
  })

  test('a company is added to a group, and deleted', async ({ page, enter, context }) => {
    const name = unique('Away')
    await makeCompany(name)
    await enter(`/companies?filter=${encodeURIComponent(JSON.stringify({ name }))}`)
    await page.getByRole('checkbox', { name: `Select this row: ${name}` }).click()
    await page.getByRole('button', { name: 'Add to group' }).click()
    await page.getByRole('combobox', { name: 'Group' }).fill(name)
    await page.getByRole('option', { name: `New group “${name}”` }).click()
    await twice(page, context, () => confirm(page, 'Add'))
    await expect(page.getByText(`Added to ${name}`)).toBeVisible()
    await page.getByRole('checkbox', { name: `Select this row: ${name}` }).click()
    await page.getByRole('button', { name: 'Delete' }).click()
    await dialog(page).getByRole('textbox').fill(name)
    await twice(page, context, () => confirm(page, 'Delete'))
    await expect(page.getByText('The company has been deleted')).toBeVisible()
  })

  test('a list is exported', async ({ page, enter, context }) => {
    await enter('/companies')
    await expect(page.getByRole('row')).toHaveCount(26)
    const saved = page.waitForEvent('download')
    await twice(page, context, async () => {
      await page.getByRole('button', { name: 'Export' }).click()
      await page.getByRole('menuitem', { name: 'This page as CSV' }).click()
    })
    expect((await saved).suggestedFilename()).toBe('Companies.csv')
  })

  test('a group is made, and a company put in and taken out', async ({ page, enter, context }) => {
    const name = unique('Flock')
    await makeCompany(name)
    await enter('/groups')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('textbox', { name: 'Group name' }).fill(name)
    await twice(page, context, () => confirm(page, 'Save'))
    await expect(dialog(page).getByRole('heading', { name, level: 2 })).toBeVisible()
    await page.getByRole('combobox', { name: 'Add a company' }).fill(name)
    await expect(page.getByRole('option', { name })).toBeVisible()
    await context.setOffline(true)
    await page.getByRole('option', { name }).click()
    await expect(page.getByText(AWAY).first()).toBeVisible()
    await context.setOffline(false)
    await page.getByRole('combobox', { name: 'Add a company' }).fill(name)
    await page.getByRole('option', { name }).click()
    await expect(page.getByRole('button', { name: `Take out ${name}` })).toBeVisible()
    await twice(page, context, () => page.getByRole('button', { name: `Take out ${name}` }).click())
    await expect(page.getByRole('button', { name: `Take out ${name}` })).toHaveCount(0)
  })

  test('a client is made, given another secret, and deleted', async ({ page, enter, context }) => {
    const name = unique('Adrift')
    await enter('/clients/create')
    await page.getByRole('textbox', { name: 'Name' }).fill(name)
    await page.getByRole('checkbox', { name: 'Company Admin', exact: true }).click()
    await twice(page, context, () => page.getByRole('button', { name: 'Save' }).click())
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await dialog(page).getByRole('button', { name: 'New secret' }).click()
    await twice(page, context, () => confirm(page, 'New secret'))
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await dialog(page).getByRole('button', { name: 'Delete' }).click()
    await twice(page, context, () => confirm(page, 'Delete'))
    await expect(page.getByText(`${name} has been deleted`)).toBeVisible()
  })

  test('a user is made, deactivated and deleted', async ({ page, enter, context }) => {
    const company = await makeCompany(unique('Crew'))
    await enter(`/users/${company}/create`)
    await page.getByRole('textbox', { name: 'E-mail' }).fill('ada@x.example')
    await twice(page, context, () => page.getByRole('button', { name: 'Save' }).click())
    await expect(dialog(page).getByRole('heading', { name: 'ada@x.example', level: 2 })).toBeVisible()
    await twice(page, context, () => page.getByRole('button', { name: 'Deactivate' }).click())
    await expect(dialog(page).getByText('Inactive', { exact: true })).toBeVisible()
    await dialog(page).getByRole('button', { name: 'Delete' }).click()
    await twice(page, context, () => confirm(page, 'Delete'))
    await expect(page.getByText('The user has been deleted')).toBeVisible()
  })

  test('a file is read, and imported', async ({ page, enter, context }) => {
    const company = await makeCompany(unique('Ferry'))
    await enter(`/users/${company}/import`)
    const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('E-mail\nada@x.example\n') }
    await twice(page, context, () => page.locator('input[type=file]').setInputFiles(file))
    await expect(page.getByText('Not imported yet')).toBeVisible()
    await twice(page, context, () => page.getByRole('button', { name: 'Import every row that can be' }).click())
    await expect(page.getByText('Done', { exact: true })).toBeVisible()
  })

  test('another company is sought', async ({ page, enter, context }) => {
    await enter('/groups')
    await context.setOffline(true)
    await page.getByRole('button', { name: 'Switch to company' }).click()
    await expect(dialog(page).getByRole('alert').filter({ hasText: AWAY })).toBeVisible()
    await context.setOffline(false)
    await dialog(page).getByRole('searchbox').fill('a')
    await expect(dialog(page).getByRole('listitem').first()).toBeVisible()
  })
})

test.describe('somebody else was faster', () => {
  test('with a client: nothing typed is lost, and the person decides', async ({ page, enter }) => {
    const { id, body } = await makeClient(unique('Shared'))
    await enter(`/clients/${id}/edit`)
    await page.getByRole('textbox', { name: 'Name' }).fill('mine')
    expect((await ask('PUT', `companies/clients/${id}`, { ...body, name: 'theirs' })).status).toBe(200)
    await refresh(page)
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'changed this API client' })).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('mine')
    await page.getByRole('button', { name: 'Save mine next time' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByText('mine has been changed')).toBeVisible()
    expect((await ask<Schemas['ClientDetails']>('GET', `companies/clients/${id}`)).data.name).toBe('mine')
  })

  test('with the name of a group', async ({ page, enter }) => {
    const name = unique('Named')
    const id = await made('company-groups', { name })
    await enter(`/groups/${id}`)
    await dialog(page).getByRole('button', { name: 'Rename' }).click()
    await page.getByRole('textbox', { name: 'Group name' }).fill(`${name} mine`)
    await ask('PUT', `company-groups/${id}`, { name: `${name} theirs` })
    await confirm(page, 'Save')
    await expect(dialog(page).getByRole('alert').filter({ hasText: FASTER })).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Group name' })).toHaveValue(`${name} mine`)
    await confirm(page, 'Save')
    await expect(dialog(page).getByRole('heading', { name: `${name} mine`, level: 2 })).toBeVisible()
  })

  test('with a user who is to be deactivated', async ({ page, enter }) => {
    const company = await makeCompany(unique('Duo'))
    const id = await made('target-users', { email: 'ada@x.example' }, company)
    await enter(`/users/${company}/${id}`)
    await expect(page.getByRole('button', { name: 'Deactivate' })).toBeVisible()
    await ask('PUT', `target-users/${id}`, { department: 'Sales' }, company)
    await page.getByRole('button', { name: 'Deactivate' }).click()
    await expect(page.getByText(FASTER)).toBeVisible()
    await expect(dialog(page).getByText('Sales')).toBeVisible()
    await page.getByRole('button', { name: 'Deactivate' }).click()
    await expect(page.getByRole('button', { name: 'Activate', exact: true })).toBeVisible()
  })

  test('with an import', async ({ page, enter }) => {
    const company = await makeCompany(unique('Twice'))
    await enter(`/users/${company}/import`)
    const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('E-mail\nada@x.example\n') }
    await page.locator('input[type=file]').setInputFiles(file)
    await expect(page.getByText('Not imported yet')).toBeVisible()
    const id = new URL(page.url()).pathname.split('/').pop()
    expect((await ask('POST', `user-imports/${id}/start`, {}, company)).status).toBe(200)
    await page.getByRole('button', { name: 'Import every row that can be' }).click()
    await expect(page.getByText('Done', { exact: true })).toBeVisible()
  })
})

test.describe('what is refused', () => {
  test('a filter that an address has wrong', async ({ page, enter }) => {
    await enter(`/companies?filter=${encodeURIComponent('{"month":"2026-13"}')}`)
    await expect(page.getByRole('main').getByRole('alert')).toContainText(
      'The filter by Monthly users of cannot be used with this value',
    )
    await expect(page.getByLabel('Monthly users of')).toBeVisible()
  })

  test('a company, a group, a client, a user that are not there', async ({ page, enter }) => {
    const company = await makeCompany(unique('There'))
    for (const address of ['/companies/', '/groups/', '/clients/', `/users/${company}/`]) {
      await enter(`${address}000000000000`)
      await expect(dialog(page).getByRole('alert'), address).toContainText('not found')
    }
  })

  test('to act as what is no company, with the way back', async ({ page, enter }) => {
    await enter('/as/000000000000/companies')
    const strip = page.getByText(/^You cannot act as this company: Company: not found/)
    await expect(strip).toBeVisible()
    await page.getByRole('button', { name: 'Leave' }).click()
    await expect(strip).toHaveCount(0)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overview')
  })

  test('a group that was deleted meanwhile gets no company', async ({ page, enter }) => {
    const name = unique('Late')
    await makeCompany(name)
    const group = await made('company-groups', { name })
    await enter(`/companies?filter=${encodeURIComponent(JSON.stringify({ name }))}`)
    await page.getByRole('checkbox', { name: `Select this row: ${name}` }).click()
    await page.getByRole('button', { name: 'Add to group' }).click()
    await page.getByRole('combobox', { name: 'Group' }).fill(name)
    await page.getByRole('option', { name, exact: true }).click()
    await ask('DELETE', `company-groups/${group}`)
    await confirm(page, 'Add')
    await expect(dialog(page).getByRole('alert')).toContainText('not found')
    await expect(page.getByRole('combobox', { name: 'Group' })).toHaveValue(name)
  })

  test('an export that fails says why and saves nothing', async ({ page, enter }) => {
    await enter('/companies')
    await expect(page.getByRole('row')).toHaveCount(26)
    await page.route('**/search/export', (route) => route.fulfill({ status: 502, body: '<h1>Bad gateway</h1>' }))
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: 'All pages as Excel' }).click()
    await expect(page.getByText('The server gave no proper answer')).toBeVisible()
  })

  test('to end at once a secret that was used today, unless the person insists', async ({ page, enter }) => {
    const { id, body } = await makeClient(unique('Hasty'))
    const { clientId, clientSecret } = body
    expect((await signIn({ id: clientId, secret: clientSecret })).status).toBe(200)
    await enter(`/clients/${id}`)
    await dialog(page).getByRole('button', { name: 'New secret' }).click()
    await page.getByRole('spinbutton').fill('0')
    await confirm(page, 'New secret')
    await expect(dialog(page).getByRole('alert')).toContainText('was used at')
    await expect(page.getByRole('spinbutton')).toHaveValue('0')
    await page.getByRole('switch').click()
    await confirm(page, 'New secret')
    await page.getByRole('button', { name: 'I have kept it' }).click()
    expect((await signIn({ id: clientId, secret: clientSecret })).body.error).toBe('invalid_client')
  })

  test('an e-mail that the company has already', async ({ page, enter }) => {
    const company = await makeCompany(unique('Same'))
    await made('target-users', { email: 'ada@x.example' }, company)
    await enter(`/users/${company}/create`)
    await page.getByRole('textbox', { name: 'E-mail' }).fill('ada@x.example')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('main').getByRole('alert')).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveValue('ada@x.example')
  })
})
