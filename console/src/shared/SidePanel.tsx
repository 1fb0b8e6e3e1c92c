import CloseIcon from '@mui/icons-material/CloseOutlined'
import DeleteIcon from '@mui/icons-material/DeleteOutlined'
import EditIcon from '@mui/icons-material/EditOutlined'
import { Box, Button, Drawer, IconButton, Stack, Typography } from '@mui/material'
import type { ReactNode } from 'react'
import { useTranslate } from 'react-admin'
import { Link, useLocation, useMatch, useNavigate } from 'react-router'
import { ActingStrip } from './ActingStrip'
import { useTitlePart } from './titles'

const ID = /^[0-9A-Za-z]{12}$/

interface Opened {
  id: string
  tab: string | undefined
  close: () => void
}

interface Props {
  /** Its address, with `:id` and perhaps `:tab`. */
  address: string
  /** The address of the list that it stands over. */
  list: string
  /** The id of its heading. */
  heading: string
  children: (opened: Opened) => ReactNode
}

/** One thing over its list, at an address of its own. */
export function SidePanel({ address, list, heading, children }: Props) {
  const params = useMatch(address)?.params
  const navigate = useNavigate()
  const { pathname, search } = useLocation()
  const id = params?.['id'] ?? ''
  const below = useMatch(`${list}/*`)?.params['*'] ?? ''
  const open = below !== ''
  const close = () => void navigate(`${list}${search}`)
  return (
    <Drawer
      anchor="right"
      open={open}
      onClose={close}
      slotProps={{ paper: { sx: { width: { xs: '100%', sm: 560 }, maxWidth: '100%' }, 'aria-labelledby': heading } }}
    >
      {open && (
        <Box key={id} sx={{ p: 2.5, flex: 1 }}>
          <Box sx={{ position: 'sticky', top: 8, zIndex: 1, '&:not(:empty)': { mb: 2 } }}>
            <ActingStrip />
          </Box>
          {ID.test(id) ? (
            children({ id, tab: params?.['tab'], close })
          ) : (
            <Unknown heading={heading} address={pathname} onClose={close} />
          )}
        </Box>
      )}
    </Drawer>
  )
}

/** An address that never named anything. */
function Unknown({ heading, address, onClose }: { heading: string; address: string; onClose: () => void }) {
  const translate = useTranslate()
  return (
    <>
      <PanelHead id={heading} title={translate('tenantry.views.nothing')} onClose={onClose} />
      <Typography sx={{ mt: 2, overflowWrap: 'anywhere' }}>
        {translate('tenantry.views.nothing_about', { address })}
      </Typography>
    </>
  )
}

interface HeadProps {
  id: string
  title: ReactNode
  /** Which side of the thing is shown, if not the first. */
  tab?: string | undefined
  onClose: () => void
}

/** What it is called, and the way out. */
export function PanelHead({ id, title, tab, onClose }: HeadProps) {
  const translate = useTranslate()
  useTitlePart(typeof title === 'string' ? [title, tab].filter(Boolean).join(': ') : undefined)
  return (
    <Stack direction="row" sx={{ alignItems: 'flex-start', gap: 1 }}>
      <Typography
        id={id}
        component="h2"
        variant="h5"
        sx={{ flex: 1, overflowWrap: 'anywhere', textAlign: 'left' }}
        dir="auto"
      >
        {title}
      </Typography>
      <IconButton onClick={onClose} aria-label={translate('ra.action.close')}>
        <CloseIcon />
      </IconButton>
    </Stack>
  )
}

/** To its form. */
export function EditLink({ to }: { to: string }) {
  const translate = useTranslate()
  return (
    <Button size="small" variant="contained" startIcon={<EditIcon />} component={Link} to={to}>
      {translate('ra.action.edit')}
    </Button>
  )
}

export function DeleteButton({ onClick }: { onClick: () => void }) {
  const translate = useTranslate()
  return (
    <Button size="small" variant="outlined" color="error" startIcon={<DeleteIcon />} onClick={onClick}>
      {translate('ra.action.delete')}
    </Button>
  )
}
