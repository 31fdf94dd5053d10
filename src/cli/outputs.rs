//! Files that a command is to write: each is of one thing, and none is what the command reads.

use super::exit::{Exit, Failure};
use redlane::manifest::Found;
use std::path::{Path, PathBuf};

/// Files to write, each with the argument that names it.
#[derive(Default)]
pub struct Outputs<'a>(Vec<(&'static str, &'a Path)>);

impl<'a> Outputs<'a> {
    pub fn and(mut self, argument: &'static str, path: Option<&'a PathBuf>) -> Self {
        self.0.extend(path.map(|path| (argument, path.as_path())));
        self
    }

    /// Refuses to write two things into one file, however it is called.
    pub fn refuse_one_for_two(&self) -> Result<(), Failure> {
        for (at, (argument, path)) in self.0.iter().enumerate() {
            if let Some((other, _)) = self.0[..at].iter().find(|(_, other)| the_file(other) == the_file(path)) {
                let message = format!("{} is to hold two things at once", path.display());
                return Err(Failure::new(Exit::Usage, message)
                    .with_help(format!("{other} and {argument} each name a file of their own")));
            }
        }
        Ok(())
    }

    /// Refuses to write over what is to be read.
    pub fn refuse_inputs(&self, found: &Found) -> Result<(), Failure> {
        match self.0.iter().find(|(_, path)| found.has(path)) {
            Some((argument, path)) => {
                let message = format!("{argument}: {} is an input; it would be written over", path.display());
                Err(Failure::new(Exit::Usage, message).with_help("name another file"))
            }
            None => Ok(()),
        }
    }
}

/// Refuses to replace a folder in which an input lies.
pub fn refuse_folder_of_inputs(folder: &Path, found: &Found) -> Result<(), Failure> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    match entries.map(|entry| entry.path()).find(|path| found.has(path)) {
        Some(input) => {
            let message = format!("--out: {} is an input, and would go when the run takes its place", input.display());
            Err(Failure::new(Exit::Usage, message).with_help("name another folder"))
        }
        None => Ok(()),
    }
}

/// A file by the one name that the system has for it, whether it is there yet or not.
fn the_file(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| {
        let (Some(name), folder) = (path.file_name(), path.parent()) else { return path.to_owned() };
        let folder = folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        folder.canonicalize().unwrap_or_else(|_| folder.to_owned()).join(name)
    })
}
