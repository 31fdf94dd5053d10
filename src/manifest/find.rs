//! Finding: which files the arguments mean (files, folders, patterns, `-`), and what lies beside them.

use super::Damage;
use super::elsewhere::elsewhere;
use super::release::together;
use super::skipped::{FoundBy, MANIFEST_ENDINGS, Skipped, reason_against};
use super::source::InputFile;
use crate::storage::{is_earlier_run, plain};
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

/// What arguments mean.
#[derive(Debug, Default)]
pub struct Found {
    /// Files, sorted within each argument, none twice.
    pub inputs: Vec<InputFile>,
    /// What was named, or lies in a folder that was, and cannot be reached.
    pub damages: Vec<Damage>,
    /// What lies in folders, or fits patterns, and is no manifest.
    pub skipped: Vec<Skipped>,
    /// Every file by the one name that the system has for it; none for standard input.
    known: HashSet<Option<PathBuf>>,
}

impl Found {
    /// Whether a file is one of the inputs, under whatever name.
    pub fn has(&self, path: &Path) -> bool {
        path.canonicalize().is_ok_and(|path| self.known.contains(&Some(path)))
    }

    fn add(&mut self, file: InputFile, identity: Option<PathBuf>) {
        if self.known.insert(identity) {
            self.inputs.push(file);
        }
    }
}

/// Turns arguments into files. What cannot be reached is a damage, and the others are found all the same.
pub fn find_inputs<A: AsRef<OsStr>>(arguments: &[A]) -> Found {
    let mut found = Found::default();
    for argument in arguments {
        expand(argument.as_ref(), &mut found);
    }
    // A folder and a folder in it name the same files.
    found.skipped.sort();
    found.skipped.dedup();
    found.inputs = together(std::mem::take(&mut found.inputs));
    found
}

fn expand(argument: &OsStr, found: &mut Found) {
    if argument == "-" {
        return found.add(InputFile::Stdin, None);
    }
    if let Some(damage) = argument.to_str().and_then(elsewhere) {
        return found.damages.push(damage);
    }
    let path = Path::new(argument);
    if path.is_dir() {
        return manifests_below(path, found);
    }
    match argument.to_str().filter(|text| text.contains(['*', '?', '['])) {
        Some(pattern) if !path.exists() => match_pattern(pattern, found),
        _ => {
            let identity = path.canonicalize().unwrap_or_else(|_| path.to_owned());
            found.add(InputFile::Path(path.to_owned()), Some(identity));
        }
    }
}

fn match_pattern(pattern: &str, found: &mut Found) {
    let matches = match glob::glob(pattern) {
        Ok(matches) => matches,
        Err(error) => return found.damages.push(Damage::new(pattern, format!("not a glob: {error}"))),
    };
    let damages = found.damages.len();
    let (mut paths, mut any) = (Vec::new(), false);
    for matched in matches {
        match matched {
            Ok(path) => paths.push(path),
            Err(error) => found.damages.push(unreadable(error.path(), error.error())),
        }
    }
    paths.sort();
    for path in paths {
        let metadata = fs::metadata(&path);
        // A pipe is not looked into: nobody may ever write to it.
        let skip = match &metadata {
            Ok(metadata) if metadata.is_dir() => Some("is a folder; name it to have it read".to_owned()),
            Ok(metadata) if !metadata.is_file() => Some(NO_FILE.to_owned()),
            _ => reason_against(&path, FoundBy::Pattern(pattern)),
        };
        match (skip, metadata) {
            (Some(reason), _) => found.skipped.push(Skipped::new(&path, reason)),
            (None, Err(error)) => found.damages.push(unreadable(&path, &error)),
            (None, Ok(_)) => {
                any = true;
                let identity = path.canonicalize().unwrap_or_else(|_| path.clone());
                found.add(InputFile::Path(path), Some(identity));
            }
        }
    }
    if !any && found.damages.len() == damages {
        found.damages.push(Damage::new(pattern, "no file matches"));
    }
}

fn manifests_below(folder: &Path, found: &mut Found) {
    let damages = found.damages.len();
    let mut walk = Walk { found, folders: HashSet::new(), files: 0 };
    match folder.canonicalize() {
        Ok(identity) => walk.folder(folder, &identity),
        Err(error) => walk.found.damages.push(unreadable(folder, &error)),
    }
    if walk.files == 0 && found.damages.len() == damages {
        let none = Damage::new(&folder.display().to_string(), "the folder holds no manifest file");
        let endings = MANIFEST_ENDINGS.join(", ");
        found.damages.push(none.with_help(format!("file names end in {endings}, with .gz or .zst or without")));
    }
}

/// A way through a folder and all folders in it.
struct Walk<'f> {
    found: &'f mut Found,
    /// Folders gone through: links may lead in circles.
    folders: HashSet<PathBuf>,
    /// Manifests met, whether or not they were known.
    files: usize,
}

impl Walk<'_> {
    /// Goes through a folder under the name by which it was reached; its identity spares asking for that of every file.
    fn folder(&mut self, folder: &Path, identity: &Path) {
        if !self.folders.insert(identity.to_owned()) {
            return;
        }
        let names = fs::read_dir(folder).and_then(|entries| {
            let mut names: Vec<(OsString, FileType)> = entries
                .map(|entry| entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?))))
                .collect::<io::Result<_>>()?;
            names.sort_by(|a, b| a.0.cmp(&b.0));
            Ok(names)
        });
        match names {
            Ok(names) => {
                names.into_iter().for_each(|(name, kind)| self.entry(folder.join(&name), identity.join(name), kind))
            }
            Err(error) => self.found.damages.push(unreadable(folder, &error)),
        }
    }

    fn entry(&mut self, path: PathBuf, identity: PathBuf, kind: FileType) {
        if !kind.is_symlink() {
            return self.thing(path, identity, kind);
        }
        // A link that leads nowhere matters where its name is that of a manifest.
        match fs::metadata(&path).and_then(|metadata| Ok((path.canonicalize()?, metadata.file_type()))) {
            Ok((identity, kind)) => self.thing(path, identity, kind),
            Err(error) => match reason_against(&path, FoundBy::Folder) {
                Some(reason) => self.found.skipped.push(Skipped::new(&path, reason)),
                None => self.found.damages.push(unreadable(&path, &error)),
            },
        }
    }

    fn thing(&mut self, path: PathBuf, identity: PathBuf, kind: FileType) {
        let skip = if kind.is_dir() {
            let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
            match (is_hidden, is_earlier_run(&path)) {
                (true, _) => Some("is hidden".to_owned()),
                // Outputs of a run are no manifests.
                (false, Ok(())) => Some("is an earlier run, with its outputs".to_owned()),
                (false, Err(_)) => return self.folder(&path, &identity),
            }
        } else if kind.is_file() {
            reason_against(&path, FoundBy::Folder)
        } else {
            Some(NO_FILE.to_owned())
        };
        match skip {
            Some(reason) => self.found.skipped.push(Skipped::new(&path, reason)),
            None => {
                self.files += 1;
                self.found.add(InputFile::Path(path), Some(identity));
            }
        }
    }
}

/// What is said of devices and pipes that nobody named.
const NO_FILE: &str = "is neither a file nor a folder";

fn unreadable(path: &Path, error: &io::Error) -> Damage {
    Damage::new(&path.display().to_string(), format!("cannot be read: {}", plain(error)))
}
