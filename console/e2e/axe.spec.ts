// Every view, light and dark, at a desk and on a phone: nothing that axe finds fault with, nothing
// without words, nothing asked elsewhere, nothing in the browser's console.

import axe from 'axe-core'
import type { Page } from '@playwright/test'
import { expect, test } from './test'
import { eachView } from './views'

async function violations(page: Page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  // A menu stands over the page, in none of its landmarks. WCAG asks for none, unlike this one rule of axe's own.
  const region = { enabled: (await page.getByRole('menu').count()) === 0 }
  const options: axe.RunOptions = { resultTypes: ['violations'], rules: { region } }
  const { violations } = await page.evaluate((options) => window.axe.run(document, options), options)
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
}

declare global {
  interface Window {
    axe: typeof axe
  }
}

/** The key of a text that no catalogue has. */
const NO_WORDS = /\b(tenantry|resources|ra)\.[a-z_]+\.[\w.-]+/

const LOOKS = [
  { scheme: 'light', width: 1440 },
  { scheme: 'dark', width: 1440 },
  { scheme: 'light', width: 390 },
  { scheme: 'dark', width: 390 },
] as const

for (const { scheme, width } of LOOKS) {
  test(`no view has a fault that axe finds, ${scheme}, ${width} wide`, async ({ page }) => {
    test.setTimeout(300_000)
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme: scheme })
    await eachView(page, async (name) => {
      expect.soft(await violations(page), name).toEqual([])
      expect.soft((await page.locator('body').innerText()).match(NO_WORDS), name).toBeNull()
    })
  })
}
