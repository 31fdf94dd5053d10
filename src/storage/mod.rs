//! Storage: files written whole or not at all, digests, run folders, locks.

mod digest;
mod fault;
mod folder_lock;
mod pack_files;
mod run_folder;
mod scratch;
mod swap;

pub use digest::{Digest, Digesting};
pub use fault::MachineFault;
pub use folder_lock::FolderLock;
pub use pack_files::{LOCK, PackFiles, PackFolder};
pub use run_folder::{Published, RunFolder, RunPlace, StorageError, is_earlier_run, plain, write_atomically};
pub use scratch::abandon_scratch;
