// The estate as a list: every column of the export, filters on each, and the panel of one company
// over it.

import { useMediaQuery, type Theme } from '@mui/material'
import { CreateButton, TopToolbar, useTranslate } from 'react-admin'
import { useFormats } from '../i18n/formats'
import { ColumnsButton } from '../shared/ColumnsButton'
import { ExportButton } from '../shared/ExportButton'
import { FilterMenu, Listing } from '../shared/Listing'
import { useBulkActions } from './BulkActions'
import { companySearch } from './companies'
import { CompaniesCards } from './CompaniesCards'
import { CompaniesTable, HIDDEN, NAMES } from './CompaniesTable'
import { CompanyPanel } from './CompanyPanel'
import { useFilters } from './filters'

export function CompaniesList() {
  const translate = useTranslate()
  const { month } = useFormats()
  const filters = useFilters()
  const narrow = useMediaQuery((theme: Theme) => theme.breakpoints.down('sm'))
  const label = (name: string) => translate(`resources.companies.${name}`)
  return (
    <>
      <Listing
        filters={filters}
        told={{
          month: (period) => (isMonth(period) ? `${label('filters.month')}: ${month(period)}` : String(period)),
          overLimit: (on) => (on === true ? label('over') : null),
          clustered: (on) => (on === true ? label('clustered') : null),
        }}
        actions={<Actions narrow={narrow} />}
        sort={{ field: 'name', order: 'ASC' }}
        bulk={useBulkActions()}
      >
        {narrow ? <CompaniesCards /> : <CompaniesTable />}
      </Listing>
      <CompanyPanel />
    </>
  )
}

function isMonth(period: unknown): period is string {
  return !Number.isNaN(Date.parse(String(period)))
}

function Actions({ narrow }: { narrow: boolean }) {
  return (
    <TopToolbar>
      <FilterMenu />
      {!narrow && <ColumnsButton columns={NAMES} hidden={HIDDEN} />}
      <ExportButton path="/api/companies/search/export" body={companySearch} />
      <CreateButton />
    </TopToolbar>
  )
}
