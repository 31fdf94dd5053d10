//! A folder held while one of its files is read, changed and written: who comes meanwhile waits.
//!
//! The folder is locked and not the file, for the file is replaced by the one written.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

/// Looks at the lock until it is given up as held.
const LOOKS: u32 = 200;
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// Held as long as it lives, and let go of when the process ends however it ends.
pub struct FolderLock {
    _folder: File,
}

impl FolderLock {
    /// Waits ten seconds for others.
    pub fn wait(folder: &Path) -> Result<Self, String> {
        // A path without a folder is in this one.
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let shown = folder.display();
        let opened = File::open(folder).map_err(|error| format!("{shown} cannot be opened: {error}"))?;
        for look in 0..LOOKS {
            match opened.try_lock() {
                Ok(()) => return Ok(Self { _folder: opened }),
                Err(TryLockError::WouldBlock) if look + 1 < LOOKS => std::thread::sleep(BETWEEN_LOOKS),
                Err(TryLockError::WouldBlock) => break,
                Err(TryLockError::Error(error)) => return Err(format!("{shown} cannot be locked: {error}")),
            }
        }
        Err(format!("another program is changing the lists in {shown}"))
    }
}
