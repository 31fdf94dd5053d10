//! Swaps: a finished run takes the place of an earlier one. As a whole where a folder's name can be given away; file by
//! file where it cannot, as on mount points. Then a run that is killed in the middle is finished by the next.

use super::run_folder::{FILES, MARK, sync_folder};
use super::scratch;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// The finished run within its destination, from the moment at which it counts. Before, what a killed run leaves is
/// thrown away; from then on it is put into place.
pub(super) const PUBLISHING: &str = ".redlane-publishing";

/// The names of the new run's files: those that are there no more have been put into place already.
const JOURNAL: &str = "journal";

/// Gives a finished folder the name of its destination. An old one goes away with the temporary name.
pub(super) fn folders(built: &Path, destination: &Path) -> io::Result<()> {
    let _undisturbed = scratch::hold();
    if !destination.exists() {
        return fs::rename(built, destination);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, built, CWD, destination, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    // Of a form that is never swept: should the program end here, this is the old run, and the only one.
    let mut aside = built.as_os_str().to_owned();
    aside.push(".old");
    fs::rename(destination, &aside)?;
    fs::rename(built, destination)?;
    fs::remove_dir_all(&aside)
}

/// Puts the files of a finished folder, which lies in its destination, into place one by one.
pub(super) fn files(built: &Path, destination: &Path) -> io::Result<()> {
    let new: Vec<&str> = FILES.into_iter().filter(|name| built.join(name).is_file()).collect();
    let mut journal = File::create(built.join(JOURNAL))?;
    journal.write_all(new.join("\n").as_bytes())?;
    journal.sync_all()?;
    sync_folder(built)?;
    loop {
        finish(destination)?;
        let _undisturbed = scratch::hold();
        match fs::rename(built, destination.join(PUBLISHING)) {
            // Another run was faster, and is done in a moment.
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => continue,
            renamed => renamed?,
        }
        sync_folder(destination)?;
        return put_into_place(destination);
    }
}

/// Finishes the swap of a run that was killed while it was under way; whether there was one.
pub(super) fn finish(destination: &Path) -> io::Result<bool> {
    let Ok(publishing) = scratch::open(&destination.join(PUBLISHING)) else { return Ok(false) };
    // A run that is still at it holds the lock, and is done in a moment.
    let _ = publishing.lock();
    let _undisturbed = scratch::hold();
    match destination.join(PUBLISHING).is_dir() {
        true => put_into_place(destination).map(|()| true),
        false => Ok(false),
    }
}

/// The mark goes first and comes last, so that a folder with a mark is one whole run. Can be begun again wherever it ended.
fn put_into_place(destination: &Path) -> io::Result<()> {
    let publishing = destination.join(PUBLISHING);
    let gone = |result: io::Result<()>| match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    };
    if publishing.join(MARK).is_file() {
        let journal = fs::read_to_string(publishing.join(JOURNAL))?;
        let new: Vec<&str> = journal.lines().collect();
        gone(fs::remove_file(destination.join(MARK)))?;
        sync_folder(destination)?;
        for name in FILES.iter().filter(|name| **name != MARK) {
            gone(match new.contains(name) {
                true => fs::rename(publishing.join(name), destination.join(name)),
                false => fs::remove_file(destination.join(name)),
            })?;
        }
        sync_folder(destination)?;
        fs::rename(publishing.join(MARK), destination.join(MARK))?;
    }
    gone(fs::remove_file(publishing.join(JOURNAL)))?;
    sync_folder(destination)?;
    gone(fs::remove_dir(&publishing))
}
