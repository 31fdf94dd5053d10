//! Run folders: all outputs of a run appear at once, under the name asked for, or not at all.

use super::Digest;
use super::scratch::{self, PREFIX, Scratch};
use super::swap::{self, PUBLISHING};
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
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

/// The file every run folder holds, with the version of redlane that wrote it. A folder that is being replaced file by
/// file has none until it is whole.
pub(super) const MARK: &str = "run.json";

/// Everything a run may leave in its folder. A folder with anything else in it is somebody's.
pub(super) const FILES: [&str; 9] = [
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

/// What the root of a file system of its own may hold besides; a file-by-file swap does not touch it.
const OF_MOUNTS: &str = "lost+found";

/// Whether a folder is an earlier run and nothing more; the error says what speaks against it.
pub fn is_earlier_run(folder: &Path) -> Result<(), String> {
    let mark = fs::read(folder.join(MARK)).or_else(|_| fs::read(folder.join(PUBLISHING).join(MARK)));
    let mark = mark.map_err(|_| format!("it holds no {MARK}"))?;
    let ours = serde_json::from_slice::<serde_json::Value>(&mark).is_ok_and(|mark| mark["redlane"].is_string());
    if !ours {
        return Err(format!("its {MARK} is not redlane's"));
    }
    let mounted = is_mount_point(folder);
    match names(folder).map_err(|error| plain(&error))?.into_iter().find(|name| !may_stand(name, mounted)) {
        Some(other) => Err(format!("it also holds {other}")),
        None => Ok(()),
    }
}

fn may_stand(name: &str, mounted: bool) -> bool {
    FILES.contains(&name) || is_empty_but_for(name, mounted)
}

/// What a folder may hold and still be a place for a first run: what killed runs left, and what mounts bring along.
fn is_empty_but_for(name: &str, mounted: bool) -> bool {
    name.starts_with(PREFIX) || (mounted && name == OF_MOUNTS)
}

fn names(folder: &Path) -> io::Result<Vec<String>> {
    let name = |entry: io::Result<fs::DirEntry>| entry.map(|entry| entry.file_name().to_string_lossy().into_owned());
    fs::read_dir(folder)?.map(name).collect()
}

/// Whether a folder lies on another file system than the one above it, so that its name cannot be given to another.
fn is_mount_point(folder: &Path) -> bool {
    let device = |path: &Path| path.metadata().map(|metadata| metadata.dev()).ok();
    device(folder).is_some_and(|own| device(&folder.join("..")).is_some_and(|above| above != own))
}

/// The place where a run will stand, looked at before the work begins.
pub struct RunPlace {
    destination: PathBuf,
    /// The run that stands there.
    before: Option<Digest>,
}

impl RunPlace {
    /// Whether a run may take this place: it must be new, empty, or an earlier run.
    pub fn check(destination: &Path) -> Result<Self, StorageError> {
        let failed = |error: io::Error| StorageError::new(destination, &error);
        if let Some(reason) = dangling(destination).or_else(|| is_no_place(destination)) {
            return Err(StorageError { path: destination.to_owned(), reason });
        }
        if destination.exists() {
            let mounted = is_mount_point(destination);
            let empty = destination.is_dir()
                && names(destination).map_err(failed)?.iter().all(|name| is_empty_but_for(name, mounted));
            if !empty && let Err(reason) = is_earlier_run(destination) {
                return Err(StorageError {
                    path: destination.to_owned(),
                    reason: format!("exists and is no earlier run ({reason}); it is left untouched"),
                });
            }
        }
        Ok(Self { destination: destination.to_owned(), before: mark_of(destination) })
    }

    /// Begins the folder that will stand there: beside it, or in it where nothing can be made beside it.
    pub fn begin(self) -> Result<RunFolder, StorageError> {
        let Self { destination, before } = self;
        let failed = |error: io::Error| StorageError::new(&destination, &error);
        let parent = parent_of(&destination);
        fs::create_dir_all(&parent).map_err(failed)?;
        let before = match swap::finish(&destination).map_err(failed)? {
            true => mark_of(&destination),
            false => before,
        };
        let beside = match is_mount_point(&destination) {
            true => None,
            false => match Scratch::folder(&parent, &destination) {
                Ok(scratch) => Some(scratch),
                Err(_) if destination.is_dir() => None,
                Err(error) => return Err(failed(error)),
            },
        };
        let inside = beside.is_none();
        let (building, place) = match beside {
            Some(scratch) => (scratch, &parent),
            None => (Scratch::folder(&destination, &destination).map_err(failed)?, &destination),
        };
        scratch::sweep(place, &destination, &building);
        Ok(RunFolder { building, inside, before, destination })
    }
}

/// Why nothing can take a place. What would else come out when all is done is better known before.
fn is_no_place(destination: &Path) -> Option<String> {
    match destination.metadata() {
        // A new name would take the place of the device or pipe itself.
        Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => {
            Some("is a device or a pipe, and keeps nothing; name a file or folder".to_owned())
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => Some(plain(&error)),
        _ => None,
    }
}

/// Where a link leads that leads nowhere.
fn dangling(destination: &Path) -> Option<String> {
    let leads_to = destination.read_link().ok().filter(|_| !destination.exists())?;
    Some(format!("is a link to {}, which is not there; remove the link, or make that folder", leads_to.display()))
}

fn mark_of(folder: &Path) -> Option<Digest> {
    Digest::of_file(&folder.join(MARK)).ok()
}

/// A run folder in the making.
pub struct RunFolder {
    building: Scratch,
    /// Whether it is made within its destination, which cannot be replaced as a whole.
    inside: bool,
    before: Option<Digest>,
    destination: PathBuf,
}

/// What publishing a run met with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// Another run came to stand there after this one had begun, and is gone now.
    pub over_another: bool,
}

impl RunFolder {
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
    /// where the file system can swap two names, there is no moment without one. A mount point is replaced file by file.
    pub fn publish(self) -> Result<Published, StorageError> {
        let failed = |error: io::Error| StorageError::new(&self.destination, &error);
        let built = self.building.path();
        sync_folder(built).map_err(failed)?;
        let published = Published { over_another: mark_of(&self.destination) != self.before };
        let replaced = match self.inside {
            true => swap::files(built, &self.destination),
            false => swap::folders(built, &self.destination),
        };
        match replaced {
            // Its name belongs to a mount.
            Err(error) if matches!(error.kind(), io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices) => {
                let inside = Scratch::folder(&self.destination, &self.destination).map_err(failed)?;
                copy_files(built, inside.path()).map_err(failed)?;
                scratch::sweep(&self.destination, &self.destination, &inside);
                swap::files(inside.path(), &self.destination).map_err(failed)?;
            }
            replaced => replaced.map_err(failed)?,
        }
        if !self.inside {
            sync_folder(&parent_of(&self.destination)).map_err(failed)?;
        }
        Ok(published)
    }
}

fn copy_files(from: &Path, to: &Path) -> io::Result<()> {
    for name in FILES.iter().filter(|name| from.join(name).is_file()) {
        fs::copy(from.join(name), to.join(name))?;
        File::open(to.join(name))?.sync_all()?;
    }
    sync_folder(to)
}

/// Writes a single file whole or not at all.
pub fn write_atomically(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> Result<(), String>,
) -> Result<(), StorageError> {
    let parent = parent_of(path);
    let failed = |error: io::Error| StorageError::new(path, &error);
    if let Some(reason) = is_no_place(path) {
        return Err(StorageError { path: path.to_owned(), reason });
    }
    let building = Scratch::file(&parent, path).map_err(failed)?;
    scratch::sweep(&parent, path, &building);
    write_synced(building.path(), content).map_err(|reason| StorageError { path: path.to_owned(), reason })?;
    fs::rename(building.path(), path).map_err(failed)?;
    sync_folder(&parent).map_err(failed)
}

fn write_synced(path: &Path, content: impl FnOnce(&mut dyn Write) -> Result<(), String>) -> Result<(), String> {
    let file = File::create(path).map_err(|error| plain(&error))?;
    let mut out = io::BufWriter::with_capacity(1 << 18, file);
    content(&mut out)?;
    let file = out.into_inner().map_err(|error| plain(error.error()))?;
    file.sync_all().map_err(|error| plain(&error))
}

pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

fn parent_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
