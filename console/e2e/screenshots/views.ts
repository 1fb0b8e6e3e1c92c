// Pictures of each view, as wide as a desk and as a phone, light and dark, into console/screenshots.

import { test } from '../test'
import { eachView } from '../views'

const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const scheme of ['light', 'dark'] as const) {
    test(`${size}, ${scheme}`, async ({ page }) => {
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme: scheme })
      await eachView(page, async (name) => {
        // Nothing is under the pointer but the bar.
        await page.mouse.move(viewport.width / 2, 4)
        await page.screenshot({ path: `screenshots/${name}-${size}-${scheme}.png` })
      })
    })
  }
}
