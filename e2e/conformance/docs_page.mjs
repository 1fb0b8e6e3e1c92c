// Chromium opens /docs as a newcomer would: no request leaves the server, nothing is complained
// of, Authorize takes the Client ID and Secret, and companies/search, sent with the body that is
// already there, answers 200; and so do creating a company and updating it.

import assert from 'node:assert/strict'
import { chromium } from 'playwright-core'

const { CONFORMANCE_URL: url, CONFORMANCE_CLIENT_ID: id, CONFORMANCE_CLIENT_SECRET: secret } = process.env

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

  // Opens an operation, and sends it with the body that is filled in; of an address only the id is typed.
  const send = async (method, path, id) => {
    const operation = page
      .locator(`.opblock-${method.toLowerCase()}`)
      .filter({ has: page.locator(`[data-path="${path}"]`) })
    if (!(await operation.locator('.opblock-body').count())) await operation.locator('.opblock-summary-control').click()
    const body = operation.locator('textarea.body-param__text')
    await operation.locator('.opblock-body').waitFor()
    if (!(await body.count())) await operation.locator('button.try-out__btn').click()
    if (id) await operation.locator('[data-param-name="resourceId"] input').fill(id)
    const address = path.replace('{resourceId}', id ?? '')
    const filled = JSON.parse(await body.inputValue())
    const [answer] = await Promise.all([
      page.waitForResponse((answer) => new URL(answer.url()).pathname === address && answer.request().method() === method),
      operation.locator('button.execute').click(),
    ])
    assert.equal(answer.status(), 200, `${method} ${path}: ${await answer.text()}`)
    const status = operation.locator('.live-responses-table .response .response-col_status').first()
    await status.waitFor()
    assert.match(await status.innerText(), /^\s*200/)
    return { filled, data: (await answer.json()).data }
  }

  const { filled, data } = await send('POST', '/api/companies/search')
  assert.equal(filled.pageNumber, 1)
  assert.equal(filled.pageSize, 10)
  assert.equal(filled.orderBy, 'CreateTime')
  assert.equal(data.results.length, 10)
  const made = await send('POST', '/api/companies')
  await send('PUT', '/api/companies/{resourceId}', made.data.resourceId)

  assert.deepEqual(foreign, [])
  assert.deepEqual(complaints, [])
} catch (error) {
  // What went wrong first is rarely what the script then waited for.
  console.error({ foreign, complaints })
  throw error
} finally {
  await browser.close()
}
