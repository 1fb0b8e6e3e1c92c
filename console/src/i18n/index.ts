// The languages of the console. English comes with the program, the others when they are chosen.

import polyglotI18nProvider from 'ra-i18n-polyglot'
import { resolveBrowserLocale } from 'react-admin'
import { LABELS as OF_COMPANIES } from '../companies'
import { LABELS as OF_USERS } from '../users'
import { en } from './en'
import { told } from './told'

export const LANGUAGES = [
  { locale: 'en', name: 'English' },
  { locale: 'ar', name: 'العربية' },
]

const catalogues = polyglotI18nProvider(
  (locale) => (locale === 'ar' ? import('./ar').then(({ ar }) => ar) : en),
  'en',
  LANGUAGES,
  {
    // What nobody has words for passes through as it is.
    allowMissing: true,
    // Each catalogue has two forms: of one, and of any other number.
    pluralRules: {
      pluralTypes: { oneOrOther: (count: number) => (count === 1 ? 0 : 1) },
      pluralTypeToLanguages: { oneOrOther: LANGUAGES.map(({ locale }) => locale) },
    },
  },
)

const labels = { ...OF_USERS, ...OF_COMPANIES }

/** The texts of the catalogues by their keys; and by the API's own sentences, wherever one is shown, the words for it. */
export const i18nProvider: typeof catalogues = {
  ...catalogues,
  translate: (key, options) => {
    const { translate } = catalogues
    return told(key, { translate, locale: catalogues.getLocale(), labels }) ?? translate(key, options)
  },
}

/** What the browser asks for, if there is a catalogue of it. */
export function browserLocale() {
  const asked = resolveBrowserLocale('en')
  return LANGUAGES.some(({ locale }) => locale === asked) ? asked : 'en'
}
