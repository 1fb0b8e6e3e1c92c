// A program on the client that openapi-generator wrote in TypeScript: `client`.

import assert from 'node:assert/strict'
import * as api from './client'

const { CONFORMANCE_URL, CONFORMANCE_CLIENT_ID, CONFORMANCE_CLIENT_SECRET } = process.env
const TAGS = ['typescript-fetch', 'one, with a comma']
const PAGE = { pageNumber: 1, pageSize: 10, orderBy: api.CompanyOrder.CompanyByCreateTime, ascending: false }

const where = (fieldName: string): api.Filter => ({
  filterGroups: [{ filterItems: [{ fieldName, operator: api.Operator.GreaterThan, value: '0' }] }],
})

async function main() {
  const basePath = CONFORMANCE_URL!
  const { accessToken } = await new api.TokensApi(new api.Configuration({ basePath })).createToken({
    grantType: 'client_credentials', clientId: CONFORMANCE_CLIENT_ID, clientSecret: CONFORMANCE_CLIENT_SECRET,
  })
  const companies = new api.CompaniesApi(new api.Configuration({ basePath, accessToken: `Bearer ${accessToken}` }))

  const found = await companies.searchCompanies({ searchCompanies: { ...PAGE, filter: where('NumberOfUsers') } })
  assert.equal(found.data.results.length, 10)
  const resourceId = found.data.results[0]!.resourceId
  const { data: company } = await companies.getCompany({ resourceId })

  const companyBody: api.CompanyBody = {
    name: company.name,
    industryResourceId: company.industryResourceId,
    countryResourceId: company.countryResourceId,
    licenseTypeResourceId: company.licenseTypeResourceId,
    licensePeriodTypeResourceId: company.licensePeriodTypeResourceId,
    numberOfUsers: company.numberOfUsers!,
    timeZoneId: company.timeZoneId,
    dateFormat: company.dateFormat as api.DateFormatName,
    timeFormat: company.timeFormat as api.TimeFormatName,
    tags: TAGS,
  }
  const written = await companies.updateCompany({ resourceId, companyBody })
  assert.equal(written.data.resourceId, resourceId)
  assert.deepEqual((await companies.getCompany({ resourceId })).data.tags.sort(), [...TAGS].sort())

  for (const [exportType, start] of [
    [api.ExportType.Csv, [0xef, 0xbb, 0xbf]],
    [api.ExportType.Excel, [0x50, 0x4b, 0x03, 0x04]],
  ] as const) {
    const file = await companies.exportCompanies({ exportCompanies: { ...PAGE, exportType } })
    assert.deepEqual([...new Uint8Array(await file.arrayBuffer())].slice(0, start.length), start)
  }

  const refusal = await companies
    .searchCompanies({ searchCompanies: { ...PAGE, filter: where('Nonsense') } })
    .catch((error: unknown) => error)
  assert.ok(refusal instanceof api.ResponseError)
  assert.equal(refusal.response.status, 400)
  const failure = api.FailureFromJSON(await refusal.response.json())
  assert.equal(failure.status, 'INPUT_ERROR')
  assert.ok(failure.validationMessages!.some((rule) => rule.includes('Nonsense')))
}

void main()
