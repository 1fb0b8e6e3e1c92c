// What is said of a view to who hears it, has many tabs open, or is disturbed by movement; and addresses
// that nothing is at.

import { ask, makeClient, makeCompany, makeRole, unique } from './api'
import { expect, test, ways, wayTo } from './test'
import { goTo } from './views'

test('every view has a document title of its own', async ({ page, enter }) => {
  const name = unique('Titled')
  const company = await makeCompany(name)
  const user = { email: 'titled@found.example', priority: 'Medium', isActive: true }
  const made = await ask<{ resourceId: string }>('POST', 'target-users', user, company)
  const group = await ask<{ resourceId: string }>('POST', 'company-groups', { name, companyResourceIdArray: [] })
  const client = await makeClient(name)
  const role = await makeRole(name)
  await page.goto('/companies')
  await expect(page).toHaveTitle('Sign in – Tenantry')
  await enter('/companies')
  const titles = [
    ['/overview', 'Overview – Tenantry'],
    ['/companies', 'Companies – Tenantry'],
    [`/companies/${company}`, `${name} – Companies – Tenantry`],
    [`/companies/${company}/history`, `${name}: History – Companies – Tenantry`],
    [`/companies/${company}/edit`, `Company ${name} – Tenantry`],
    ['/companies/create', 'Create Company – Tenantry'],
    ['/groups', 'Company groups – Tenantry'],
    [`/groups/${group.data.resourceId}`, `${name} – Company groups – Tenantry`],
    ['/users', 'Target users of a company – Tenantry'],
    [`/users/${company}`, `${name} – Target users – Tenantry`],
    [`/users/${company}/${made.data.resourceId}`, `titled@found.example – ${name} – Target users – Tenantry`],
    [`/users/${company}/create`, 'New target user – Tenantry'],
    [`/users/${company}/${made.data.resourceId}/edit`, 'titled@found.example – Tenantry'],
    ['/clients', 'API clients – Tenantry'],
    [`/clients/${client.id}`, `${name} – API clients – Tenantry`],
    ['/clients/create', 'New API client – Tenantry'],
    ['/roles', 'Roles – Tenantry'],
    [`/roles/${role}`, `${name} – Roles – Tenantry`],
    ['/audit', 'Audit log – Tenantry'],
    ['/nope', 'Nothing is at this address – Tenantry'],
  ] as const
  for (const [address, title] of titles) {
    await goTo(page, address)
    await expect(page).toHaveTitle(title)
  }
  expect(new Set(titles.map(([, title]) => title)).size).toBe(titles.length)
})

