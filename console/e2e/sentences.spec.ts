// What was changed, as an auditor reads it: a sentence a row, in labels, names and the list's own days.

import type { Page } from '@playwright/test'
import { ask, choice, changeCompany, idsOf, makeCompany, unique, type Schemas } from './api'
import { expect, test } from './test'

const panel = (page: Page) => page.getByRole('dialog')

async function done<T = Schemas['Written']>(method: string, path: string, body?: object, company?: string) {
  const { status, data, message } = await ask<T>(method, path, body, company)
  if (status !== 200) throw new Error(`${method} ${path}: ${message}`)
  return data
}

async function made(path: string, body: object, company?: string) {
  return (await done('POST', path, body, company)).resourceId
}

/** Every sentence of the audit log that a filter finds, the newest first. */
async function sentences(page: Page, filter: object, enter: (address: string) => Promise<void>, count: number) {
  await enter(`/audit?filter=${encodeURIComponent(JSON.stringify(filter))}&perPage=100`)
  const rows = page.locator('tbody').getByRole('button')
  await expect(rows).toHaveCount(count)
  return rows
}

async function industries() {
  return done<{ resourceId: string; name: string }[]>('GET', 'lookups/2')
}

test('the history of a company is in sentences, with the days of the list', async ({ page, enter }) => {
  const name = unique('Told')
  const zone = { TimeZoneId: 'Pacific/Auckland', LicensePeriodTypeResourceId: await choice('licensePeriod', 'CUSTOM') }
  const id = await makeCompany(name, { ...zone, LicenseStartDate: '2026-01-01', LicenseEndDate: '2030-12-31' })
  await changeCompany(id, name, { ...zone, NumberOfUsers: 80, LicenseEndDate: '2031-12-31' })
  await changeCompany(id, name, { ...zone, NumberOfUsers: 80, Tags: ['gold', 'north'], Address: '4 Mill Lane' })
  const [, other] = await industries()
  const others = { Tags: ['north'], IndustryResourceId: other?.resourceId, IsNumberOfUsersLimited: false }
  const before = (await done<Schemas['CompanyDetails']>('GET', `companies/${id}`)).industryName
  await changeCompany(id, name, { ...zone, NumberOfUsers: 80, Address: '', ...others })
  await enter(`/companies?filter=${encodeURIComponent(JSON.stringify({ id }))}`)
  await expect(page.getByRole('row', { name }).getByText('31 Dec 2031')).toBeVisible()
  await page.getByRole('link', { name }).click()
  await panel(page).getByRole('tab', { name: 'History' }).click()
  const rows = panel(page).getByRole('heading', { level: 3 })
  await expect(rows.nth(0)).toContainText(
    `Industry ${before} → ${other?.name}; Address removed, it was 4 Mill Lane; Seats 80 → Unlimited; Tags: gold removed`,
  )
  await expect(rows.nth(1)).toContainText('Address set to 4 Mill Lane; Tags: gold, north added')
  await expect(rows.nth(2)).toContainText('Licence end date 31 Dec 2030 → 31 Dec 2031; Seats 10 → 80')
  await expect(rows.nth(3)).toContainText('Created')
  // Opened, the same in labels and names.
  await rows.nth(2).getByRole('button').click()
  const sides = panel(page).getByRole('group', { name: 'Before and after' })
  await expect(sides.getByRole('rowheader')).toHaveText(['Licence end date', 'Seats'])
  await expect(sides.getByRole('cell')).toHaveText(['31 Dec 2030', '31 Dec 2031', '10', '80'])
})

