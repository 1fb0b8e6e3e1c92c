// The views of the console, for the tests that look at each.

import type { Page } from '@playwright/test'
import { ask, type Schemas } from './api'

export interface View {
  name: string
  address: (ids: Ids) => string
  /** What a person does there before the picture is taken. */
  first?: (page: Page) => Promise<void>
}

interface Ids {
  company: string
}

export const VIEWS: View[] = [
  { name: 'companies', address: () => '/companies' },
  {
    name: 'companies-over-limit',
    address: () => `/companies?filter=${encodeURIComponent('{"overLimit":true,"clustered":true}')}`,
  },
  { name: 'company', address: ({ company }) => `/companies/${company}` },
  {
    name: 'company-history',
    address: ({ company }) => `/companies/${company}/history`,
    first: async (page) => {
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /created|changed|deleted|rotated|added/i })
        .first()
        .click()
    },
  },
  { name: 'company-edit', address: ({ company }) => `/companies/${company}/edit` },
  {
    name: 'company-edit-licence',
    address: ({ company }) => `/companies/${company}/edit`,
    first: async (page) => page.getByRole('button', { name: 'Licence', exact: true }).click(),
  },
  { name: 'acting', address: ({ company }) => `/as/${company}/companies` },
]

/** What the addresses name: the company with the most users. */
export async function ids(): Promise<Ids> {
  const { data } = await ask<Schemas['CompaniesPage']>('POST', 'companies/search', {
    pageNumber: 1,
    pageSize: 1,
    orderBy: 'TargetUserCount',
    ascending: false,
  })
  return { company: data.results[0]?.resourceId ?? '' }
}
