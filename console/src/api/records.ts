// How every view reads and writes: the records of the provider, and lists of them. docs/decisions/0015 says why.

import { useQueries, useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import {
  useDataProvider,
  useGetList,
  useGetOne,
  useInfiniteGetList,
  type DataProvider,
  type UseGetListOptions,
  type UseGetOneOptions,
} from 'react-admin'
import type { deeds, sources } from './provider'
import type { Before, ListParams, Meta } from './source'

type Sources = typeof sources
type Fn = (...given: never[]) => Promise<unknown>

/** Those that can do it. */
type Able<Ability extends string> = {
  [Name in keyof Sources]: Sources[Name] extends Record<Ability, Fn> ? Name : never
}[keyof Sources]

type Does<Name extends keyof Sources, Ability extends string> =
  Sources[Name] extends Record<Ability, infer F extends Fn> ? F : never
type Comes<F extends Fn> = Awaited<ReturnType<F>>

/** What there are lists of. */
export type Listed = Able<'list'>

/** A record as it is read by itself. */
export type One<Name extends Able<'one'>> = Comes<Does<Name, 'one'>> & { id: string }
/** A record as it stands in a list. */
export type Row<Name extends Listed> =
  Comes<Does<Name, 'list'>> extends { data: (infer R)[] } ? R & { id: string } : never

/**
 * A form is filled once, with one version of the thing. Read anew while somebody types, it would have
 * the newest version with old values, and a save would undo what somebody else did without a word.
 */
export const AS_FORM = { gcTime: 0, staleTime: 'static' } as const

// Not the row that a list has already, nor, for a form, what a panel shows.
const whole = (meta: Meta | undefined, asForm: boolean) => ({ ...meta, ...(asForm ? { form: true } : { whole: true }) })

type OneOptions<Name extends Able<'one'>> = UseGetOneOptions<One<Name>> & {
  meta?: Meta
  /** It is what a form is filled with. */
  asForm?: boolean
}

export function useOne<Name extends Able<'one'>>(name: Name, id: string, options: OneOptions<Name> = {}) {
  const { meta, asForm = false, ...others } = options
  return useGetOne<One<Name>>(name, { id, meta: whole(meta, asForm) }, { ...(asForm && AS_FORM), ...others })
}

/** Several, each by itself: one that cannot be read is missing from them and no other. */
export function useSome<Name extends Able<'one'>>(name: Name, ids: readonly string[]) {
  const provider = useDataProvider()
  return useQueries({
    queries: ids.map((id) => ({
      // As useGetOne has it.
      queryKey: [name, 'getOne', { id, meta: whole(undefined, false) }] as QueryKey,
      queryFn: async () => (await provider.getOne<One<Name>>(name, { id, meta: whole(undefined, false) })).data,
    })),
  })
}

export function useList<Name extends Listed>(
  name: Name,
  params: ListParams = {},
  options: UseGetListOptions<Row<Name>> = {},
) {
  return useGetList<Row<Name>>(name, params, options)
}

/** Page after page, as they are asked for. */
export function useEndless<Name extends Listed>(name: Name, params: ListParams) {
  return useInfiniteGetList<Row<Name>>(name, params)
}

/** Making, changing and deleting, and whatever else is done with things. */
export function useChanges() {
  const provider = useDataProvider<DataProvider & typeof deeds>()
  return useMemo(
    () => ({
      async create<Name extends Able<'create'>>(
        name: Name,
        data: Parameters<Does<Name, 'create'>>[0],
        meta: Meta = {},
      ): Promise<Comes<Does<Name, 'create'>>> {
        const { data: made } = await provider.create(name, { data: data as object, meta })
        return made as Comes<Does<Name, 'create'>>
      },
      async update<Name extends Able<'update'>>(
        name: Name,
        before: Before,
        data: Parameters<Does<Name, 'update'>>[1],
        meta: Meta = {},
      ): Promise<Exclude<Comes<Does<Name, 'update'>>, void>> {
        const { data: more } = await provider.update(name, {
          id: before.id,
          data: data as object,
          previousData: before,
          meta,
        })
        return more as Exclude<Comes<Does<Name, 'update'>>, void>
      },
      async remove(name: Able<'remove'>, ids: string[], meta: Meta = {}) {
        await provider.deleteMany(name, { ids, meta })
      },
      deeds: provider as typeof deeds,
    }),
    [provider],
  )
}

/** What has been read of these, and of their parts, is read anew: at once where it is shown. */
export function useForget() {
  const queries = useQueryClient()
  return useCallback(
    (...names: (keyof Sources)[]) =>
      queries.invalidateQueries({
        predicate: ({ queryKey: [of] }) => names.some((name) => of === name || String(of).startsWith(`${name}/`)),
      }),
    [queries],
  )
}
