import { Box, TableCell, TableRow } from '@mui/material'
import { DataTable, useListContext, useRecordContext, useTranslate, type DataTableRowProps } from 'react-admin'
import { useLocation } from 'react-router'
import { useFormats } from '../i18n/formats'
import { Col } from '../shared/Col'
import { Nothing } from '../shared/Listing'
import { NameLink } from '../shared/NameLink'
import { SelectBody, SelectHead, SelectRow } from '../shared/selecting'
import { Renewal, Seats, Tags, Used } from './cells'
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

export const HIDDEN = [
  'inactiveTargetUserCount',
  'deletedTargetUserCount',
  // It stands beside its use, and is here to order by.
  'numberOfUsers',
  'createTime',
  'resourceId',
]

export function CompaniesTable() {
  const { number, time } = useFormats()
  const { filterValues } = useListContext()
  const { search } = useLocation()
  return (
    <DataTable<CompanyRow>
      rowClick={(id) => `/companies/${id}${search}`}
      hiddenColumns={HIDDEN}
      bulkActionButtons={false}
      head={SelectHead}
      body={filterValues['clustered'] === true ? ClusteredBody : SelectBody}
      empty={<Nothing />}
    >
      <Col<CompanyRow>
        source="name"
        stays
        widest={195}
        render={({ id, name }) => <NameLink to={`/companies/${id}`} name={name} />}
      />
      <Col<CompanyRow> source="resellerName" widest={130} />
      <Col<CompanyRow> source="industryName" widest={125} />
      <Col<CompanyRow> source="licenseTypeName" widest={110} />
      <Col<CompanyRow> source="targetUserCount" numeric render={(row) => <Used row={row} />} />
      <Col<CompanyRow>
        source="inactiveTargetUserCount"
        numeric
        disableSort
        render={(row) => number(row.inactiveTargetUserCount)}
      />
      <Col<CompanyRow>
        source="deletedTargetUserCount"
        numeric
        disableSort
        render={(row) => number(row.deletedTargetUserCount)}
      />
      <Col<CompanyRow> source="monthlyActiveUserCount" numeric render={(row) => number(row.monthlyActiveUserCount)} />
      <Col<CompanyRow> source="numberOfUsers" numeric render={(row) => <Seats row={row} />} />
      <Col<CompanyRow> source="tags" disableSort render={(row) => <Tags tags={row.tags} />} />
      <Col<CompanyRow> source="licenseEndDate" render={(row) => <Renewal row={row} />} />
      <Col<CompanyRow> source="createTime" render={(row) => time(row.createTime)} />
      <Col<CompanyRow> source="resourceId" disableSort />
    </DataTable>
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
