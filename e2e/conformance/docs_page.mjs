// Chromium opens /docs as a newcomer would: no request leaves the server, nothing is complained
// of, Authorize takes the Client ID and Secret, and companies/search, sent with the body that is
// already there, answers 200.

import assert from 'node:assert/strict'
import { chromium } from 'playwright-core'

const { CONFORMANCE_URL: url, CONFORMANCE_CLIENT_ID: id, CONFORMANCE_CLIENT_SECRET: secret } = process.env
const path = '/api/companies/search'

const foreign = []
const complaints = []
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
})
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } })
  page.setDefaultTimeout(20_000)
  page.on('request', (request) => {
    const target = new URL(request.url())
    const local = ['data:', 'blob:'].includes(target.protocol)
    if (!local && target.origin !== new URL(url).origin) foreign.push(request.url())
  })
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`))
  page.on('response', (answer) => answer.status() >= 400 && complaints.push(`${answer.url()}: ${answer.status()}`))

  const shown = await page.goto(`${url}/docs`)
  assert.equal(shown.status(), 200)

  // Authorize.
  await page.locator('.auth-wrapper button.authorize').first().click()
  const dialog = page.locator('.modal-ux')
  await dialog.locator('input[data-name="clientId"]').fill(id)
  await dialog.locator('input[data-name="clientSecret"]').fill(secret)
  await dialog.locator('.auth-btn-wrapper button.authorize').click()
  await dialog.locator('button', { hasText: 'Logout' }).waitFor()
  await dialog.locator('.auth-btn-wrapper .btn-done').click()

  // Open the operation; its body is filled in.
  const operation = page.locator('.opblock-post').filter({ has: page.locator(`[data-path="${path}"]`) })
  if (!(await operation.locator('.opblock-body').count())) await operation.locator('.opblock-summary-control').click()
  const tryIt = operation.locator('button.try-out__btn')
  const body = operation.locator('textarea.body-param__text')
  await operation.locator('.opblock-body').waitFor()
  if (!(await body.count())) await tryIt.click()
  const filled = JSON.parse(await body.inputValue())
  assert.equal(filled.pageNumber, 1)
  assert.equal(filled.pageSize, 10)
  assert.equal(filled.orderBy, 'CreateTime')

  // Send it as it stands.
  const [answer] = await Promise.all([
    page.waitForResponse((answer) => new URL(answer.url()).pathname === path),
    operation.locator('button.execute').click(),
  ])
  assert.equal(answer.status(), 200)
  const found = await answer.json()
  assert.equal(found.status, 'SUCCESS')
  assert.equal(found.data.results.length, 10)
  const status = operation.locator('.live-responses-table .response .response-col_status').first()
  await status.waitFor()
  assert.match(await status.innerText(), /^\s*200/)

  assert.deepEqual(foreign, [])
  assert.deepEqual(complaints, [])
} catch (error) {
  // What went wrong first is rarely what the script then waited for.
  console.error({ foreign, complaints })
  throw error
} finally {
  await browser.close()
}
