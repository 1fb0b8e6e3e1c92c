//! How a connection to PostgreSQL is secured: libpq's `sslmode`, `sslrootcert`, `sslcert` and `sslkey`.

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, RootCertStore,
    SignatureScheme,
};
use tokio_postgres::config::SslMode;
use tokio_postgres::error::DbError;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::Error;

/// What is asked of the server's certificate.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    Disable,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

impl Mode {
    pub fn parse(text: &str) -> Result<Self, String> {
        Ok(match text {
            "disable" => Self::Disable,
            "prefer" => Self::Prefer,
            "require" => Self::Require,
            "verify-ca" => Self::VerifyCa,
            "verify-full" => Self::VerifyFull,
            other => {
                return Err(format!(
                    "sslmode must be disable, prefer, require, verify-ca or verify-full, not {other:.40}"
                ));
            }
        })
    }

    pub fn asked(self) -> SslMode {
        match self {
            Self::Disable => SslMode::Disable,
            Self::Prefer => SslMode::Prefer,
            Self::Require | Self::VerifyCa | Self::VerifyFull => SslMode::Require,
        }
    }
}

/// Files of certificates and keys, as paths.
#[derive(Default)]
pub(crate) struct Files {
    pub root: Option<String>,
    pub cert: Option<String>,
    pub key: Option<String>,
}

/// None if the connection is not to be secured.
pub(crate) fn connector(mode: Mode, files: &Files) -> Result<Option<MakeRustlsConnect>, String> {
    let mode = match (mode, &files.root) {
        (Mode::Disable, _) => return Ok(None),
        // As libpq has it: whoever names an authority wants it asked.
        (Mode::Require, Some(_)) => Mode::VerifyCa,
        (mode, _) => mode,
    };
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = verifier(mode, files, &provider)?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| format!("TLS: {e}"))?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let config = match (&files.cert, &files.key) {
        (None, None) => config.with_no_client_auth(),
        (Some(cert), Some(key)) => {
            let chain = certificates("sslcert", cert)?;
            let key = PrivateKeyDer::from_pem_file(Path::new(key))
                .map_err(|e| format!("sslkey {key} must be a PEM file with a private key: {e}"))?;
            config
                .with_client_auth_cert(chain, key)
                .map_err(|e| format!("sslcert and sslkey do not belong together: {e}"))?
        }
        (Some(_), None) => return Err("sslkey must be given with sslcert".into()),
        (None, Some(_)) => return Err("sslcert must be given with sslkey".into()),
    };
    Ok(Some(MakeRustlsConnect::new(config)))
}

fn verifier(
    mode: Mode,
    files: &Files,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let mut verifier = Verifier {
        authority: None,
        own: Vec::new(),
        asks_name: mode == Mode::VerifyFull,
        provider: Arc::clone(provider),
    };
    if matches!(mode, Mode::VerifyCa | Mode::VerifyFull) {
        let roots = match files.root.as_deref().filter(|file| *file != "system") {
            Some(file) => {
                verifier.own = certificates("sslrootcert", file)?;
                roots(file, &verifier.own)?
            }
            None => trusted()?,
        };
        let builder =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
        verifier.authority = Some(builder.build().map_err(|e| format!("sslrootcert: {e}"))?);
    }
    Ok(Arc::new(verifier))
}

fn roots(file: &str, certificates: &[CertificateDer<'static>]) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates {
        roots.add(certificate.clone()).map_err(|e| format!("sslrootcert {file}: {e}"))?;
    }
    Ok(roots)
}

/// Whom this machine trusts.
fn trusted() -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err("this machine trusts no authority; name one with sslrootcert".into());
    }
    Ok(roots)
}

fn certificates(name: &str, file: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let wrong = |e: String| format!("{name} {file} must be a PEM file with certificates: {e}");
    let all = CertificateDer::pem_file_iter(Path::new(file)).map_err(|e| wrong(e.to_string()))?;
    let all = all.collect::<Result<Vec<_>, _>>().map_err(|e| wrong(e.to_string()))?;
    if all.is_empty() { Err(wrong("there is none in it".into())) } else { Ok(all) }
}

/// Why there is no connection; where a setting would help, with its name.
pub(crate) fn undialled(e: tokio_postgres::Error) -> Error {
    let cause = std::error::Error::source(&e);
    let cause = cause.and_then(|cause| cause.downcast_ref::<std::io::Error>());
    if let Some(e) = cause.and_then(std::io::Error::get_ref).and_then(|e| e.downcast_ref()) {
        return Error::Other(refused(e));
    }
    // The server's own words, which have no code of their own.
    let text = e.as_db_error().map_or("", DbError::message);
    let cure = if text.ends_with("no encryption") {
        "set sslmode to require or verify-full"
    } else if text.contains("valid client certificate") {
        "name one with sslcert, and its key with sslkey"
    } else {
        return e.into();
    };
    Error::Other(format!("{text}; {cure}"))
}

fn refused(e: &TlsError) -> String {
    use CertificateError as Wrong;
    let TlsError::InvalidCertificate(wrong) = e else {
        return format!("TLS with PostgreSQL failed: {e}");
    };
    let (what, cure) = match wrong {
        Wrong::UnknownIssuer | Wrong::BadSignature => (
            "is of no authority that is trusted here",
            "name its authority's certificate with sslrootcert",
        ),
        Wrong::Expired | Wrong::ExpiredContext { .. } => {
            ("has expired", "renew it, or set this machine's clock")
        }
        Wrong::NotValidYet | Wrong::NotValidYetContext { .. } => {
            ("is not valid yet", "set this machine's clock")
        }
        Wrong::NotValidForName | Wrong::NotValidForNameContext { .. } => (
            "is for another name than the address has",
            "connect by its name, or set sslmode to verify-ca",
        ),
        _ => return format!("PostgreSQL's certificate is refused: {wrong}"),
    };
    format!("PostgreSQL's certificate {what}; {cure}")
}

/// Asks of a certificate what the mode does: nothing, its authority, or its name too.
#[derive(Debug)]
struct Verifier {
    authority: Option<Arc<WebPkiServerVerifier>>,
    /// What sslrootcert names. A server that shows one of these is known, whatever else the certificate says of
    /// itself: `openssl req -x509` makes one that is its own authority.
    own: Vec<CertificateDer<'static>>,
    asks_name: bool,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let Some(authority) = &self.authority else { return Ok(ServerCertVerified::assertion()) };
        match authority.verify_server_cert(certificate, between, name, ocsp, now) {
            // The name is looked at last.
            Err(TlsError::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.asks_name => Ok(ServerCertVerified::assertion()),
            // Its time is looked at before.
            Err(TlsError::InvalidCertificate(CertificateError::Other(why)))
                if why.to_string().contains("CaUsedAsEndEntity")
                    && self.own.iter().any(|own| own == certificate) =>
            {
                if self.asks_name {
                    verify_server_name(&ParsedCertificate::try_from(certificate)?, name)?;
                }
                Ok(ServerCertVerified::assertion())
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
