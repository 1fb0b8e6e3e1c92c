import { Box, Link, TableCell, TableRow } from '@mui/material'
import { DataTable, useListContext, useRecordContext, useTranslate, type DataTableRowProps } from 'react-admin'
import { Link as RouterLink, useLocation } from 'react-router'
import { useFormats } from '../i18n/formats'
import { SelectBody, SelectHead, SelectRow } from '../shared/selecting'
import { BulkActions } from './BulkActions'
import { Renewal, Seats, Tags, Users } from './cells'
import { startsCluster, type CompanyRow } from './companies'

/** The columns, in the order of the export. */
export const COLUMNS = [
  'name',
  'resellerName',
  'industryName',
  'licenseTypeName',
  'targetUserCount',
  'inactiveTargetUserCount',
  'deletedTargetUserCount',
  'monthlyActiveUserCount',
  'numberOfUsers',
  'tags',
  'licenseEndDate',
  'createTime',
  'resourceId',
] as const satisfies (keyof CompanyRow)[]

export const HIDDEN = ['inactiveTargetUserCount', 'deletedTargetUserCount', 'createTime', 'resourceId']

export function CompaniesTable() {
  const { number, time } = useFormats()
  const { filterValues } = useListContext()
  const { search } = useLocation()
  const count = (value: number) => number(value)
  return (
    <DataTable<CompanyRow>
      rowClick={(id) => `/companies/${id}${search}`}
      hiddenColumns={HIDDEN}
      bulkActionButtons={false}
      bulkActionsToolbar={<BulkActions />}
      head={SelectHead}
      body={filterValues['clustered'] === true ? ClusteredBody : SelectBody}
    >
      <DataTable.Col source="name">
        <Name />
      </DataTable.Col>
      <DataTable.Col source="resellerName" />
      <DataTable.Col source="industryName" />
      <DataTable.Col source="licenseTypeName" />
      <DataTable.NumberCol source="targetUserCount" render={(row: CompanyRow) => <Users row={row} />} />
      <DataTable.NumberCol
        source="inactiveTargetUserCount"
        disableSort
        render={(row: CompanyRow) => count(row.inactiveTargetUserCount)}
      />
      <DataTable.NumberCol
        source="deletedTargetUserCount"
        disableSort
        render={(row: CompanyRow) => count(row.deletedTargetUserCount)}
      />
      <DataTable.NumberCol
        source="monthlyActiveUserCount"
        render={(row: CompanyRow) => count(row.monthlyActiveUserCount)}
      />
      <DataTable.NumberCol source="numberOfUsers" render={(row: CompanyRow) => <Seats row={row} />} />
      <DataTable.Col source="tags" disableSort render={(row: CompanyRow) => <Tags tags={row.tags} />} />
      <DataTable.Col source="licenseEndDate" render={(row: CompanyRow) => <Renewal row={row} />} />
      <DataTable.Col source="createTime" render={(row: CompanyRow) => time(row.createTime)} />
      <DataTable.Col source="resourceId" disableSort />
    </DataTable>
  )
}

function Name() {
  const row = useRecordContext<CompanyRow>()
  const { search } = useLocation()
  if (!row) return null
  return (
    <Link
      component={RouterLink}
      to={`/companies/${row.id}${search}`}
      onClick={(event) => event.stopPropagation()}
      sx={{ display: 'inline-block', minWidth: 140, overflowWrap: 'anywhere', fontWeight: 500 }}
      dir="auto"
    >
      {row.name}
    </Link>
  )
}

function ClusteredBody(props: object) {
  return <SelectBody {...props} row={ClusteredRow} />
}

/** A row, below its reseller's name if the row before it is another reseller's. */
function ClusteredRow(props: DataTableRowProps) {
  const row = useRecordContext<CompanyRow>()
  const translate = useTranslate()
  const { data } = useListContext<CompanyRow>()
  const at = data?.findIndex(({ id }) => id === row?.id) ?? -1
  return (
    <>
      {data && startsCluster(data, at) && (
        <TableRow>
          <TableCell component="th" scope="rowgroup" colSpan={99} sx={{ bgcolor: 'action.hover', fontWeight: 600 }}>
            <Box component="span" dir="auto" sx={{ position: 'sticky', insetInlineStart: 10 }}>
              {row?.resellerName ?? translate('resources.companies.no_reseller')}
            </Box>
          </TableCell>
        </TableRow>
      )}
      <SelectRow {...props} />
    </>
  )
}
