// How fast the companies' list is, measured within the page and printed: from what the person does to
// the first row drawn, beside the answer of the API that it needed, and the longest task meanwhile.

import type { Page } from '@playwright/test'
import { owner } from '../api'
import { signIn, test, wayTo } from '../test'

interface Figures {
  answer: number
  row: number
  task: number
}

declare global {
  interface Window {
    begin: () => void
    drawn: Promise<Pick<Figures, 'answer' | 'row'>>
    longest: () => number
  }
}

function measure() {
  let acted = 0
  let tasks: number[] = []
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
  observer.observe({ type: 'longtask' })
  for (const kind of ['click', 'keydown']) {
    document.addEventListener(kind, ({ timeStamp }) => (acted = timeStamp), { capture: true })
  }
  const first = () => document.querySelector('tbody a')?.textContent
  window.longest = () => Math.max(0, ...tasks)
  window.begin = () => {
    const before = first()
    tasks = []
    window.drawn = new Promise((resolve) => {
      const look = () => {
        const now = performance.now()
        if ([before, undefined].includes(first())) return void requestAnimationFrame(look)
        // What the browser says of a request comes a little later than its answer.
        setTimeout(() => {
          const asked = performance
            .getEntriesByType('resource')
            .filter(({ name, startTime }) => name.endsWith('/api/companies/search') && startTime >= acted)[0]
          if (!asked) throw new Error('nothing was asked')
          // Typing is followed by a rest before anything is asked: not the page's time but the person's.
          const since = asked.startTime - acted > 100 ? asked.startTime : acted
          resolve({ answer: asked.duration, row: now - since })
        }, 200)
      }
      look()
    })
  }
}

async function timed(page: Page, act: () => Promise<void>): Promise<Figures> {
  await page.evaluate(() => window.begin())
  await act()
  const drawn = await page.evaluate(() => window.drawn)
  return { ...drawn, task: await page.evaluate(() => window.longest()) }
}

const ms = (value: number) => `${Math.round(value)} ms`

function say(what: string, { answer, row, task }: Figures) {
  const allowed = 1.5 * answer + 300
  console.log(`${what}: row ${ms(row)} of ${ms(allowed)}, answer ${ms(answer)}, longest task ${ms(task)}`)
}

test('the list of companies', async ({ page }) => {
  await page.addInitScript(measure)
  for (let round = 1; round <= 5; round++) {
    await page.goto('/clients')
    await signIn(page, owner)
    await page.locator('tbody a').first().waitFor()
    say('opened', await timed(page, () => wayTo(page, 'Companies').click()))
    const header = page.getByRole('columnheader', { name: 'Target users' })
    say('ordered', await timed(page, () => header.getByRole('button').click()))
    say('next page', await timed(page, () => page.getByRole('button', { name: 'Go to next page' }).click()))
    say('filtered', await timed(page, () => page.getByRole('button', { name: /^Over the limit/ }).click()))
    const search = page.getByRole('textbox', { name: 'Search' })
    say('typed', await timed(page, () => search.pressSequentially('partners', { delay: 60 })))
    await page.goto('/companies?perPage=100')
    await signIn(page, owner)
    await page.locator('tbody a').first().waitFor()
    await page.mouse.move(700, 600)
    await page.evaluate(() => window.begin())
    for (let turn = 0; turn < 40; turn++) await page.mouse.wheel(0, 150)
    await page.waitForTimeout(500)
    console.log(`scrolled: longest task ${ms(await page.evaluate(() => window.longest()))}`)
  }
})
