import { ask, makeCompany, unique, type Schemas } from './api'
import { expect, test } from './test'

async function membersOf(id: string) {
  const body = { pageNumber: 1, pageSize: 100, orderBy: 'CompanyName', ascending: true }
  const { data } = await ask<Schemas['GroupCompaniesPage']>('POST', `company-groups/${id}/companies/search`, body)
  return data.results.map(({ companyName }) => companyName)
}

test('a group is made, gets companies, loses one, and is renamed', async ({ page, enter }) => {
  const word = unique('Herd')
  await makeCompany(`${word} A`)
  await makeCompany(`${word} B`)
  await enter('/groups')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await page.getByRole('textbox', { name: 'Group name' }).fill(word)
  await page.getByRole('button', { name: 'Save' }).click()
  const panel = page.getByRole('dialog')
  await expect(panel.getByRole('heading', { name: word, level: 2 })).toBeVisible()
  const id = new URL(page.url()).pathname.split('/').pop() ?? ''
  for (const name of [`${word} A`, `${word} B`]) {
    await panel.getByRole('combobox', { name: 'Add a company' }).fill(name)
    await page.getByRole('option', { name }).click()
    await expect(panel.getByRole('link', { name })).toBeVisible()
  }
  expect(await membersOf(id)).toEqual([`${word} A`, `${word} B`])
  await panel.getByRole('button', { name: `Take out ${word} A` }).click()
  await expect(panel.getByRole('link', { name: `${word} A` })).toHaveCount(0)
  expect(await membersOf(id)).toEqual([`${word} B`])
  await panel.getByRole('button', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: 'Group name' }).fill(`${word} renamed`)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(panel.getByRole('heading', { name: `${word} renamed`, level: 2 })).toBeVisible()
  expect((await ask<Schemas['GroupDetails']>('GET', `company-groups/${id}`)).data.name).toBe(`${word} renamed`)
  await panel.getByRole('link', { name: 'Show in the list' }).click()
  await expect(page.getByRole('row')).toHaveCount(2)
})

test('a name that is too long is refused in words and stays', async ({ page, enter }) => {
  await enter('/groups')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  const name = page.getByRole('textbox', { name: 'Group name' })
  await name.fill('g'.repeat(65))
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('Name must be at most 64 characters long')
  await expect(name).toHaveValue('g'.repeat(65))
})

test('groups are deleted, their companies stay', async ({ page, enter }) => {
  const name = unique('Passing')
  const company = await makeCompany(`${name} member`)
  const made = await ask<Schemas['Written']>('POST', 'company-groups', { name, companyResourceIdArray: [company] })
  await enter(`/groups?filter=${encodeURIComponent(JSON.stringify({ name }))}`)
  await page.getByRole('row', { name }).getByRole('checkbox').click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('The group has been deleted')).toBeVisible()
  expect((await ask('GET', `company-groups/${made.data.resourceId}`)).status).toBe(404)
  expect((await ask('GET', `companies/${company}`)).status).toBe(200)
})
