import ExpandIcon from '@mui/icons-material/ExpandMoreOutlined'
import { Accordion, AccordionDetails, AccordionSummary, Box, Typography } from '@mui/material'
import { useTranslate } from 'react-admin'
import { useFormats } from '../i18n/formats'
import { joined } from '../shared/joined'
import { Differences } from './Differences'
import { useSentence, type Entry } from './saying'

interface Props {
  entry: Entry
  heading: 'h2' | 'h3'
  /** The thing whose history it stands in. */
  within?: string
}

/** What was done, to what, by whom and when; opened, what it was before and is after. */
export function EntryCard({ entry, heading, within }: Props) {
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
            {useSentence(entry, within)}
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
