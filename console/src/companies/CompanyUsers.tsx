import { Button, Stack } from '@mui/material'
import { useTranslate } from 'react-admin'
import { Link } from 'react-router'
import { useMay } from '../session/useSession'
import { Counts } from '../users'

/** How many users a company has, and the way to them. */
export function CompanyUsers({ id }: { id: string }) {
  const translate = useTranslate()
  const mayGroups = useMay('target-groups/search|POST')
  return (
    <>
      <Counts company={id} />
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
        <Button variant="outlined" size="small" component={Link} to={`/users/${id}`}>
          {translate('resources.companies.panel.all_users')}
        </Button>
        {mayGroups && (
          <Button variant="outlined" size="small" component={Link} to={`/target-groups/${id}`}>
            {translate('resources.target-groups.name', { smart_count: 2 })}
          </Button>
        )}
      </Stack>
    </>
  )
}
