import { owner } from './api'
import { expect, signIn, test, wayTo } from './test'

test('a wrong secret is refused in words, and what was typed stays', async ({ page }) => {
  await page.goto('/')
  await page.getByLabel('Client ID').fill(owner.id)
  await page.getByLabel('Client Secret').fill('not-the-secret')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toContainText('The Client ID or the secret is wrong')
  await expect(page.getByLabel('Client ID')).toHaveValue(owner.id)
})

test('without a network the sign-in says so', async ({ page, context }) => {
  await page.goto('/')
  await context.setOffline(true)
  await page.getByLabel('Client ID').fill(owner.id)
  await page.getByLabel('Client Secret').fill(owner.secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toContainText('The server cannot be reached')
})

test('the credential is in no storage, and a reload asks again at the same address', async ({
  page,
  enter,
  context,
}) => {
  const address = '/companies?filter=%7B%22overLimit%22%3Atrue%7D'
  await enter(address)
  await expect(page.getByRole('button', { name: /Over the limit/ })).toHaveAttribute('aria-pressed', 'true')
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]))
  expect(kept).not.toContain(owner.id)
  expect(kept).not.toContain(owner.secret)
  expect(kept).not.toContain('eyJ')
  expect(kept).not.toContain('overLimit')
  expect(await context.cookies()).toEqual([])
  const before = page.url()
  await page.reload()
  await expect(page.getByLabel('Client Secret')).toHaveValue('')
  expect(page.url()).toBe(before)
  await signIn(page, owner)
  await expect(page.getByRole('button', { name: /Over the limit/ })).toHaveAttribute('aria-pressed', 'true')
})

test('the token is renewed before it ends', async ({ page, enter }) => {
  await page.clock.install()
  await enter('/companies')
  await expect(page.getByRole('table')).toBeVisible()
  const renewed = page.waitForRequest('**/connect/token')
  await page.clock.fastForward('59:30')
  await renewed
})

test('signing out takes the token back and shows the sign-in', async ({ page, enter }) => {
  await enter('/companies')
  const revoked = page.waitForResponse('**/connect/revocation')
  await page.getByRole('button', { name: 'Tenantry Demo Reseller' }).click()
  await page.getByRole('menuitem', { name: 'Logout' }).click()
  expect((await revoked).status()).toBe(200)
  await expect(page.getByLabel('Client ID')).toHaveValue('')
})

test('the language turns the page around and the choice is kept', async ({ page, enter }) => {
  await enter('/companies')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('menuitem', { name: 'العربية' }).click()
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar')
  await expect(page.getByRole('columnheader', { name: 'اسم الشركة' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'تسجيل الدخول إلى Tenantry' })).toBeVisible()
})

test.describe('in a browser that asks for Arabic', () => {
  test.use({ locale: 'ar-EG' })

  test('the console speaks it from the start', async ({ page }) => {
    await page.goto('/')
    await expect(page.getByRole('heading', { name: 'تسجيل الدخول إلى Tenantry' })).toBeVisible()
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  })
})

test('light and dark, and the choice outlives signing out', async ({ page, enter }) => {
  await enter('/companies')
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const before = await background()
  await page.getByRole('button', { name: 'Toggle light/dark mode' }).click()
  await expect.poll(background).not.toBe(before)
  const chosen = await background()
  await page.getByRole('button', { name: 'Tenantry Demo Reseller' }).click()
  await page.getByRole('menuitem', { name: 'Logout' }).click()
  await expect(page.getByLabel('Client ID')).toBeVisible()
  expect(await background()).toBe(chosen)
})

test('acting as a company is seen, survives a reload, and ends with one click', async ({ page, enter }) => {
  await enter('/companies')
  await page.getByRole('button', { name: /Over the limit/ }).click()
  await expect(page.getByRole('button', { name: /Over the limit/ })).toHaveAttribute('aria-pressed', 'true')
  await page.getByRole('button', { name: 'Switch to company' }).click()
  const dialog = page.getByRole('dialog', { name: 'Switch to company' })
  const first = dialog.getByRole('listitem').first()
  const name = await first.locator('.MuiListItemText-primary').innerText()
  await first.getByRole('button').click()
  await expect(page.getByRole('status').filter({ hasText: `You act as ${name}` })).toBeVisible()
  await wayTo(page, 'Companies').click()
  await expect(page.getByRole('button', { name: /Over the limit/ })).toHaveAttribute('aria-pressed', 'false')
  await expect(page).toHaveURL(/\/as\/[0-9A-Za-z]{12}\//)
  await page.reload()
  await signIn(page, owner)
  await expect(page.getByRole('status').filter({ hasText: `You act as ${name}` })).toBeVisible()
  await page.getByRole('button', { name: 'Leave' }).click()
  await expect(page.getByText('You act as')).toHaveCount(0)
  expect(new URL(page.url()).pathname).not.toMatch(/^\/as\//)
})
