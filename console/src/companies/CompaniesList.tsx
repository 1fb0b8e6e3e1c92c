// The estate as a list: every column of the export, filters on each, and the panel of one company
// over it.

import { List } from 'react-admin'
import { ColumnsButton, CreateButton, FilterButton, Pagination, TopToolbar } from 'react-admin'
import { ExportButton } from '../shared/ExportButton'
import { companySearch } from './companies'
import { CompaniesTable } from './CompaniesTable'
import { CompanyPanel } from './CompanyPanel'
import { useFilters } from './filters'

export function CompaniesList() {
  const filters = useFilters()
  return (
    <>
      <List
        filters={filters}
        actions={<Actions />}
        sort={{ field: 'name', order: 'ASC' }}
        perPage={25}
        pagination={<Pagination rowsPerPageOptions={[10, 25, 50, 100]} />}
        empty={false}
      >
        <CompaniesTable />
      </List>
      <CompanyPanel />
    </>
  )
}

function Actions() {
  return (
    <TopToolbar>
      <FilterButton />
      <ColumnsButton />
      <ExportButton path="/api/companies/search/export" body={companySearch} />
      <CreateButton />
    </TopToolbar>
  )
}
