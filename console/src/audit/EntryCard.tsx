import ExpandIcon from '@mui/icons-material/ExpandMoreOutlined'
import { Accordion, AccordionDetails, AccordionSummary, Box, Typography } from '@mui/material'
import { useTranslate } from 'react-admin'
import type { Schemas } from '../api/client'
import { useFormats } from '../i18n/formats'
import { joined } from '../shared/joined'
import { Differences } from './Differences'

export type Entry = Schemas['Entry']

/** What was done, to what, by whom and when; opened, what it was before and is after. */
export function EntryCard({ entry, heading }: { entry: Entry; heading: 'h2' | 'h3' }) {
  const translate = useTranslate()
  const { time } = useFormats()
  return (
    <Accordion
      disableGutters
      variant="outlined"
      slotProps={{ heading: { component: heading }, transition: { unmountOnExit: true } }}
    >
      <AccordionSummary expandIcon={<ExpandIcon />}>
        <Box sx={{ overflowWrap: 'anywhere' }}>
          <Typography variant="body2" sx={{ fontWeight: 600 }}>
            {useDeed(entry)}
          </Typography>
          <Typography variant="body2" color="text.secondary">
            {joined([time(entry.time), entry.actorName ?? translate('resources.audit.somebody')])}
          </Typography>
        </Box>
      </AccordionSummary>
      <AccordionDetails sx={{ pt: 0 }}>
        <Differences entry={entry} />
      </AccordionDetails>
    </Accordion>
  )
}

/** The deed in words, as in "Company changed: Northwind". */
export function useDeed(entry: Entry): string {
  const translate = useTranslate()
  const entity = translate(`resources.audit.entities.${entry.entity}`, { _: entry.entity })
  const deed = translate(`resources.audit.operations.${entry.operation}`, { _: entry.operation, entity })
  const thing = entry.after ?? entry.before
  const name = thing && typeof thing['name'] === 'string' ? thing['name'] : entry.companyName
  return name ? `${deed}: ${name}` : deed
}
