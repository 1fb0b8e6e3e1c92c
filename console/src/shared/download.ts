// A list as a file, straight from the API's export, with what has come so far told on the way.

import { ask, COMPANY } from '../api/client'
import { refusal } from '../api/errors'

export type Kind = 'CSV' | 'Excel'

interface Wanted {
  /** The export operation's path. */
  path: string
  company?: string | undefined
  body: object
  kind: Kind
  signal: AbortSignal
  onProgress: (bytes: number) => void
}

export async function download({ path, company, body, kind, signal, onProgress }: Wanted): Promise<string> {
  const response = await ask(
    new Request(path, {
      method: 'POST',
      signal,
      headers: { 'Content-Type': 'application/json', ...(company && { [COMPANY]: company }) },
      body: JSON.stringify({ ...body, exportType: kind }),
    }),
  )
  if (!response.ok || !response.body) throw refusal(response, await response.json().catch(() => null))
  const name = fileName(response.headers.get('Content-Disposition')) ?? `export.${kind === 'CSV' ? 'csv' : 'xlsx'}`
  const parts: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value)
    bytes += value.length
    onProgress(bytes)
  }
  const type = response.headers.get('Content-Type') ?? ''
  save(new Blob(parts, { type }), name)
  return name
}

function fileName(disposition: string | null) {
  return /filename="([^"]+)"/.exec(disposition ?? '')?.[1]
}

function save(file: Blob, name: string) {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
