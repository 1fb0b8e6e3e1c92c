import { List, ListItem, ListItemText } from '@mui/material'
import { useTranslate } from 'react-admin'
import { useFormats } from '../i18n/formats'

/** So many are read by nobody, and drawn in no time by no browser. */
const SHOWN = 100

/** What a dialog is about, by name. */
export function Names({ names }: { names: readonly string[] }) {
  const translate = useTranslate()
  const { number } = useFormats()
  const more = names.length - SHOWN
  return (
    // It may be scrolled, so keys must reach it.
    <List dense tabIndex={0} sx={{ maxHeight: 200, overflow: 'auto' }}>
      {names.slice(0, SHOWN).map((name, at) => (
        <ListItem key={`${at} ${name}`} disableGutters sx={{ py: 0 }}>
          <ListItemText primary={name} dir="auto" sx={{ overflowWrap: 'anywhere' }} />
        </ListItem>
      ))}
      {more > 0 && (
        <ListItem disableGutters sx={{ py: 0 }}>
          <ListItemText primary={translate('tenantry.lists.more', { count: number(more) })} />
        </ListItem>
      )}
    </List>
  )
}
