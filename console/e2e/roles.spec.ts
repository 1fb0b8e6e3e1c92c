import type { Locator, Page } from '@playwright/test'
import { roles as arabic } from '../src/i18n/ar/roles'
import { ask, idsOf, makeClient, makeCompany, makeRole, modules, signIn, unique, url, type Schemas } from './api'
import { expect, refresh, test, wayTo } from './test'
import { still } from './views'

const BUILT_IN = ['Company Admin', 'Reseller']

async function named(name: string) {
  const { data } = await ask<Schemas['RoleName'][]>('GET', 'roles')
  return data.find((role) => role.name === name)?.resourceId ?? ''
}

async function details(id: string) {
  return (await ask<Schemas['RoleDetails']>('GET', `roles/${id}`)).data
}

/** The matrix as it is read: of each row its head and what stands below each role. */
async function read(page: Page) {
  const cells = await page
    .locator('tr')
    .evaluateAll((rows) =>
      rows.map((row) =>
        [...(row as HTMLTableRowElement).cells].map(
          (cell) => cell.querySelector('title')?.textContent ?? cell.innerText,
        ),
      ),
    )
  const [heads = [], ...rows] = cells
  return (role: string) => {
    const column = heads.findIndex((head) => head.startsWith(role))
    return Object.fromEntries(rows.map((row) => [row[0]?.split('\n').pop() ?? '', row[column]]))
  }
}

const find = (page: Page) => page.getByRole('searchbox', { name: 'Find a permission' })
const tick = (page: Page, name: string) => page.getByRole('checkbox', { name, exact: true }).click()
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).click()
const fold = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

test('the matrix says of each permission which of the built-in roles has it', async ({ page, enter }) => {
  const ids = await Promise.all(BUILT_IN.map(named))
  const all = (await modules()).flatMap(({ children }) => children)
  await enter('/')
  await wayTo(page, 'Roles').click()
  await enter(`/roles?roles=${ids.join(',')}`)
  for (const role of BUILT_IN) {
    const { permissionResourceIdList: held } = await details(await named(role))
    const told = all.map(({ permissionName, permissionResourceId }) => [
      permissionName ?? '',
      held.includes(permissionResourceId ?? '') ? 'Allowed' : 'Not allowed',
    ])
    await expect(async () => expect((await read(page))(role)).toMatchObject(Object.fromEntries(told))).toPass()
  }
  await expect(
    page.getByRole('rowheader', { name: /^Delete a company companies\/\{resourceId\}\|DELETE/ }),
  ).toBeVisible()
})

test('a module is folded and still tells how much of it each role allows', async ({ page, enter }) => {
  const role = unique('Partial')
  const id = await makeRole(role, ['companies/search|POST', 'companies/my|GET'])
  const size = (await modules()).find(({ moduleName }) => moduleName === 'Companies')?.children.length
  await enter(`/roles?roles=${id}`)
  await expect(page.getByRole('rowheader', { name: /companies\/my\|GET/ })).toBeVisible()
  await fold(page, 'Companies')
  await expect(page.getByRole('button', { name: 'Companies', exact: true })).toHaveAttribute('aria-expanded', 'false')
  await expect(page.getByRole('rowheader', { name: /companies\/my\|GET/ })).toHaveCount(0)
  await expect(async () => expect((await read(page))(role)['Companies']).toBe(`2 of ${size}`)).toPass()
  await find(page).fill('unicorns')
  await expect(page.getByRole('rowheader', { name: /companies\/my\|GET/ })).toHaveCount(0)
  await expect(page.getByText('No permission is found.')).toBeVisible()
  await find(page).fill('own comp')
  await expect(page.getByRole('rowheader', { name: /companies\/my\|GET/ })).toBeVisible()
  await expect(page.getByRole('rowheader', { name: /target-users/ })).toHaveCount(0)
  await expect(page).toHaveURL(/[?&]q=own/)
})

test('which roles are compared is chosen, and stands in the address', async ({ page, enter }) => {
  const names = Array.from({ length: 6 }, () => unique('Compared'))
  for (const name of names) await makeRole(name)
  const [first = ''] = names
  await enter(`/roles?roles=${await named('Reseller')}`)
  await expect(page.getByRole('columnheader', { name: 'Reseller' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: first })).toHaveCount(0)
  await page.getByRole('combobox', { name: 'Roles to compare' }).fill(first)
  await page.getByRole('option', { name: first }).click()
  await expect(page.getByRole('columnheader', { name: first })).toBeVisible()
  await expect(page).toHaveURL(new RegExp(await named(first)))
})

