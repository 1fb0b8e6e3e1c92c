// What a country's people are used to, as far as the browser knows it.

export interface Habits {
  /** An IANA time zone. */
  zone: string | undefined
  dateFormat: 'dd/MM/yyyy' | 'MM/dd/yyyy' | 'yyyy/MM/dd'
  timeFormat: '24h' | '12h'
  /** ISO 639, as in `tr`. */
  language: string
}

// Where a country has several zones: that of most of its people.
const MOST: Readonly<Record<string, string>> = {
  AR: 'America/Argentina/Buenos_Aires',
  AU: 'Australia/Sydney',
  BR: 'America/Sao_Paulo',
  CA: 'America/Toronto',
  CD: 'Africa/Kinshasa',
  CL: 'America/Santiago',
  CN: 'Asia/Shanghai',
  CY: 'Asia/Nicosia',
  DE: 'Europe/Berlin',
  EC: 'America/Guayaquil',
  ES: 'Europe/Madrid',
  ID: 'Asia/Jakarta',
  KZ: 'Asia/Almaty',
  MN: 'Asia/Ulaanbaatar',
  MX: 'America/Mexico_City',
  MY: 'Asia/Kuala_Lumpur',
  NZ: 'Pacific/Auckland',
  PG: 'Pacific/Port_Moresby',
  PT: 'Europe/Lisbon',
  RU: 'Europe/Moscow',
  UA: 'Europe/Kyiv',
  US: 'America/New_York',
  UZ: 'Asia/Tashkent',
}

// Not in every browser, nor in TypeScript's library yet.
interface Zoned extends Intl.Locale {
  getTimeZones?(): string[] | undefined
}

/** @param country ISO 3166-1 alpha-2 */
export function habitsOf(country: string): Habits {
  const { language } = new Intl.Locale(`und-${country}`).maximize()
  const locale = `${language}-${country}`
  const shown = new Intl.DateTimeFormat(locale, {
    calendar: 'gregory',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: 'numeric',
  })
  const order = shown.formatToParts().flatMap(({ type }) => (/^(year|month|day)$/.test(type) ? [type] : []))
  return {
    zone: MOST[country] ?? (new Intl.Locale(locale) as Zoned).getTimeZones?.()?.[0],
    dateFormat: order[0] === 'year' ? 'yyyy/MM/dd' : order[0] === 'month' ? 'MM/dd/yyyy' : 'dd/MM/yyyy',
    timeFormat: shown.resolvedOptions().hour12 ? '12h' : '24h',
    language,
  }
}
