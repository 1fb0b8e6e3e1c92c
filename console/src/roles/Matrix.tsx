import HasIcon from '@mui/icons-material/CheckOutlined'
import HasNotIcon from '@mui/icons-material/RemoveOutlined'
import {
  Link,
  Paper,
  Skeleton,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  Typography,
  type Theme,
} from '@mui/material'
import { useTranslate } from 'react-admin'
import { Link as RouterLink, useLocation } from 'react-router'
import { useFormats } from '../i18n/formats'
import { Fold, PermissionWords } from './FindPermission'
import type { Folding, Found } from './permissions'
import { isBuiltIn, type RoleRow } from './roles'

interface Column {
  role: RoleRow
  /** The ids of what it allows; absent until they are read. */
  held: ReadonlySet<string> | undefined
}

interface Props {
  found: Found[]
  columns: Column[]
  folding: Folding
}

const tint = ({ palette }: Theme) => `linear-gradient(${palette.action.hover}, ${palette.action.hover})`

// The heads stay where they are while the rest moves below them, so they let nothing through. On a
// phone there is one role, and it is the page that moves, below what stays above it.
const TABLE = {
  width: { xs: '100%', sm: 'auto' },
  // A line that is shared by two cells would stay behind.
  borderCollapse: 'separate',
  '& tr > *': {
    bgcolor: 'background.paper',
    position: 'sticky',
    left: 0,
    zIndex: 1,
    width: { sm: 460 },
    minWidth: { sm: 300 },
  },
  '& tr > * + *': {
    left: 'auto',
    zIndex: 0,
    textAlign: 'center',
    minWidth: { xs: 96, sm: 128 },
    width: { xs: 112, sm: 150 },
  },
  '& thead tr > *': { top: { xs: 'var(--above)', sm: 0 }, zIndex: 3, verticalAlign: 'bottom' },
  '& thead tr > * + *': { zIndex: 2 },
  '& tbody tr:first-of-type > *, & tbody tr:hover > *': { backgroundImage: tint },
} as const

export function Matrix({ found, columns, folding }: Props) {
  const translate = useTranslate()
  const { search } = useLocation()
  if (found.length === 0) return <Typography color="text.secondary">{translate('resources.roles.none')}</Typography>
  return (
    <TableContainer
      component={Paper}
      variant="outlined"
      tabIndex={0}
      role="group"
      aria-label={translate('resources.roles.matrix')}
      sx={{
        width: { sm: 'fit-content' },
        maxWidth: '100%',
        maxHeight: { sm: 'max(320px, calc(100vh - 160px))' },
        overflow: { xs: 'visible', sm: 'auto' },
      }}
    >
      <Table size="small" sx={TABLE}>
        <TableHead>
          <TableRow>
            <TableCell>{translate('resources.roles.permission')}</TableCell>
            {columns.map(({ role }) => (
              <TableCell key={role.resourceId}>
                <Link
                  component={RouterLink}
                  to={`/roles/${role.resourceId}${search}`}
                  dir="auto"
                  sx={{ overflowWrap: 'anywhere' }}
                >
                  {role.roleName}
                </Link>
                <Typography
                  variant="caption"
                  component="div"
                  color="text.secondary"
                  dir="auto"
                  sx={{ overflowWrap: 'anywhere', lineHeight: 1.3 }}
                >
                  {isBuiltIn(role) ? translate('resources.roles.built_in') : role.companyName}
                </Typography>
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        {found.map((each) => (
          <Rows key={each.module.name} found={each} columns={columns} folding={folding} />
        ))}
      </Table>
    </TableContainer>
  )
}

/** A module: how much of it each role allows, and below that what. */
function Rows({ found: { module, shown }, columns, folding }: { found: Found } & Omit<Props, 'found'>) {
  const translate = useTranslate()
  const { number } = useFormats()
  const all = module.permissions.length
  const count = (held: ReadonlySet<string>) => module.permissions.filter(({ id }) => held.has(id)).length
  return (
    <TableBody>
      <TableRow>
        <TableCell component="th" scope="rowgroup" sx={{ py: 0.25 }}>
          <Fold module={module} folding={folding} />
        </TableCell>
        {columns.map(({ role, held }) => (
          <TableCell key={role.resourceId} sx={{ color: 'text.secondary' }}>
            {held && translate('resources.roles.of', { held: number(count(held)), all: number(all) })}
          </TableCell>
        ))}
      </TableRow>
      {!folding.isFolded(module) &&
        shown.map((permission) => (
          <TableRow key={permission.id}>
            <TableCell component="th" scope="row" sx={{ fontWeight: 400 }}>
              <PermissionWords permission={permission} />
            </TableCell>
            {columns.map(({ role, held }) => (
              <TableCell key={role.resourceId}>
                {held ? <Mark has={held.has(permission.id)} /> : <Skeleton />}
              </TableCell>
            ))}
          </TableRow>
        ))}
    </TableBody>
  )
}

function Mark({ has }: { has: boolean }) {
  const translate = useTranslate()
  return has ? (
    <HasIcon color="success" titleAccess={translate('resources.roles.allowed')} />
  ) : (
    <HasNotIcon titleAccess={translate('resources.roles.not_allowed')} sx={{ color: 'text.secondary', opacity: 0.6 }} />
  )
}
