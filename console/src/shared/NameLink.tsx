import { Link } from '@mui/material'
import { Link as RouterLink, useLocation } from 'react-router'

/** The name of a row, which opens it over the list as it is. */
export function NameLink({ to, name }: { to: string; name: string }) {
  const { search } = useLocation()
  return (
    <Link
      component={RouterLink}
      to={`${to}${search}`}
      onClick={(event) => event.stopPropagation()}
      title={name}
      dir="auto"
      sx={{ fontWeight: 500 }}
    >
      {name}
    </Link>
  )
}
