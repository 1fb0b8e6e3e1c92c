// Dates, numbers and sizes as the person writes them: in the console's language, with the habits
// of the place that the browser names.

import { useMemo } from 'react'
import { useLocale } from 'react-admin'
import { dayOf, daysAway } from './days'

export interface Formats {
  number(value: number): string
  /** A part of 1. */
  percent(part: number): string
  /** A moment, in the person's own time. */
  time(instant: string): string
  /** The day that a licence begins or ends: as the API tells it, or in the zone of its company; null if never. */
  day(instant: string, zone?: string): string | null
  /** How many days it is until that. */
  days(instant: string): string
  /** The same, in words that tell what was from what will be. */
  away(instant: string): string
  /** `YYYY-MM`. */
  month(period: string): string
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
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const times = new Intl.DateTimeFormat(locale, { calendar: 'gregory', dateStyle: 'medium', timeStyle: 'short' })
  const days = new Intl.DateTimeFormat(locale, { calendar: 'gregory', dateStyle: 'medium', timeZone: 'UTC' })
  const months = new Intl.DateTimeFormat(locale, {
    calendar: 'gregory',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  })
  const spans = new Intl.NumberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'long' })
  const distances = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const megabytes = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  return {
    number: (value) => numbers.format(value),
    percent: (part) => percents.format(part),
    time: (instant) => times.format(new Date(instant)),
    day: (instant, zone) => {
      const day = dayOf(instant, zone)
      return day === null ? null : days.format(new Date(day))
    },
    days: (instant) => spans.format(daysAway(instant)),
    away: (instant) => distances.format(daysAway(instant), 'day'),
    month: (period) => months.format(new Date(period)),
    size: (bytes) => `${megabytes.format(bytes / 1e6)} MB`,
  }
}
