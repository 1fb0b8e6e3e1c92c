// Every request that the console makes of the API goes through here: with a token, about the right
// company, and with one kind of error.

import createClient from 'openapi-fetch'
import { actingAs } from '../session/acting'
import { session } from '../session/session'
import { ADDRESS } from './base'
import { ApiError, OFFLINE, refusal } from './errors'
import type { components, paths } from './schema'

export type Schemas = components['schemas']

/** The header that names the company which a request is about. */
export const COMPANY = 'X-KEEPNET-Company-Id'

/** Says that a request is about a company, if not the usual one, and on which version of the thing it depends. */
export function about(company?: string, version?: string) {
  return { header: { ...(company && { [COMPANY]: company }), ...(version && { 'If-Match': version }) } }
}

/** The same of one thing. */
export function at(id: string, company?: string, version?: string) {
  return { path: { resourceId: id }, ...about(company, version) }
}

/** How long the console waits by itself when the server says that it is busy. */
const PATIENCE = 5

export const api = createClient<paths>({ baseUrl: ADDRESS, fetch: ask })

/** Sends a request. A token that has ended is renewed once. */
export async function ask(request: Request): Promise<Response> {
  const acting = actingAs()
  if (acting && !request.headers.has(COMPANY)) request.headers.set(COMPANY, acting)
  let response = await send(request.clone(), session.token() || (await session.renew()))
  if (response.status === 401) {
    drop(response)
    response = await send(request.clone(), await session.renew())
  }
  const wait = Number(response.headers.get('Retry-After'))
  if (response.status === 429 && wait > 0 && wait <= PATIENCE) {
    drop(response)
    await new Promise((resolve) => setTimeout(resolve, wait * 1000))
    response = await send(request, session.token())
  }
  return response
}

/** Lets an answer go that nobody reads: unread, it would keep its connection. */
function drop({ body }: Response) {
  void body?.cancel()
}

async function send(request: Request, token: string) {
  request.headers.set('Authorization', `Bearer ${token}`)
  try {
    return await fetch(request)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(OFFLINE, 0, 'OFFLINE')
  }
}

/** What the envelope carries, or its refusal thrown. */
export async function dataOf<T extends { data?: unknown }>(
  answer: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T['data']>> {
  const { data, error, response } = await answer
  if (!response.ok || !data) throw refusal(response, error)
  return data.data as NonNullable<T['data']>
}

/** One thing by its id, with the version that a change may be made conditional upon. */
export async function recordOf<T extends { data?: unknown }>(
  id: string,
  answer: Promise<{ data?: T; error?: unknown; response: Response }>,
) {
  let version: string | undefined
  const noted = answer.then((it) => {
    version = it.response.headers.get('ETag') ?? undefined
    return it
  })
  return { ...(await dataOf(noted)), id, version }
}

/** What the server says of a write that went as it should: the console has words of its own for that. */
const PLAIN = /^[A-Z][a-z A-Z]+ (created|updated|deleted|rotated)$/

/** What the envelope carries, with what the server has to say beyond that it was done. */
export async function toldBy<T extends { data?: unknown; message?: string | null }>(
  answer: Promise<{ data?: T; error?: unknown; response: Response }>,
) {
  let message: string | null = null
  const noted = answer.then((it) => {
    message = it.data?.message ?? null
    if (message && PLAIN.test(message)) message = null
    return it
  })
  const data = await dataOf(noted)
  return { data, message: message as string | null }
}
