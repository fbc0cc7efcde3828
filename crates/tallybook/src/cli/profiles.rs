//! Profiles: which service, by which key, on which ledger; kept in one file that its owner alone may read.

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use etcetera::BaseStrategy as _;
use serde::{Deserialize, Serialize};

/// What the file holds.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profiles {
    /// The one that is used where none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_use: Option<String>,
    #[serde(default)]
    pub profiles: BTreeMap<String, Profile>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub url: String,
    pub api_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ledger: Option<String>,
}

/// Never prints the key.
impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Profile").field("url", &self.url).field("ledger", &self.ledger).finish_non_exhaustive()
    }
}

impl Profiles {
    /// Where they are kept: `~/.config/tallybook/profiles.toml`, or below `XDG_CONFIG_HOME`.
    pub fn path() -> anyhow::Result<PathBuf> {
        let folders = etcetera::base_strategy::Xdg::new().context("there is no home directory to keep profiles in")?;
        Ok(folders.config_dir().join("tallybook").join("profiles.toml"))
    }

    /// Reads them; there are none where there is no file.
    pub fn load(path: &Path) -> anyhow::Result<Profiles> {
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Profiles::default()),
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
        };
        if metadata.permissions().mode() & 0o077 != 0 {
            bail!(
                "{} holds keys, and others than you may read it.\nTry: chmod 600 {}",
                path.display(),
                super::command::quoted(&path.display().to_string())
            );
        }
        let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        // The parser's own message quotes lines, of which one may hold a key.
        toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
            anyhow::anyhow!("{}, about line {line}: {}", path.display(), error.message())
        })
    }

    /// Writes them, whole or not at all.
    pub fn save(&self, path: &Path) -> anyhow::Result<()> {
        let folder = path.parent().expect("the file lies in a folder");
        let text = toml::to_string(self).context("the profiles cannot be written")?;
        let fresh = path.with_extension(format!("{}.new", std::process::id()));
        let write = || {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
            let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&fresh, path)
        };
        write().with_context(|| format!("{} cannot be written", path.display()))
    }

    /// The profile of this name.
    pub fn named(&self, name: &str) -> anyhow::Result<&Profile> {
        self.profiles.get(name).with_context(|| {
            format!("There is no profile {name}.\nTry: tallybook profile list, or tallybook profile add {name}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(test: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("tallybook-profiles-{test}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    fn some() -> Profiles {
        let profile =
            Profile { url: "http://127.0.0.1:8080".into(), api_key: "tb_secret".into(), ledger: Some("demo".into()) };
        Profiles { in_use: Some("local".into()), profiles: BTreeMap::from([("local".to_owned(), profile)]) }
    }

    #[test]
    fn profiles_are_kept_in_a_file_of_their_owner_alone() {
        let path = folder("kept").join("tallybook").join("profiles.toml");
        assert!(Profiles::load(&path).expect("none yet").profiles.is_empty());
        some().save(&path).expect("it is written");
        assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o600);
        let read = Profiles::load(&path).expect("it is read");
        assert_eq!(read.named("local").expect("it is there"), &some().profiles["local"]);
        assert!(read.named("other").expect_err("it is not there").to_string().contains("no profile other"));

        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("the owner may");
        let refused = Profiles::load(&path).expect_err("the group may read it").to_string();
        assert!(refused.contains("Try: chmod 600 "), "{refused}");
    }

    #[test]
    fn neither_a_broken_file_nor_debugging_tells_a_key() {
        let path = folder("broken").join("profiles.toml");
        some().save(&path).expect("it is written");
        fs::write(&path, "[profiles.local]\nurl = \"u\"\napi_key = tb_secret\n").expect("it is broken");
        let told = format!("{:#}", Profiles::load(&path).expect_err("it is broken"));
        assert!(told.contains("line 3") && !told.contains("tb_secret"), "{told}");
        assert!(!format!("{:?}", some()).contains("tb_secret"));
    }
}
