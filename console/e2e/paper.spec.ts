// A list or the overview on paper: something that one can hand over.

import type { Locator, Page } from '@playwright/test'
import { makeCompany, unique } from './api'
import { expect, test } from './test'

/** As wide as the paper that is asked for leaves, in its own pixels. */
const PAPER = { width: 1032, height: 700 }

async function print(page: Page) {
  await page.setViewportSize(PAPER)
  await page.emulateMedia({ media: 'print' })
}

async function isWithinPaper(it: Locator) {
  const box = await it.boundingBox()
  expect(box).not.toBeNull()
  expect(box && Math.round(box.x)).toBeGreaterThanOrEqual(0)
  expect(box && Math.round(box.x + box.width)).toBeLessThanOrEqual(PAPER.width)
}

for (const scheme of ['light', 'dark'] as const) {
  test(`a list on paper has its title, day, filter and every column, and no menu, ${scheme}`, async ({
    page,
    enter,
  }) => {
    await page.emulateMedia({ colorScheme: scheme })
    const word = unique('Printed')
    const name = `${word} ${'long '.repeat(8)}`.trim()
    await makeCompany(name, { Tags: ['amber', 'birch', 'cedar'] })
    await enter(
      `/companies?filter=${encodeURIComponent(JSON.stringify({ name: word, status: '1', created_from: '2024-02-29' }))}`,
    )
    await expect(page.getByRole('row')).toHaveCount(2)
    await print(page)
    await expect(page.getByText('Companies', { exact: true }).filter({ visible: true }).first()).toBeInViewport()
    await expect(page.getByText(/^.?Tenantry Demo Reseller.? · .?Printed \d+ \w+ \d{4}, \d\d:\d\d.?$/)).toBeVisible()
    const filter = `Filter: Company name contains: ${word}; Status: Active; Created on or after: 29 Feb 2024`
    await expect(page.getByText(filter)).toBeVisible()
    await expect(page.getByText('1–1 of 1 company')).toBeVisible()
    for (const gone of [
      page.getByRole('navigation'),
      page.getByRole('banner'),
      page.getByRole('button', { name: 'Export' }),
    ]) {
      await expect(gone).toHaveCount(0)
    }
    await expect(page.getByRole('checkbox')).toHaveCount(0)
    await expect(page.getByRole('textbox')).toHaveCount(0)
    const heads = page.getByRole('columnheader')
    await expect(heads.filter({ visible: true })).toHaveText([
      'Company name',
      'Reseller name',
      'Industry',
      'Licence type',
      'Used / limit',
      'Monthly users',
      'Tags',
      'Renewal date',
    ])
    for (const head of await heads.filter({ visible: true }).all()) await isWithinPaper(head)
    const link = page.getByRole('link', { name, exact: true })
    await isWithinPaper(link)
    // Nothing is cut: neither the name nor the tags.
    const cell = page.locator('.column-name').filter({ has: link })
    expect(await cell.evaluate((it) => it.scrollWidth - it.clientWidth)).toBeLessThanOrEqual(0)
    await expect(page.getByText('cedar')).toBeVisible()
    // Paper is white.
    const dark = await page.getByText(filter).evaluate((it) =>
      getComputedStyle(it)
        .color.match(/\d+/g)
        ?.slice(0, 3)
        .every((part) => Number(part) < 90),
    )
    expect(dark).toBe(true)
  })
}

test('the overview on paper has its title and its charts', async ({ page, enter }) => {
  await enter('/overview')
  const chart = page.locator('.recharts-surface').first()
  await expect(chart.locator('.recharts-bar-rectangle').first()).toBeVisible()
  await print(page)
  await expect(page.getByText('Overview', { exact: true }).filter({ visible: true }).first()).toBeInViewport()
  await expect(page.getByText(/Printed \d+ \w+ \d{4}/)).toBeVisible()
  await expect(page.getByRole('navigation')).toHaveCount(0)
  for (const each of await page.locator('.recharts-surface').all()) {
    await isWithinPaper(each)
    expect((await each.boundingBox())?.height).toBeGreaterThan(100)
  }
  await expect(chart.locator('.recharts-bar-rectangle').first()).toBeVisible()
})
