//! An authority of the test's own, and servers that speak TLS by its certificate.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

use crate::proxy::at;

/// Vouches for `localhost`, and for nobody else.
pub struct Authority {
    directory: PathBuf,
    acceptor: TlsAcceptor,
}

impl Authority {
    pub fn new() -> Authority {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // Another than that of what it signs, which would pass for its own issuer.
        params.distinguished_name.push(DnType::CommonName, "the tests' authority");
        let own_key = KeyPair::generate().expect("a key");
        let own = params.self_signed(&own_key).expect("a certificate");
        let key = KeyPair::generate().expect("a key");
        let certificate = CertificateParams::new(["localhost".to_owned()])
            .and_then(|params_of_localhost| params_of_localhost.signed_by(&key, &Issuer::new(params, own_key)))
            .expect("a certificate");

        let tests = std::env::var("TEST_DIR").expect("TEST_DIR is a folder for tests; `make test` makes one");
        let directory = Path::new(&tests).join(format!("authority-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir(&directory).expect("a folder can be made");
        for (name, text) in
            [("authority.pem", own.pem()), ("cert.pem", certificate.pem()), ("key.pem", key.serialize_pem())]
        {
            std::fs::write(directory.join(name), text).expect("a file can be written");
        }

        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring has all of them")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("the key is the certificate's");
        Authority { directory, acceptor: TlsAcceptor::from(Arc::new(config)) }
    }

    /// What to trust it by, as `SSL_CERT_FILE`.
    pub fn certificate(&self) -> String {
        self.directory.join("authority.pem").display().to_string()
    }

    /// Where a server finds `cert.pem` and `key.pem`.
    pub fn directory(&self) -> String {
        self.directory.display().to_string()
    }

    /// Speaks TLS in front of the server that `url` names.
    pub async fn in_front_of(&self, url: &str) -> TlsPort {
        let url = reqwest::Url::parse(url).expect("a URL");
        let upstream = ("127.0.0.1", url.port().expect("a URL with a port"));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let acceptor = self.acceptor.clone();
        let mut accepting = JoinSet::new();
        accepting.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                connections.spawn(async move {
                    // Who does not trust us leaves in the middle.
                    let Ok(mut client) = acceptor.accept(client).await else { return };
                    let mut server = TcpStream::connect(upstream).await.expect("the server accepts");
                    let _ = copy_bidirectional(&mut client, &mut server).await;
                });
            }
        });
        TlsPort { port, _accepting: accepting }
    }
}

impl Default for Authority {
    fn default() -> Authority {
        Authority::new()
    }
}

/// Listens until it is dropped.
pub struct TlsPort {
    port: u16,
    _accepting: JoinSet<()>,
}

impl TlsPort {
    /// The same URL, by way of TLS, under a name of this machine.
    pub fn url(&self, url: &str, scheme: &str, host: &str) -> String {
        let mut url = at(url, host, self.port);
        url.set_scheme(scheme).expect("a scheme");
        url.to_string()
    }
}