test('the ways to the views are a landmark, and a search says how many it finds', async ({ page, enter }) => {
  const word = unique('Heard')
  for (const name of ['first', 'second', 'third']) await makeCompany(`${word} ${name}`)
  await enter('/companies')
  // A list of links, of which one says where one is; and no menu, which has other keys.
  const list = page.getByRole('navigation', { name: 'Views' }).getByRole('list')
  await expect(list.getByRole('listitem')).toHaveCount(await ways(page).count())
  await expect(page.getByRole('navigation').getByRole('menuitem')).toHaveCount(0)
  await expect(wayTo(page, 'Companies')).toHaveAttribute('aria-current', 'page')
  await expect(wayTo(page, 'Company groups')).not.toHaveAttribute('aria-current', /./)
  const said = page.getByRole('main').getByRole('status')
  await expect(said).toHaveText(/^\d+ companies$/)
  await page.getByRole('textbox', { name: 'Search' }).fill(word)
  await expect(said).toHaveText('3 companies')
  await page.getByRole('textbox', { name: 'Search' }).fill(`${word} first`)
  await expect(said).toHaveText('1 company')
  await page.getByRole('textbox', { name: 'Search' }).fill(`${word} nobody`)
  await expect(said).toHaveText('0 companies')
  await expect(page.getByText('No company is found with these filters.')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(page.getByRole('row')).toHaveCount(26)
})

test('heads are named as their columns, say their order, and the table has a caption', async ({ page, enter }) => {
  await enter('/companies?sort=name&order=ASC&page=1&perPage=25')
  const head = (name: string) => page.getByRole('columnheader', { name, exact: true })
  await expect(page.getByRole('table', { name: 'Companies', exact: true })).toBeVisible()
  await expect(head('Company name')).toHaveAttribute('aria-sort', 'ascending')
  await expect(head('Renewal date')).not.toHaveAttribute('aria-sort')
  await page.getByRole('button', { name: 'Renewal date', exact: true }).click()
  await expect(head('Renewal date')).toHaveAttribute('aria-sort', 'ascending')
  await expect(head('Company name')).not.toHaveAttribute('aria-sort')
  await page.getByRole('button', { name: 'Renewal date', exact: true }).click()
  await expect(head('Renewal date')).toHaveAttribute('aria-sort', 'descending')
  for (const [address, name] of [
    ['/groups', 'Company groups'],
    ['/clients', 'API clients'],
    ['/audit', 'Audit log'],
  ] as const) {
    await goTo(page, address)
    await expect(page.getByRole('table', { name, exact: true })).toBeVisible()
    await expect(page.locator('th[aria-sort]')).toHaveCount(1)
  }
})

test('who asks for less motion gets none', async ({ page, enter }) => {
  const name = unique('Stilled')
  await makeCompany(name)
  const moves = async () => {
    await page.getByRole('link', { name }).click()
    await page.getByRole('dialog').waitFor()
    const longest = await page.evaluate(() =>
      Math.max(0, ...document.getAnimations().map((it) => Number(it.effect?.getComputedTiming().duration ?? 0))),
    )
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    return longest
  }
  await enter(`/companies?filter=${encodeURIComponent(JSON.stringify({ name }))}`)
  expect(await moves()).toBeGreaterThan(50)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  expect(await moves()).toBeLessThan(1)
})

test('an address that nothing is at says so, and a name with a stop at its end is followed by no other', async ({
  page,
  enter,
}) => {
  await enter('/nope')
  await expect(page.getByRole('heading', { name: 'Nothing is at this address' })).toBeVisible()
  await expect(page.getByText('The console has no view at /nope:')).toBeVisible()
  await page.getByRole('link', { name: 'Go to the first view' }).click()
  await expect(page).toHaveURL(/overview$/)
  for (const address of ['/companies/nope', '/companies/a/b/c', '/groups/nope', '/clients/nope', '/roles/nope']) {
    await goTo(page, address)
    const panel = page.getByRole('dialog', { name: 'Nothing is at this address' })
    await expect(panel.getByText(`The console has no view at ${address}:`)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(panel).toHaveCount(0)
    await expect(page).toHaveURL(new RegExp(`${address.split('/')[1]}$`))
  }
  const name = `${unique('Stopped')} Corp.`
  const company = await makeCompany(name, { IsReseller: true })
  await page.goto(`/as/${company}/companies`)
  await enter(`/as/${company}/companies`)
  await expect(page.getByText(`You act as ${name}`)).toBeVisible()
  await expect(page.getByText('..')).toHaveCount(0)
})

test('a form is left by Cancel, to where it was opened, and nothing is saved', async ({ page, enter }) => {
  const name = unique('Cancelled')
  const company = await makeCompany(name)
  const { data: user } = await ask<{ resourceId: string }>(
    'POST',
    'target-users',
    { email: 'cancelled@found.example', priority: 'Medium', isActive: true },
    company,
  )
  const client = await makeClient(name)
  const role = await makeRole(name)
  await enter('/overview')
  for (const [form, back] of [
    ['/clients/create', '/clients'],
    [`/clients/${client.id}/edit`, `/clients/${client.id}`],
    ['/roles/create', '/roles'],
    [`/roles/${role}/edit`, `/roles/${role}`],
    [`/users/${company}/create`, `/users/${company}`],
    [`/users/${company}/${user.resourceId}/edit`, `/users/${company}/${user.resourceId}`],
  ] as const) {
    await goTo(page, form)
    await page.getByRole('link', { name: 'Cancel', exact: true }).click()
    await expect(page).toHaveURL(new RegExp(`${back}$`))
  }
  // What is typed is asked about.
  await goTo(page, '/clients/create')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('not saved')
  let asked = 0
  page.on('dialog', (dialog) => {
    asked++
    void dialog.dismiss()
  })
  await page.getByRole('link', { name: 'Cancel', exact: true }).click()
  await expect.poll(() => asked).toBe(1)
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('not saved')
})