test('on a phone one role is read at a time', async ({ page, enter }) => {
  const name = unique('Pocket')
  await makeRole(name)
  await page.setViewportSize({ width: 390, height: 844 })
  await enter('/roles')
  await page.getByRole('combobox', { name: 'Role' }).click()
  await page.getByRole('option', { name }).click()
  await expect(page.getByRole('columnheader')).toHaveText(['Permission', new RegExp(name)])
  await expect(async () => expect((await read(page))(name)['companies/my|GET']).toBe('Allowed')).toPass()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})

test('on a phone the names of the roles stay below the bar, and below the strip of who acts', async ({
  page,
  enter,
}) => {
  const reseller = await makeCompany(unique('Narrow'), { IsReseller: true })
  await page.setViewportSize({ width: 390, height: 844 })
  const bottomOf = async (cover: Locator) => {
    const box = await cover.boundingBox()
    return (box?.y ?? 0) + (box?.height ?? 0)
  }
  const bar = page.getByRole('banner')
  const strip = page.getByRole('status').filter({ hasText: 'You act as' })
  for (const [address, cover] of [
    ['/roles', bar],
    [`/as/${reseller}/roles`, strip],
  ] as const) {
    await enter(address)
    const head = page.getByRole('columnheader').first()
    await expect(head).toBeVisible()
    await expect(cover).toBeVisible()
    await page.mouse.move(195, 600)
    await page.mouse.wheel(0, 1_500)
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(1_000)
    await still(page)
    expect(Math.abs(((await head.boundingBox())?.y ?? 0) - (await bottomOf(cover)))).toBeLessThan(1)
  }
})

