//! A size of memory that a server cannot leave, by a control group of Linux (version 1).

use std::{fs, path::PathBuf};

use anyhow::Context as _;

pub struct MemoryLimit(PathBuf);

impl MemoryLimit {
    pub fn new(bytes: u64) -> anyhow::Result<MemoryLimit> {
        let group = PathBuf::from(format!("/sys/fs/cgroup/memory/tallybook-bench-{}", std::process::id()));
        fs::create_dir(&group).with_context(|| format!("{}: root on cgroup v1 may make it", group.display()))?;
        let limit = MemoryLimit(group);
        fs::write(limit.0.join("memory.limit_in_bytes"), bytes.to_string())?;
        Ok(limit)
    }

    /// Takes in a process and its children; those that come later are born within.
    pub fn take_in(&self, parent: u32) -> anyhow::Result<()> {
        for pid in MemoryLimit::family(parent)? {
            fs::write(self.0.join("cgroup.procs"), pid.to_string())?;
        }
        Ok(())
    }

    /// A process and its children.
    pub fn family(parent: u32) -> anyhow::Result<Vec<u32>> {
        let children = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"))?;
        let children = children.split_whitespace().map(str::parse).collect::<Result<Vec<u32>, _>>()?;
        Ok([vec![parent], children].concat())
    }
}

impl Drop for MemoryLimit {
    fn drop(&mut self) {
        // It stays where a process of it still runs.
        let _ = fs::remove_dir(&self.0);
    }
}
