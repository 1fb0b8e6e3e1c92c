// What can go wrong between the console and the program, as one kind of error.

import { HttpError } from 'react-admin'

/** A refusal by the API, or no answer at all (status 0). */
export class ApiError extends HttpError {
  /** The envelope's word for it: `INPUT_ERROR`, `CONFLICT`, ... */
  readonly kind: string
  /** Every broken rule, as the server says it. */
  readonly rules: readonly string[]

  constructor(message: string, status: number, kind: string, rules: readonly string[] = []) {
    super(message, status, null)
    // HttpError's own constructor makes a plain HttpError of every class below it.
    Object.setPrototypeOf(this, new.target.prototype)
    this.kind = kind
    this.rules = rules
  }
}

/** The key of what the person is told when there is no answer. */
export const OFFLINE = 'tenantry.error.offline'

/** The key of what they are told when somebody else was faster. */
export const OVERTAKEN = 'tenantry.error.overtaken'

/** What the API says to programs, and the key of what a person is told instead. */
const TOLD: Readonly<Record<number, string>> = {
  412: OVERTAKEN,
  429: 'tenantry.error.too_many',
}

interface Envelope {
  status?: string
  message?: string | null
  validationMessages?: string[] | null
}

export function refusal(response: Response, body: unknown): ApiError {
  const envelope = (typeof body === 'object' && body !== null ? body : {}) as Envelope
  const rules = envelope.validationMessages ?? []
  const said = rules.length > 0 ? rules.join('\n') : (TOLD[response.status] ?? envelope.message)
  // Something between the two may have answered in the API's place.
  return new ApiError(said || 'tenantry.error.unknown', response.status, envelope.status ?? 'UNKNOWN', rules)
}

/**
 * The broken rules, each at the field of the form that it names. A rule begins with the name of
 * its field as it is documented; `names` says what the form calls it. What names no field of this
 * form is left over.
 */
function rulesByField(rules: readonly string[], names: Readonly<Record<string, string>>) {
  const fields: Record<string, string> = {}
  const others: string[] = []
  const known = Object.keys(names).sort((one, other) => other.length - one.length)
  for (const rule of rules) {
    const name = known.find((name) => rule.toLowerCase().startsWith(name.toLowerCase()))
    const field = name && names[name]
    if (field) fields[field] = fields[field] ? `${fields[field]}\n${rule}` : rule
    else others.push(rule)
  }
  return { fields, others }
}

/** What a form is told when saving was refused: the rules at their fields, all else above them. */
export function atFields(error: unknown, names: Readonly<Record<string, string>>) {
  const rules = error instanceof ApiError ? error.rules : []
  if (rules.length === 0) return above(error instanceof Error ? error.message : String(error))
  const { fields, others } = rulesByField(rules, names)
  return { ...fields, ...(others.length > 0 && above(others.join('\n'))) }
}

function above(message: string) {
  return { root: { serverError: message } }
}
