/** Facts in one line. Each is set apart, so that a date does not tear the word before it in a right-to-left language. */
export function joined(facts: readonly string[]) {
  return facts.map((fact) => `\u2068${fact}\u2069`).join(' · ')
}
