//! SHA-256 digests, as `sha256sum` prints them.

use sha2::{Digest as _, Sha256};
use std::fmt;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex};

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    pub fn of_file(path: &Path) -> io::Result<Self> {
        let mut sum = Digesting::default();
        io::copy(&mut std::fs::File::open(path)?, &mut sum)?;
        Ok(sum.finish())
    }

    /// The first eight bytes as a number, for orders that nobody can steer.
    pub fn leading_u64(&self) -> u64 {
        u64::from_be_bytes(self.0[..8].try_into().expect("eight of 32 bytes"))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A digest in the making.
#[derive(Default, Clone)]
pub struct Digesting(Sha256);

impl Digesting {
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub fn finish(&self) -> Digest {
        Digest(self.0.clone().finalize().into())
    }

    /// A reader that adds to the digest what is read through it.
    pub fn tap<R: Read>(inner: R, sum: Arc<Mutex<Self>>) -> impl Read {
        Tap { inner, sum }
    }
}

impl io::Write for Digesting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Tap<R> {
    inner: R,
    sum: Arc<Mutex<Digesting>>,
}

impl<R: Read> Read for Tap<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.sum.lock().expect("not poisoned").update(&buffer[..length]);
        Ok(length)
    }
}
