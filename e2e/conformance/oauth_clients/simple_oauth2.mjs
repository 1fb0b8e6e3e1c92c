// simple-oauth2 gets tokens by form and by Basic, searches companies, reads the first one, and
// is refused with a wrong secret.

import assert from 'node:assert/strict'
import { ClientCredentials } from 'simple-oauth2'

const { CONFORMANCE_URL: url, CONFORMANCE_CLIENT_ID: id, CONFORMANCE_CLIENT_SECRET: secret } = process.env
const page = { pageNumber: 1, pageSize: 10, orderBy: 'CreateTime', ascending: false }

const client = (secret, authorizationMethod) =>
  new ClientCredentials({
    client: { id, secret },
    auth: { tokenHost: url, tokenPath: '/connect/token' },
    options: { authorizationMethod },
  })

for (const [method, status] of [['body', 400], ['header', 401]]) {
  const { token } = await client(secret, method).getToken({ scope: 'api1' })
  assert.equal(token.token_type, 'Bearer')
  const headers = { authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json' }

  let answer = await fetch(`${url}/api/companies/search`, { method: 'POST', headers, body: JSON.stringify(page) })
  assert.equal(answer.status, 200)
  const found = await answer.json()
  assert.equal(found.status, 'SUCCESS')
  assert.equal(found.data.results.length, 10)

  const company = found.data.results[0].resourceId
  answer = await fetch(`${url}/api/companies/${company}`, { headers })
  assert.equal(answer.status, 200)
  assert.equal((await answer.json()).data.resourceId, company)

  await assert.rejects(client('wrong', method).getToken({ scope: 'api1' }), (refusal) => {
    assert.equal(refusal.output.statusCode, status)
    assert.equal(refusal.data.payload.error, 'invalid_client')
    return true
  })
}
