import LessIcon from '@mui/icons-material/UnfoldLessOutlined'
import MoreIcon from '@mui/icons-material/UnfoldMoreOutlined'
import ClosedIcon from '@mui/icons-material/ExpandMoreOutlined'
import OpenIcon from '@mui/icons-material/ExpandLessOutlined'
import { Button, TextField, Typography } from '@mui/material'
import { useTranslate } from 'react-admin'
import type { Folding, Module, Permission } from './permissions'

interface Props {
  value: string
  onChange: (typed: string) => void
  folding: Folding
}

/** Finds permissions by words; what is found is not left folded. */
export function FindPermission({ value, onChange, folding }: Props) {
  const translate = useTranslate()
  return (
    <TextField
      type="search"
      size="small"
      margin="none"
      label={translate('resources.roles.find')}
      value={value}
      onChange={(event) => {
        onChange(event.target.value)
        folding.unfoldAll()
      }}
      // Not the form that it may stand in.
      onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      sx={{ width: { xs: '100%', sm: 260 } }}
    />
  )
}

export function FoldAll({ folding }: { folding: Folding }) {
  const translate = useTranslate()
  const { allFolded } = folding
  return (
    <Button
      size="small"
      startIcon={allFolded ? <MoreIcon /> : <LessIcon />}
      onClick={allFolded ? folding.unfoldAll : folding.foldAll}
    >
      {translate(`resources.roles.${allFolded ? 'unfold_all' : 'fold_all'}`)}
    </Button>
  )
}

/** The module's name, which folds it. */
export function Fold({ module, folding }: { module: Module; folding: Folding }) {
  const isFolded = folding.isFolded(module)
  return (
    <Button
      color="inherit"
      size="small"
      aria-expanded={!isFolded}
      startIcon={isFolded ? <ClosedIcon /> : <OpenIcon />}
      onClick={() => folding.fold(module)}
      sx={{ typography: 'body2', fontWeight: 600, textAlign: 'start', px: 0.5 }}
    >
      {module.words}
    </Button>
  )
}

/** What it allows, and below that which call it is. */
export function PermissionWords({ permission, note }: { permission: Permission; note?: string | false }) {
  return (
    <>
      <Typography variant="body2" component="span" sx={{ display: 'block' }}>
        {permission.words}
      </Typography>
      <Typography
        variant="caption"
        component="span"
        color="text.secondary"
        sx={{ display: 'block', overflowWrap: 'anywhere', lineHeight: 1.3 }}
      >
        <bdi dir="ltr">{permission.name}</bdi>
        {note && ` (${note})`}
      </Typography>
    </>
  )
}