test('a role is made, stands in the matrix, and who holds it may just that', async ({ page, enter }) => {
  const name = unique('Billing')
  const company = unique('Chosen')
  await makeCompany(company)
  await enter('/roles')
  await page.getByRole('link', { name: 'Create' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('B'.repeat(65))
  await page.getByRole('textbox', { name: 'Description' }).fill('Reads the companies')
  await save(page)
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription(/^Name must be at most 64/)
  await expect(page.getByText('Choose at least one permission')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue('Reads the companies')
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('radio', { name: 'That company and those that you choose' }).click()
  await save(page)
  await expect(page.getByText('Choose a company or a group')).toBeVisible()
  await page.getByRole('combobox', { name: 'Add a company', exact: true }).fill(company)
  await page.getByRole('option', { name: company }).click()
  // All of it, also what the search does not show.
  await find(page).fill('lookups/licenses')
  await expect(page.getByRole('checkbox', { name: /lookups\|POST/ })).toHaveCount(0)
  await tick(page, 'All of Lookups')
  await find(page).fill('search api clients')
  await page.getByRole('checkbox', { name: /^Search API clients/ }).click()
  await save(page)
  await expect(page.getByText(`${name} has been saved`)).toBeVisible()

  const panel = page.getByRole('dialog')
  await expect(panel.getByRole('heading', { name, level: 2 })).toBeVisible()
  await expect(panel.getByText('Reads the companies')).toBeVisible()
  await expect(panel.getByText(`Company ${company}`)).toBeVisible()
  await expect(panel.getByRole('button', { name: /^Created/ })).toBeVisible()
  const id = new URL(page.url()).pathname.split('/').pop() ?? ''
  expect(await details(id)).toMatchObject({ name, availableForList: [{ type: 'Company', name: company }] })

  const lookups = (await modules()).find(({ moduleName }) => moduleName === 'Lookups')?.children ?? []
  const allowed = ['companies/clients/search|POST', ...lookups.map(({ permissionName }) => permissionName ?? '')].sort()
  await enter(`/roles?roles=${id}`)
  await expect(async () => {
    const column = Object.entries((await read(page))(name))
    expect(column.filter(([, told]) => told === 'Allowed').map(([permission]) => permission)).toEqual(
      expect.arrayContaining(allowed),
    )
    expect(column.filter(([, told]) => told === 'Allowed')).toHaveLength(allowed.length)
  }).toPass()

  const { body } = await signIn((await makeClient(unique('Held'), id)).secret)
  expect([...body.permissions].sort()).toEqual(allowed)
  const asked = (path: string) =>
    fetch(`${url}/api/${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${body.access_token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ pageNumber: 1, pageSize: 10, orderBy: 'CreateTime', ascending: true }),
    })
  expect((await asked('companies/clients/search')).status).toBe(200)
  expect((await asked('companies/search')).status).toBe(403)
})

test('a role is changed; who was slower is told, and saves over it only if they say so', async ({ page, enter }) => {
  const name = unique('Contested')
  const id = await makeRole(name, ['companies/my|GET'], { description: 'before' })
  await enter(`/roles/${id}`)
  await page.getByRole('dialog').getByRole('link', { name: 'Edit' }).click()
  await expect(page.getByRole('checkbox', { name: /companies\/my\|GET/ })).toBeChecked()
  await page.getByRole('textbox', { name: 'Description' }).fill('')
  await page.getByRole('checkbox', { name: /companies\/search\|POST/ }).click()
  await page.getByRole('radio', { name: 'That company and all below it' }).click()
  const theirs = { name, description: 'theirs', permissionResourceIdList: await idsOf('lookups|POST') }
  expect((await ask('PUT', `roles/${id}`, theirs)).status).toBe(200)
  // Reading anew in between does not make it unsaid.
  await refresh(page)
  await save(page)
  await expect(page.getByText('Somebody else changed this role meanwhile')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue('')
  expect((await details(id)).description).toBe('theirs')
  await page.getByRole('button', { name: 'Save mine next time' }).click()
  await save(page)
  await expect(page.getByText(`${name} has been saved`)).toBeVisible()
  const changed = await details(id)
  expect(changed).toMatchObject({ name, description: null, availableForList: [{ type: 'AllCompanies' }] })
  expect(changed.permissionResourceIdList.sort()).toEqual(
    (await idsOf('companies/my|GET', 'companies/search|POST')).sort(),
  )
})

test('a change keeps to whom a role is available, also where the person may not see it', async ({ page, enter }) => {
  const name = unique('Lent')
  const reseller = await makeCompany(name, { IsReseller: true })
  const permissionResourceIdList = await idsOf('companies/my|GET')
  const { data: role } = await ask<Schemas['Written']>('POST', 'roles', { name, permissionResourceIdList }, reseller)
  const { data: group } = await ask<Schemas['Written']>('POST', 'company-groups', { name })
  const availableForRequests = [{ type: 'CompanyGroup', resourceId: group.resourceId }]
  const offered = await ask('PUT', `roles/${role.resourceId}`, { name, permissionResourceIdList, availableForRequests })
  expect(offered.status).toBe(200)
  // The group is of the company above.
  await enter(`/as/${reseller}/roles/${role.resourceId}/edit`)
  await expect(page.getByRole('radio', { name: 'The company that it belongs to, and no other' })).toBeChecked()
  await page.getByRole('textbox', { name: 'Description' }).fill('changed')
  await save(page)
  await expect(page.getByText(`${name} has been saved`)).toBeVisible()
  expect(await details(role.resourceId)).toMatchObject({
    description: 'changed',
    availableForList: [{ type: 'CompanyGroup', resourceId: group.resourceId }],
  })
})

test('a role that is in use is not deleted, and it is said who holds it; then it is', async ({ page, enter }) => {
  const name = unique('Needed')
  const holder = unique('Holder')
  const id = await makeRole(name)
  const client = await makeClient(holder, id)
  await enter(`/roles/${id}`)
  const panel = page.getByRole('dialog').filter({ has: page.getByRole('heading', { name, level: 2 }) })
  await expect(panel.getByText('API clients that hold it').locator('..')).toContainText('1')
  await panel.getByRole('button', { name: 'Delete' }).click()
  const question = page.getByRole('dialog', { name: `Delete ${name}?` })
  await question.getByRole('button', { name: 'Delete' }).click()
  await expect(question.getByRole('alert')).toContainText(`The role is held by the API clients ${holder}`)
  expect((await ask('DELETE', `companies/clients/${client.id}`)).status).toBe(200)
  await question.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText(`${name} has been deleted`)).toBeVisible()
  await expect(page).toHaveURL(/\/roles$/)
  expect((await ask('GET', `roles/${id}`)).status).toBe(404)
})

test('without a network nothing typed is lost, and leaving it asks', async ({ page, enter, context }) => {
  const name = unique('Offline')
  const id = await makeRole(name)
  await enter(`/roles/${id}/edit`)
  await page.getByRole('textbox', { name: 'Description' }).fill('kept')
  await tick(page, 'All of Roles')
  await context.setOffline(true)
  await save(page)
  await expect(page.getByText(/The server cannot be reached/).first()).toBeVisible()
  await context.setOffline(false)
  const question = page.waitForEvent('dialog')
  const click = wayTo(page, 'Companies').click()
  await (await question).dismiss()
  await click
  await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue('kept')
  await save(page)
  await expect(page.getByText(`${name} has been saved`)).toBeVisible()
  const roles = (await modules()).find(({ moduleName }) => moduleName === 'Roles')?.children ?? []
  expect(await details(id)).toMatchObject({ description: 'kept' })
  expect((await details(id)).permissionResourceIdList).toHaveLength(roles.length + 1)
})

test('nobody is offered what they may not do', async ({ page, enter }) => {
  const reads = ['roles/search|POST', 'roles/{resourceId}|GET', 'permissions/all|GET']
  const reader = await makeClient(unique('Reader'), await makeRole(unique('Reads roles'), reads))
  const writes = await makeRole(unique('Writes roles'), [...reads, 'roles|POST'])
  await enter(`/roles/${writes}`, reader.secret)
  const panel = page.getByRole('dialog')
  await expect(panel.getByText('Available for')).toBeVisible()
  await expect(panel.getByRole('link', { name: 'Edit' })).toHaveCount(0)
  await expect(panel.getByRole('button', { name: 'Delete' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('link', { name: 'Create' })).toHaveCount(0)
  await enter('/roles/create', (await makeClient(unique('Writer'), writes)).secret)
  await fold(page, 'Roles')
  await expect(page.getByRole('checkbox', { name: /^Search roles/ })).toBeEnabled()
  await expect(page.getByRole('checkbox', { name: /^Delete a role.*you may not do this yourself/ })).toBeDisabled()
  await expect(page.getByRole('checkbox', { name: 'All of Companies' })).toBeDisabled()
})

test('a role is offered to be made only where a reseller is acted as', async ({ page, enter }) => {
  const create = page.getByRole('link', { name: 'Create' })
  await enter(`/as/${await makeCompany(unique('Plain'))}/roles`)
  await expect(page.getByText('You act as Plain')).toBeVisible()
  await expect(page.getByRole('columnheader').first()).toBeVisible()
  await expect(create).toHaveCount(0)
  await enter(`/as/${await makeCompany(unique('Selling'), { IsReseller: true })}/roles`)
  await expect(create).toBeVisible()
})

test('a role that allows more than one may do oneself is not offered to be changed', async ({ page, enter }) => {
  const mine = ['roles/search|POST', 'roles/{resourceId}|GET', 'roles/{resourceId}|PUT', 'permissions/all|GET']
  const editor = await makeClient(unique('Editor'), await makeRole(unique('Edits roles'), mine))
  const less = await makeRole(unique('Less'), mine.slice(1))
  const more = await makeRole(unique('More'), [...mine, 'companies/my|GET'])
  const edit = page.getByRole('dialog').getByRole('link', { name: 'Edit' })
  await enter(`/roles/${less}`, editor.secret)
  await expect(edit).toBeVisible()
  await enter(`/roles/${more}`, editor.secret)
  await expect(page.getByRole('dialog').getByText('What it allows')).toBeVisible()
  await expect(edit).toHaveCount(0)
})

test('where nothing is found, and where it could not be read, it is said so at the field', async ({
  page,
  enter,
  context,
}) => {
  await enter('/roles/create')
  await page.getByRole('radio', { name: 'That company and those that you choose' }).click()
  const company = page.getByRole('combobox', { name: 'Add a company', exact: true })
  await company.fill('no company is called so')
  await expect(page.getByText('Nothing is found')).toBeVisible()
  await context.setOffline(true)
  await company.fill('nor so')
  await expect(company).toHaveAccessibleDescription(/The server cannot be reached/)
  await expect(page.getByText('Nothing is found')).toHaveCount(0)
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.getByRole('combobox', { name: 'Add a company group' })).toHaveAccessibleDescription(
    /The server cannot be reached/,
  )
})

test('a field that finds speaks the language of the page', async ({ page, enter }) => {
  await enter('/roles/create')
  await page.getByRole('button', { name: /^Language/ }).click()
  await page.getByRole('menuitem', { name: 'العربية' }).click()
  await page.getByRole('radio', { name: arabic.available.Some }).click()
  const company = page.getByRole('combobox', { name: arabic.add_company, exact: true })
  await company.fill('no company is called so')
  await expect(page.getByText('لم يُعثر على شيء')).toBeVisible()
  await expect(page.getByRole('main').getByRole('button', { name: /^(Open|Close|Clear)$/ })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'إغلاق', exact: true })).toBeVisible()
})

test('a built-in role is not offered to be changed', async ({ page, enter }) => {
  await enter(`/roles/${await named('Company Admin')}`)
  const panel = page.getByRole('dialog')
  await expect(panel.getByText('Built in')).toBeVisible()
  await expect(panel.getByRole('link', { name: 'Edit' })).toHaveCount(0)
  await expect(panel.getByRole('button', { name: 'Delete' })).toHaveCount(0)
})

test('every permission has words in Arabic', async () => {
  const all = await modules()
  expect(all.map(({ moduleName }) => moduleName).filter((name) => !arabic.modules[name])).toEqual([])
  const names = all.flatMap(({ children }) => children.map(({ permissionName }) => permissionName ?? ''))
  expect(names.filter((name) => !arabic.permissions[name])).toEqual([])
})
