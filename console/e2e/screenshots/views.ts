// Pictures of each view, as wide as a desk and as a phone, light and dark, into console/screenshots.

import { owner } from '../api'
import { signIn, test } from '../test'
import { ids, VIEWS } from '../views'

const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }

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
      await page.emulateMedia({ colorScheme: scheme })
      await page.goto('/')
      await picture('sign-in')
      for (const { name, address, first } of VIEWS) {
        await page.goto(address(known))
        await signIn(page, owner)
        await page.waitForLoadState('networkidle')
        await first?.(page)
        await picture(name)
      }
    })
  }
}
