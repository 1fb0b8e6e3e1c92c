import { Button } from '@mui/material'
import { useTranslate } from 'react-admin'
import { Link } from 'react-router'
import { Counts } from '../users/Counts'

/** How many users a company has, and the way to them. */
export function CompanyUsers({ id }: { id: string }) {
  const translate = useTranslate()
  return (
    <>
      <Counts company={id} />
      <Button variant="outlined" size="small" component={Link} to={`/users/${id}`}>
        {translate('resources.companies.panel.all_users')}
      </Button>
    </>
  )
}
