//! `/connect` and `/.well-known`: the operations that speak OAuth and need no token.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::access::address::ClientAddress;
use crate::access::signed::Signed;
use crate::access::store::{self, Credential};
use crate::app::App;
use crate::clock::{self, Millis};
use crate::edge::oauth::{ClientLogin, OAuthError, OAuthForm, Refusal, TOKEN_PATH, never_stored};
use crate::error::Error;
use crate::ids;
use crate::ids::ClientId;
use crate::tokens::ring::{AUDIENCE, Claims};
use crate::tokens::sign_in;
use crate::wire::bodies;
use crate::wire::envelope::etag_of;
use crate::wire::routes::{Routes, routes};

/// The only scope, and the name that it also goes by.
const SCOPE: &str = "api1";
const SCOPE_ALIAS: &str = "API";
const MAX_BODY: usize = 16 * 1024;

pub fn router() -> Routes<Arc<App>> {
    Routes::default()
        .routes(routes!(create_token))
        .routes(routes!(revoke_token))
        .routes(routes!(introspect_token))
        .routes(routes!(get_discovery))
        .routes(routes!(get_metadata))
        .routes(routes!(get_jwks))
}

/// What signs in
#[derive(ToSchema)]
#[allow(dead_code)]
struct TokenForm {
    /// Always `client_credentials`
    #[schema(example = "client_credentials", pattern = "^client_credentials$")]
    grant_type: String,
    /// The credential's Client ID; in the body, or by HTTP Basic
    #[schema(example = "Jm3qR8tYw2ZkL5vN7xB1cD4fG6hK9pQs")]
    client_id: Option<String>,
    /// Its Client Secret; in the body, or by HTTP Basic
    #[schema(example = "tnt_0000000000000000000000000000000000000000000")]
    client_secret: Option<String>,
    /// api1; API is taken as the same
    #[schema(example = "api1", pattern = "^(api1|API)?$")]
    scope: Option<String>,
}

/// A token and what it allows
#[derive(ToSchema)]
#[allow(dead_code)]
struct TokenAnswer {
    /// A signed JWT (ES256)
    #[schema(example = "eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl")]
    access_token: String,
    /// Seconds until it ends
    #[schema(example = 3600)]
    expires_in: i64,
    /// Always Bearer
    #[schema(example = "Bearer")]
    token_type: String,
    /// Always api1
    #[schema(example = "api1")]
    scope: String,
    /// What the credential may call: the path below /api/ and the method
    #[schema(example = json!(["companies/search|POST"]))]
    permissions: Vec<String>,
}

#[derive(Serialize)]
struct Token<'a> {
    access_token: &'a str,
    expires_in: i64,
    token_type: &'a str,
    scope: &'a str,
    permissions: &'a serde_json::value::RawValue,
}

/// Get a token
///
/// The client credentials grant of OAuth 2.0 (RFC 6749 §4.4).
#[utoipa::path(post, path = "/connect/token", operation_id = "create_token", tag = "Tokens",
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "The token", body = TokenAnswer),
              (status = 400, description = "Refused", body = OAuthError),
              (status = 401, description = "Refused; the client signed in by HTTP Basic", body = OAuthError)))]
async fn create_token(
    State(app): State<Arc<App>>,
    Extension(address): Extension<ClientAddress>,
    Extension(signed): Extension<Signed>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let body = bodies::read(&headers, body, MAX_BODY).await?;
    let form = OAuthForm::read(&headers, &body)?;
    let grant = form.get("grant_type").ok_or(Refusal::Request("grant_type is required"))?;
    if grant != "client_credentials" {
        return Err(Refusal::Grant);
    }
    let login = ClientLogin::read(&headers, &form)?;
    let credential = admit(&app, address, &signed, login).await?;
    let scopes = form.get("scope").unwrap_or(SCOPE);
    if scopes.split(' ').any(|scope| scope != SCOPE && scope != SCOPE_ALIAS) {
        return Err(Refusal::Scope);
    }
    let now = clock::now();
    let token = app.keys.sign(&claims(&app, &credential, now), now)?;
    let answer = Token {
        access_token: &token,
        expires_in: app.token_lifetime,
        token_type: "Bearer",
        scope: SCOPE,
        permissions: &credential.rights.listed,
    };
    let mut response = axum::Json(answer).into_response();
    never_stored(response.headers_mut());
    Ok(response)
}

