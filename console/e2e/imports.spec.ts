import { ask, makeCompany, unique, type Schemas } from './api'
import { expect, test, wayTo } from './test'

async function usersOf(company: string) {
  const body = { pageNumber: 1, pageSize: 100, orderBy: 'Email', ascending: true }
  return (await ask<Schemas['UsersPage']>('POST', 'target-users/search', body, company)).data.results
}

async function emails(company: string) {
  return (await usersOf(company)).map(({ email }) => email)
}

const file = (name: string, content: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(content) })
const FILE = file(
  'people.csv',
  'E-mail,First name,Nickname\nada@x.example,Ada,A\nnobody,Bo,B\nOLD@x.example,Old,O\ncy@x.example,Cy,C\n',
)

test('a file is looked at, imported and undone', async ({ page, enter }) => {
  const company = await makeCompany(unique('Importing'))
  await ask('POST', 'target-users', { email: 'old@x.example' }, company)
  await enter(`/users/${company}`)
  await page.getByRole('link', { name: 'Import', exact: true }).click()
  await page.locator('input[type=file]').setInputFiles(FILE)
  await expect(page.getByText('Not imported yet')).toBeVisible()
  // The row that breaks a rule: its number, its column, the rule.
  const row = page.getByRole('row').filter({ hasText: 'nobody' })
  await expect(row.getByRole('cell').nth(0)).toHaveText('3')
  await expect(row.getByRole('cell').nth(1)).toHaveText(
    'E-mail: E-mail must be an address such as name@company.example',
  )
  expect(await emails(company)).toEqual(['old@x.example'])
  await page.getByRole('switch', { name: 'Import nothing if any row breaks a rule' }).click()
  await page.getByRole('button', { name: 'Import every row that can be' }).click()
  await expect(page.getByRole('alert')).toContainText('Rows that break a rule: 1')
  expect(await emails(company)).toEqual(['old@x.example'])
  await page.getByRole('switch', { name: 'Import nothing if any row breaks a rule' }).click()
  await page.getByRole('button', { name: 'Import every row that can be' }).click()
  await expect(page.getByText('Done', { exact: true })).toBeVisible()
  await expect(
    page.getByRole('term').filter({ hasText: 'Added' }).last().locator('xpath=following-sibling::dd'),
  ).toHaveText('2')
  expect(await emails(company)).toEqual(['ada@x.example', 'cy@x.example', 'old@x.example'])
  await page.getByRole('button', { name: 'Undo the import' }).click()
  await page.getByRole('dialog', { name: 'Undo this import?' }).getByRole('button', { name: 'Undo the import' }).click()
  await expect(page.getByText('Undone', { exact: true })).toBeVisible()
  expect(await emails(company)).toEqual(['old@x.example'])
})

test('another column is taken for a field, and the chosen row alone is imported', async ({ page, enter }) => {
  const company = await makeCompany(unique('Choosing'))
  await enter(`/users/${company}/import`)
  await page.locator('input[type=file]').setInputFiles(FILE)
  await page.getByRole('combobox', { name: 'Nickname' }).click()
  await page.getByRole('option', { name: 'Department' }).click()
  await page.getByRole('button', { name: 'Read the rows again so' }).click()
  await page.getByRole('tab', { name: 'New' }).click()
  await page.getByRole('checkbox', { name: 'Import row 5' }).click()
  await page.getByRole('button', { name: 'Import the chosen row' }).click()
  await expect(page.getByText('Done', { exact: true })).toBeVisible()
  expect(await usersOf(company)).toMatchObject([{ email: 'cy@x.example', firstName: 'Cy', department: 'C' }])
})

