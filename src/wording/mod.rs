//! Wording: texts of people made comparable, and phrases found in them.

mod excerpt;
mod folded;
mod forms;
mod grammar;
mod lexicon;
mod phrases;
mod printable;
mod tokens;

pub use excerpt::{cut, excerpt, one_line};
pub use folded::{fold_into, folded, hash_of_letters, words};
pub use forms::Language;
pub use grammar::{Hiding, is_grammar};
pub use phrases::{AskedLists, Finding, ListSet, Mentioned, Phrase, PhraseList, PhraseMatcher, Reading, Scratch};
pub use printable::printable;