/// Signs in, unless too many have failed to lately. Who is there and who is not is asked after that;
/// every refusal is the same and takes the same time.
async fn admit(
    app: &Arc<App>,
    address: ClientAddress,
    signed: &Signed,
    login: ClientLogin,
) -> Result<Arc<Credential>, Refusal> {
    let ClientLogin { client_id, client_secrets, basic } = login;
    let counted = app.limits.sign_in(address, &client_id).map_err(Refusal::TooMany)?;
    // How many there are to try is told by the request alone, so the time tells nothing of who exists.
    for secret in client_secrets {
        let found = sign_in::sign_in(app, client_id.clone(), secret, address.0, signed).await?;
        if let Some(credential) = found {
            return Ok(credential);
        }
    }
    counted.failed();
    Err(Refusal::Client { basic })
}

fn claims(app: &App, credential: &Credential, now: Millis) -> Claims {
    let issued = now.0 / 1000;
    let rights = &credential.rights;
    let reseller = rights.is_reseller;
    let parent = credential.parent.as_ref().filter(|_| reseller);
    Claims {
        iss: app.keys.issuer().to_owned(),
        aud: AUDIENCE.to_owned(),
        iat: issued,
        exp: issued + app.token_lifetime,
        jti: ids::random(22),
        sub: credential.id.to_string(),
        client_id: credential.client_id.clone(),
        scope: vec![SCOPE.to_owned()],
        role: rights.role.clone(),
        reseller_access: reseller,
        company_admin_access: reseller || rights.is_company_admin,
        root_access: false,
        user_company_resourceid: credential.scope.own().to_string(),
        user_company_name: credential.company_name.clone(),
        user_company_parentcompany_resourceid: parent.map(|(id, _)| id.to_string()),
        user_company_parentcompany_name: parent.map(|(_, name)| name.clone()),
    }
}

/// A token to ask about
#[derive(ToSchema)]
#[allow(dead_code)]
struct TokenQuestion {
    /// The token
    #[schema(example = "eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl", min_length = 1)]
    token: String,
    /// What kind it is; there is only one
    #[schema(example = "access_token")]
    token_type_hint: Option<String>,
    /// The credential's Client ID; in the body, or by HTTP Basic
    #[schema(example = "Jm3qR8tYw2ZkL5vN7xB1cD4fG6hK9pQs")]
    client_id: Option<String>,
    /// Its Client Secret; in the body, or by HTTP Basic
    #[schema(example = "tnt_0000000000000000000000000000000000000000000")]
    client_secret: Option<String>,
}

/// The credential that asks, and the claims of a token of its own company that is still good.
async fn question(
    app: &Arc<App>,
    address: ClientAddress,
    signed: &Signed,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Arc<Credential>, Option<Claims>), Refusal> {
    let body = bodies::read(headers, body, MAX_BODY).await?;
    let form = OAuthForm::read(headers, &body)?;
    let login = ClientLogin::read(headers, &form)?;
    let credential = admit(app, address, signed, login).await?;
    let token = form.get("token").ok_or(Refusal::Request("token is required"))?;
    let now = clock::now();
    let good = match app.sessions.credential(app, token, now).await {
        Ok(_) => app.keys.verify(&app.db, token, now).await?,
        Err(Error::Unauthenticated { .. }) => None,
        Err(e) => return Err(e.into()),
    };
    Ok((credential, good))
}

/// Take a token back
///
/// Ends a token of the client that asks (RFC 7009). A token that is not its own, or none at all, is no error.
#[utoipa::path(post, path = "/connect/revocation", operation_id = "revoke_token", tag = "Tokens",
    request_body(content = TokenQuestion, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "It is no longer good"),
              (status = 400, description = "Refused", body = OAuthError),
              (status = 401, description = "Refused; the client signed in by HTTP Basic", body = OAuthError)))]
async fn revoke_token(
    State(app): State<Arc<App>>,
    Extension(address): Extension<ClientAddress>,
    Extension(signed): Extension<Signed>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let (credential, good) = question(&app, address, &signed, &headers, body).await?;
    if let Some(claims) = good.filter(|claims| claims.sub == credential.id.as_str())
        && let Some(client) = ClientId::parse(&claims.sub)
    {
        let (jti, expires) = (claims.jti, Millis(claims.exp * 1000));
        app.db
            .system_write(move |tx| store::revoke(tx, &jti, &client, expires, clock::now()))
            .await?;
        app.db.sessions.end();
    }
    let mut response = ().into_response();
    never_stored(response.headers_mut());
    Ok(response)
}

