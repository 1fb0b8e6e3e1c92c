// openid-client discovers the issuer, gets tokens by form and by Basic, searches companies,
// reads the first one, asks about a token and ends it, and is refused with a wrong secret.

import assert from 'node:assert/strict'
import * as oauth from 'openid-client'

const { CONFORMANCE_URL: url, CONFORMANCE_CLIENT_ID: id, CONFORMANCE_CLIENT_SECRET: secret } = process.env
const page = { pageNumber: 1, pageSize: 10, orderBy: 'CreateTime', ascending: false }

// The server under test speaks plain HTTP on the loopback address.
const discover = (authentication) =>
  oauth.discovery(new URL(url), id, undefined, authentication, { execute: [oauth.allowInsecureRequests] })

const call = (config, token, method, path, body) =>
  oauth.fetchProtectedResource(
    config, token, new URL(path, url), method,
    body && JSON.stringify(body), new Headers(body && { 'content-type': 'application/json' }),
  )

for (const authenticate of [oauth.ClientSecretPost, oauth.ClientSecretBasic]) {
  const config = await discover(authenticate(secret))
  const tokens = await oauth.clientCredentialsGrant(config, { scope: 'api1' })
  assert.equal(tokens.token_type, 'bearer') // the library lowers it
  assert.equal(tokens.expires_in, 3600)
  const token = tokens.access_token

  let answer = await call(config, token, 'POST', '/api/companies/search', page)
  assert.equal(answer.status, 200)
  const found = await answer.json()
  assert.equal(found.status, 'SUCCESS')
  assert.equal(found.data.results.length, 10)

  const company = found.data.results[0].resourceId
  answer = await call(config, token, 'GET', `/api/companies/${company}`)
  assert.equal(answer.status, 200)
  assert.equal((await answer.json()).data.resourceId, company)

  const told = await oauth.tokenIntrospection(config, token)
  assert.equal(told.active, true)
  assert.equal(told.client_id, id)
  await oauth.tokenRevocation(config, token)
  assert.equal((await oauth.tokenIntrospection(config, token)).active, false)
  await assert.rejects(call(config, token, 'GET', `/api/companies/${company}`), (refusal) => {
    assert.ok(refusal instanceof oauth.WWWAuthenticateChallengeError, refusal)
    assert.equal(refusal.status, 401)
    assert.equal(refusal.cause[0].scheme, 'bearer')
    assert.equal(refusal.cause[0].parameters.error, 'invalid_token')
    return true
  })
}

const byForm = await discover(oauth.ClientSecretPost('wrong'))
let refusal = await oauth.clientCredentialsGrant(byForm, { scope: 'api1' }).catch((error) => error)
assert.equal(refusal.status, 400)
assert.equal(refusal.error, 'invalid_client')

// With Basic the library reports the challenge, and carries the answer.
const byBasic = await discover(oauth.ClientSecretBasic('wrong'))
refusal = await oauth.clientCredentialsGrant(byBasic, { scope: 'api1' }).catch((error) => error)
assert.equal(refusal.status, 401)
assert.equal(refusal.cause[0].scheme, 'basic')
assert.equal((await refusal.response.json()).error, 'invalid_client')
