// Some views are of one company: which one stands in their address, and is asked if it does not.

import { Card, CardContent } from '@mui/material'
import type { ReactNode } from 'react'
import { Title, useTranslate } from 'react-admin'
import { Navigate, useMatch, useNavigate } from 'react-router'
import { useActingAs } from '../session/acting'
import { useSession } from '../session/useSession'
import { FindCompany } from '../shared/FindCompany'

interface Props {
  view: 'users' | 'target-groups'
  children: (company: string) => ReactNode
}

/** Goes on to the one company if there is but one to choose. */
export function Whose({ view, children }: Props) {
  const company = useMatch(`/${view}/:company/*`)?.params.company
  const acting = useActingAs()
  const session = useSession()
  if (company) return children(company)
  const claims = session.stage === 'out' ? undefined : session.claims
  const own = claims && !claims.reseller_access ? claims.user_company_resourceid : undefined
  const only = acting ?? own
  return only ? <Navigate to={`/${view}/${only}`} replace /> : <ChooseCompany view={view} />
}

function ChooseCompany({ view }: { view: Props['view'] }) {
  const translate = useTranslate()
  const navigate = useNavigate()
  return (
    <Card sx={{ mt: 2, maxWidth: 560 }}>
      <Title title={`resources.${view}.whose`} />
      <CardContent>
        <FindCompany
          label={translate('resources.users.choose')}
          onChoose={({ id }) => void navigate(`/${view}/${id}`)}
        />
      </CardContent>
    </Card>
  )
}
