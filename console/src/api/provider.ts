// react-admin's view of the API: each kind of thing says for itself how it is listed, read and changed.
// Whatever the console reads or writes goes through here.

import type {
  CreateParams,
  DataProvider,
  DeleteManyParams,
  DeleteParams,
  GetListParams,
  GetOneParams,
  UpdateParams,
} from 'react-admin'
import * as audit from '../audit'
import * as clients from '../clients'
import * as companies from '../companies'
import * as groups from '../groups'
import * as imports from '../imports'
import * as roles from '../roles'
import * as targetGroups from '../targetGroups'
import * as users from '../users'
import { lookups } from './lookups'
import type { Before, Source } from './source'

export const sources = {
  ...audit.sources,
  ...clients.sources,
  ...companies.sources,
  ...groups.sources,
  ...imports.sources,
  ...lookups,
  ...roles.sources,
  ...targetGroups.sources,
  ...users.sources,
} satisfies Record<string, Source>

/** What is done with things beyond making, changing and deleting them. */
export const deeds = {
  ...clients.deeds,
  ...companies.deeds,
  ...groups.deeds,
  ...imports.deeds,
  ...targetGroups.deeds,
}

function able<Ability extends keyof Source>(resource: string, ability: Ability) {
  const found = (sources as Readonly<Record<string, Source>>)[resource]?.[ability]
  if (!found) throw new Error(`${resource} cannot ${ability}`)
  return found
}

// react-admin asks for the caller's own record type and takes what it is given.
type Any = any

export const dataProvider: DataProvider = {
  supportAbortSignal: true,
  getList: async (resource: string, params: GetListParams): Promise<Any> =>
    able(resource, 'list')(params, params.signal),
  getOne: async (resource: string, { id, meta, signal }: GetOneParams): Promise<Any> => ({
    data: await able(resource, 'one')(String(id), meta ?? {}, signal),
  }),
  getMany: (): Promise<Any> => Promise.reject(new Error('things are read one at a time')),
  getManyReference: (): Promise<Any> => Promise.reject(new Error('there are no references')),
  create: async (resource: string, { data, meta }: CreateParams): Promise<Any> => ({
    data: { ...data, ...(await able(resource, 'create')(data, meta ?? {})) },
  }),
  update: async (resource: string, { id, data, previousData, meta }: UpdateParams): Promise<Any> => {
    const more = await able(resource, 'update')(String(id), data, previousData as Before, meta ?? {})
    return { data: { ...previousData, ...data, ...more, id } }
  },
  updateMany: (): Promise<Any> => Promise.reject(new Error('things are changed one at a time')),
  delete: async (resource: string, { id, previousData, meta }: DeleteParams): Promise<Any> => {
    await able(resource, 'remove')([String(id)], meta ?? {})
    return { data: previousData ?? { id } }
  },
  deleteMany: async (resource: string, { ids, meta }: DeleteManyParams): Promise<Any> => {
    await able(resource, 'remove')(ids.map(String), meta ?? {})
    return { data: ids }
  },
  ...deeds,
}
