import type { Page } from '@playwright/test'
import { ask, companyNamed, makeCompany, unique, type Schemas } from './api'
import { expect, refresh, test, wayTo } from './test'

async function details(id: string) {
  return (await ask<Schemas['CompanyDetails']>('GET', `companies/${id}`)).data
}

async function choose(page: Page, label: string, option: string) {
  await page.getByRole('combobox', { name: label }).fill(option)
  await page.getByRole('option', { name: option, exact: true }).click()
}

async function pick(page: Page, label: string, option: string) {
  await page.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

const step = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

test('a company is made in four steps, and the country sets its habits', async ({ page, enter }) => {
  const name = unique('Northwind')
  await ask('POST', 'company-groups', { name: `${name} friends` })
  await enter('/companies')
  await page.getByRole('link', { name: 'Create' }).click()
  await page.getByRole('textbox', { name: 'Company name' }).fill(name)
  await choose(page, 'Industry', 'Automotive')
  await choose(page, 'Country', 'Türkiye')
  await expect(page.getByRole('combobox', { name: 'Time zone' })).toHaveValue('Europe/Istanbul')
  await page.getByRole('button', { name: 'Next' }).click()

  await pick(page, 'Licence type', 'Business')
  await expect(page.getByRole('checkbox', { name: 'Phishing Simulator', exact: true })).toBeChecked()
  await page.getByLabel('Start date').fill('2028-02-29')
  await pick(page, 'Period', '3 Years')
  await expect(page.getByRole('status').filter({ hasText: '28 Feb 2031' })).toBeVisible()
  await page.getByRole('spinbutton', { name: 'Licence limit' }).fill('250')
  await page.getByRole('button', { name: 'Next' }).click()

  await choose(page, 'Company groups', `${name} friends`)
  await page.getByRole('button', { name: 'Next' }).click()
  await pick(page, 'Training content', 'Own only')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(`${name} has been created`)).toBeVisible()

  const row = await companyNamed(name)
  const made = await details(row?.resourceId ?? '')
  expect(made).toMatchObject({
    name,
    industryName: 'Automotive',
    countryCode: 'TR',
    timeZoneId: 'Europe/Istanbul',
    dateFormat: 'dd/MM/yyyy',
    timeFormat: '24h',
    licenseTypeName: 'Business',
    licensePeriodTypeName: '3 Years',
    licenseStartDate: '2028-02-28T21:00:00Z',
    licenseEndDate: '2031-02-27T21:00:00Z',
    numberOfUsers: 250,
    trainingContentTypeName: 'Own only',
    companyGroups: [{ name: `${name} friends` }],
  })
  expect(made.preferredLanguageTypeName).toContain('Turkish')
  await expect(page.getByRole('dialog').getByRole('heading', { name, level: 2 })).toBeVisible()
})

test('what the server refuses stands at its field, and nothing typed is lost', async ({ page, enter }) => {
  const name = 'N'.repeat(65)
  const id = await makeCompany(unique('Refused'))
  await enter(`/companies/${id}/edit`)
  await page.getByRole('textbox', { name: 'Company name' }).fill(name)
  await page.getByRole('textbox', { name: 'Web site' }).fill('ftp://example.com')
  await step(page, 'Content')
  await page.getByRole('textbox', { name: 'Address of the release notes' }).fill('nowhere')
  await page.getByRole('button', { name: 'Save' }).click()

  await expect(page.getByText('Company name must be at most 64 characters long')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Company name' })).toHaveValue(name)
  await expect(page.getByRole('textbox', { name: 'Company name' })).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByText('Web site must be an address that begins with http:// or https://')).toBeVisible()
  await step(page, 'Content')
  await expect(page.getByText(/^Address of the release notes must/)).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Address of the release notes' })).toHaveValue('nowhere')
})

test('a change keeps what it does not touch', async ({ page, enter }) => {
  const name = unique('Edited')
  const id = await makeCompany(name, {
    TimeZoneId: 'Tokyo Standard Time',
    LicenseStartDate: '2027-03-31',
    Tags: ['a', 'b'],
    Description: 'before',
  })
  const before = await details(id)
  await enter(`/companies/${id}/edit`)
  await step(page, 'Licence')
  await expect(page.getByLabel('Start date')).toHaveValue('2027-03-31')
  await page.getByRole('spinbutton', { name: 'Licence limit' }).fill('77')
  await step(page, 'Company')
  await page.getByRole('textbox', { name: 'Description' }).fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(`${name} has been changed`)).toBeVisible()
  expect(await details(id)).toEqual({ ...before, numberOfUsers: 77, description: null })
})

test('a logo is chosen and seen; what is no picture is refused at its field', async ({ page, enter }) => {
  const name = unique('Pictured')
  const id = await makeCompany(name)
  await enter(`/companies/${id}/edit`)
  const logo = page.getByLabel('Logo', { exact: true }).and(page.locator('input'))
  await logo.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText(/^Logo must/)).toBeVisible()
  const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 20, height: 10 } })
  await logo.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: picture })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('dialog').getByRole('img', { name: `Logo of ${name}` })).toBeVisible()
  expect((await ask('GET', `companies/${id}/logo`)).status).toBe(200)
})

