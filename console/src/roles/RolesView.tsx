// What each role allows, side by side: a row for each permission, a column for each role.

import { Autocomplete, Box, MenuItem, Skeleton, Stack, TextField, useMediaQuery, type Theme } from '@mui/material'
import { useState } from 'react'
import { CreateButton, Title, useTranslate } from 'react-admin'
import { useSearchParams } from 'react-router'
import { useList, useSome } from '../api/records'
import { ErrorText } from '../shared/ErrorText'
import { FindPermission, FoldAll } from './FindPermission'
import { Matrix } from './Matrix'
import { matching, useFolding, useModules, type Module } from './permissions'
import { RolePanel } from './RolePanel'
import { isBuiltIn, isForResellers, type RoleRow } from './roles'

/** How many roles stand side by side unless others are asked for. */
const SIDE_BY_SIDE = 5

/** A name runs as its own letters do, whichever way the page does. */
const WRITTEN = { unicodeBidi: 'plaintext' } as const

export function RolesView() {
  const translate = useTranslate()
  const { modules, error: unread } = useModules()
  const { data: roles, error } = useList('roles')
  const refused = error ?? unread
  return (
    <>
      <Title title={translate('resources.roles.name', { smart_count: 2 })} />
      {refused && <ErrorText error={refused} />}
      {!refused && !(modules && roles) && <Skeleton variant="rounded" height={320} sx={{ mt: 2 }} />}
      {modules && roles && <Comparison modules={modules} roles={roles} />}
      <RolePanel roles={roles} />
    </>
  )
}

function Comparison({ modules, roles }: { modules: Module[]; roles: RoleRow[] }) {
  const translate = useTranslate()
  const narrow = useMediaQuery((theme: Theme) => theme.breakpoints.down('sm'))
  const [params, setParams] = useSearchParams()
  const [typed, setTyped] = useState(params.get('q') ?? '')
  const folding = useFolding(modules, [])
  const put = (name: string, value: string) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now)
        if (value) next.set(name, value)
        else next.delete(name)
        return next
      },
      { replace: true },
    )
  const asked = params.get('roles')?.split(',') ?? []
  const compared = narrow ? one(roles, asked) : several(roles, asked)
  const choose = (chosen: readonly string[]) => put('roles', chosen.join(','))
  const read = useSome(
    'roles',
    compared.map(({ resourceId }) => resourceId),
  )
  const columns = compared.map((role, at) => {
    const held = read[at]?.data?.permissionResourceIdList
    return { role, held: held && new Set(held) }
  })
  const refused = read.find(({ error }) => error !== null)?.error
  return (
    <Box sx={{ pb: { xs: 10, sm: 0 } }}>
      <Stack direction="row" sx={{ gap: 1.5, mt: 2, mb: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
        <FindPermission
          value={typed}
          folding={folding}
          onChange={(text) => {
            setTyped(text)
            put('q', text)
          }}
        />
        {narrow && roles.length > 1 && (
          <TextField
            select
            size="small"
            margin="none"
            fullWidth
            label={translate('resources.roles.shown')}
            value={compared[0]?.resourceId ?? ''}
            onChange={(event) => choose([event.target.value])}
          >
            {roles.map((role) => (
              <MenuItem key={role.resourceId} value={role.resourceId} dir="auto">
                {told(role, roles)}
              </MenuItem>
            ))}
          </TextField>
        )}
        {!narrow && roles.length > SIDE_BY_SIDE && (
          <Autocomplete
            multiple
            size="small"
            options={roles}
            value={compared}
            disableCloseOnSelect
            disableClearable
            getOptionKey={({ resourceId }) => resourceId}
            getOptionLabel={(role) => told(role, roles)}
            isOptionEqualToValue={(one, other) => one.resourceId === other.resourceId}
            onChange={(_, chosen) => choose(chosen.map(({ resourceId }) => resourceId))}
            renderInput={(input) => (
              <TextField {...input} margin="none" label={translate('resources.roles.compared')} />
            )}
            sx={{ flex: 1, minWidth: 320, '& .MuiChip-label': WRITTEN }}
            slotProps={{ listbox: { sx: { '& li': WRITTEN } } }}
          />
        )}
        <FoldAll folding={folding} />
        <Box sx={{ marginInlineStart: 'auto' }}>{roles.some(isForResellers) && <CreateButton />}</Box>
      </Stack>
      {refused && <ErrorText error={refused} />}
      <Matrix found={matching(modules, typed)} columns={columns} folding={folding} />
    </Box>
  )
}

/** Names need not be unique: whose it is tells two of the same name apart. */
function told({ roleName, companyName }: RoleRow, roles: readonly RoleRow[]) {
  const isOnly = roles.filter((other) => other.roleName === roleName).length === 1
  return isOnly || companyName === null ? roleName : `${roleName} (${companyName})`
}

function one(roles: readonly RoleRow[], asked: readonly string[]) {
  const chosen = roles.findIndex(({ resourceId }) => resourceId === asked[0])
  return roles.slice(Math.max(chosen, 0)).slice(0, 1)
}

/** Those that are asked for; all if they are few; the built-in ones and the newest. */
function several(roles: readonly RoleRow[], asked: readonly string[]) {
  if (roles.length <= SIDE_BY_SIDE) return [...roles]
  const chosen = roles.filter(({ resourceId }) => asked.includes(resourceId))
  if (chosen.length > 0) return chosen
  const made = ({ createTime }: RoleRow) => createTime ?? ''
  const newest = roles.filter((role) => !isBuiltIn(role)).sort((one, other) => made(other).localeCompare(made(one)))
  const shown = new Set([...roles.filter(isBuiltIn), ...newest].slice(0, SIDE_BY_SIDE))
  return roles.filter((role) => shown.has(role))
}
