//! What the kernel keeps of files, given up before each measurement.
//!
//! The host of a virtual machine may give it memory only when that is touched. The first touch of a page then costs
//! some 30 µs for 0.1, a new log file of 16 MiB 130 ms in the middle of a commit, and what is measured late in a run
//! is the host. Files that were written and are not read again are most of what a run takes (docs/decisions/0007).

use std::{fs::OpenOptions, io::Write as _};

use anyhow::bail;
use tokio::process::Command;

/// Writes to the disk what is not there yet, and gives up the copies in memory. Whether it could: only root may.
pub async fn give_up() -> anyhow::Result<bool> {
    let Ok(mut drop_caches) = OpenOptions::new().write(true).open("/proc/sys/vm/drop_caches") else {
        return Ok(false);
    };
    if !Command::new("sync").status().await?.success() {
        bail!("sync failed");
    }
    drop_caches.write_all(b"1")?;
    Ok(true)
}
