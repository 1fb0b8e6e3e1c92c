// openid-client and oauth4webapi find the server by its OAuth metadata (RFC 8414) and get tokens there, and
// oauth4webapi and jose take a token as a resource server does (RFC 9068). Of all that this standard
// says of claims, one thing is otherwise: `scope` is an array.

import assert from 'node:assert/strict'
import * as jose from 'jose'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'

const { CONFORMANCE_URL: url, CONFORMANCE_CLIENT_ID: id, CONFORMANCE_CLIENT_SECRET: secret } = process.env
const AUDIENCE = 'api1'
// The server under test speaks plain HTTP on the loopback address.
const insecure = { [oauth.allowInsecureRequests]: true }

// RFC 9068 §2.2 with RFC 7519 §4.1 and RFC 8693 §4.2.
const isText = (claim) => typeof claim === 'string'
const isTime = Number.isInteger
const CLAIMS = {
  iss: isText, exp: isTime, aud: (claim) => [claim].flat().every(isText), sub: isText,
  client_id: isText, iat: isTime, jti: isText, scope: isText,
}
const otherwise = (claims) => Object.keys(CLAIMS).filter((name) => !CLAIMS[name](claims[name]))

// openid-client
const config = await openid.discovery(new URL(url), id, undefined, openid.ClientSecretPost(secret), {
  algorithm: 'oauth2', execute: [openid.allowInsecureRequests],
})
const metadata = config.serverMetadata()
assert.equal(metadata.issuer, url)
assert.equal(metadata.token_endpoint, `${url}/connect/token`)
const granted = await openid.clientCredentialsGrant(config, { scope: 'api1' })
assert.equal(granted.scope, 'api1')

// oauth4webapi, from the metadata to the token
const server = await oauth.processDiscoveryResponse(
  new URL(url),
  await oauth.discoveryRequest(new URL(url), { algorithm: 'oauth2', ...insecure }),
)
const client = { client_id: id }
for (const authentication of [oauth.ClientSecretPost(secret), oauth.ClientSecretBasic(secret)]) {
  const tokens = await oauth.processClientCredentialsResponse(
    server, client,
    await oauth.clientCredentialsGrantRequest(server, client, authentication, { scope: 'api1' }, insecure),
  )
  assert.equal(tokens.token_type, 'bearer')

  // ... and as a resource server
  const request = new Request(`${url}/api/companies/my`, { headers: { authorization: `Bearer ${tokens.access_token}` } })
  const claims = await oauth.validateJwtAccessToken(server, request, AUDIENCE, { signingAlgorithms: ['ES256'], ...insecure })
  assert.deepEqual(otherwise(claims), ['scope'])
  assert.deepEqual(claims.scope, ['api1'])
  await assert.rejects(oauth.validateJwtAccessToken(server, request, 'another', insecure), /aud/)
}

// jose, as a resource server
const keys = jose.createRemoteJWKSet(new URL(server.jwks_uri))
const rules = {
  issuer: server.issuer, audience: AUDIENCE, typ: 'at+jwt', algorithms: ['ES256'], requiredClaims: Object.keys(CLAIMS),
}
const { payload, protectedHeader } = await jose.jwtVerify(granted.access_token, keys, rules)
assert.equal(protectedHeader.typ, 'at+jwt')
assert.equal(payload.client_id, id)
assert.deepEqual(otherwise(payload), ['scope'])
assert.deepEqual(payload.scope, ['api1'])
await assert.rejects(jose.jwtVerify(granted.access_token, keys, { ...rules, audience: 'another' }), /aud/)
