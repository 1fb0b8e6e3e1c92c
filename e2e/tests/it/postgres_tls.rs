//! A `PostgreSQL` that takes nothing but TLS: each `sslmode`, with the right and with wrong certificates, said in the
//! address, by options and by variables.

use e2e::{
    Server,
    cluster::{Cluster, HASTY},
};
use rcgen::{CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use std::{path::PathBuf, process::Output};

const PASSWORD: &str = "Hush-4711";
/// The name in the server's certificate; 127.0.0.1 is another.
const NAMED: &str = "localhost";
const OTHER: &str = "127.0.0.1";

/// The superuser comes through the socket; of those who come by TCP, one shows a certificate.
const RULES: &str = "local all all trust\n\
                     hostssl all certified 127.0.0.1/32 cert\n\
                     hostssl all all 127.0.0.1/32 scram-sha-256\n";
const SETTINGS: &str = "ssl = on\nssl_cert_file = 'good.crt'\nssl_key_file = 'good.key'\n\
                        ssl_ca_file = 'authority.crt'\npassword_encryption = 'scram-sha-256'\n";

struct Authority(Issuer<'static, KeyPair>, String);

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self(Issuer::new(params, key), pem)
    }

    /// A certificate and its key, as PEM.
    fn certify(&self, common_name: &str, until: i32) -> (String, String) {
        let mut params = CertificateParams::new([NAMED.to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, common_name);
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        (params.signed_by(&key, &self.0).unwrap().pem(), key.serialize_pem())
    }
}

/// A certificate that is its own authority, as `openssl req -x509` makes one, and its key.
fn vouching_for_itself() -> (String, String) {
    let mut params = CertificateParams::new(vec![NAMED.to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
}

/// Values by the names that they have in an address.
type Values<'a> = [(&'a str, &'a str)];

struct Ground {
    cluster: Cluster,
    server: Server,
}

impl Ground {
    fn if_wanted() -> Option<Self> {
        let (authority, stranger) = (Authority::new("Authority"), Authority::new("Stranger"));
        let good = authority.certify("server", 2090);
        let expired = authority.certify("server", 2021);
        let strange = stranger.certify("server", 2090);
        let client = authority.certify("certified", 2090);
        let own = vouching_for_itself();
        let files = [
            ("authority.crt", &authority.1),
            ("own.crt", &own.0),
            ("own.key", &own.1),
            ("stranger.crt", &stranger.1),
            ("good.crt", &good.0),
            ("good.key", &good.1),
            ("expired.crt", &expired.0),
            ("expired.key", &expired.1),
            ("strange.crt", &strange.0),
            ("strange.key", &strange.1),
            ("client.crt", &client.0),
            ("client.key", &client.1),
        ];
        let files = files.map(|(name, content)| (name, content.as_str()));
        let cluster = Cluster::if_wanted(&format!("{HASTY}{SETTINGS}"), RULES, &files)?;
        cluster.execute(&format!(
            "create role tenantry_app nologin; create role certified login; \
             alter role tenantry password '{PASSWORD}'; grant tenantry_app to tenantry, certified"
        ));
        cluster.execute("create database certified owner certified");
        let server = Server::empty_on(&cluster.url(), &[]);
        Some(Self { cluster, server })
    }

    fn file(&self, name: &str) -> String {
        self.cluster.folder().join("data").join(name).display().to_string()
    }

    /// Has the server show another certificate from now on.
    fn show(&self, name: &str) {
        self.cluster.set("ssl_key_file", &format!("{name}.key"));
        self.cluster.set("ssl_cert_file", &format!("{name}.crt"));
    }

    fn url(&self, host: &str) -> String {
        format!("postgres://tenantry:{PASSWORD}@{host}:{}/tenantry", self.cluster.port)
    }

    /// What comes of `tenantry migrate`, which is the same however the values are given.
    #[track_caller]
    fn migrate(&self, url: &str, values: &Values) -> (Option<i32>, String) {
        let pairs: Vec<String> = values.iter().map(|(name, v)| format!("{name}={v}")).collect();
        let in_the_url = format!("{url}?{}", pairs.join("&"));
        let first = outcome(&self.server.run_on(&in_the_url, &[], &["migrate"]));

        let names = values.iter().map(|(name, value)| (setting(name), *value));
        let options = names.clone().flat_map(|(name, v)| [format!("--database-{name}"), v.into()]);
        let options: Vec<String> = ["migrate".to_owned()].into_iter().chain(options).collect();
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        assert_eq!(outcome(&self.server.run_on(url, &[], &options)), first, "as options");

        let upper =
            |name: &str| format!("TENANTRY_DATABASE_{}", name.replace('-', "_").to_uppercase());
        let variables: Vec<(String, &str)> =
            names.map(|(name, value)| (upper(name), value)).collect();
        let variables: Vec<(&str, &str)> =
            variables.iter().map(|(name, v)| (name.as_str(), *v)).collect();
        let last = outcome(&self.server.run_on(url, &variables, &["migrate"]));
        assert_eq!(last, first, "as variables");
        first
    }

    #[track_caller]
    fn assert_connects(&self, host: &str, values: &Values) {
        let (code, told) = self.migrate(&self.url(host), values);
        assert_eq!(code, Some(0), "{host} {values:?}: {told}");
    }

    #[track_caller]
    fn assert_refused(&self, host: &str, values: &Values, why: &str) {
        let (code, told) = self.migrate(&self.url(host), values);
        assert!(matches!(code, Some(1 | 2)), "{host} {values:?}: {told}");
        assert!(told.contains(why), "{why}: {told}");
    }
}

/// The option of a name in an address.
fn setting(name: &str) -> &'static str {
    match name {
        "sslmode" => "ssl-mode",
        "sslrootcert" => "ssl-root-cert",
        "sslcert" => "ssl-cert",
        "sslkey" => "ssl-key",
        other => panic!("{other}"),
    }
}

/// How it ended, and what it said of an error: one line, with nothing secret.
#[track_caller]
fn outcome(output: &Output) -> (Option<i32>, String) {
    let told = String::from_utf8_lossy(&output.stderr);
    let told = if output.status.success() { String::new() } else { told.trim().to_owned() };
    assert!(told.lines().count() <= 1, "{told}");
    assert!(!told.contains(PASSWORD) && !told.contains("PRIVATE"), "{told}");
    println!("{told}");
    (output.status.code(), told)
}

#[test]
fn each_mode_asks_for_as_much_as_it_says() {
    let Some(ground) = Ground::if_wanted() else { return };
    let root = ground.file("authority.crt");
    let stranger = ground.file("stranger.crt");
    ground.assert_refused(NAMED, &[("sslmode", "disable")], "sslmode");
    for host in [NAMED, OTHER] {
        ground.assert_connects(host, &[]);
        ground.assert_connects(host, &[("sslmode", "prefer")]);
        ground.assert_connects(host, &[("sslmode", "require")]);
        ground.assert_connects(host, &[("sslmode", "verify-ca"), ("sslrootcert", &root)]);
        let wrong = [("sslmode", "verify-ca"), ("sslrootcert", stranger.as_str())];
        ground.assert_refused(host, &wrong, "sslrootcert");
    }
    let full = [("sslmode", "verify-full"), ("sslrootcert", root.as_str())];
    ground.assert_connects(NAMED, &full);
    ground.assert_refused(OTHER, &full, "name");
    // Nobody who vouches for it is known to this machine.
    ground.assert_refused(NAMED, &[("sslmode", "verify-full")], "sslrootcert");
    // As libpq has it: whoever names an authority wants it asked.
    ground.assert_connects(OTHER, &[("sslmode", "require"), ("sslrootcert", &root)]);
    let wrong = [("sslmode", "require"), ("sslrootcert", stranger.as_str())];
    ground.assert_refused(OTHER, &wrong, "sslrootcert");
}

#[test]
fn a_certificate_that_has_ended_or_is_a_strangers_is_refused_where_it_is_verified() {
    let Some(ground) = Ground::if_wanted() else { return };
    let root = ground.file("authority.crt");
    for (shown, why) in [("expired", "has expired"), ("strange", "sslrootcert")] {
        ground.show(shown);
        ground.assert_connects(NAMED, &[("sslmode", "require")]);
        for mode in ["verify-ca", "verify-full"] {
            ground.assert_refused(NAMED, &[("sslmode", mode), ("sslrootcert", &root)], why);
        }
    }
    ground.show("good");
    ground.assert_connects(NAMED, &[("sslmode", "verify-full"), ("sslrootcert", &root)]);
}

#[test]
fn a_server_that_vouches_for_itself_is_known_by_its_own_certificate() {
    let Some(ground) = Ground::if_wanted() else { return };
    ground.show("own");
    let (own, another) = (ground.file("own.crt"), ground.file("authority.crt"));
    for mode in ["verify-ca", "verify-full"] {
        ground.assert_connects(NAMED, &[("sslmode", mode), ("sslrootcert", &own)]);
        ground.assert_refused(
            NAMED,
            &[("sslmode", mode), ("sslrootcert", &another)],
            "certificate",
        );
    }
    ground.assert_refused(OTHER, &[("sslmode", "verify-full"), ("sslrootcert", &own)], "name");
}

#[test]
fn a_certificate_of_the_programs_own_is_shown() {
    let Some(ground) = Ground::if_wanted() else { return };
    let (cert, key) = (ground.file("client.crt"), ground.file("client.key"));
    let root = ground.file("authority.crt");
    let url = format!("postgres://certified@{NAMED}:{}/certified", ground.cluster.port);
    let own = [("sslcert", cert.as_str()), ("sslkey", key.as_str())];
    for mode in
        [&[("sslmode", "require")][..], &[("sslmode", "verify-full"), ("sslrootcert", &root)]]
    {
        let (code, told) = ground.migrate(&url, &[mode, &own].concat());
        assert_eq!(code, Some(0), "{told}");
        let (code, told) = ground.migrate(&url, mode);
        assert_eq!(code, Some(1), "{told}");
        assert!(told.contains("sslcert"), "{told}");
    }
    // Another's key, and one that is none.
    let others = ground.file("good.key");
    for (wrong, why) in [
        ([own[0], ("sslkey", others.as_str())], "sslkey"),
        ([own[0], ("sslkey", cert.as_str())], "sslkey"),
        ([("sslcert", key.as_str()), own[1]], "sslcert"),
        ([own[0], ("sslkey", "/nowhere.key")], "sslkey /nowhere.key"),
    ] {
        ground.assert_refused(NAMED, &[&[("sslmode", "require")][..], &wrong].concat(), why);
    }
    ground.assert_refused(NAMED, &own[..1], "sslkey must be given with sslcert");
    ground.assert_refused(NAMED, &own[1..], "sslcert must be given with sslkey");
}

#[test]
fn what_is_no_mode_and_no_file_is_told() {
    let Some(ground) = Ground::if_wanted() else { return };
    let key = ground.file("good.key");
    for (values, why) in [
        (
            [("sslmode", "allow"), ("sslrootcert", "/nowhere.crt")],
            "sslmode must be disable, prefer",
        ),
        ([("sslmode", "verify-ca"), ("sslrootcert", "/nowhere.crt")], "sslrootcert /nowhere.crt"),
        ([("sslmode", "verify-full"), ("sslrootcert", key.as_str())], "sslrootcert"),
    ] {
        ground.assert_refused(NAMED, &values, why);
    }
}

#[test]
fn a_server_of_the_program_speaks_tls_on_every_connection() {
    let Some(ground) = Ground::if_wanted() else { return };
    let root = PathBuf::from(ground.file("authority.crt"));
    let url = format!("{}?sslmode=verify-full&sslrootcert={}", ground.url(NAMED), root.display());
    let server = Server::start_on(&url, &[]);
    server.top().get("/api/companies/my").expect(200);
    let encrypted = ground.cluster.texts(
        "select ssl::text from pg_stat_ssl join pg_stat_activity using (pid) where usename = 'tenantry'",
    );
    assert!(encrypted.len() > 2 && encrypted.iter().all(|ssl| ssl == "true"), "{encrypted:?}");
}
