//! Rule packs: from files that people write to checked rules, with every problem reported at once.

mod combination;
pub mod condition;
mod fields;
mod keys;
mod lints;
mod loader;
mod model;
mod schema;
mod selectivity;
mod template;

pub use combination::Combination;
pub use loader::load;
pub use model::{Case, Condition, Given, PackInfo, Rule, RulePack, Status, Verdict};
pub use schema::json_schema;
pub use selectivity::Selectivity;
pub use template::{Template, on_one_line};
