//! Storage: files written whole or not at all, digests, run folders.

mod digest;
mod pack_files;
mod run_folder;

pub use digest::{Digest, Digesting};
pub use pack_files::{LOCK, PackFiles, PackFolder};
pub use run_folder::{RunFolder, StorageError, is_earlier_run, plain, write_atomically};
