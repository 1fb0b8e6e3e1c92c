import { execFileSync } from 'node:child_process'
import { ask, makeClient, makeCompany, signIn, unique, type Schemas } from './api'
import { expect, test } from './test'

test('a client is made: its secret is shown once, copied, and the curl line works', async ({
  page,
  enter,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const name = unique('Robot')
  await enter('/clients')
  await page.getByRole('link', { name: 'Create' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Choose at least one role').first()).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue(name)
  await page.getByRole('checkbox', { name: 'Reseller', exact: true }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog', { name: 'The secret, this once' })
  const id = await dialog.getByRole('group', { name: 'Client ID' }).innerText()
  const secret = await dialog.getByRole('group', { name: 'Client Secret' }).innerText()
  expect((await signIn({ id, secret })).status).toBe(200)
  await dialog.getByRole('button', { name: 'Copy: Client Secret' }).click()
  await expect(page.getByText('Copied: Client Secret')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret)
  const curl = await dialog.getByRole('group', { name: 'Try it' }).innerText()
  const answer = JSON.parse(execFileSync('bash', ['-c', curl.replace('curl ', 'curl -s ')], { encoding: 'utf8' }))
  expect(answer.token_type).toBe('Bearer')
  await dialog.getByRole('button', { name: 'I have kept it' }).click()
  await expect(page.getByRole('dialog').getByRole('heading', { name, level: 2 })).toBeVisible()
  await expect(page.getByText(secret)).toHaveCount(0)
  const made = new URL(page.url()).pathname.split('/').pop()
  const { data } = await ask<Schemas['ClientDetails']>('GET', `companies/clients/${made}`)
  expect(data).toMatchObject({ name, clientId: id, statusId: 1 })
})

test('a secret is rotated: both work meanwhile, and the new one is shown once', async ({ page, enter }) => {
  const name = unique('Rotated')
  const { id, secret } = await makeClient(name)
  await enter(`/clients/${id}`)
  await page.getByRole('button', { name: 'New secret' }).click()
  await page.getByRole('spinbutton').fill('2')
  await page
    .getByRole('dialog', { name: `A new secret for ${name}` })
    .getByRole('button', { name: 'New secret' })
    .click()
  const dialog = page.getByRole('dialog', { name: 'The secret, this once' })
  const fresh = await dialog.getByRole('group', { name: 'Client Secret' }).innerText()
  expect(fresh).not.toBe(secret.secret)
  expect((await signIn({ ...secret, secret: fresh })).status).toBe(200)
  expect((await signIn(secret)).status).toBe(200)
  await dialog.getByRole('button', { name: 'I have kept it' }).click()
  await expect(page.getByRole('dialog').getByText(/ends /)).toBeVisible()
})

test('a client is bound to addresses; a wrong one is refused at its field', async ({ page, enter }) => {
  const { id } = await makeClient(unique('Bound'))
  await enter(`/clients/${id}/edit`)
  await page.getByRole('switch', { name: 'Only from certain addresses' }).click()
  await page.getByRole('combobox', { name: 'May be used from' }).fill('not an address')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(/not an address is no address/).first()).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: 'May be used from' }).press('Backspace')
  await page.getByRole('combobox', { name: 'May be used from' }).fill('192.0.2.0/24')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('dialog').getByText('192.0.2.0/24')).toBeVisible()
  const { data } = await ask<Schemas['ClientDetails']>('GET', `companies/clients/${id}`)
  expect(data).toMatchObject({ hasIpAddressRestriction: true, allowedIpAddresses: ['192.0.2.0/24'] })
})

test('a deleted client signs in no more', async ({ page, enter }) => {
  const name = unique('Gone')
  const { id, secret } = await makeClient(name)
  await enter(`/clients/${id}`)
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page
    .getByRole('dialog', { name: `Delete ${name}?` })
    .getByRole('button', { name: 'Delete' })
    .click()
  await expect(page.getByText(`${name} has been deleted`)).toBeVisible()
  expect((await signIn(secret)).body.error).toBe('invalid_client')
})

for (const form of ['new', 'changed'] as const) {
  test(`when the credential ends, the console asks again over the page and loses nothing typed: ${form}`, async ({
    page,
    enter,
  }) => {
    const { id, secret } = await makeClient(unique('Ending'))
    const company = await makeCompany(unique('Typed'))
    await enter(form === 'new' ? '/companies/create' : `/companies/${company}/edit`, secret)
    await page.getByRole('textbox', { name: 'Company name' }).fill('still here')
    await ask('DELETE', `companies/clients/${id}`)
    await page.getByRole('button', { name: 'Refresh' }).click()
    const dialog = page.getByRole('dialog', { name: 'Sign in again' })
    await expect(dialog).toBeVisible()
    const { secret: again } = await makeClient(unique('Again'))
    await dialog.getByLabel('Client ID').fill(again.id)
    await dialog.getByLabel('Client Secret').fill(again.secret)
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await expect(dialog).toHaveCount(0)
    await page.waitForLoadState('networkidle')
    await expect(page.getByRole('textbox', { name: 'Company name' })).toHaveValue('still here')
  })
}