/// What is known of a token
#[derive(ToSchema)]
#[allow(dead_code)]
struct Introspection {
    /// Whether it is good; nothing else is told if it is not
    #[schema(example = true)]
    active: bool,
    /// Its scope
    #[schema(example = "api1")]
    scope: Option<String>,
    /// The Client ID that it was given to
    #[schema(example = "Jm3qR8tYw2ZkL5vN7xB1cD4fG6hK9pQs")]
    client_id: Option<String>,
    /// Always Bearer
    #[schema(example = "Bearer")]
    token_type: Option<String>,
    /// When it ends, in seconds since 1970
    #[schema(example = 1_795_000_000)]
    exp: Option<i64>,
    /// When it was made
    #[schema(example = 1_794_996_400)]
    iat: Option<i64>,
    /// The credential's id
    #[schema(example = "xC5kfGz7w2Nz")]
    sub: Option<String>,
    /// Whom it is for
    #[schema(example = "api1")]
    aud: Option<String>,
    /// Who made it
    #[schema(example = "https://tenantry.example")]
    iss: Option<String>,
    /// Its own id
    #[schema(example = "Zq81LmXakQ3vTz")]
    jti: Option<String>,
}

/// Ask about a token
///
/// Whether a token of the client that asks is still good (RFC 7662).
#[utoipa::path(post, path = "/connect/introspect", operation_id = "introspect_token", tag = "Tokens",
    request_body(content = TokenQuestion, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "What is known of it", body = Introspection),
              (status = 400, description = "Refused", body = OAuthError),
              (status = 401, description = "Refused; the client signed in by HTTP Basic", body = OAuthError)))]
async fn introspect_token(
    State(app): State<Arc<App>>,
    Extension(address): Extension<ClientAddress>,
    Extension(signed): Extension<Signed>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let (credential, good) = question(&app, address, &signed, &headers, body).await?;
    // Of another's token nothing is told, not even that it is good.
    let own = good.filter(|claims| claims.sub == credential.id.as_str());
    let answer = own.map_or(json!({"active": false}), |claims| {
        json!({
            "active": true, "scope": SCOPE, "client_id": claims.client_id, "token_type": "Bearer",
            "exp": claims.exp, "iat": claims.iat, "sub": claims.sub, "aud": claims.aud,
            "iss": claims.iss, "jti": claims.jti,
        })
    });
    let mut response = axum::Json(answer).into_response();
    never_stored(response.headers_mut());
    Ok(response)
}

/// Discover the authorization server
///
/// Where tokens come from and how they are verified (RFC 8414).
#[utoipa::path(get, path = "/.well-known/openid-configuration", operation_id = "get_discovery", tag = "Tokens",
    responses((status = 200, description = "The document", body = Object)))]
async fn get_discovery(State(app): State<Arc<App>>) -> Response {
    let mut document = metadata(&app);
    document["subject_types_supported"] = json!(["public"]);
    document["id_token_signing_alg_values_supported"] = json!(["ES256"]);
    published(&document)
}

/// Discover the authorization server, as OAuth itself says
///
/// The same without what only `OpenID` Connect wants (RFC 8414).
#[utoipa::path(get, path = "/.well-known/oauth-authorization-server", operation_id = "get_metadata", tag = "Tokens",
    responses((status = 200, description = "The document", body = Object)))]
async fn get_metadata(State(app): State<Arc<App>>) -> Response {
    published(&metadata(&app))
}

/// What is read by everybody, and may be kept for a while.
fn published(document: &serde_json::Value) -> Response {
    let text = document.to_string();
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CACHE_CONTROL, "public, max-age=300".to_owned()),
        (header::ETAG, etag_of(text.as_bytes())),
    ];
    (headers, text).into_response()
}

fn metadata(app: &App) -> serde_json::Value {
    let at = |path: &str| format!("{}{path}", app.public_url);
    let methods = ["client_secret_post", "client_secret_basic"];
    json!({
        "issuer": app.keys.issuer(),
        "token_endpoint": at(TOKEN_PATH),
        "jwks_uri": at("/.well-known/jwks.json"),
        "revocation_endpoint": at("/connect/revocation"),
        "introspection_endpoint": at("/connect/introspect"),
        "grant_types_supported": ["client_credentials"],
        "scopes_supported": [SCOPE],
        "response_types_supported": ["token"],
        "token_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
        "introspection_endpoint_auth_methods_supported": methods,
        "service_documentation": at("/docs"),
    })
}

/// Get the public keys
///
/// What tokens are verified with (RFC 7517).
#[utoipa::path(get, path = "/.well-known/jwks.json", operation_id = "get_jwks", tag = "Tokens",
    responses((status = 200, description = "The keys", body = Object)))]
async fn get_jwks(State(app): State<Arc<App>>) -> Response {
    published(&json!({"keys": app.keys.jwks(clock::now())}))
}
