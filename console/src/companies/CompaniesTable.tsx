import { Box, TableCell, TableRow } from '@mui/material'
import type { ReactNode } from 'react'
import { DataTable, useListContext, useRecordContext, useTranslate, type DataTableRowProps } from 'react-admin'
import { useLocation } from 'react-router'
import { useFormats } from '../i18n/formats'
import { Col } from '../shared/Col'
import { Nothing } from '../shared/Listing'
import { NameLink } from '../shared/NameLink'
import { SelectBody, SelectHead, SelectRow } from '../shared/selecting'
import { Renewal, Seats, Tags, Used } from './cells'
import { startsCluster, type CompanyRow } from './companies'
import type { ColumnName, OwnColumn } from './fields'
import { COLUMNS } from './fromFields'

/** The cells that are more than a text or a figure. */
const OWN: Record<OwnColumn, (row: CompanyRow) => ReactNode> = {
  name: ({ id, name }) => <NameLink to={`/companies/${id}`} name={name} />,
  targetUserCount: (row) => <Used row={row} />,
  numberOfUsers: (row) => <Seats row={row} />,
  tags: ({ tags }) => <Tags tags={tags} />,
  licenseEndDate: (row) => <Renewal row={row} />,
}
const FIGURES: ReadonlySet<ColumnName> = new Set(['targetUserCount', 'numberOfUsers'])

export const NAMES = COLUMNS.map(([name]) => name)
export const HIDDEN = COLUMNS.flatMap(([name, { hidden }]) => (hidden ? [name] : []))

export function CompaniesTable() {
  const formats = useFormats()
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
      {COLUMNS.map(([name, { as, orderBy, widest }]) => {
        const cell = {
          own: OWN[name as OwnColumn],
          number: (row: CompanyRow) => formats.number(row[name] as number),
          time: (row: CompanyRow) => formats.time(row[name] as string),
          text: undefined,
        }[as]
        return (
          <Col<CompanyRow>
            key={name}
            source={name}
            stays={name === 'name'}
            numeric={as === 'number' || FIGURES.has(name)}
            disableSort={!orderBy}
            {...(widest && { widest })}
            {...(cell && { render: cell })}
          />
        )
      })}
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
