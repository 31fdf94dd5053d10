//! Scratch: files and folders in the making. Each is hidden, named after what it will be and the process that makes it,
//! and locked while it is worked on, so that the next run can tell what a killed one left from what another still needs.

use super::Digest;
use rustix::fs::OFlags;
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What this process is making. Whoever holds it keeps a signal from cleaning up.
static MAKING: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// How every hidden name begins.
pub(super) const PREFIX: &str = ".redlane-";

/// Signs that make a name unlike any other.
const RANDOM: usize = 6;

/// A hidden file or folder that goes away when it is dropped, whatever became of it.
pub(super) struct Scratch {
    path: PathBuf,
    /// Held as long as it is worked on. A file system that knows no locks gives none; then nobody sweeps.
    _lock: Option<File>,
}

impl Scratch {
    /// A folder in `parent` that will be `destination`.
    pub fn folder(parent: &Path, destination: &Path) -> io::Result<Self> {
        let prefix = own_prefix(destination);
        loop {
            let made = builder(&prefix, 0o777).tempdir_in(parent)?.keep();
            if let Some(scratch) = Self::taken(made) {
                return Ok(scratch);
            }
        }
    }

    /// A file in `parent` that will be `destination`.
    pub fn file(parent: &Path, destination: &Path) -> io::Result<Self> {
        let prefix = own_prefix(destination);
        loop {
            let (_, made) = builder(&prefix, 0o666).tempfile_in(parent)?.keep().map_err(|error| error.error)?;
            if let Some(scratch) = Self::taken(made) {
                return Ok(scratch);
            }
        }
    }

    /// Locks what was just made; none if a sweeping run was faster and took it for a leftover.
    fn taken(path: PathBuf) -> Option<Self> {
        let mut making = hold();
        let file = open(&path).ok()?;
        let locked = match file.try_lock() {
            Ok(()) => Some(file),
            Err(fs::TryLockError::WouldBlock) => return None,
            Err(fs::TryLockError::Error(_)) => None,
        };
        if !path.exists() {
            return None;
        }
        making.insert(path.clone());
        Some(Self { path, _lock: locked })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let mut making = hold();
        remove(&self.path);
        making.remove(&self.path);
    }
}

/// Keeps a signal from cleaning up as long as the guard lives: what is being put into its place is put there whole.
pub(super) fn hold() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    MAKING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes all that this process is making, and lets it make nothing more: the process is about to end.
pub fn abandon_scratch() {
    let making = hold();
    for path in &*making {
        // Another thread may be writing into it.
        (0..10).take_while(|_| path.symlink_metadata().is_ok()).for_each(|_| remove(path));
    }
    std::mem::forget(making);
}

/// Removes what killed runs left in `parent` while they made `destination`: only what has our form of name and our
/// owner, is no link, and is locked by nobody. `owned` is something of this process's own.
pub(super) fn sweep(parent: &Path, destination: &Path, owned: &Scratch) {
    let (Ok(entries), Ok(own)) = (fs::read_dir(parent), owned.path.symlink_metadata()) else { return };
    for entry in entries.flatten().filter(|entry| is_scratch_of(destination, &entry.file_name())) {
        let path = entry.path();
        let Ok(metadata) = path.symlink_metadata() else { continue };
        if metadata.is_symlink() || metadata.uid() != own.uid() {
            continue;
        }
        let Ok(file) = open(&path) else { continue };
        if file.try_lock().is_ok() {
            remove(&path);
        }
    }
}

/// Whether a name is one that [`Scratch`] gives to something that will be `destination`.
fn is_scratch_of(destination: &Path, name: &OsStr) -> bool {
    let (name, prefix) = (name.as_encoded_bytes(), prefix_of(destination));
    let Some(rest) = name.strip_prefix(prefix.as_encoded_bytes()) else { return false };
    let mut parts = rest.split(|&byte| byte == b'-');
    let (process, random) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let is_number = !process.is_empty() && process.iter().all(u8::is_ascii_digit);
    let is_random = random.len() == RANDOM && random.iter().all(u8::is_ascii_alphanumeric);
    is_number && is_random && parts.next().is_none()
}

fn builder(prefix: &OsStr, mode: u32) -> tempfile::Builder<'_, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).rand_bytes(RANDOM).permissions(Permissions::from_mode(mode));
    builder
}

fn own_prefix(destination: &Path) -> OsString {
    let mut prefix = prefix_of(destination);
    prefix.push(format!("{}-", std::process::id()));
    prefix
}

/// The hidden name begins with the name of the destination, or, where that leaves no room for what follows (names have 255 bytes),
/// with its digest.
fn prefix_of(destination: &Path) -> OsString {
    const LONGEST_NAME: usize = 200;
    let name = destination.file_name().unwrap_or_else(|| OsStr::new("out"));
    let mut prefix = OsString::from(PREFIX);
    match name.len() > LONGEST_NAME {
        true => prefix.push(&Digest::of(name.as_encoded_bytes()).to_string()[..16]),
        false => prefix.push(name),
    }
    prefix.push("-");
    prefix
}

/// Opens a file or folder itself, never what a link leads to.
pub(super) fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(OFlags::NOFOLLOW.bits().cast_signed()).open(path)
}

fn remove(path: &Path) {
    let Ok(metadata) = path.symlink_metadata() else { return };
    // What cannot be removed now is swept by the next run.
    let _ = if metadata.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}
