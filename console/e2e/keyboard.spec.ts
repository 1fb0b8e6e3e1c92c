// With the keyboard alone: no test here touches a pointer.

import type { Page } from '@playwright/test'
import { ask, companyNamed, makeCompany, owner, unique, type Schemas } from './api'
import { expect, test } from './test'

const focused = (page: Page) => page.locator(':focus')

/** Presses a key until what has the focus has this name, as a person does who looks for it. */
async function reach(page: Page, name: string | RegExp, key = 'Tab') {
  for (let pressed = 0; pressed < 80; pressed++) {
    await page.keyboard.press(key)
    const found = await focused(page).evaluateAll(([it]) => {
      const labels = it instanceof HTMLInputElement ? [...(it.labels ?? [])] : []
      const ids = it?.getAttribute('aria-labelledby')?.split(' ') ?? []
      const named = [...labels, ...ids.map((id) => document.getElementById(id))].map((label) => label?.textContent)
      return (
        it?.getAttribute('aria-label') ?? (named.join(' ') || it?.textContent || it?.getAttribute('placeholder')) ?? ''
      )
    })
    if (typeof name === 'string' ? found.trim() === name : name.test(found.trim())) return
  }
  throw new Error(`${key} never came to ${String(name)}`)
}

async function signInByKeys(page: Page, address: string) {
  await page.goto(address)
  await expect(page.getByLabel('Client ID')).toBeFocused()
  await page.keyboard.type(owner.id)
  await page.keyboard.press('Tab')
  await page.keyboard.type(owner.secret)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('table')).toBeVisible()
}

test('a company is found, opened, given another licence and saved by keys alone', async ({ page }) => {
  const name = unique('Keyed')
  await makeCompany(name)
  await signInByKeys(page, '/companies')
  await reach(page, 'Skip to content')
  await expect(focused(page)).toBeInViewport()
  await page.keyboard.press('Enter')
  await reach(page, /^Search/)
  await page.keyboard.type(name)
  await expect(page.getByRole('row')).toHaveCount(2)
  await reach(page, name)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('heading', { name, level: 2 })).toBeVisible()
  await reach(page, 'Edit')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Company name' })).toHaveValue(name)
  await reach(page, /Licence$/)
  await page.keyboard.press('Enter')
  await reach(page, /^Licence type/)
  await page.keyboard.press('Enter')
  await reach(page, 'Enterprise', 'ArrowDown')
  await page.keyboard.press('Enter')
  await reach(page, /^Licence limit/)
  await page.keyboard.press('Control+A')
  await page.keyboard.type('123')
  await reach(page, 'Save')
  await page.keyboard.press('Enter')
  await expect(page.getByText(`${name} has been changed`)).toBeVisible()
  const { data } = await ask<Schemas['CompanyDetails']>('GET', `companies/${(await companyNamed(name))?.resourceId}`)
  expect(data).toMatchObject({ numberOfUsers: 123, licenseTypeName: 'Enterprise' })
})

test('companies are ticked and deleted by keys alone, and the focus is where it was after a no', async ({ page }) => {
  const name = unique('Ticked')
  await makeCompany(name)
  await signInByKeys(page, `/companies?filter=${encodeURIComponent(JSON.stringify({ name }))}`)
  await expect(page.getByRole('row')).toHaveCount(2)
  await reach(page, `Select this row: ${name}`)
  await page.keyboard.press('Space')
  await reach(page, 'Delete', 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Delete' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.type(name)
  await reach(page, 'Delete')
  await page.keyboard.press('Enter')
  await expect(page.getByText('The company has been deleted')).toBeVisible()
  expect(await companyNamed(name)).toBeUndefined()
})

test('panels, menus and dialogs give the focus back to what opened them', async ({ page }) => {
  const name = unique('Returned')
  await makeCompany(name)
  await signInByKeys(page, `/companies?filter=${encodeURIComponent(JSON.stringify({ name }))}`)
  for (const opener of ['Language: English', 'Switch to company', 'Add filter', 'Columns', 'Export']) {
    // What stands behind an open menu is hidden from readers of the screen.
    const button = page.getByRole('button', { name: opener, includeHidden: true })
    await button.focus()
    await page.keyboard.press('Enter')
    await expect(button).not.toBeFocused()
    await page.keyboard.press('Escape')
    await expect(button, opener).toBeFocused()
  }
  const link = page.getByRole('link', { name })
  await link.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('heading', { name, level: 2 })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(link).toBeFocused()
})
