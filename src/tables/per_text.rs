//! Work done once per distinct text of a table: parties and descriptions repeat.

use hashbrown::HashMap;

/// Remembers what a function gave for each text.
pub struct PerText<'t, V> {
    known: HashMap<&'t str, V>,
}

impl<V> Default for PerText<'_, V> {
    fn default() -> Self {
        Self { known: HashMap::new() }
    }
}

impl<'t, V> PerText<'t, V> {
    pub fn get(&mut self, text: &'t str, work: impl FnOnce(&'t str) -> V) -> &V {
        self.known.entry(text).or_insert_with(|| work(text))
    }
}
