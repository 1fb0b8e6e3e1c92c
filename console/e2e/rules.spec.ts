// No sentence of the API reaches a person as it is: each rule that it can break is told in words of the console.

import { LABELS as OF_COMPANIES } from '../src/companies/fromFields'
import { ar } from '../src/i18n/ar'
import { en } from '../src/i18n/en'
import { told } from '../src/i18n/told'
import { LABELS as OF_USERS } from '../src/users/fields'
import { ask, choice, formOf, makeClient, makeCompany, makeRole, owner, signIn, unique, url, type Schemas } from './api'
import { expect, test } from './test'

const catalogues = { en, ar }
const labels = { ...OF_USERS, ...OF_COMPANIES }

/** As the console's own translation, of one catalogue. */
function translateIn(locale: keyof typeof catalogues) {
  return (key: string, values: object = {}) => {
    const found = key
      .split('.')
      .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], catalogues[locale])
    if (typeof found !== 'string') throw new Error(`${locale} has nothing at ${key}`)
    const text = found.split(' |||| ').at(-1) ?? found
    return text.replace(/%\{(\w+)\}/g, (whole, name: string) =>
      String((values as Record<string, unknown>)[name] ?? whole),
    )
  }
}

/** What is said of it in each language; and that nothing of a program is in it. */
function words(said: string) {
  return (['en', 'ar'] as const).map((locale) => {
    const text = told(said, { translate: translateIn(locale), locale, labels })
    expect(text, `${locale}: ${said}`).toBeDefined()
    expect(text, said).not.toMatch(/%\{|ResourceId|\b[a-z]+[A-Z]\w+|GET \/|X-KEEPNET/)
    if (locale === 'ar') expect(text, said).toMatch(/[\u0600-\u06ff]/)
    return text
  })
}

interface Envelope {
  message: string | null
  validationMessages: string[] | null
}

async function refused(method: string, path: string, body: BodyInit, company?: string) {
  const { access_token } = (await signIn(owner)).body
  const headers = {
    Authorization: `Bearer ${access_token}`,
    ...(typeof body === 'string' && { 'Content-Type': 'application/json' }),
    ...(body instanceof Blob && { 'Content-Type': 'application/octet-stream' }),
    ...(company && { 'X-KEEPNET-Company-Id': company }),
  }
  const response = await fetch(`${url}/api/${path}`, { method, headers, body })
  expect(response.status, `${method} ${path}`).toBeGreaterThanOrEqual(400)
  const { message, validationMessages } = (await response.json()) as Envelope
  return validationMessages ?? [message ?? '']
}

const json = (value: object) => JSON.stringify(value)
const long = (count: number) => 'x'.repeat(count)

test('every rule of a form that the API breaks has words in both languages', async () => {
  const company = await makeCompany(unique('Ruled'))
  const full = await makeCompany(unique('Full'), { NumberOfUsers: 1, LimitPolicy: 'Refuse', LimitGracePercent: 50 })
  const parent = await makeCompany(unique('Parent'), { IsReseller: true })
  await makeCompany(unique('Child'), {}, parent)
  await ask('POST', 'target-users', { email: 'ada@x.example' }, full)
  const role = await makeRole(unique('Held'))
  const { id: client } = await makeClient(unique('Holding'), role)
  const all = {
    Name: '\u200b',
    Description: long(301),
    IndustryResourceId: 'nothing',
    CountryResourceId: '',
    Address: long(201),
    WebsiteUrl: 'ftp://x.example',
    LicenseTypeResourceId: 'nothing',
    LicenseModuleResourceIdArray: ['nothing'],
    LicensePeriodTypeResourceId: await choice('licensePeriod', 'CUSTOM'),
    LicenseStartDate: 'soon',
    NumberOfUsers: 0,
    LimitPolicy: 'Never',
    LimitGracePercent: 101,
    TimeZoneId: 'Nowhere',
    DateFormat: 'y',
    TimeFormat: 't',
    ReleaseNotesUrl: 'nowhere',
    CallBackNumberBookingCount: 13,
    CompanyGroupResourceIdArray: ['000000000000'],
    Tags: [...Array.from({ length: 20 }, (_, at) => `t${at}`), long(51), 'a\nb'],
    StatusId: 2,
  }
  const right = await formOf(unique('Right'), {
    LicensePeriodTypeResourceId: await choice('licensePeriod', 'CUSTOM'),
  })
  const form = new FormData()
  for (const [name, value] of Object.entries(right)) form.append(name, String(value))
  form.append('File', new Blob(['no picture']), 'logo.png')
  const asked: [string, string, BodyInit, string?][] = [
    ['POST', 'companies', json(all)],
    ['POST', 'companies', json({ ...all, Name: long(65) })],
    ['POST', 'companies', json({ ...all, Name: 'a\nb' })],
    ['POST', 'companies', json({})],
    ['POST', 'companies', json(right)],
    ['POST', 'companies', json({ ...right, LicenseEndDate: '2020-01-01' })],
    ['POST', 'companies', json({ ...right, LicenseStartDate: '2030-01-02', LicenseEndDate: '2030-01-01' })],
    ['POST', 'companies', form],
    ['POST', 'companies', json({ ...right, LicenseEndDate: '2030-01-01' }), company],
    ['DELETE', `companies/${parent}`, ''],
    ['POST', `companies/${company}/move`, json({ resellerResourceId: company })],
    ['POST', `companies/${parent}/move`, json({ resellerResourceId: parent })],
    ['POST', `companies/${parent}/move`, json({})],
    ['GET', 'companies/000000000000', ''],
    ['POST', 'company-groups', json({ name: long(65), companyResourceIdArray: ['000000000000'] })],
    ['POST', 'company-groups', json({ name: 'x' }), company],
    ['GET', 'company-groups/000000000000', ''],
    ['POST', 'roles', json({ name: '', description: long(301), permissionResourceIdList: [] })],
    ['POST', 'roles', json({ name: 'x', permissionResourceIdList: ['nothing'] })],
    ['POST', 'roles', json({ name: 'x', permissionResourceIdList: ['nothing'] }), company],
    ['DELETE', `roles/${role}`, ''],
    ['POST', 'companies/clients', json({ name: '', clientId: 'x', clientSecret: long(40), roleResourceIdList: [] })],
    [
      'POST',
      'companies/clients',
      json({
        name: 'x',
        clientId: 'x',
        clientSecret: long(40),
        hasIpAddressRestriction: true,
        allowedIpAddresses: ['nowhere'],
        roleResourceIdList: ['000000000000'],
      }),
    ],
    [
      'POST',
      'companies/clients',
      json({
        name: 'x',
        clientId: 'y',
        clientSecret: long(40),
        hasIpAddressRestriction: true,
        roleResourceIdList: [role],
      }),
    ],
    ['POST', `companies/clients/${client}/rotate`, json({ gracePeriodHours: 1000 })],
    [
      'POST',
      'target-users',
      json({ email: 'nobody', priority: 'Huge', phoneNumber: long(21), firstName: 'a\u0001' }),
      company,
    ],
    ['POST', 'target-users', json({ preferredLanguageId: 'x', timeZoneId: 'x', department: long(257) }), company],
    ['POST', 'target-users', json({ email: `${long(320)}@x.example` }), company],
    ['POST', 'target-users', json({ email: 'ada@x.example' }), full],
    ['POST', 'target-users', json({ email: 'x@x.example', targetGroupResourceIds: ['000000000000'] }), company],
    ['GET', 'target-users/000000000000', '', company],
    [
      'POST',
      'target-groups',
      json({ name: long(65), priority: 'Huge', targetUserResourceIds: ['000000000000'] }),
      company,
    ],
    ['GET', 'target-groups/000000000000', '', company],
    ['POST', 'companies/search', json({ pageNumber: 0, pageSize: 0, orderBy: 'x', ascending: true })],
  ]
  const said = new Set<string>()
  for (const [method, path, body, about] of asked) {
    const answers = method === 'GET' ? await read(path, about) : await refused(method, path, body, about)
    for (const rule of answers) {
      said.add(rule)
      words(rule)
    }
  }
  // They were broken, and not all by the same words.
  expect(said.size).toBeGreaterThan(60)
})

async function read(path: string, company?: string) {
  const { status, message } = await ask('GET', path, undefined, company)
  expect(status).toBeGreaterThanOrEqual(400)
  return [message ?? '']
}

test('a licence that is full, and one that is over, are told with their numbers', async () => {
  const company = await makeCompany(unique('Warning'), { NumberOfUsers: 1, LimitPolicy: 'Warn' })
  await ask('POST', 'target-users', { email: 'ada@x.example' }, company)
  const { message } = await ask('POST', 'target-users', { email: 'bo@x.example' }, company)
  expect(words(message ?? '')[0]).toBe('It is saved. The licence has 1 seats and now 2 active users')
  const full = await makeCompany(unique('Full'), { NumberOfUsers: 2, LimitPolicy: 'Refuse', LimitGracePercent: 50 })
  for (const name of ['a', 'b', 'c']) await ask('POST', 'target-users', { email: `${name}@x.example` }, full)
  const refusal = await ask('POST', 'target-users', { email: 'd@x.example' }, full)
  expect(refusal.status).toBe(409)
  expect(words(refusal.message ?? '')[0]).toContain('2 seats (3 with 50 per cent of grace) and 3 active users')
})

test('rows of files that break rules, and files that cannot be read, have words', async () => {
  const company = await makeCompany(unique('Filed'))
  const upload = (content: string) => refused('POST', 'user-imports?fileName=x.csv', new Blob([content]), company)
  for (const content of ['', 'E-mail\n', 'PK\u0003\u0004 no workbook', '\u001f\u008b']) {
    for (const rule of await upload(content)) words(rule)
  }
  const lines = ['nobody', 'ada@x.example', 'ADA@x.example', `${long(330)}@x.example`, '']
  const content = `E-mail,First name,Priority,Active\n${lines.map((line) => `${line},${long(300)},Huge,Perhaps`).join('\n')}\n`
  const { access_token } = (await signIn(owner)).body
  const headers = {
    Authorization: `Bearer ${access_token}`,
    'X-KEEPNET-Company-Id': company,
    'Content-Type': 'text/csv',
  }
  const made = await fetch(`${url}/api/user-imports?fileName=x.csv`, { method: 'POST', headers, body: content })
  const { data } = (await made.json()) as { data: { resourceId: string } }
  const find = () =>
    ask<{ results: { reasons: { rule: string }[] }[] }>(
      'GET',
      `user-imports/${data.resourceId}/rows?state=Invalid&pageNumber=1&pageSize=10`,
      undefined,
      company,
    )
  await expect.poll(async () => (await find()).data.results.length).toBe(5)
  const rules = (await find()).data.results.flatMap(({ reasons }) => reasons.map(({ rule }) => rule))
  expect(rules.length).toBeGreaterThan(10)
  for (const rule of rules) words(rule)
  const start = await ask('POST', `user-imports/${data.resourceId}/start`, { stopOnInvalid: true }, company)
  words(start.message ?? '')
  words((await ask('POST', `user-imports/${data.resourceId}/undo`, undefined, company)).message ?? '')
})

test('in Arabic a form is refused in Arabic, each rule at its field', async ({ page, enter }) => {
  const id = await makeCompany(unique('Form'))
  await enter(`/companies/${id}/edit`)
  await page.getByRole('button', { name: /^Language/ }).click()
  await page.getByRole('menuitem', { name: 'العربية' }).click()
  await page.getByRole('textbox', { name: 'اسم الشركة' }).fill('N'.repeat(65))
  await page.getByRole('textbox', { name: 'الموقع الإلكتروني' }).fill('ftp://example.com')
  await page.getByRole('button', { name: 'حفظ' }).click()
  await expect(page.getByRole('textbox', { name: 'اسم الشركة' })).toHaveAccessibleDescription(
    'اسم الشركة: 64 حرفًا على الأكثر',
  )
  await expect(page.getByRole('textbox', { name: 'الموقع الإلكتروني' })).toHaveAccessibleDescription(
    /^الموقع الإلكتروني: عنوان يبدأ/,
  )
  await expect(page.getByText(/must be/)).toHaveCount(0)
})

test('a user who is there already is refused in words', async ({ page, enter }) => {
  const company = await makeCompany(unique('Same'))
  await ask<Schemas['Written']>('POST', 'target-users', { email: 'ada@x.example' }, company)
  await enter(`/users/${company}/create`)
  await page.getByRole('textbox', { name: 'E-mail' }).fill('ADA@x.example')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toHaveText(
    'Another user of this company has this e-mail. Change or delete that one first',
  )
})
