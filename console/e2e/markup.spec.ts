// Names of every kind of markup, in every view that shows a name: seen as they are, and nothing of them is run.

import type { Locator, Page } from '@playwright/test'
import { ask, companyNamed, makeCompany, type Schemas } from './api'
import { HOSTILE } from './setup'
import { expect, test } from './test'
import { goTo } from './views'

async function made<T extends object>(path: string, body: T, company?: string) {
  const { status, data, message } = await ask<Schemas['Written']>('POST', path, body, company)
  if (status !== 200) throw new Error(`${path}: ${message}`)
  return data.resourceId
}

/** Whatever can have a name has this one. */
async function named(name: string) {
  const company = (await companyNamed(name))?.resourceId ?? ''
  const reseller = await makeCompany(name, { IsReseller: true, Tags: [name.slice(0, 50)] })
  await makeCompany(`below ${name}`.slice(0, 64), {}, reseller)
  const group = await made('company-groups', { name, companyResourceIdArray: [company] })
  const user = await made(
    'target-users',
    { email: 'ada@x.example', firstName: name, lastName: name, department: name },
    company,
  )
  const { data: credential } = await ask<{ clientId: string; clientSecret: string }>(
    'GET',
    'companies/clients/generate-client-credentials',
  )
  const { data: roles } = await ask<Schemas['RoleName'][]>('GET', 'roles')
  const role = roles.find(({ name }) => name === 'Company Admin')?.resourceId
  const client = await made('companies/clients', { name, ...credential, roleResourceIdList: [role] })
  const { data: modules } = await ask<Schemas['PermissionNode'][]>('GET', 'permissions/all')
  const own = await made('roles', {
    name,
    description: name,
    permissionResourceIdList: [modules[0]?.children[0]?.permissionResourceId],
    availableForRequests: [{ type: 'MyCompanyOnly' }],
  })
  return { company, reseller, group, user, client, role: own }
}

/** What the browser would have made of them, had they been taken for markup. */
const MADE = 'img[src="x"], b, strong, a[href^="http://example.com"], a[href^="javascript:"]'

async function shows(where: Page | Locator, name: string, what: string) {
  await expect(where.getByText(name).filter({ visible: true }).first(), what).toBeVisible()
  await expect(where.locator(MADE), what).toHaveCount(0)
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

for (const name of HOSTILE) {
  test(`a name of markup is a name in every view: ${name}`, async ({ page, enter }) => {
    test.setTimeout(180_000)
    const { company, reseller, group, user, client, role } = await named(name)
    let asked = false
    page.on('dialog', () => (asked = true))
    const filter = (of: object) => `?filter=${encodeURIComponent(JSON.stringify(of))}`
    const dialog = page.getByRole('dialog')
    await enter(`/companies${filter({ name })}`)
    await shows(page, name, 'list')
    for (const [what, address] of [
      ['clustered', `/companies${filter({ resellerName: name, clustered: true })}`],
      ['panel', `/companies/${company}`],
      ['groups of one', `/companies/${company}/groups`],
      ['users of one', `/companies/${company}/users`],
      ['clients of one', `/companies/${company}/clients`],
      ['history', `/companies/${company}/history`],
      ['groups', `/groups${filter({ name })}`],
      ['group', `/groups/${group}`],
      ['users', `/users/${company}`],
      ['user', `/users/${company}/${user}`],
      ['import', `/users/${company}/import`],
      ['clients', `/clients${filter({ name })}`],
      ['client', `/clients/${client}`],
      ['roles', `/roles?roles=${role}`],
      ['role', `/roles/${role}`],
      ['audit log', `/audit${filter({ thing: company })}`],
    ] as const) {
      await goTo(page, address)
      await shows(page, name, what)
    }
    for (const [label, address] of [
      ['Company name', `/companies/${company}/edit`],
      ['First name', `/users/${company}/${user}/edit`],
      ['Name', `/clients/${client}/edit`],
      ['Name', `/roles/${role}/edit`],
    ] as const) {
      await goTo(page, address)
      await expect(page.getByRole('textbox', { name: label, exact: true })).toHaveValue(name)
    }
    for (const address of [`/clients/${client}`, `/companies/${company}`]) {
      await goTo(page, address)
      await dialog.getByRole('button', { name: 'Delete' }).click()
      await shows(page.getByRole('dialog', { name: /^Delete/ }), name, `delete ${address}`)
    }
    await goTo(page, `/groups${filter({ name })}`)
    await page.getByRole('button', { name: 'Switch to company' }).click()
    await dialog.getByRole('searchbox').fill(name)
    await shows(dialog, name, 'switch')
    await page.keyboard.press('Escape')

    const cells = `E-mail,First name,${quoted(name)}\nada at x,${quoted(name)},c\n`
    await goTo(page, `/users/${company}/import`)
    const people = { name: `${name.replaceAll('/', ' ')}.csv`, mimeType: 'text/csv', buffer: Buffer.from(cells) }
    await page.locator('input[type=file]').setInputFiles(people)
    await shows(page.getByRole('table'), name, 'preview')
    await goTo(page, `/as/${reseller}/companies`)
    await shows(page, `You act as ${name}`, 'acting')
    await goTo(page, `/as/${reseller}/overview`)
    await shows(page.locator('#main-content').getByRole('list'), name, 'newest changes')
    expect(asked).toBe(false)
  })
}
