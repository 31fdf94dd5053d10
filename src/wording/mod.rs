//! Wording: texts of people made comparable, and phrases found in them.

mod folded;
mod phrases;
mod printable;

pub use folded::{fold_into, folded, words};
pub use phrases::PhraseScanner;
pub use printable::printable;
