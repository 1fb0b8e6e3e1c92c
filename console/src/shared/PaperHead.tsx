import { Box } from '@mui/material'
import { useEffect, useState } from 'react'
import { useTranslate } from 'react-admin'
import { flushSync } from 'react-dom'
import { useFormats } from '../i18n/formats'
import { useSession } from '../session/useSession'
import { PAPER_ONLY } from './paper'
import { joined } from './joined'
import { useTitle } from './titles'

/** What stands above a view on paper: its title, whose it is, when that was, and what else is to be known. */
export function PaperHead({ lines = [] }: { lines?: readonly string[] }) {
  const translate = useTranslate()
  const { time } = useFormats()
  const session = useSession()
  const title = useTitle()
  const whose = session.stage === 'out' ? [] : [session.claims.user_company_name]
  const printed = translate('tenantry.lists.printed', { time: time(usePrinted()) })
  return (
    <Box sx={{ ...PAPER_ONLY, mb: 2 }}>
      <Box sx={{ typography: 'h5' }}>{title}</Box>
      <Box sx={{ typography: 'body2' }}>{joined([...whose, printed])}</Box>
      {lines.map((line) => (
        <Box key={line} sx={{ typography: 'body2' }}>
          {line}
        </Box>
      ))}
    </Box>
  )
}

/** When the view is printed. */
function usePrinted() {
  const [instant, setInstant] = useState(() => new Date().toISOString())
  useEffect(() => {
    // The paper is laid out as soon as this has returned.
    const note = () => flushSync(() => setInstant(new Date().toISOString()))
    window.addEventListener('beforeprint', note)
    return () => window.removeEventListener('beforeprint', note)
  }, [])
  return instant
}
