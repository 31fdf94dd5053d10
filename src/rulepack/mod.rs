//! Rule packs: from files that people write to checked rules, with every problem reported at once.

mod combination;
pub mod condition;
mod entries;
mod fields;
mod fold;
mod instruments;
mod keys;
mod lints;
mod list_text;
mod lists;
mod loader;
mod lock;
mod model;
mod page;
mod schema;
mod selectivity;
mod stopped;
mod template;

pub use combination::Combination;
pub use fold::Fold;
pub use list_text::ListText;
pub use loader::load;
pub use lock::lock_text;
pub use model::{Case, Condition, Given, Instrument, PackInfo, Rule, RuleKind, RulePack, Status, Verdict};
pub use page::{is_rule_page, rule_pages};
pub use schema::json_schema;
pub use selectivity::Selectivity;
pub use stopped::StoppedLists;
pub use template::{Filling, Template, is_long, on_one_line};
