// Filters that a person saves, and finds again; and the menu that says which are in force.

import { makeCompany, unique } from './api'
import { expect, test } from './test'

const VIEWS = [
  ['/companies', 'Company name contains', 'name'],
  ['/groups', 'Group name contains', 'name'],
  ['/clients', 'Name contains', 'name'],
  ['/audit', 'Company name contains', 'companyName'],
] as const

for (const [view, filter, source] of VIEWS) {
  test(`saved filters of ${view} are there again after a reload, and go when they are removed`, async ({
    page,
    enter,
  }) => {
    const saved = unique('Mine')
    const menu = () => page.getByRole('button', { name: 'Add filter' }).click()
    await enter(`${view}?filter=${encodeURIComponent(JSON.stringify({ [source]: 'o' }))}`)
    await menu()
    await page.getByRole('menuitem', { name: 'Save these filters…' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill(saved)
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await page.goto('about:blank')
    await enter(view)
    await expect(page.getByRole('textbox', { name: filter, exact: true })).toHaveCount(0)
    await menu()
    await page.getByRole('menuitem', { name: saved }).click()
    await expect(page.getByRole('textbox', { name: filter, exact: true })).toHaveValue('o')
    await expect(page).toHaveURL(new RegExp(`filter=[^&]*${source}`))
    await menu()
    await page.getByRole('menuitem', { name: `Remove “${saved}”` }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Confirm' }).click()
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await page.goto('about:blank')
    await enter(view)
    await menu()
    await expect(page.getByRole('menuitemcheckbox', { name: filter, exact: true })).toBeVisible()
    await expect(page.getByRole('menuitem', { name: saved })).toHaveCount(0)
  })
}

test('a filter that the address has set is ticked in the menu, and is taken away there', async ({ page, enter }) => {
  const word = unique('Forced')
  await makeCompany(word, { Tags: [word] })
  await enter(`/companies?filter=${encodeURIComponent(JSON.stringify({ tags: word, name: word }))}`)
  await expect(page.getByRole('row')).toHaveCount(2)
  const item = (name: string) => page.getByRole('menuitemcheckbox', { name, exact: true })
  await page.getByRole('button', { name: 'Add filter' }).click()
  await expect(item('Has one of the tags')).toBeChecked()
  await expect(item('Company name contains')).toBeChecked()
  await expect(item('Reseller name contains')).not.toBeChecked()
  await item('Has one of the tags').click()
  await expect(page.getByRole('textbox', { name: 'Has one of the tags' })).toHaveCount(0)
  await expect(page).not.toHaveURL(/tags/)
  await expect(page.getByRole('textbox', { name: 'Company name contains' })).toHaveValue(word)
})
