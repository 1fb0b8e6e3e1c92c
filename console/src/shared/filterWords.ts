// The filters that are in force, as one says them: for paper, where no form stands.

import type { ReactElement } from 'react'
import { DateInput, useListContext, useTranslate } from 'react-admin'
import { useFormats } from '../i18n/formats'

interface FilterProps {
  source: string
  label?: string
  choices?: { id: string; name: string }[]
  translateChoice?: boolean
}

export type FilterElement = ReactElement<FilterProps>

/** What is said of a filter, by its name, where a label and a value do not say it; null if nothing is. */
export type Told = Readonly<Record<string, (value: unknown) => string | null>>

export function useFilterWords(filters: readonly FilterElement[], told: Told): string[] {
  const translate = useTranslate()
  const { day } = useFormats()
  const { filterValues } = useListContext()

  function valueOf(element: FilterElement, value: unknown): string {
    const { choices, translateChoice } = element.props
    const name = choices?.find(({ id }) => id === String(value))?.name
    if (name !== undefined) return translateChoice === false ? name : translate(name)
    if (typeof value === 'boolean') return translate(`ra.boolean.${value}`)
    const text = String(value)
    return element.type === DateInput && !Number.isNaN(Date.parse(text)) ? (day(text) ?? text) : text
  }

  return Object.entries(filterValues as Readonly<Record<string, unknown>>).flatMap(([source, value]) => {
    if (value === undefined || value === null || value === '') return []
    const words = told[source]
    if (words) return words(value) ?? []
    const element = filters.find(({ props }) => props.source === source)
    if (!element) return []
    const values = (Array.isArray(value) ? value : [value]).map((one) => valueOf(element, one))
    return `${translate(element.props.label ?? 'ra.action.search')}: ${values.join(', ')}`
  })
}
