// What every test starts from: a page that is watched, and a way to sign in to it.

import { expect, test as base, type Page } from '@playwright/test'
import { owner, url } from './api'

interface Fixtures {
  /** What no view may do: ask elsewhere, complain, break. */
  complaints: string[]
  /** Opens an address and signs in there. */
  enter: (address?: string, as?: typeof owner) => Promise<void>
}

// Chromium says this of any answer from 400; a test of a refusal brings it about.
const REFUSED = /^Failed to load resource: /

export const test = base.extend<Fixtures>({
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = []
      page.on('request', (request) => {
        const { protocol, origin } = new URL(request.url())
        if (!['data:', 'blob:'].includes(protocol) && origin !== url) complaints.push(`asked ${request.url()}`)
      })
      page.on('console', (message) => {
        if (message.type() === 'error' && !REFUSED.test(message.text())) complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(String(error)))
      await use(complaints)
      expect(complaints).toEqual([])
    },
    { auto: true },
  ],
  enter: async ({ page }, use) => {
    await use(async (address = '/', as = owner) => {
      await page.goto(address)
      await signIn(page, as)
    })
  },
})

export async function signIn(page: Page, { id, secret }: typeof owner) {
  await page.getByLabel('Client ID').fill(id)
  await page.getByLabel('Client Secret').fill(secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByLabel('Client Secret')).toHaveCount(0)
}

/** The ways to the views that the person may see. */
export function ways(page: Page) {
  return page.getByRole('navigation', { name: 'Views' }).getByRole('link')
}

/** The way to one view. */
export function wayTo(page: Page, name: string) {
  return page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name, exact: true })
}

/** Reads the view anew by the button in the bar, and waits for all of it. */
export async function refresh(page: Page) {
  const button = page.getByRole('button', { name: 'Refresh' })
  const answered = page.waitForResponse(/\/api\//)
  await button.click()
  await answered
  await expect(button).toHaveAttribute('aria-busy', 'false')
}

export { expect }