test('a preview that was left is gone on with from where files are chosen', async ({ page, enter }) => {
  const company = await makeCompany(unique('Resuming'))
  await enter(`/users/${company}/import`)
  await page.locator('input[type=file]').setInputFiles(FILE)
  await expect(page.getByText('Not imported yet')).toBeVisible()
  await wayTo(page, 'Companies').click()
  await enter(`/users/${company}/import`)
  await page.getByRole('link', { name: 'Go on: people.csv' }).click()
  await page.getByRole('button', { name: 'Import every row that can be' }).click()
  await expect(page.getByText('Done', { exact: true })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('link', { name: 'people.csv', exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name: /^Go on/ })).toHaveCount(0)
})

test('a file that cannot be read is refused in words, and another can be chosen', async ({ page, enter }) => {
  const company = await makeCompany(unique('Broken'))
  await enter(`/users/${company}/import`)
  await page.locator('input[type=file]').setInputFiles(file('broken.xlsx', 'PK\u0003\u0004 this is no workbook'))
  await expect(page.getByRole('alert')).toContainText('The file is no Excel workbook that can be read')
  await page.locator('input[type=file]').setInputFiles(file('empty.csv', ''))
  await expect(page.getByRole('alert')).toContainText('The file is empty')
  await page.locator('input[type=file]').setInputFiles(FILE)
  await expect(page.getByText('Not imported yet')).toBeVisible()
  const { data } = await ask<Schemas['ImportDetails'][]>('GET', 'user-imports', undefined, company)
  expect(data.map(({ name }) => name)).toEqual(['people.csv'])
})

test('what one company exports as Excel, another takes in', async ({ page, enter }) => {
  const from = await makeCompany(unique('Giving'))
  const to = await makeCompany(unique('Taking'))
  await ask('POST', 'target-users', { email: 'ada@x.example', lastName: 'Birkwell' }, from)
  await enter(`/users/${from}`)
  await page.getByRole('button', { name: 'Export' }).click()
  const saved = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'All pages as Excel' }).click()
  const excel = await saved
  const path = test.info().outputPath(excel.suggestedFilename())
  await excel.saveAs(path)
  await enter(`/users/${to}/import`)
  await page.locator('input[type=file]').setInputFiles(path)
  await page.getByRole('button', { name: 'Import every row that can be' }).click()
  await expect(page.getByText('Done', { exact: true })).toBeVisible()
  expect(await usersOf(to)).toMatchObject([{ email: 'ada@x.example', lastName: 'Birkwell' }])
})

test('a file is read again as a person says that it is', async ({ page, enter }) => {
  const company = await makeCompany(unique('Reading'))
  await enter(`/users/${company}/import`)
  const people = 'Our people;\nE-mail;First name\nbad;Zoé\nada@x.example;Ada\n'
  await page.locator('input[type=file]').setInputFiles(file('people.csv', people))
  // What was guessed is said.
  await expect(page.getByRole('combobox', { name: 'Encoding' })).toHaveText('UTF-8')
  await expect(page.getByRole('textbox', { name: 'Row of the titles' })).toHaveValue('2')
  await expect(page.getByText('Separated by semicolons')).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: 'Zoé' })).toBeVisible()
  const rows = page.getByRole('term').filter({ hasText: 'Rows' }).locator('xpath=following-sibling::dd')
  await expect(rows).toHaveText('2')
  await page.getByRole('combobox', { name: 'Encoding' }).click()
  await page.getByRole('option', { name: 'windows-1252' }).click()
  await page.getByRole('button', { name: 'Read the file again so' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'ZoÃ©' })).toBeVisible()
  await page.getByRole('textbox', { name: 'Row of the titles' }).fill('3')
  await page.getByRole('button', { name: 'Read the file again so' }).click()
  await expect(rows).toHaveText('1')
  await expect(page.getByRole('combobox', { name: 'bad' })).toHaveText('E-mail')
  // A row that the file does not have is refused, and the file stays as it was read.
  await page.getByRole('textbox', { name: 'Row of the titles' }).fill('9')
  await page.getByRole('button', { name: 'Read the file again so' }).click()
  await expect(page.getByRole('alert')).toContainText('row 9 of the file is empty')
  await expect(rows).toHaveText('1')
})
