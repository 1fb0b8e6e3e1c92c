// The estate as a list: every column of the export, filters on each, and the panel of one company
// over it.

import { useMediaQuery, type Theme } from '@mui/material'
import { CreateButton, FilterButton, List, Pagination, TopToolbar } from 'react-admin'
import { ColumnsButton } from '../shared/ColumnsButton'
import { ExportButton } from '../shared/ExportButton'
import { ListError, TOLD_IN_PLACE } from '../shared/Again'
import { companySearch } from './companies'
import { CompaniesCards } from './CompaniesCards'
import { COLUMNS, CompaniesTable, HIDDEN } from './CompaniesTable'
import { CompanyPanel } from './CompanyPanel'
import { useFilters } from './filters'

export function CompaniesList() {
  const filters = useFilters()
  const narrow = useMediaQuery((theme: Theme) => theme.breakpoints.down('sm'))
  return (
    <>
      <List
        filters={filters}
        actions={<Actions narrow={narrow} />}
        sort={{ field: 'name', order: 'ASC' }}
        perPage={25}
        pagination={<Pagination rowsPerPageOptions={[10, 25, 50, 100]} />}
        empty={false}
        error={<ListError />}
        queryOptions={TOLD_IN_PLACE}
      >
        {narrow ? <CompaniesCards /> : <CompaniesTable />}
      </List>
      <CompanyPanel />
    </>
  )
}

function Actions({ narrow }: { narrow: boolean }) {
  return (
    <TopToolbar>
      <FilterButton />
      {!narrow && <ColumnsButton columns={COLUMNS} hidden={HIDDEN} />}
      <ExportButton path="/api/companies/search/export" body={companySearch} />
      <CreateButton />
    </TopToolbar>
  )
}
