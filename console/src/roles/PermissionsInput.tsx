import { Box, Checkbox, FormControlLabel, FormHelperText, Paper, Stack, Typography } from '@mui/material'
import { useState } from 'react'
import { useInput, useTranslate, ValidationError } from 'react-admin'
import { useFormats } from '../i18n/formats'
import { useSession } from '../session/useSession'
import { FindPermission, Fold, FoldAll, PermissionWords } from './FindPermission'
import { matching, useFolding, type Folding, type Found, type Module } from './permissions'

/** What the role allows: ticked one by one, or a module at once. */
export function PermissionsInput({ modules }: { modules: Module[] }) {
  const translate = useTranslate()
  const { number } = useFormats()
  const { field, fieldState } = useInput({ source: 'permissionResourceIdList', defaultValue: [] })
  const [typed, setTyped] = useState('')
  const held = new Set(field.value as string[])
  // What there is to read: the modules of which it has something.
  const folding = useFolding(
    modules,
    modules.filter(({ permissions }) => !permissions.some(({ id }) => held.has(id))),
  )
  const all = modules.reduce((count, { permissions }) => count + permissions.length, 0)
  const found = matching(modules, typed)

  function tick(ids: readonly string[], isHeld: boolean) {
    const next = new Set(held)
    for (const id of ids) {
      if (isHeld) next.add(id)
      else next.delete(id)
    }
    field.onChange([...next])
  }

  return (
    <Box role="group" aria-labelledby="permissions-label">
      <Stack direction="row" sx={{ alignItems: 'baseline', gap: 2, mb: 1 }}>
        <Typography id="permissions-label" component="h2" variant="subtitle1" sx={{ fontWeight: 600 }}>
          {translate('resources.roles.fields.permissions')}
        </Typography>
        <Typography variant="body2" color="text.secondary" role="status">
          {translate('resources.roles.of', { held: number(held.size), all: number(all) })}
        </Typography>
      </Stack>
      {fieldState.error?.message && (
        <FormHelperText error sx={{ mb: 1 }}>
          <ValidationError error={fieldState.error.message} />
        </FormHelperText>
      )}
      <Stack direction="row" sx={{ gap: 1.5, mb: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
        <FindPermission value={typed} onChange={setTyped} folding={folding} />
        <FoldAll folding={folding} />
      </Stack>
      {found.length === 0 && <Typography color="text.secondary">{translate('resources.roles.none')}</Typography>}
      {found.map((each) => (
        <Ticks key={each.module.name} found={each} held={held} folding={folding} onTick={tick} />
      ))}
    </Box>
  )
}

interface Props {
  found: Found
  held: ReadonlySet<string>
  folding: Folding
  onTick: (ids: readonly string[], isHeld: boolean) => void
}

function Ticks({ found: { module, shown }, held, folding, onTick }: Props) {
  const translate = useTranslate()
  const { number } = useFormats()
  const session = useSession()
  // Nobody hands out what they may not do themselves.
  const isMine = (name: string) => session.stage !== 'out' && session.permissions.has(name)
  const mine = module.permissions.filter(({ name }) => isMine(name)).map(({ id }) => id)
  const ticked = mine.filter((id) => held.has(id)).length
  const count = module.permissions.filter(({ id }) => held.has(id)).length
  return (
    <Paper variant="outlined" role="group" aria-label={module.words} sx={{ mb: 1, px: 1 }}>
      <Stack direction="row" sx={{ alignItems: 'center' }}>
        <Checkbox
          checked={mine.length > 0 && ticked === mine.length}
          indeterminate={ticked > 0 && ticked < mine.length}
          disabled={mine.length === 0}
          onChange={(_, isHeld) => onTick(mine, isHeld)}
          slotProps={{ input: { 'aria-label': translate('resources.roles.whole', { name: module.words }) } }}
        />
        <Fold module={module} folding={folding} />
        <Typography variant="body2" color="text.secondary" sx={{ marginInlineStart: 'auto', whiteSpace: 'nowrap' }}>
          {translate('resources.roles.of', { held: number(count), all: number(module.permissions.length) })}
        </Typography>
      </Stack>
      {!folding.isFolded(module) && (
        <Box sx={{ pb: 1, paddingInlineStart: { xs: 1, sm: 4 } }}>
          {shown.map((permission) => {
            const disabled = !isMine(permission.name)
            return (
              <FormControlLabel
                key={permission.id}
                sx={{ display: 'flex', alignItems: 'flex-start', mb: 0.5 }}
                control={
                  <Checkbox
                    size="small"
                    checked={held.has(permission.id)}
                    disabled={disabled}
                    onChange={(_, isHeld) => onTick([permission.id], isHeld)}
                  />
                }
                disableTypography
                label={
                  <Box sx={{ pt: 0.75 }}>
                    <PermissionWords
                      permission={permission}
                      note={disabled && translate('resources.roles.not_yours')}
                    />
                  </Box>
                }
              />
            )
          })}
        </Box>
      )}
    </Paper>
  )
}
