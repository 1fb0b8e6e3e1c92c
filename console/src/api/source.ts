// What a kind of thing says of itself: how it is listed, read and changed. The provider is made of these.

import type { GetListParams, GetListResult, RaRecord } from 'react-admin'

/** What is said beside ids and values. */
export interface Meta {
  /** The company that it is about, if not the one that all is about. */
  company?: string
  /** The thing that it is a part of: the group of members, the import of rows. */
  of?: string
  /** Over whatever somebody else has written meanwhile. */
  force?: boolean
}

export interface ListParams extends Omit<Partial<GetListParams>, 'meta'> {
  meta?: Meta
}

/** What a form was filled with, and with which version of the thing. */
export interface Before extends RaRecord<string> {
  version?: string | undefined
}

/** What one kind of thing can do. What it cannot, the console does not offer. */
export interface Source {
  list?(params: ListParams, signal?: AbortSignal): Promise<GetListResult<RaRecord<string>>>
  one?(id: string, meta: Meta, signal?: AbortSignal): Promise<RaRecord<string>>
  /** Tells its id, and whatever else there is to know of it. */
  create?(data: unknown, meta: Meta): Promise<{ id: string }>
  /** Tells what else there is to know. */
  update?(id: string, data: unknown, before: Before, meta: Meta): Promise<object | void>
  remove?(ids: string[], meta: Meta): Promise<unknown>
}

/** The version that a change is made conditional upon; none if it is to be made over any other. */
export function versionFor({ version }: Before, { force }: Meta) {
  return force ? undefined : version
}
