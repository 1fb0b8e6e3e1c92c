// Which columns a list shows, and in which order: chosen with keys as well as with a pointer, and
// kept where react-admin's table looks for it.

import ColumnsIcon from '@mui/icons-material/ViewColumnOutlined'
import DownIcon from '@mui/icons-material/ArrowDownwardOutlined'
import UpIcon from '@mui/icons-material/ArrowUpwardOutlined'
import { Box, Button as MuiButton, Checkbox, FormControlLabel, IconButton, Popover } from '@mui/material'
import { useState, type MouseEvent, type ReactNode } from 'react'
import { Button, useResourceContext, useStore, useTranslate } from 'react-admin'

interface Props {
  /** The columns as they stand in the table. */
  columns: readonly string[]
  hidden: readonly string[]
}

export function ColumnsButton({ columns, hidden: hiddenAtFirst }: Props) {
  const translate = useTranslate()
  const resource = useResourceContext()
  const key = `${resource}.datatable`
  const [hidden, setHidden] = useStore<string[]>(key, [...hiddenAtFirst])
  const [ranks, setRanks] = useStore<number[] | undefined>(`${key}_columnRanks`)
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const order = ranks ?? columns.map((_, at) => at)
  const name = (source: string) => translate(`resources.${resource}.fields.${source}`)

  function move(button: HTMLElement, from: number, to: number) {
    if (to < 0 || to >= order.length) return
    const moved = [...order]
    moved.splice(to, 0, ...moved.splice(from, 1))
    setRanks(moved)
    // What the page moves loses the focus, and with it who goes on with keys.
    requestAnimationFrame(() => button.focus())
  }

  const arrow = (at: number, to: number, label: string, icon: ReactNode) => (
    <IconButton
      size="small"
      // Still there at either end: a button that is disabled loses the focus too.
      aria-disabled={to < 0 || to >= order.length}
      aria-label={label}
      onClick={(event) => move(event.currentTarget, at, to)}
      sx={{ '&[aria-disabled=true]': { opacity: 0.4 } }}
    >
      {icon}
    </IconButton>
  )

  return (
    <>
      <Button
        label="ra.action.select_columns"
        aria-haspopup="dialog"
        onClick={(event: MouseEvent<HTMLElement>) => setAnchor(event.currentTarget)}
      >
        <ColumnsIcon />
      </Button>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        slotProps={{ paper: { role: 'dialog', 'aria-label': translate('ra.action.select_columns'), sx: { p: 1.5 } } }}
      >
        {order.map((column, at) => {
          const source = columns[column]
          if (source === undefined) return null
          const shown = !hidden.includes(source)
          return (
            <Box key={source} sx={{ display: 'flex', alignItems: 'center' }}>
              <FormControlLabel
                sx={{ flex: 1, marginInlineEnd: 3 }}
                control={
                  <Checkbox
                    size="small"
                    checked={shown}
                    onChange={() => setHidden(shown ? [...hidden, source] : hidden.filter((it) => it !== source))}
                  />
                }
                label={name(source)}
              />
              {arrow(
                at,
                at - 1,
                translate('tenantry.columns.earlier', { name: name(source) }),
                <UpIcon fontSize="inherit" />,
              )}
              {arrow(
                at,
                at + 1,
                translate('tenantry.columns.later', { name: name(source) }),
                <DownIcon fontSize="inherit" />,
              )}
            </Box>
          )
        })}
        <MuiButton
          size="small"
          onClick={() => {
            setHidden([...hiddenAtFirst])
            setRanks(undefined)
          }}
        >
          {translate('ra.action.reset')}
        </MuiButton>
      </Popover>
    </>
  )
}
