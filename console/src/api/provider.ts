// react-admin's view of the API: each kind of thing says for itself how it is listed and changed.

import type {
  CreateParams,
  DataProvider,
  DeleteParams,
  GetListParams,
  GetListResult,
  GetOneParams,
  RaRecord,
  UpdateParams,
} from 'react-admin'
import { audit } from '../audit/audit'
import { clients } from '../clients/clients'
import { companies } from '../companies/companies'
import { groups } from '../groups/groups'
import { targetGroups } from '../targetGroups/targetGroups'
import { users } from '../users/users'

/** What one kind of thing can do. What it cannot, the console does not offer. */
export interface Source<Row extends RaRecord = RaRecord> {
  list(params: Partial<GetListParams>, signal?: AbortSignal): Promise<GetListResult<Row>>
  one?(id: string): Promise<RaRecord>
  create?(data: Partial<RaRecord>): Promise<string>
  update?(id: string, params: UpdateParams): Promise<void>
  remove?(id: string): Promise<void>
}

const sources: Readonly<Record<string, Source>> = {
  audit,
  clients,
  companies,
  groups,
  users,
  'target-groups': targetGroups,
}

function source(resource: string): Source {
  const found = sources[resource]
  if (!found) throw new Error(`nothing is called ${resource}`)
  return found
}

function able<T>(ability: T | undefined, resource: string): T {
  if (!ability) throw new Error(`${resource} cannot do this`)
  return ability
}

// react-admin asks for the caller's own record type and takes what it is given.
type Any = any

export const dataProvider: DataProvider = {
  supportAbortSignal: true,
  getList: (resource: string, params: GetListParams): Promise<Any> => source(resource).list(params, params.signal),
  getOne: async (resource: string, { id }: GetOneParams): Promise<Any> => ({
    data: await able(source(resource).one, resource)(String(id)),
  }),
  getMany: async (resource: string, { ids }: { ids: unknown[] }): Promise<Any> => {
    const one = able(source(resource).one, resource)
    return { data: await Promise.all(ids.map((id) => one(String(id)))) }
  },
  getManyReference: (): Promise<Any> => Promise.reject(new Error('there are no references')),
  create: async (resource: string, { data }: CreateParams): Promise<Any> => {
    const id = await able(source(resource).create, resource)(data)
    return { data: { ...data, id } }
  },
  update: async (resource: string, params: UpdateParams): Promise<Any> => {
    await able(source(resource).update, resource)(String(params.id), params)
    return { data: { ...params.previousData, ...params.data, id: params.id } }
  },
  updateMany: (): Promise<Any> => Promise.reject(new Error('things are changed one at a time')),
  delete: async (resource: string, { id, previousData }: DeleteParams): Promise<Any> => {
    await able(source(resource).remove, resource)(String(id))
    return { data: previousData ?? { id } }
  },
  deleteMany: (): Promise<Any> => Promise.reject(new Error('each list deletes many in its own way')),
}
