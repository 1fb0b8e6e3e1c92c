// Pictures of each view, as wide as a desk and as a phone, light and dark, into console/screenshots.

import type { Page } from '@playwright/test'
import { ask, owner, type Schemas } from '../api'
import { signIn, test } from '../test'

interface View {
  name: string
  address: (ids: Ids) => string
  /** What a person does there before the picture is taken. */
  then?: (page: Page) => Promise<void>
}

interface Ids {
  company: string
}

const VIEWS: View[] = [
  { name: 'companies', address: () => '/companies' },
  {
    name: 'companies-over-limit',
    address: () => `/companies?filter=${encodeURIComponent('{"overLimit":true,"clustered":true}')}`,
  },
  { name: 'company', address: ({ company }) => `/companies/${company}` },
  {
    name: 'company-history',
    address: ({ company }) => `/companies/${company}/history`,
    then: async (page) => {
      await page.getByRole('dialog').getByRole('button', { name: /created|changed/ }).first().click()
    },
  },
  { name: 'company-edit', address: ({ company }) => `/companies/${company}/edit` },
  {
    name: 'company-edit-licence',
    address: ({ company }) => `/companies/${company}/edit`,
    then: async (page) => page.getByRole('button', { name: 'Licence', exact: true }).click(),
  },
  { name: 'acting', address: ({ company }) => `/as/${company}/companies` },
]

const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }

async function ids(): Promise<Ids> {
  const { data } = await ask<Schemas['CompaniesPage']>('POST', 'companies/search', {
    pageNumber: 1,
    pageSize: 1,
    orderBy: 'TargetUserCount',
    ascending: false,
  })
  return { company: data.results[0]?.resourceId ?? '' }
}

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const scheme of ['light', 'dark'] as const) {
    test(`${size}, ${scheme}`, async ({ page }) => {
      await page.setViewportSize(viewport)
      const known = await ids()
      const picture = async (name: string) => {
        await page.waitForLoadState('networkidle')
        // Whatever moves on the way in has arrived.
        await page.waitForTimeout(500)
        await page.screenshot({ path: `screenshots/${name}-${size}-${scheme}.png` })
      }
      await page.goto('/')
      if (scheme === 'dark') await page.getByRole('button', { name: 'Toggle light/dark mode' }).click()
      await picture('sign-in')
      for (const { name, address, then } of VIEWS) {
        await page.goto(address(known))
        await signIn(page, owner)
        await page.waitForLoadState('networkidle')
        await then?.(page)
        await picture(name)
      }
    })
  }
}
