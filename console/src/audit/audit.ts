// The audit log, between the API's words and the console's.

import { api, dataOf, type Schemas } from '../api/client'
import { searchBody, type Grammar } from '../api/lists'
import type { ListParams } from '../api/source'
import { personsDay } from '../i18n/days'

export type EntryRow = Schemas['Entry'] & { id: string }

const grammar: Grammar = {
  entity: ['Entity', 'Include'],
  operation: ['Operation', 'Include'],
  companyName: ['CompanyName', 'Contains'],
  company: ['CompanyResourceId', '='],
  thing: ['EntityResourceId', '='],
  actor: ['ActorResourceId', '='],
  request: ['RequestId', '='],
  from: ['Time', '>=', personsDay],
  before: ['Time', '<', personsDay],
}

export function auditSearch(params: ListParams) {
  return searchBody(params, grammar, { time: 'Time' } as const)
}

async function list(params: ListParams, signal?: AbortSignal) {
  const page = await dataOf(api.POST('/api/audit-logs/search', { body: auditSearch(params), signal }))
  return {
    data: page.results.map((row): EntryRow => ({ ...row, id: String(row.sequence) })),
    total: page.totalNumberOfRecords,
  }
}

export const sources = { audit: { list } }