for (const zone of ['Pacific/Auckland', 'Pacific/Honolulu', 'Etc/UTC']) {
  test(`a licence begins and ends on its days in ${zone}, wherever the person is`, async ({ page, enter }) => {
    const name = unique('Zoned')
    const id = await makeCompany(name, { TimeZoneId: zone, LicenseStartDate: '2028-01-15' })
    await enter(`/companies?filter=${encodeURIComponent(JSON.stringify({ name }))}`)
    await expect(page.getByRole('row', { name }).getByText('15 Jan 2029')).toBeVisible()
    await page.getByRole('link', { name }).click()
    const panel = page.getByRole('dialog')
    await expect(panel.getByText('15 Jan 2028')).toBeVisible()
    await expect(panel.getByText('15 Jan 2029')).toBeVisible()
    await panel.getByRole('link', { name: 'Edit' }).click()
    await step(page, 'Licence')
    await expect(page.getByLabel('Start date')).toHaveValue('2028-01-15')
    await page.getByLabel('Start date').fill('2028-01-16')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByText(`${name} has been changed`)).toBeVisible()
    await expect(panel.getByText('16 Jan 2028')).toBeVisible()
    await expect(panel.getByText('16 Jan 2029')).toBeVisible()
    expect((await details(id)).timeZoneId).toBe(zone)
  })
}

test('leaving with unsaved changes asks', async ({ page, enter }) => {
  const name = unique('Guarded')
  const id = await makeCompany(name)
  await enter(`/companies/${id}/edit`)
  await page.getByRole('textbox', { name: 'Description' }).fill('not saved')
  const questions: string[] = []
  page.on('dialog', (dialog) => {
    questions.push(dialog.message())
    void (questions.length === 1 ? dialog.dismiss() : dialog.accept())
  })
  await wayTo(page, 'Companies').click()
  await expect.poll(() => questions.length).toBe(1)
  await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue('not saved')
  await expect(async () => {
    // The first answer may still be on its way through the page.
    await wayTo(page, 'Companies').click()
    await expect(page).toHaveURL(/\/companies($|\?)/, { timeout: 2_000 })
  }).toPass()
  expect(questions.length).toBe(2)
})

test('somebody else was faster: it is said, nothing typed is lost, and the person decides', async ({ page, enter }) => {
  const name = unique('Contested')
  const id = await makeCompany(name, { Address: 'Old street' })
  await enter(`/companies/${id}/edit`)
  await page.getByRole('textbox', { name: 'Description' }).fill('mine')
  const before = await details(id)
  const put = await ask('PUT', `companies/${id}`, {
    Name: name,
    IndustryResourceId: before.industryResourceId,
    CountryResourceId: before.countryResourceId,
    LicenseTypeResourceId: before.licenseTypeResourceId,
    LicensePeriodTypeResourceId: before.licensePeriodTypeResourceId,
    NumberOfUsers: 10,
    TimeZoneId: 'UTC',
    DateFormat: 'dd/MM/yyyy',
    TimeFormat: '24h',
    Description: 'theirs',
  })
  expect(put.status).toBe(200)
  await refresh(page)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Somebody else changed this company' })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue('mine')
  expect((await details(id)).description).toBe('theirs')
  await page.getByRole('button', { name: 'Save mine next time' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText(`${name} has been changed`)).toBeVisible()
  expect((await details(id)).description).toBe('mine')
})

test('a save without a network says so and can be tried again', async ({ page, enter, context }) => {
  const name = unique('Offline')
  const id = await makeCompany(name)
  await enter(`/companies/${id}/edit`)
  await page.getByRole('textbox', { name: 'Description' }).fill('kept')
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText(/The server cannot be reached/).first()).toBeVisible()
  await context.setOffline(false)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText(`${name} has been changed`)).toBeVisible()
  expect((await details(id)).description).toBe('kept')
})

test('a form that comes while a menu is open leaves the menu alone', async ({ page, enter }) => {
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/api/permissions/all', async (route) => {
    await held
    await route.continue()
  })
  await enter('/roles/create')
  await page.getByRole('button', { name: /^Language/ }).click()
  const menu = page.getByRole('menuitem', { name: 'English' })
  await expect(menu).toBeFocused()
  release()
  await expect(page.locator('input[name="name"]')).toBeAttached()
  await expect(menu).toBeFocused()
  await page.keyboard.press('Escape')
  await page.getByLabel('Name').fill('Still takes what is typed')
})

test('a form begins in its first field', async ({ page, enter }) => {
  await enter('/roles/create')
  await expect(page.getByLabel('Name')).toBeFocused()
})
