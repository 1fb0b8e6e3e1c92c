// One group and the companies in it, over the list, at an address of its own.

import CloseIcon from '@mui/icons-material/CloseOutlined'
import EditIcon from '@mui/icons-material/EditOutlined'
import ListIcon from '@mui/icons-material/FilterListOutlined'
import { Box, Button, Drawer, IconButton, Skeleton, Stack, Typography } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { Link, useLocation, useMatch, useNavigate } from 'react-router'
import { useMay } from '../session/useSession'
import { ErrorText } from '../shared/ErrorText'
import { readGroup } from './groups'
import { Members } from './Members'
import { NameGroup } from './NameGroup'

export function GroupPanel() {
  const match = useMatch('/groups/:id')
  const navigate = useNavigate()
  const { search } = useLocation()
  const id = match?.params.id
  const close = () => void navigate(`/groups${search}`)
  return (
    <Drawer
      anchor="right"
      open={id !== undefined}
      onClose={close}
      slotProps={{ paper: { sx: { width: { xs: '100%', sm: 560 }, maxWidth: '100%' }, 'aria-labelledby': 'group' } }}
    >
      {id && <Panel key={id} id={id} onClose={close} />}
    </Drawer>
  )
}

function Panel({ id, onClose }: { id: string; onClose: () => void }) {
  const translate = useTranslate()
  const [naming, setNaming] = useState(false)
  const mayEdit = useMay('company-groups/{resourceId}|PUT')
  const { data, error } = useQuery({ queryKey: ['groups', 'one', id], queryFn: () => readGroup(id) })
  const explained = encodeURIComponent(JSON.stringify({ group: [id] }))
  return (
    <Box sx={{ p: 2.5 }}>
      <Stack direction="row" sx={{ alignItems: 'flex-start', gap: 1 }}>
        <Typography
          id="group"
          component="h2"
          variant="h5"
          sx={{ flex: 1, overflowWrap: 'anywhere', textAlign: 'left' }}
          dir="auto"
        >
          {data?.data.name ?? (error ? translate('resources.groups.name', { smart_count: 1 }) : <Skeleton />)}
        </Typography>
        <IconButton onClick={onClose} aria-label={translate('ra.action.close')}>
          <CloseIcon />
        </IconButton>
      </Stack>
      {error && <ErrorText error={error} />}
      {data && (
        <>
          <Stack direction="row" sx={{ gap: 1, my: 1.5, flexWrap: 'wrap' }}>
            {mayEdit && (
              <Button size="small" variant="outlined" startIcon={<EditIcon />} onClick={() => setNaming(true)}>
                {translate('resources.groups.rename')}
              </Button>
            )}
            <Button
              size="small"
              variant="outlined"
              startIcon={<ListIcon />}
              component={Link}
              to={`/companies?filter=${explained}`}
            >
              {translate('resources.groups.as_list')}
            </Button>
          </Stack>
          <Members id={id} />
          {naming && (
            <NameGroup group={{ id, name: data.data.name, version: data.etag }} onClose={() => setNaming(false)} />
          )}
        </>
      )}
    </Box>
  )
}
