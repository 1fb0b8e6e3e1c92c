import DownloadIcon from '@mui/icons-material/FileDownloadOutlined'
import {
  Button as MuiButton,
  Dialog,
  DialogActions,
  DialogContent,
  LinearProgress,
  Menu,
  MenuItem,
  Typography,
} from '@mui/material'
import { useRef, useState, type MouseEvent } from 'react'
import { Button, useListContext, useNotify, useTranslate } from 'react-admin'
import type { ListParams } from '../api/source'
import { useFormats } from '../i18n/formats'
import { download, type Kind } from './download'

interface Props {
  path: string
  /** The export body that the list's state stands for. */
  body: (params: ListParams) => object
  /** The company that it is about, if it is about one. */
  company?: string
}

/** Exports the page that is shown, or everything that the list finds, as CSV or Excel. */
export function ExportButton({ path, body, company }: Props) {
  const translate = useTranslate()
  const notify = useNotify()
  const { size } = useFormats()
  const { page, perPage, sort, filterValues, total } = useListContext()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const [bytes, setBytes] = useState<number | null>(null)
  const abort = useRef<AbortController | null>(null)

  async function run(kind: Kind, reportAllPages: boolean) {
    setAnchor(null)
    setBytes(0)
    abort.current = new AbortController()
    const { signal } = abort.current
    try {
      const params = { pagination: { page, perPage }, sort, filter: filterValues }
      const name = await download({
        path,
        company,
        kind,
        signal,
        body: { ...body(params), reportAllPages },
        onProgress: setBytes,
      })
      notify('tenantry.export.done', { type: 'success', messageArgs: { name } })
    } catch (error) {
      if (!signal.aborted) notify(error instanceof Error ? error.message : String(error), { type: 'error' })
    } finally {
      setBytes(null)
    }
  }

  const item = (kind: Kind, all: boolean) => (
    <MenuItem key={`${kind}${all}`} onClick={() => void run(kind, all)}>
      {translate(`tenantry.export.${all ? 'all' : 'page'}_${kind.toLowerCase()}`)}
    </MenuItem>
  )
  return (
    <>
      <Button
        label="ra.action.export"
        // On a phone there is no text, and none in its place where it is disabled.
        aria-label={translate('ra.action.export')}
        aria-haspopup="menu"
        disabled={total === 0}
        onClick={(event: MouseEvent<HTMLElement>) => setAnchor(event.currentTarget)}
      >
        <DownloadIcon />
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {item('CSV', false)}
        {item('Excel', false)}
        {item('CSV', true)}
        {item('Excel', true)}
      </Menu>
      <Dialog
        open={bytes !== null}
        fullWidth
        maxWidth="xs"
        slotProps={{ paper: { 'aria-label': translate('ra.action.export') } }}
      >
        <DialogContent>
          <Typography gutterBottom role="status">
            {bytes ? translate('tenantry.export.so_far', { size: size(bytes) }) : translate('tenantry.export.begun')}
          </Typography>
          <LinearProgress aria-label={translate('ra.action.export')} />
        </DialogContent>
        <DialogActions>
          <MuiButton onClick={() => abort.current?.abort()}>{translate('ra.action.cancel')}</MuiButton>
        </DialogActions>
      </Dialog>
    </>
  )
}
