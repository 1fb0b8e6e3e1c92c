// Who is signed in. The Client ID, the secret and the token live in this module's memory and
// nowhere else: no storage, no cookie, no address. A reload forgets them.

import { ADDRESS } from '../api/base'
import { ApiError, OFFLINE } from '../api/errors'

/** What the token says of its bearer. */
interface Claims {
  client_id: string
  role: string
  reseller_access: boolean
  user_company_resourceid: string
  user_company_name: string
}

export type State =
  | { stage: 'out' }
  | { stage: 'in'; claims: Claims; permissions: ReadonlySet<string> }
  /** The server takes the credential no more; what is on the screen stays until somebody signs in. */
  | { stage: 'ended'; claims: Claims; permissions: ReadonlySet<string> }

interface Credential {
  clientId: string
  clientSecret: string
}

interface Grant {
  access_token: string
  expires_in: number
  permissions: string[]
}

let state: State = { stage: 'out' }
let credential: Credential | undefined
let token = ''
let renewal: ReturnType<typeof setTimeout> | undefined
let pending: Promise<string> | undefined
const listeners = new Set<() => void>()

function become(next: State) {
  state = next
  for (const listener of listeners) listener()
}

export const session = {
  subscribe(listener: () => void) {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  state: () => state,
  token: () => token,

  async signIn(clientId: string, clientSecret: string) {
    await obtain({ clientId, clientSecret })
  },

  /** A new token by the credential that is held; one request, however many ask. */
  renew(): Promise<string> {
    pending ??= renewed().finally(() => (pending = undefined))
    return pending
  },

  /** Forgets everything, and tells the server that the token is not needed any more. */
  signOut() {
    if (credential && token) void revoke(credential, token)
    clearTimeout(renewal)
    credential = undefined
    token = ''
    become({ stage: 'out' })
  },
}

async function renewed() {
  if (!credential) throw new ApiError('tenantry.error.signed_out', 401, 'UNAUTHORIZED')
  try {
    return await obtain(credential)
  } catch (error) {
    // Only the server's word ends a session; a network that is away may come back.
    if (error instanceof ApiError && error.kind === 'invalid_client' && state.stage === 'in') {
      token = ''
      become({ ...state, stage: 'ended' })
    }
    throw error
  }
}

async function obtain(using: Credential): Promise<string> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: 'api1',
    client_id: using.clientId,
    client_secret: using.clientSecret,
  })
  let response: Response
  try {
    response = await fetch(`${ADDRESS}/connect/token`, { method: 'POST', body: form })
  } catch {
    throw new ApiError(OFFLINE, 0, 'OFFLINE')
  }
  const body: unknown = await response.json().catch(() => ({}))
  if (!response.ok) {
    const { error = 'unknown' } = body as { error?: string }
    throw new ApiError(`tenantry.sign_in.${error}`, response.status, error)
  }
  const grant = body as Grant
  credential = using
  token = grant.access_token
  become({ stage: 'in', claims: claimsOf(token), permissions: new Set(grant.permissions) })
  schedule(grant.expires_in)
  return token
}

/** A minute before the token ends, or a fifth of its life if that is less. */
function schedule(seconds: number) {
  clearTimeout(renewal)
  const ahead = Math.min(60, seconds / 5)
  renewal = setTimeout(
    () => {
      // What needs a token asks again, and says then why there is none.
      session.renew().catch(() => undefined)
    },
    (seconds - ahead) * 1000,
  )
}

/** The server has verified the token; here it is only read. */
function claimsOf(jwt: string): Claims {
  const [, part = ''] = jwt.split('.')
  const binary = atob(part.replace(/-/g, '+').replace(/_/g, '/'))
  const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
  return JSON.parse(new TextDecoder().decode(bytes)) as Claims
}

async function revoke(using: Credential, spent: string) {
  const form = new URLSearchParams({
    token: spent,
    client_id: using.clientId,
    client_secret: using.clientSecret,
  })
  // The token ends by itself within the hour.
  await fetch(`${ADDRESS}/connect/revocation`, { method: 'POST', body: form }).catch(() => undefined)
}
