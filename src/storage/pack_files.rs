//! The files of rule packs, as text: what stands where, nothing of what it means.

use crate::diagnostics::Source;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of packs (or a single pack), read but not understood.
#[derive(Debug, Clone, Default)]
pub struct PackFiles {
    pub folder: String,
    pub selectivity: Option<Source>,
    pub instruments: Option<Source>,
    /// Versions and digests of the rules as they were last agreed on; only where all packs are read.
    pub lock: Option<Source>,
    /// Lists that several packs use.
    pub lists: Vec<Source>,
    pub packs: Vec<PackFolder>,
    /// Folders beside the packs that hold TOML files but are no pack.
    pub orphans: Vec<String>,
}

/// One pack's files.
#[derive(Debug, Clone)]
pub struct PackFolder {
    pub name: String,
    pub pack: Source,
    pub rules: Vec<Source>,
    pub lists: Vec<Source>,
}

const PACK: &str = "pack.toml";
const SELECTIVITY: &str = "selectivity.toml";
const INSTRUMENTS: &str = "instruments.toml";
/// The name of the lock file in a folder of packs.
pub const LOCK: &str = "pack.lock";

impl PackFiles {
    /// Reads a folder that holds packs, or is one. What several packs share stands beside them.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let shown = folder.display();
        if !folder.is_dir() {
            return Err(match folder.exists() {
                true => format!("{shown} is not a folder; --rules takes the folder of the rule packs"),
                false => format!("{shown} does not exist; --rules takes the folder of the rule packs"),
            });
        }
        let is_pack = folder.join(PACK).is_file();
        let beside = if is_pack { folder.join("..") } else { folder.to_owned() };
        let (mut packs, mut orphans) = (Vec::new(), Vec::new());
        if is_pack {
            packs.push(PackFolder::read(folder)?);
        } else {
            for path in entries(folder)?.into_iter().filter(|path| path.is_dir()) {
                match path.join(PACK).is_file() {
                    true => packs.push(PackFolder::read(&path)?),
                    false if holds_toml(&path)? => orphans.push(path.display().to_string()),
                    false => {}
                }
            }
        }
        if packs.is_empty() {
            return Err(format!("{shown} holds no rule pack (a folder with a {PACK})"));
        }
        let shared = |name: &str| {
            let own = folder.join(name);
            let path = if own.is_file() { own } else { beside.join(name) };
            path.is_file().then(|| source(&path)).transpose()
        };
        let lock = folder.join(LOCK);
        Ok(Self {
            folder: shown.to_string(),
            selectivity: shared(SELECTIVITY)?,
            instruments: shared(INSTRUMENTS)?,
            lock: (!is_pack && lock.is_file()).then(|| source(&lock)).transpose()?,
            lists: lists(&beside)?,
            packs,
            orphans,
        })
    }

    /// Every file, for digests.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        let packs = self.packs.iter().flat_map(|p| [&p.pack].into_iter().chain(&p.rules).chain(&p.lists));
        self.selectivity.iter().chain(&self.instruments).chain(&self.lists).chain(packs)
    }
}

impl PackFolder {
    fn read(folder: &Path) -> Result<Self, String> {
        let name = folder.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_str()?.to_owned()));
        let rules = entries(folder)?.into_iter().filter(|path| is_toml(path) && !path.ends_with(PACK));
        Ok(Self {
            name: name.unwrap_or_default(),
            pack: source(&folder.join(PACK))?,
            rules: rules.map(|path| source(&path)).collect::<Result<_, _>>()?,
            lists: lists(folder)?,
        })
    }
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "toml")
}

/// Whether a folder looks like a pack without its pack.toml. `lists` beside the packs is none.
fn holds_toml(folder: &Path) -> Result<bool, String> {
    let inside = |folder: &Path| Ok::<_, String>(entries(folder)?.iter().any(|path| is_toml(path)));
    let lists = folder.join("lists");
    Ok(!folder.ends_with("lists") && (inside(folder)? || (lists.is_dir() && inside(&lists)?)))
}

/// The list files of a pack, or those that all packs share.
fn lists(folder: &Path) -> Result<Vec<Source>, String> {
    let folder = folder.join("lists");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    entries(&folder)?.iter().filter(|path| is_toml(path)).map(|path| source(path)).collect()
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let unreadable = |error: std::io::Error| format!("{} cannot be read: {error}", folder.display());
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(unreadable)?
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<_, _>>()
        .map_err(unreadable)?;
    paths.sort();
    Ok(paths)
}

fn source(path: &Path) -> Result<Source, String> {
    let bytes = fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(&path.display().to_string(), &text)),
        Err(error) => Err(format!("{} is not UTF-8 text (byte {})", path.display(), error.utf8_error().valid_up_to())),
    }
}
