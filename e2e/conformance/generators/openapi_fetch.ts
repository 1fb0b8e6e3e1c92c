// A program on openapi-fetch and the types that openapi-typescript wrote: `schema.d.ts`.

import assert from 'node:assert/strict'
import createClient from 'openapi-fetch'
import type { components, paths } from './schema'

type Schemas = components['schemas']
const { CONFORMANCE_URL, CONFORMANCE_CLIENT_ID, CONFORMANCE_CLIENT_SECRET } = process.env
const TAGS = ['openapi-fetch', 'one, with a comma']
const PAGE = { pageNumber: 1, pageSize: 10, orderBy: 'CreateTime', ascending: false } as const

const where = (fieldName: string): Schemas['Filter'] => ({
  filterGroups: [{ filterItems: [{ fieldName, operator: '>', value: '0' }] }],
})

async function main() {
  const client = createClient<paths>({ baseUrl: CONFORMANCE_URL! })
  const signedIn = await client.POST('/connect/token', {
    body: { grant_type: 'client_credentials', client_id: CONFORMANCE_CLIENT_ID, client_secret: CONFORMANCE_CLIENT_SECRET },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  const token = signedIn.data!.access_token
  client.use({ onRequest: ({ request }) => request.headers.set('authorization', `Bearer ${token}`) })

  const found = await client.POST('/api/companies/search', { body: { ...PAGE, filter: where('NumberOfUsers') } })
  assert.equal(found.data!.data.results.length, 10)
  const path = { resourceId: found.data!.data.results[0]!.resourceId }
  const company = (await client.GET('/api/companies/{resourceId}', { params: { path } })).data!.data

  const body: Schemas['CompanyBody'] = {
    Name: company.name,
    IndustryResourceId: company.industryResourceId,
    CountryResourceId: company.countryResourceId,
    LicenseTypeResourceId: company.licenseTypeResourceId,
    LicensePeriodTypeResourceId: company.licensePeriodTypeResourceId,
    NumberOfUsers: company.numberOfUsers!,
    TimeZoneId: company.timeZoneId,
    DateFormat: company.dateFormat as Schemas['DateFormatName'],
    TimeFormat: company.timeFormat as Schemas['TimeFormatName'],
    Tags: TAGS,
  }
  const written = await client.PUT('/api/companies/{resourceId}', { params: { path }, body })
  assert.equal(written.data!.data.resourceId, path.resourceId)
  const { data: after } = await client.GET('/api/companies/{resourceId}', { params: { path } })
  assert.deepEqual(after!.data.tags.sort(), [...TAGS].sort())

  for (const [exportType, start] of [
    ['CSV', [0xef, 0xbb, 0xbf]],
    ['Excel', [0x50, 0x4b, 0x03, 0x04]],
  ] as const) {
    const { data: file } = await client.POST('/api/companies/search/export', {
      body: { ...PAGE, exportType }, parseAs: 'arrayBuffer',
    })
    assert.deepEqual([...new Uint8Array(file!)].slice(0, start.length), start)
  }

  const { error, response } = await client.POST('/api/companies/search', { body: { ...PAGE, filter: where('Nonsense') } })
  assert.equal(response.status, 400)
  assert.equal(error!.status, 'INPUT_ERROR')
  assert.ok(error!.validationMessages!.some((rule) => rule.includes('Nonsense')))
}

void main()
