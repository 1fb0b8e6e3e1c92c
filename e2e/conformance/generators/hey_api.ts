// A program on the client that @hey-api/openapi-ts wrote: `client`.

import assert from 'node:assert/strict'
import * as api from './client'
import { client } from './client/client.gen'

const { CONFORMANCE_URL, CONFORMANCE_CLIENT_ID, CONFORMANCE_CLIENT_SECRET } = process.env
const TAGS = ['hey-api', 'one, with a comma']
const PAGE = { pageNumber: 1, pageSize: 10, orderBy: 'CreateTime', ascending: false } as const

const where = (fieldName: string): api.Filter => ({
  filterGroups: [{ filterItems: [{ fieldName, operator: '>', value: '0' }] }],
})

async function main() {
  client.setConfig({ baseUrl: CONFORMANCE_URL })
  const signedIn = await api.createToken({
    body: { grant_type: 'client_credentials', client_id: CONFORMANCE_CLIENT_ID, client_secret: CONFORMANCE_CLIENT_SECRET },
    throwOnError: true,
  })
  client.setConfig({ auth: signedIn.data.access_token })

  const found = await api.searchCompanies({ body: { ...PAGE, filter: where('NumberOfUsers') }, throwOnError: true })
  assert.equal(found.data.data.results.length, 10)
  const path = { resourceId: found.data.data.results[0]!.resourceId }
  const company = (await api.getCompany({ path, throwOnError: true })).data.data

  const body: api.CompanyBody = {
    Name: company.name,
    IndustryResourceId: company.industryResourceId,
    CountryResourceId: company.countryResourceId,
    LicenseTypeResourceId: company.licenseTypeResourceId,
    LicensePeriodTypeResourceId: company.licensePeriodTypeResourceId,
    NumberOfUsers: company.numberOfUsers!,
    TimeZoneId: company.timeZoneId,
    DateFormat: company.dateFormat as api.DateFormatName,
    TimeFormat: company.timeFormat as api.TimeFormatName,
    Tags: TAGS,
  }
  const written = await api.updateCompany({ path, body, throwOnError: true })
  assert.equal(written.data.data.resourceId, path.resourceId)
  const { data: after } = await api.getCompany({ path, throwOnError: true })
  assert.deepEqual(after.data.tags.sort(), [...TAGS].sort())

  for (const [exportType, start] of [
    ['CSV', [0xef, 0xbb, 0xbf]],
    ['Excel', [0x50, 0x4b, 0x03, 0x04]],
  ] as const) {
    const { data: file } = await api.exportCompanies({ body: { ...PAGE, exportType }, parseAs: 'blob', throwOnError: true })
    assert.deepEqual([...new Uint8Array(await (file as Blob).arrayBuffer())].slice(0, start.length), start)
  }

  const { error, response } = await api.searchCompanies({ body: { ...PAGE, filter: where('Nonsense') } })
  assert.equal(response!.status, 400)
  const failure = error as api.Failure
  assert.equal(failure.status, 'INPUT_ERROR')
  assert.ok(failure.validationMessages!.some((rule) => rule.includes('Nonsense')))
}

void main()
