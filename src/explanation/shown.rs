//! Which visits are explained.

use hashbrown::HashMap;

/// The visits that are explained, by container and name, with their places in the ranking.
#[derive(Debug, Clone, Default)]
pub struct ShownVisits(HashMap<String, HashMap<String, usize>>);

impl ShownVisits {
    pub fn insert(&mut self, container_no: String, visit: &str, place: usize) {
        self.0.entry(container_no).or_default().insert(visit.to_owned(), place);
    }

    /// Whether any visit of the container is shown.
    pub fn has(&self, container_no: &str) -> bool {
        self.0.contains_key(container_no)
    }

    pub fn place(&self, container_no: &str, visit: &str) -> Option<usize> {
        self.0.get(container_no)?.get(visit).copied()
    }
}
