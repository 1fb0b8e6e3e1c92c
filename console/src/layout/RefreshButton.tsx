import RefreshIcon from '@mui/icons-material/RefreshOutlined'
import { CircularProgress, IconButton, Tooltip } from '@mui/material'
import { useLoading, useRefresh, useTranslate } from 'react-admin'

/** Reads the view anew; shows while anything is being read. */
export function RefreshButton() {
  const translate = useTranslate()
  const refresh = useRefresh()
  const loading = useLoading()
  const label = translate('ra.action.refresh')
  return (
    <Tooltip title={label}>
      <IconButton color="inherit" aria-label={label} aria-busy={loading} onClick={() => refresh()}>
        {loading ? (
          <CircularProgress color="inherit" size={24} aria-label={translate('ra.page.loading')} />
        ) : (
          <RefreshIcon />
        )}
      </IconButton>
    </Tooltip>
  )
}
