// How the console is served: no browser here.

import type { Response } from '@playwright/test'
import { url } from './api'
import { expect, test } from './test'

test('addresses of the console are its page, missing files and operations are not', async () => {
  for (const path of [
    '/',
    '/overview',
    '/companies',
    '/companies/xC5kfGz7w2Nz/history',
    '/as/xC5kfGz7w2Nz/companies',
  ]) {
    const response = await fetch(url + path)
    expect(response.status, path).toBe(200)
    expect(response.headers.get('content-type'), path).toBe('text/html; charset=utf-8')
    expect(response.headers.get('cache-control'), path).toBe('no-cache')
  }
  for (const path of ['/assets/nothing.js', '/companies/app.js', '/nothing', '/api/nothing']) {
    const response = await fetch(url + path)
    expect(response.status, path).toBe(404)
    expect(((await response.json()) as { status: string }).status, path).toBe('NOT_FOUND')
  }
})

test('an address that nothing is at is told by the page to a browser, and by the envelope to programs', async () => {
  const browser = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
  for (const path of ['/nope', '/nope/further']) {
    const page = await fetch(url + path, { headers: browser })
    expect(page.status, path).toBe(404)
    expect(page.headers.get('content-type'), path).toBe('text/html; charset=utf-8')
    expect(page.headers.get('content-security-policy'), path).toContain("script-src 'self';")
  }
  for (const [path, headers] of [
    ['/api/nope', browser],
    ['/connect/nope', browser],
    ['/assets/nope.js', browser],
    ['/nope.js', browser],
    ['/nope', { Accept: '*/*' }],
  ] as const) {
    const response = await fetch(url + path, { headers })
    expect(response.status, path).toBe(404)
    expect(((await response.json()) as { status: string }).status, path).toBe('NOT_FOUND')
  }
})

test('the policy lets no inline script or style through', async () => {
  const { headers } = await fetch(url)
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("script-src 'self';")
  expect(policy).not.toContain('unsafe')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('x-frame-options')).toBe('DENY')
})

test('the first load is at most 400 kB, and its scripts are kept for ever', async ({ page, enter }) => {
  const answers: Response[] = []
  page.on('response', (answer) => answers.push(answer))
  await enter('/')
  // The last and largest that is fetched: before it stands, the network may be idle on a busy machine.
  await expect(page.locator('.recharts-surface').first()).toBeVisible()
  await page.waitForLoadState('networkidle')
  const files = answers.filter((answer) => !/^\/(api|connect)\//.test(new URL(answer.url()).pathname))
  let bytes = 0
  for (const file of files) {
    const headers = file.headers()
    bytes += Number(headers['content-length'])
    if (file.request().resourceType() !== 'script') continue
    expect(headers['content-encoding'], file.url()).toMatch(/^(br|gzip)$/)
    expect(headers['cache-control'], file.url()).toContain('immutable')
  }
  console.log(`figure: first load ${Math.round(bytes / 1000)} kB in ${files.length} files`)
  expect(bytes).toBeGreaterThan(50_000)
  expect(bytes).toBeLessThan(400_000)
})
