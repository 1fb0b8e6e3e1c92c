// Every view, light and dark: nothing that axe finds fault with, nothing asked elsewhere, nothing
// in the browser's console.

import axe from 'axe-core'
import type { Page } from '@playwright/test'
import { owner } from './api'
import { expect, signIn, test } from './test'
import { VIEWS, ids } from './views'

async function violations(page: Page) {
  // Whatever fades in has arrived: half-faded text has half its contrast.
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(400)
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
}

declare global {
  interface Window {
    axe: typeof axe
  }
}

for (const scheme of ['light', 'dark'] as const) {
  test(`no view has a fault that axe finds, ${scheme}`, async ({ page }) => {
    test.setTimeout(180_000)
    await page.emulateMedia({ colorScheme: scheme })
    const known = await ids()
    await page.goto('/')
    expect(await violations(page), 'sign-in').toEqual([])
    await signIn(page, owner)
    for (const { name, address, first } of VIEWS) {
      // Within the page, so that nobody signs in twenty times.
      await page.evaluate((to) => {
        window.history.pushState(null, '', to)
        window.dispatchEvent(new PopStateEvent('popstate', { state: null }))
      }, address(known))
      await page.waitForLoadState('networkidle')
      await first?.(page)
      expect.soft(await violations(page), `${name}, ${scheme}`).toEqual([])
      await page.keyboard.press('Escape')
    }
  })
}
