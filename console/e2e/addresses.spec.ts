// Every view is an address; dates and numbers are as the person writes them; what is typed is not left unasked.

import { ask, makeCompany, owner, unique, type Schemas } from './api'
import { expect, signIn, test } from './test'
import { still } from './views'

test('page, size, order, filter and panel of a list are there again after a reload', async ({ page, enter }) => {
  const word = unique('Paged')
  for (let at = 10; at < 23; at++) await makeCompany(`${word} ${at}`)
  await enter('/companies')
  await expect(page.getByRole('row')).toHaveCount(26)
  await page.getByRole('textbox', { name: 'Search' }).fill(word)
  await expect(page.getByRole('row')).toHaveCount(14)
  await page.getByRole('button', { name: 'Company name', exact: true }).click()
  await expect(page.getByRole('row').nth(1)).toContainText(`${word} 22`)
  await page.getByRole('combobox', { name: 'Rows per page:' }).click()
  await page.getByRole('option', { name: '10', exact: true }).click()
  await expect(page.getByRole('row')).toHaveCount(11)
  await page.getByRole('button', { name: 'Go to page 2' }).click()
  await expect(page.getByRole('row')).toHaveCount(4)
  const second = page.getByRole('row').nth(2)
  const rows = () => page.getByRole('row').allInnerTexts()
  await second.getByRole('link').click()
  await page.getByRole('dialog').getByRole('tab', { name: 'History' }).click()
  await expect(page).toHaveURL(/history/)
  const address = page.url()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  const before = await rows()
  await page.goto(address)
  await page.reload()
  await signIn(page, owner)
  expect(page.url()).toBe(address)
  await expect(page.getByRole('dialog').getByRole('tab', { name: 'History' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  expect(await rows()).toEqual(before)
  await page.goBack()
  await expect(page.getByRole('dialog')).toBeVisible()
})

test('who signs out and in again is where they were', async ({ page, enter }) => {
  const name = unique('Stayed')
  const company = await makeCompany(name)
  await enter(`/users/${company}`)
  await expect(page.getByRole('link', { name })).toBeVisible()
  await page.getByRole('button', { name: 'Tenantry Demo Reseller', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Logout' }).click()
  await signIn(page, owner)
  await expect(page.getByRole('link', { name })).toBeVisible()
  expect(new URL(page.url()).pathname).toBe(`/users/${company}`)
})

for (const [locale, number, day] of [
  ['en-GB', '1,234,567', '29 Feb 2028'],
  ['en-US', '1,234,567', 'Feb 29, 2028'],
  ['en-DE', '1.234.567', '29 Feb 2028'],
  ['ar-EG', '١٬٢٣٤٬٥٦٧', '٢٩'],
] as const) {
  test.describe(`for a person of ${locale}`, () => {
    test.use({ locale })

    test('dates and numbers are as they write them', async ({ page }) => {
      const id = await makeCompany(unique('Local'), { NumberOfUsers: 1234567, LicenseStartDate: '2028-02-29' })
      await page.goto(`/companies/${id}`)
      await page.locator('input[name=id]').fill(owner.id)
      await page.locator('input[name=secret]').fill(owner.secret)
      await page.keyboard.press('Enter')
      const panel = page.getByRole('dialog')
      await expect(panel.getByText(number, { exact: true })).toBeVisible()
      await expect(panel.getByText(day).first()).toBeVisible()
    })
  })
}

test('going on as another company, or signing out, asks when something typed is not saved', async ({ page, enter }) => {
  const name = unique('Asked')
  const id = await makeCompany(name)
  await enter(`/companies/${id}/edit`)
  await page.getByRole('textbox', { name: 'Description' }).fill('not saved')
  let questions = 0
  let answer = false
  page.on('dialog', (dialog) => {
    questions++
    void (answer ? dialog.accept() : dialog.dismiss())
  })
  const switchTo = async () => {
    await page.getByRole('button', { name: 'Switch to company' }).click()
    await page.getByRole('dialog').getByRole('searchbox').fill(name)
    await page.getByRole('dialog').getByRole('listitem').filter({ hasText: name }).getByRole('button').click()
  }
  await switchTo()
  await expect.poll(() => questions).toBe(1)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.getByRole('button', { name: 'Tenantry Demo Reseller', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Logout' }).click()
  await expect.poll(() => questions).toBe(2)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue('not saved')
  answer = true
  await switchTo()
  await expect(page.getByText(`You act as ${name}`)).toBeVisible()
  expect(questions).toBe(3)
  expect((await ask<Schemas['CompanyDetails']>('GET', `companies/${id}`)).data.description).toBeNull()
})

test('whom one acts as is seen wherever the view is scrolled to, and over a panel', async ({ page, enter }) => {
  await page.setViewportSize({ width: 390, height: 600 })
  const name = unique('Scrolled')
  const reseller = await makeCompany(name, { IsReseller: true })
  for (let at = 0; at < 12; at++) await makeCompany(`${name} ${at}`, {}, reseller)
  await enter(`/as/${reseller}/companies`)
  const last = page.getByRole('link', { name: `${name} 9` })
  await expect(last).toBeVisible()
  await page.mouse.wheel(0, 5_000)
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(300)
  await still(page)
  await expect(page.getByText(`You act as ${name}`)).toBeInViewport()
  await expect(page.getByRole('button', { name: 'Switch to company' })).toBeInViewport()
  await last.click()
  const panel = page.getByRole('dialog')
  await expect(panel.getByText(`You act as ${name}`)).toBeVisible()
  await panel.getByRole('button', { name: 'Leave' }).click()
  await expect(page.getByText('You act as')).toHaveCount(0)
})
