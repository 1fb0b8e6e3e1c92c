// What the program offers to choose from. It is fixed for ever: whoever reads it reads it once.

import { api, dataOf, type Schemas } from './client'
import type { ListParams } from './source'

/** The API tells its lists of choices by these numbers and in no other way; the choices themselves are told by their code. */
export const LOOKUP = {
  country: 1,
  industry: 2,
  licenseType: 3,
  licensePeriod: 4,
  notificationTemplates: 5,
  trainingContent: 6,
  smtpConfiguration: 7,
  language: 21,
} as const

export type LookupName = keyof typeof LOOKUP

type Lookup = Pick<Schemas['Lookup'], 'resourceId' | 'name' | 'code'>

function choices(found: readonly Lookup[]) {
  const data = found.map(({ resourceId: id, name, code }) => ({ id, name, code }))
  return { data, total: data.length }
}

/** One list of choices. */
async function list({ filter }: ListParams) {
  const typeId = LOOKUP[(filter as { kind: LookupName }).kind]
  return choices(await dataOf(api.GET('/api/lookups/{typeId}', { params: { path: { typeId } } })))
}

async function all() {
  return choices(await dataOf(api.POST('/api/lookups', { body: { typeIdList: Object.values(LOOKUP) } })))
}

export const lookups = {
  lookups: { list },
  'lookups/all': { list: all },
  /** The licence types with their modules. */
  'lookups/licences': {
    one: async (id: string) => ({ id, ...(await dataOf(api.GET('/api/lookups/licenses'))) }),
  },
  'lookups/zones': {
    one: async (id: string) => ({ id, ...(await dataOf(api.GET('/api/timezone/timezones'))) }),
  },
}
