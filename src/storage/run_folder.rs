//! Run folders: all outputs of a run appear at once, under the name asked for, or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// An output that could not be written.
#[derive(Debug)]
pub struct StorageError {
    pub path: PathBuf,
    pub reason: String,
}

impl StorageError {
    fn new(path: &Path, error: &io::Error) -> Self {
        Self { path: path.to_owned(), reason: plain(error) }
    }
}

/// The operating system's words, without the number.
pub fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

/// The file every run folder holds, with the version of redlane that wrote it.
const MARK: &str = "run.json";

/// Everything a run may leave in its folder. A folder with anything else in it is somebody's.
const FILES: [&str; 9] = [
    MARK,
    "ranking.parquet",
    "ranking.csv",
    "explanations.json",
    "sources.csv",
    "rejects.csv",
    "unreadable.csv",
    "coverage.json",
    "hits.parquet",
];

/// Whether a folder is an earlier run and nothing more; the error says what speaks against it.
pub fn is_earlier_run(folder: &Path) -> Result<(), String> {
    let mark = fs::read(folder.join(MARK)).map_err(|_| format!("it holds no {MARK}"))?;
    let ours = serde_json::from_slice::<serde_json::Value>(&mark).is_ok_and(|mark| mark["redlane"].is_string());
    if !ours {
        return Err(format!("its {MARK} is not redlane's"));
    }
    for entry in fs::read_dir(folder).map_err(|error| error.to_string())? {
        let name = entry.map_err(|error| error.to_string())?.file_name();
        if !FILES.iter().any(|file| *file == name) {
            return Err(format!("it also holds {}", name.to_string_lossy()));
        }
    }
    Ok(())
}

/// A run folder in the making, beside its destination.
pub struct RunFolder {
    building: tempfile::TempDir,
    destination: PathBuf,
}

impl RunFolder {
    /// Whether a run may take this place: it must be new, empty, or an earlier run.
    pub fn check(destination: &Path) -> Result<(), StorageError> {
        let failed = |error: &io::Error| StorageError::new(destination, error);
        if destination.exists() {
            let empty = destination.is_dir() && fs::read_dir(destination).map_err(|e| failed(&e))?.next().is_none();
            if !empty && let Err(reason) = is_earlier_run(destination) {
                return Err(StorageError {
                    path: destination.to_owned(),
                    reason: format!("exists and is no earlier run ({reason}); it is left untouched"),
                });
            }
        }
        Ok(())
    }

    /// Begins a folder that will replace `destination`.
    pub fn begin(destination: &Path) -> Result<Self, StorageError> {
        Self::check(destination)?;
        let failed = |error: &io::Error| StorageError::new(destination, error);
        let parent = parent_of(destination);
        fs::create_dir_all(&parent).map_err(|e| failed(&e))?;
        let building = tempfile::Builder::new()
            .prefix(".redlane-")
            .permissions(fs::Permissions::from_mode(0o777))
            .tempdir_in(&parent)
            .map_err(|error| StorageError::new(&parent, &error))?;
        Ok(Self { building, destination: destination.to_owned() })
    }

    /// Writes one file of the folder.
    pub fn write(
        &self,
        name: &str,
        content: impl FnOnce(&mut dyn Write) -> Result<(), String>,
    ) -> Result<(), StorageError> {
        let path = self.building.path().join(name);
        let shown = self.destination.join(name);
        write_synced(&path, content).map_err(|reason| StorageError { path: shown, reason })
    }

    /// Puts the finished folder in its place. A run killed before this leaves the old folder as it was;
    /// where the file system can swap two names, there is no moment without one.
    pub fn publish(self) -> Result<(), StorageError> {
        let failed = |error: io::Error| StorageError::new(&self.destination, &error);
        sync_folder(self.building.path()).map_err(failed)?;
        let built = self.building.path();
        if self.destination.exists() {
            swap(built, &self.destination).map_err(failed)?;
        } else {
            fs::rename(built, &self.destination).map_err(failed)?;
        }
        sync_folder(&parent_of(&self.destination)).map_err(failed)?;
        Ok(())
    }
}

/// Exchanges two folders; the old one goes away with the temporary name.
fn swap(built: &Path, destination: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, built, CWD, destination, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    let aside = built.with_extension("old");
    fs::rename(destination, &aside)?;
    fs::rename(built, destination)?;
    fs::remove_dir_all(&aside)
}

/// Writes a single file whole or not at all.
pub fn write_atomically(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> Result<(), String>,
) -> Result<(), StorageError> {
    let parent = parent_of(path);
    let failed = |error: io::Error| StorageError::new(path, &error);
    let building = tempfile::Builder::new()
        .prefix(".redlane-")
        .permissions(fs::Permissions::from_mode(0o666))
        .tempfile_in(&parent)
        .map_err(failed)?;
    write_synced(building.path(), content).map_err(|reason| StorageError { path: path.to_owned(), reason })?;
    building.persist(path).map_err(|error| failed(error.error))?;
    sync_folder(&parent).map_err(failed)
}

fn write_synced(path: &Path, content: impl FnOnce(&mut dyn Write) -> Result<(), String>) -> Result<(), String> {
    let file = File::create(path).map_err(|error| error.to_string())?;
    let mut out = io::BufWriter::with_capacity(1 << 18, file);
    content(&mut out)?;
    let file = out.into_inner().map_err(|error| error.to_string())?;
    file.sync_all().map_err(|error| error.to_string())
}

fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

fn parent_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