/** What no person reads: a field's name in the program, or an id. */
const FOR_PROGRAMS =
  /\b[a-z]+[A-Z][A-Za-z]*\b|\b(?=\w*\d)(?=\w*[A-Z])[0-9A-Za-z]{12}\b|\|(?:GET|POST|PUT|DELETE)\b|[{}"]/

test('every kind of change of every kind of thing is a sentence without ids', async ({ page, enter }) => {
  const word = unique('Every')
  const reseller = await makeCompany(word, { IsReseller: true })
  const west = await makeCompany(`${word} West`, { IsReseller: true }, reseller)
  const company = await makeCompany(`${word} Mill`, {}, reseller)
  const group = await made('company-groups', { name: `${word} Gold`, companyResourceIdArray: [company] }, reseller)
  await done('PUT', `company-groups/${group}`, { name: `${word} Silver`, companyResourceIdArray: [] }, reseller)
  const form = { CompanyGroupResourceIdArray: [group], NumberOfUsers: 10 }
  await changeCompany(company, `${word} Mill`, form)
  await changeCompany(company, `${word} Mill`, { CompanyGroupResourceIdArray: [] })
  await done('POST', `companies/${company}/move`, { resellerResourceId: west })
  const role = await made(
    'roles',
    { name: `${word} Desk`, permissionResourceIdList: await idsOf('companies/my|GET') },
    reseller,
  )
  const permissionResourceIdList = await idsOf('audit-logs/search|POST')
  const availableForRequests = [{ type: 'Company', resourceId: company }]
  await done('PUT', `roles/${role}`, { name: `${word} Desk`, permissionResourceIdList, availableForRequests }, reseller)
  const credential = await done<{ clientId: string; clientSecret: string }>(
    'GET',
    'companies/clients/generate-client-credentials',
  )
  const roles = await done<Schemas['RoleName'][]>('GET', 'roles', undefined, company)
  const named = (name: string) => roles.filter((one) => one.name === name).map(({ resourceId }) => resourceId)
  const payroll = { name: `${word} Payroll`, ...credential, roleResourceIdList: named('Company Admin') }
  const client = await made('companies/clients', payroll, company)
  await done('PUT', `companies/clients/${client}`, { ...payroll, statusId: 0 }, company)
  await done('POST', `companies/clients/${client}/rotate`, { gracePeriodHours: 1 }, company)
  await done('DELETE', `companies/clients/${client}`, undefined, company)
  const [ada, bo] = [
    await made('target-users', { email: 'ada@x.example' }, company),
    await made('target-users', { email: 'bo@x.example' }, company),
  ]
  const targets = await made('target-groups', { name: `${word} Finance` }, company)
  await done('PUT', `target-groups/${targets}/users`, { targetUserResourceIds: [ada, bo] }, company)
  await done('DELETE', `target-groups/${targets}/users`, { targetUserResourceIds: [bo] }, company)
  await done('PUT', `target-users/${ada}`, { priority: 'High', targetGroupResourceIds: [] }, company)
  await done('DELETE', `target-users/${ada}`, undefined, company)
  await made('target-users', { email: 'ada@x.example' }, company)
  await done('DELETE', 'target-users/bulk-delete', { items: [bo] }, company)
  await done('DELETE', `target-groups/${targets}`, undefined, company)
  await enter('/')
  await page.goto(`/users/${company}/import`)
  await enter(`/users/${company}/import`)
  const buffer = Buffer.from('E-mail\ncy@x.example\nnobody\n')
  await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer })
  await page.getByRole('button', { name: 'Import every row that can be' }).click()
  await page.getByRole('button', { name: 'Undo the import' }).click()
  await panel(page).getByRole('button', { name: 'Undo the import' }).click()
  await expect(page.getByText('Undone', { exact: true })).toBeVisible()

  const of = await sentences(page, { company }, enter, 20)
  await expect(of).toHaveText([
    'Import of people.csv undone',
    'Users imported from people.csv: Rows: 2; new: 1; break a rule: 1; done: 2; added: 1',
    `Target group deleted: ${word} Finance`,
    'One user deleted',
    'Target user restored: ada@x.example',
    'Target user deleted: ada@x.example',
    `Target user ada@x.example: Priority Medium → High; Target groups: ${word} Finance removed`,
    `One user taken out of the group ${word} Finance`,
    `2 users added to the group ${word} Finance`,
    `Target group created: ${word} Finance`,
    'Target user created: bo@x.example',
    'Target user created: ada@x.example',
    `API client deleted: ${word} Payroll`,
    `Secret rotated: ${word} Payroll`,
    `API client ${word} Payroll: Status Active → Inactive`,
    `API client created: ${word} Payroll`,
    `${word} Mill: Moved from ${word} to ${word} West`,
    // The groups that a company is in are told by the groups.
    `Company changed: ${word} Mill`,
    `Company changed: ${word} Mill`,
    `Company created: ${word} Mill`,
  ])
  const above = await sentences(page, { company: reseller }, enter, 7)
  await expect(above).toHaveText([
    `Role ${word} Desk: What it allows: Search the audit log added, List your own company and those below it removed; ` +
      `Available for: Company ${word} Mill added, The company that it belongs to, and no other removed`,
    `Role created: ${word} Desk`,
    `${word} Mill taken out of the group ${word} Silver`,
    `${word} Mill added to the group ${word} Silver`,
    `Company group ${word} Silver: Name ${word} Gold → ${word} Silver; Companies: ${word} Mill removed`,
    `Company group created: ${word} Gold`,
    `Company created: ${word}`,
  ])
  for (const filter of [{ company }, { company: reseller }]) {
    await enter(`/audit?filter=${encodeURIComponent(JSON.stringify(filter))}&perPage=100`)
    const rows = page.locator('tbody').getByRole('button')
    await expect(rows.first()).toBeVisible()
    // Names are fetched after the rows are there.
    await expect(async () => {
      for (const text of await rows.allInnerTexts()) expect(text).not.toMatch(FOR_PROGRAMS)
    }).toPass({ timeout: 20_000 })
  }
})

test('in Arabic it is read from right to left, with the same numbers and names', async ({ page, enter }) => {
  const name = unique('Turned')
  const id = await makeCompany(name)
  await changeCompany(id, name, { NumberOfUsers: 80, StatusId: 0 })
  await enter(`/companies?filter=${encodeURIComponent(JSON.stringify({ id }))}`)
  await page.getByRole('button', { name: /^Language/ }).click()
  await page.getByRole('menuitem', { name: 'العربية' }).click()
  await page.getByRole('link', { name }).first().click()
  await panel(page).getByRole('tab', { name: 'السجل' }).click()
  const rows = panel(page).getByRole('heading', { level: 3 })
  const plain = (text: string) => text.replace(/[\u2066-\u2069\u200e\u200f]/g, '')
  await expect(rows).toHaveCount(2)
  expect(plain(await rows.nth(0).innerText())).toContain('المقاعد 10 ← 80؛ الحالة نشط ← غير نشط')
  await expect(rows.nth(1)).toContainText('إنشاء')
})
