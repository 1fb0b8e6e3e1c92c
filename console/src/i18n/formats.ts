// Dates, numbers and sizes as the person writes them: in the console's language, with the habits
// of the place that the browser names.

import { useMemo } from 'react'
import { useLocale } from 'react-admin'

const DAY = 86_400_000

export interface Formats {
  locale: string
  number(value: number): string
  /** A moment, in the person's own time. */
  time(instant: string): string
  /** The day that a licence begins or ends; null if that is never. */
  day(instant: string): string | null
  /** A month as `YYYY-MM`. */
  month(month: string, style?: 'short' | 'long'): string
  size(bytes: number): string
}

export function useFormats(): Formats {
  const language = useLocale()
  return useMemo(() => formatsOf(placed(language)), [language])
}

function placed(language: string): string {
  const { region } = new Intl.Locale(navigator.language)
  return new Intl.Locale(language, region ? { region } : {}).toString()
}

function formatsOf(locale: string): Formats {
  const numbers = new Intl.NumberFormat(locale)
  const times = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const megabytes = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  return {
    locale,
    number: (value) => numbers.format(value),
    time: (instant) => times.format(new Date(instant)),
    day: (instant) => {
      const day = dayOf(instant)
      return day === null ? null : days.format(new Date(day))
    },
    month: (month, style = 'short') =>
      new Intl.DateTimeFormat(locale, { month: style, year: 'numeric', timeZone: 'UTC' }).format(
        new Date(`${month}-01T00:00:00Z`),
      ),
    size: (bytes) => `${megabytes.format(bytes / 1e6)} MB`,
  }
}

/**
 * The calendar day of a licence's instant, `YYYY-MM-DD`, without the company's time zone: licences
 * begin and end at a midnight, and every zone's midnight is nearer to its own day's than to
 * another's in UTC. Null for the end of time, which means never.
 */
export function dayOf(instant: string): string | null {
  const time = Date.parse(instant)
  if (instant.startsWith('9999')) return null
  return new Date(Math.round(time / DAY) * DAY).toISOString().slice(0, 10)
}
