import { i18nProvider } from '../i18n'

/**
 * Whether the page may be left: asks if something typed is not saved. A form says so to the browser,
 * which asks before it closes the tab; what the browser does not see, such as going on as another
 * company, is asked about in the same way.
 */
export function mayLeave(): boolean {
  const closing = new Event('beforeunload', { cancelable: true })
  return window.dispatchEvent(closing) || window.confirm(i18nProvider.translate('ra.message.unsaved_changes'))
}
