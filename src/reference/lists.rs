//! Named lists: codes, prefixes or phrases, each list with owner, source, reason and dates.

use chrono::NaiveDate;

/// How a value is looked up in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchKind {
    /// The value is an entry.
    Exact,
    /// The value starts with an entry.
    Prefix,
    /// An entry's words stand in the text.
    Phrase,
}

impl MatchKind {
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "exact" => Self::Exact,
            "prefix" => Self::Prefix,
            "phrase" => Self::Phrase,
            _ => return None,
        })
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Prefix => "prefix",
            Self::Phrase => "phrase",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub value: String,
    pub note: Option<String>,
}

/// One list. Outside its dates it stops: rules that ask it are not evaluable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceList {
    pub name: String,
    pub pack: String,
    pub title: String,
    pub match_kind: MatchKind,
    pub owner: String,
    pub source: String,
    pub reason: String,
    pub effective: NaiveDate,
    pub review_by: NaiveDate,
    pub entries: Vec<Entry>,
}

impl ReferenceList {
    pub fn in_force(&self, on: NaiveDate) -> bool {
        self.effective <= on && on <= self.review_by
    }

    pub fn values(&self) -> Vec<String> {
        self.entries.iter().map(|entry| entry.value.clone()).collect()
    }
}

/// A list among those of all packs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ListId(pub usize);

/// The lists of all packs, sorted by name.
#[derive(Debug, Clone, Default)]
pub struct Lists(Vec<ReferenceList>);

impl Lists {
    pub fn new(mut lists: Vec<ReferenceList>) -> Self {
        lists.sort_by(|a, b| a.name.cmp(&b.name));
        Self(lists)
    }

    pub fn find(&self, name: &str) -> Option<ListId> {
        self.0.binary_search_by(|list| list.name.as_str().cmp(name)).ok().map(ListId)
    }

    pub fn get(&self, id: ListId) -> &ReferenceList {
        &self.0[id.0]
    }

    pub fn iter(&self) -> impl Iterator<Item = &ReferenceList> {
        self.0.iter()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
