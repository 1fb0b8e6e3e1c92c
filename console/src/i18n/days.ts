// Calendar days: of a licence, which are its company's, and of the person who looks.

const HOUR = 3_600_000
const DAY = 24 * HOUR
const AHEAD = 13 * HOUR

const DAY_ITSELF = /^\d{4}-\d\d-\d\d$/

/**
 * The calendar day of a licence's instant, `YYYY-MM-DD`; null for the end of time, which means never.
 * Licences begin and end at a midnight of their company. Without its time zone, or with one that only
 * Windows knows, the day is told from the instant: right from 13 hours ahead of UTC to 10 behind.
 */
export function dayOf(instant: string, zone?: string): string | null {
  if (instant.startsWith('9999')) return null
  if (DAY_ITSELF.test(instant)) return instant
  const known = zone !== undefined && inZone(instant, zone)
  return known || new Date(Math.floor((Date.parse(instant) + AHEAD) / DAY) * DAY).toISOString().slice(0, 10)
}

/** The days from the person's today to the day that the list shows for it. */
export function daysAway(instant: string, zone?: string) {
  const today = new Date().toLocaleDateString('sv-SE')
  return Math.round((Date.parse(dayOf(instant, zone) ?? today) - Date.parse(today)) / DAY)
}

/**
 * Where a day begins for the person. What is no day goes on as it is: it may be a moment in an address, or the
 * server says what is wrong with it.
 */
export function personsDay(day: string): string {
  const begins = Date.parse(`${day}T00:00`)
  return Number.isNaN(begins) ? day : new Date(begins).toISOString()
}

function inZone(instant: string, zone: string) {
  try {
    return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(new Date(instant))
  } catch {
    return false
  }
}
