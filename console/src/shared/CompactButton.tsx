// How high the rows of all lists are: comfortable, or compact for more of them at once.

import CompactIcon from '@mui/icons-material/DensitySmallOutlined'
import { IconButton, Tooltip } from '@mui/material'
import { useStore, useTranslate } from 'react-admin'

export function useCompact() {
  return useStore('compact', false)
}

/** A phone has cards in the place of rows. */
export function CompactButton() {
  const translate = useTranslate()
  const [compact, setCompact] = useCompact()
  const label = translate('tenantry.lists.compact')
  return (
    <Tooltip title={label} placement="left">
      <IconButton
        size="small"
        color={compact ? 'primary' : 'default'}
        aria-label={label}
        aria-pressed={compact}
        onClick={() => setCompact(!compact)}
        sx={{ display: { xs: 'none', sm: 'inline-flex' } }}
      >
        <CompactIcon fontSize="small" />
      </IconButton>
    </Tooltip>
  )
}
