//! Where a webhook may lead.

use std::net::IpAddr;

use url::{Host, Url};

use crate::public_addresses::is_public;

const MOST_BYTES: usize = 2_048;

/// Whether requests may only be sent over TLS and to public addresses, or anywhere: for development.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Public,
    Anywhere,
}

/// Checks a URL that requests are to be sent to.
///
/// # Errors
/// The end of a sentence that begins with the field's name.
pub fn check_url(text: &str, reach: Reach) -> Result<Url, String> {
    if text.len() > MOST_BYTES {
        return Err(format!("must be at most {MOST_BYTES} bytes long"));
    }
    let url =
        Url::parse(text).map_err(|error| format!("must be a URL such as \"https://example.com/hook\" ({error})"))?;
    match (url.scheme(), reach) {
        ("https", _) | ("http", Reach::Anywhere) => {}
        ("http", Reach::Public) => return Err("must begin with https://: events are not sent in the clear".to_owned()),
        _ => return Err("must begin with https://".to_owned()),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not hold a user or a password: verify the signature instead".to_owned());
    }
    if url.fragment().is_some() {
        return Err("must not have a fragment".to_owned());
    }
    let literal = match url.host() {
        Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        Some(Host::Domain(_)) | None => None,
    };
    // A name is judged by its addresses when it is connected to.
    if reach == Reach::Public && literal.is_some_and(|address| !is_public(address)) {
        return Err("must not lead to a private or reserved address".to_owned());
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_https_is_reached() {
        for good in
            ["https://example.com/hook?x=1", "https://example.com:8443", "https://8.8.8.8/", "https://[2a00::1]/"]
        {
            assert!(check_url(good, Reach::Public).is_ok(), "{good}");
        }
        for (bad, why) in [
            ("example.com", "must be a URL"),
            ("http://example.com", "must begin with https://"),
            ("ftp://example.com", "must begin with https://"),
            ("file:///etc/passwd", "must begin with https://"),
            ("https://user:secret@example.com", "must not hold a user"),
            ("https://example.com/#here", "must not have a fragment"),
            ("https://127.0.0.1/", "must not lead to a private"),
            // Other spellings of the same address.
            ("https://2130706433/", "must not lead to a private"),
            ("https://0x7f.1/", "must not lead to a private"),
            ("https://[::ffff:10.0.0.1]/", "must not lead to a private"),
            ("https://169.254.169.254/latest/meta-data", "must not lead to a private"),
        ] {
            let error = check_url(bad, Reach::Public).expect_err(bad);
            assert!(error.starts_with(why), "{bad}: {error}");
        }
        assert!(check_url("http://127.0.0.1:9/", Reach::Anywhere).is_ok());
        assert!(check_url(&format!("https://example.com/{}", "a".repeat(3000)), Reach::Anywhere).is_err());
    }
}
