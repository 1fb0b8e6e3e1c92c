import { TablePagination } from '@mui/material'

interface Props {
  /** How many there are in all. */
  count: number
  /** From 0. */
  page: number
  size: number
  onPage: (page: number) => void
}

/** The pages of a list within a view; nothing if there is but one. */
export function Pager({ count, page, size, onPage }: Props) {
  if (count <= size) return null
  return (
    <TablePagination
      component="div"
      count={count}
      page={page}
      rowsPerPage={size}
      rowsPerPageOptions={[]}
      onPageChange={(_, to) => onPage(to)}
    />
  )
}
