import { ask, makeCompany, unique, type Schemas } from './api'
import { expect, test } from './test'

async function groupOf(company: string, id: string) {
  return (await ask<Schemas['TargetGroupDetails']>('GET', `target-groups/${id}`, undefined, company)).data
}

async function usersOf(company: string, id: string) {
  const body = { pageNumber: 1, pageSize: 100, orderBy: 'Email', ascending: true }
  const { data } = await ask<Schemas['UsersPage']>('POST', `target-groups/${id}/users`, body, company)
  return data.results.map(({ email }) => email)
}

test('a target group is made, gets users, loses one, is changed and deleted', async ({ page, enter }) => {
  const word = unique('Crew')
  const company = await makeCompany(word)
  for (const email of ['ada@x.example', 'bo@x.example']) await ask('POST', 'target-users', { email }, company)
  await enter('/target-groups')
  await page.getByRole('combobox', { name: 'Find a company' }).fill(word)
  await page.getByRole('option', { name: word }).click()
  await expect(page).toHaveURL(new RegExp(`/target-groups/${company}$`))
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await page.getByRole('textbox', { name: 'Group name' }).fill('Finance')
  await page.getByRole('combobox', { name: 'Priority' }).click()
  await page.getByRole('option', { name: 'High', exact: true }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  const panel = page.getByRole('dialog')
  await expect(panel.getByRole('heading', { name: 'Finance', level: 2 })).toBeVisible()
  const id = new URL(page.url()).pathname.split('/').pop() ?? ''
  expect(await groupOf(company, id)).toMatchObject({ name: 'Finance', priority: 'High', userCount: 0 })
  for (const email of ['ada@x.example', 'bo@x.example']) {
    await panel.getByRole('combobox', { name: 'Add a user' }).fill(email)
    await page.getByRole('option', { name: email }).click()
    await expect(panel.getByRole('link', { name: email })).toBeVisible()
  }
  expect(await usersOf(company, id)).toEqual(['ada@x.example', 'bo@x.example'])
  // Who is in it is not offered again.
  await panel.getByRole('combobox', { name: 'Add a user' }).fill('ada')
  await expect(page.getByText('Nothing is found')).toBeVisible()
  await page.keyboard.press('Escape')
  await panel.getByRole('button', { name: 'Take out ada@x.example' }).click()
  await expect(panel.getByRole('link', { name: 'ada@x.example' })).toHaveCount(0)
  expect(await usersOf(company, id)).toEqual(['bo@x.example'])
  await panel.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('textbox', { name: 'Group name' }).fill('Payroll')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(panel.getByRole('heading', { name: 'Payroll', level: 2 })).toBeVisible()
  expect(await groupOf(company, id)).toMatchObject({ name: 'Payroll', priority: 'High', userCount: 1 })
  await page.reload()
  await enter(`/target-groups/${company}/${id}`)
  await panel.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog', { name: 'Delete Payroll?' }).getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('Payroll has been deleted')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Payroll' })).toHaveCount(0)
  expect((await ask('GET', `target-groups/${id}`, undefined, company)).status).toBe(404)
})

test('target groups are listed, searched and exported; they lead to the users and back', async ({ page, enter }) => {
  const company = await makeCompany(unique('Listing'))
  const { data: user } = await ask<Schemas['Written']>('POST', 'target-users', { email: 'ada@x.example' }, company)
  const users = [user.resourceId]
  await ask('POST', 'target-groups', { name: 'Finance', priority: 'Low', targetUserResourceIds: users }, company)
  await ask('POST', 'target-groups', { name: 'Sales' }, company)
  await enter(`/users/${company}`)
  await page.locator('#main-content').getByRole('link', { name: 'Target groups' }).click()
  const row = page.getByRole('row').filter({ hasText: 'Finance' })
  await expect(row.getByRole('cell').nth(1)).toHaveText('1')
  await expect(row.getByRole('cell').nth(2)).toHaveText('Low')
  await page
    .getByRole('searchbox')
    .or(page.getByRole('textbox', { name: 'Search' }))
    .first()
    .fill('sal')
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('link', { name: 'Sales' })).toBeVisible()
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'All pages as CSV' }).click()
  expect((await saved).suggestedFilename()).toBe('Target Groups.csv')
})

test('a company is moved below another reseller, with what is below it, and it is said before what goes along', async ({
  page,
  enter,
}) => {
  const word = unique('Moving')
  const east = await makeCompany(`${word} East`, { IsReseller: true })
  const west = await makeCompany(`${word} West`, { IsReseller: true })
  const company = await makeCompany(`${word} Mill`, { IsReseller: true }, east)
  await makeCompany(`${word} Below`, {}, company)
  const plain = await makeCompany(`${word} Plain`)
  await enter(`/companies/${company}`)
  await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click()
  const asking = page.getByRole('dialog', { name: `Move ${word} Mill` })
  await expect(asking.getByRole('definition')).toHaveText([`${word} East`, '–', 'Itself and the one company below it'])
  await expect(asking.getByRole('button', { name: 'Move' })).toBeDisabled()
  const choose = async (name: string) => {
    await asking.getByRole('combobox', { name: 'New reseller' }).fill(name)
    await page.getByRole('option', { name }).click()
    await expect(asking.getByRole('definition').nth(1)).toHaveText(name)
  }
  // What is no reseller is refused in words, and another can be chosen.
  await choose(`${word} Plain`)
  await asking.getByRole('button', { name: 'Move' }).click()
  await expect(asking.getByRole('alert').first()).toHaveText(
    'This company is no reseller that you manage. Choose another one',
  )
  await choose(`${word} West`)
  await asking.getByRole('button', { name: 'Move' }).click()
  await expect(page.getByText(`${word} Mill stands below ${word} West now`)).toBeVisible()
  const within = async (reseller: string) => {
    const body = { pageNumber: 1, pageSize: 10, orderBy: 'Name', ascending: true }
    const { data } = await ask<Schemas['CompaniesPage']>('POST', 'companies/search', body, reseller)
    return data.results.map(({ name }) => name)
  }
  expect(await within(west)).toEqual([`${word} Below`, `${word} Mill`, `${word} West`])
  expect(await within(east)).toEqual([`${word} East`])
  expect(await within(plain)).toEqual([`${word} Plain`])
  await page.getByRole('dialog').getByRole('tab', { name: 'History' }).click()
  await expect(page.getByRole('dialog').getByRole('heading', { level: 3 }).first()).toContainText(
    `Moved from ${word} East to ${word} West`,
  )
})
