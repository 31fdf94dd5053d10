//! The catalogue and its page.

use crate::program::root;
use redlane::columns::{Column, Stage, catalogue_page};
use redlane::indicators::registry;
use std::collections::BTreeSet;

#[test]
fn the_page_is_what_the_catalogue_says() {
    let page = std::fs::read_to_string(root().join("docs/columns.md")).expect("docs/columns.md");
    assert!(page == catalogue_page(), "run `redlane columns --format markdown > docs/columns.md`");
}

#[test]
fn names_are_unique_and_meanings_complete() {
    let names: BTreeSet<&str> = Column::ALL.iter().map(|column| column.name()).collect();
    assert_eq!(names.len(), Column::ALL.len());
    for column in Column::ALL {
        assert!(column.spec().meaning.ends_with('.'), "{} has no full sentence", column.name());
        assert_eq!(Column::named(column.name()), Some(*column));
    }
}

#[test]
fn every_indicator_of_the_catalogue_is_computed_once() {
    let computed: Vec<Column> = registry().map(|indicator| indicator.column).collect();
    let distinct: BTreeSet<Column> = computed.iter().copied().collect();
    assert_eq!(computed.len(), distinct.len(), "an indicator is in the registry twice");
    let catalogue: BTreeSet<Column> =
        Column::ALL.iter().copied().filter(|c| matches!(c.stage(), Stage::Row | Stage::Call | Stage::Batch)).collect();
    assert_eq!(distinct, catalogue);
}
