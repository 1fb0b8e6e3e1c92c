// The views of the console, for the tests that look at each.

import type { Page } from '@playwright/test'
import { ask, owner } from './api'
import { dialogs } from './dialogs'
import { signIn } from './test'

export interface View {
  name: string
  address: string
  /** What a person does there before it is looked at. */
  first?: (page: Page) => Promise<unknown>
  /** What they do afterwards, if closing what is open is not all. */
  after?: (page: Page) => Promise<unknown>
  /** Not there on a phone. */
  wide?: boolean
  /** Looked at in Arabic as well. */
  turned?: boolean
}

const step = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).click()

function views({ company, group, client, role, targets }: Ids): View[] {
  return [
    { name: 'overview', address: '/overview', turned: true },
    { name: 'companies', address: '/companies?sort=targetUserCount&order=DESC', turned: true },
    {
      name: 'companies-over-limit',
      address: `/companies?filter=${encodeURIComponent('{"overLimit":true,"clustered":true}')}`,
    },
    { name: 'company', address: `/companies/${company}`, turned: true },
    {
      name: 'company-history',
      address: `/companies/${company}/history`,
      first: async (page) => {
        await page.getByRole('dialog').getByRole('heading', { level: 3 }).getByRole('button').first().click()
      },
    },
    { name: 'company-edit', address: `/companies/${company}/edit` },
    { name: 'company-edit-licence', address: `/companies/${company}/edit`, first: step('Licence') },
    { name: 'company-create', address: '/companies/create', turned: true },
    { name: 'company-create-licence', address: '/companies/create', first: step('Licence') },
    { name: 'company-create-groups', address: '/companies/create', first: step('Groups') },
    { name: 'company-create-content', address: '/companies/create', first: step('Content') },
    {
      name: 'groups-selected',
      address: '/groups',
      first: (page) => page.getByRole('checkbox').nth(1).click(),
    },
    { name: 'group', address: `/groups/${group}`, turned: true },
    { name: 'clients', address: '/clients' },
    { name: 'client', address: `/clients/${client}` },
    { name: 'client-create', address: '/clients/create' },
    {
      name: 'roles',
      address: '/roles',
      turned: true,
      first: (page) => page.getByRole('img', { name: 'Allowed', exact: true }).first().waitFor(),
    },
    { name: 'role', address: `/roles/${role}` },
    { name: 'role-create', address: '/roles/create', turned: true, first: step('Companies') },
    { name: 'role-edit', address: `/roles/${role}/edit` },
    {
      name: 'audit',
      address: `/audit?filter=${encodeURIComponent('{"operation":["update"]}')}`,
      turned: true,
      first: async (page) =>
        page
          .locator('tbody, main')
          .getByRole('button', { name: /→|created|changed|added/ })
          .first()
          .click(),
    },
    { name: 'company-users', address: `/companies/${company}/users` },
    { name: 'users', address: `/users/${company}`, turned: true },
    { name: 'user-create', address: `/users/${company}/create` },
    { name: 'user-import', address: `/users/${company}/import`, turned: true },
    { name: 'own-company', address: `/as/${company}/company`, turned: true },
    { name: 'target-groups', address: `/target-groups/${company}`, turned: true },
    { name: 'target-group', address: `/target-groups/${company}/${targets}`, turned: true },
    { name: 'acting', address: `/as/${company}/companies` },
  ]
}

/** Signs in and shows each view in turn, the last ones in Arabic. */
export async function eachView(page: Page, look: (name: string) => Promise<void>) {
  const found = await ids()
  const narrow = (page.viewportSize()?.width ?? 0) < 600
  const all = [...views(found), ...dialogs(found)].filter(({ wide }) => !(wide && narrow))
  let asked = 0
  page.on('request', () => asked++)
  page.on('requestfinished', () => asked--)
  page.on('requestfailed', () => asked--)
  // Whatever it asks for has come and is drawn, and whatever moves or fades in has arrived.
  const settle = async () => {
    do {
      await page.waitForTimeout(500)
      await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle, { timeout: 2_000 })))
    } while (asked > 0)
    await page.waitForFunction(() => document.getElementById('react-admin-title')?.textContent !== '')
    await still(page)
  }
  const visit = (address: string) => goTo(page, address).then(settle)
  await page.goto('/')
  await settle()
  await look('sign-in')
  await signIn(page, owner)
  for (const { name, address, first, after } of all) {
    await visit(address)
    if (first) await first(page).then(settle)
    await look(name)
    await page.keyboard.press('Escape')
    if (after) await after(page).then(settle)
  }
  await visit('/companies')
  await page.getByRole('button', { name: /^Language/ }).click()
  await page.getByRole('menuitem', { name: 'العربية' }).click()
  for (const { name, address } of all.filter(({ turned }) => turned)) {
    await visit(address)
    await look(`${name}-arabic`)
    await page.keyboard.press('Escape')
  }
}

/** Waits for all that moves or changes its colours and will end. */
export async function still(page: Page) {
  await page.evaluate(async () => {
    const ends = (it: Animation) => it.effect?.getComputedTiming().iterations !== Infinity
    const ended = document.getAnimations().filter(ends)
    await Promise.allSettled(ended.map(({ finished }) => finished))
  })
}

/** Goes to an address within the page, so that nobody signs in twenty times. */
export async function goTo(page: Page, address: string) {
  await page.evaluate((to) => {
    window.history.pushState(null, '', to)
    window.dispatchEvent(new PopStateEvent('popstate', { state: null }))
  }, address)
}

export interface Ids {
  company: string
  group: string
  client: string
  role: string
  user: string
  targets: string
}

/**
 * What the addresses name: the company with the most users and one of these, the group with the most companies, a
 * client, the newest role.
 */
async function ids(): Promise<Ids> {
  const first = { pageNumber: 1, pageSize: 1, ascending: false }
  const find = async (path: string, orderBy: string, of?: string) => {
    const page = await ask<{ results: { resourceId: string }[] }>('POST', `${path}/search`, { ...first, orderBy }, of)
    return page.data.results[0]?.resourceId ?? ''
  }
  const company = await find('companies', 'TargetUserCount')
  return {
    company,
    user: await find('target-users', 'CreateTime', company),
    group: await find('company-groups', 'CompanyCount'),
    targets: await targetsOf(company),
    client: await find('companies/clients', 'CreateTime'),
    role: await find('roles', 'CreateTime'),
  }
}

/** A target group of the company, with some of its users in it. */
async function targetsOf(company: string) {
  const page = { pageNumber: 1, pageSize: 3, orderBy: 'Email', ascending: true }
  const { data } = await ask<{ results: { resourceId: string }[] }>('POST', 'target-users/search', page, company)
  const targetUserResourceIds = data.results.map(({ resourceId }) => resourceId)
  const body = { name: 'Finance', priority: 'High', targetUserResourceIds }
  return (await ask<{ resourceId: string }>('POST', 'target-groups', body, company)).data.resourceId
}
