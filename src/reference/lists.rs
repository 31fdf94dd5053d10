//! Named lists: codes, prefixes or phrases, each list with owner, source, reason and dates.

use super::port_aliases::other_codes;
use crate::wording::{Language, Phrase, PhraseList, Reading, is_grammar};
use chrono::NaiveDate;
use std::collections::BTreeSet;

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

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// As its owner wrote it. How it is compared is decided by the column that the list is asked of.
    pub value: String,
    /// What it is, or why it is there.
    pub note: Option<String>,
    /// Who answers for it, where that is not the list's owner.
    pub owner: Option<String>,
    /// The last day it counts.
    pub until: Option<NaiveDate>,
    /// The file it belongs to, at its owner's.
    pub case: Option<String>,
    /// A phrase as it stands, without other forms.
    pub exact: bool,
    /// A registry number with hyphens.
    pub hyphens: bool,
    /// A phrase that may be, after a comma, what the goods before are for.
    pub use_after_comma: bool,
}

impl Entry {
    /// Whether it counts on a day; without a day every entry does.
    pub fn counts(&self, as_of: Option<NaiveDate>) -> bool {
        as_of.zip(self.until).is_none_or(|(on, until)| on <= until)
    }

    /// How it is read, where that is not the list's way.
    pub fn traits(&self) -> impl Iterator<Item = &'static str> {
        let all = [(self.exact, "exact"), (self.hyphens, "hyphens"), (self.use_after_comma, "use_after_comma")];
        all.into_iter().filter(|(set, _)| *set).map(|(_, name)| name)
    }
}

/// The law a list rests on. Whether it is applied is the port's own decision, and may be contested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Legal {
    pub instrument: String,
    pub jurisdiction: String,
    pub applies_from: NaiveDate,
    pub applies_until: Option<NaiveDate>,
    pub applied: bool,
}

/// Whether a list counts on a day, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    InForce,
    NotYet(NaiveDate),
    Expired(NaiveDate),
    /// Its law is not applied here.
    SwitchedOff,
    /// Its law is applied only from, or until, this day.
    LawFrom(NaiveDate),
    LawUntil(NaiveDate),
}

impl Standing {
    /// Whether a law, or the decision not to apply it here, keeps the list from counting.
    pub fn is_by_law(self) -> bool {
        matches!(self, Self::SwitchedOff | Self::LawFrom(_) | Self::LawUntil(_))
    }
}

impl std::fmt::Display for Standing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::InForce => f.write_str("in force"),
            Self::NotYet(day) => write!(f, "counts only from {day}"),
            Self::Expired(day) => write!(f, "expired on {day}"),
            Self::SwitchedOff => f.write_str("is switched off here (legal: applied = false)"),
            Self::LawFrom(day) => write!(f, "rests on law that applies only from {day}"),
            Self::LawUntil(day) => write!(f, "rests on law that applied only until {day}"),
        }
    }
}

/// One list. Outside its dates, or where its law is not applied, it stops: rules that ask it are not evaluable.
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
    /// ISO 639-1 codes, for phrases.
    pub languages: Vec<String>,
    /// How its phrases are read.
    pub reading: Reading,
    /// Names of lists whose phrases hide the words of this one's.
    pub masked_by: Vec<String>,
    pub legal: Option<Legal>,
    pub entries: Vec<Entry>,
}

impl ReferenceList {
    pub fn in_force(&self, on: NaiveDate) -> bool {
        self.standing(on) == Standing::InForce
    }

    pub fn standing(&self, on: NaiveDate) -> Standing {
        if let Some(legal) = &self.legal {
            match legal.applies_until {
                _ if !legal.applied => return Standing::SwitchedOff,
                _ if on < legal.applies_from => return Standing::LawFrom(legal.applies_from),
                Some(last) if last < on => return Standing::LawUntil(last),
                _ => {}
            }
        }
        match on {
            _ if on < self.effective => Standing::NotYet(self.effective),
            _ if on > self.review_by => Standing::Expired(self.review_by),
            _ => Standing::InForce,
        }
    }

    /// What the list holds: its entries, and, of a list of ports, their other codes.
    pub fn values(&self) -> Vec<String> {
        self.values_on(None)
    }

    /// What the list holds on a day, as it is written.
    pub fn values_on(&self, as_of: Option<NaiveDate>) -> Vec<String> {
        let counting: Vec<&Entry> = self.entries.iter().filter(|entry| entry.counts(as_of)).collect();
        let mut values: Vec<String> = counting.iter().map(|entry| entry.value.clone()).collect();
        if self.match_kind == MatchKind::Exact {
            for entry in counting {
                for code in other_codes(&entry.value) {
                    if !values.iter().any(|known| known == code) {
                        values.push(code.to_owned());
                    }
                }
            }
        }
        values
    }

    /// What the list says, to the last trait of an entry: what its digest is made of.
    pub fn content(&self) -> String {
        let mut content = self.values().join("\n");
        for (entry, until) in self.entries.iter().filter_map(|entry| Some((entry, entry.until?))) {
            content += &format!("\n{} until {until}", entry.value);
        }
        if self.match_kind == MatchKind::Phrase {
            let (masks, languages) = (self.masked_by.join(" "), self.languages.join(" "));
            content += &format!("\nreading {} masked by {masks} in {languages}", self.reading.name());
            for entry in self.entries.iter().filter(|entry| entry.traits().next().is_some()) {
                let traits: Vec<&str> = entry.traits().collect();
                content += &format!("\n{}: {}", entry.value, traits.join(" "));
            }
        }
        content
    }

    /// The list as it is looked for in texts on a day.
    pub fn phrases(&self, as_of: Option<NaiveDate>) -> PhraseList<'_> {
        let phrase = |entry| {
            let Entry { value, exact, hyphens, use_after_comma, .. }: &Entry = entry;
            Phrase { text: value, exact: *exact, hyphens: *hyphens, use_after_comma: *use_after_comma }
        };
        PhraseList {
            name: &self.name,
            reading: self.reading,
            languages: self.languages.iter().filter_map(|code| Language::named(code)).collect(),
            masked_by: self.masked_by.iter().map(String::as_str).collect(),
            phrases: self.entries.iter().filter(|entry| entry.counts(as_of)).map(phrase).collect(),
        }
    }
}

/// A list among those of all packs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ListId(pub usize);

/// The lists of all packs, sorted by name.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    lists: Vec<ReferenceList>,
    /// Names of files that are there but could not be read.
    unreadable: Vec<String>,
}

impl Lists {
    pub fn new(mut lists: Vec<ReferenceList>, unreadable: Vec<String>) -> Self {
        lists.sort_by(|a, b| a.name.cmp(&b.name));
        Self { lists, unreadable }
    }

    /// Whether a list of that name is there but could not be read: it was complained of already.
    pub fn is_unreadable(&self, name: &str) -> bool {
        self.unreadable.iter().any(|unreadable| unreadable == name)
    }

    pub fn find(&self, name: &str) -> Option<ListId> {
        self.lists.binary_search_by(|list| list.name.as_str().cmp(name)).ok().map(ListId)
    }

    pub fn get(&self, id: ListId) -> &ReferenceList {
        &self.lists[id.0]
    }

    /// Some lists of phrases, with all that is needed to look for them: their exceptions, and the grammar.
    pub fn phrase_lists(
        &self,
        asked: impl IntoIterator<Item = ListId>,
        as_of: Option<NaiveDate>,
    ) -> Vec<PhraseList<'_>> {
        let mut wanted: BTreeSet<ListId> = asked.into_iter().collect();
        let masks = |id: &ListId| self.get(*id).masked_by.iter().filter_map(|name| self.find(name)).collect::<Vec<_>>();
        let excepted: Vec<ListId> = wanted.iter().flat_map(masks).collect();
        wanted.extend(excepted);
        let grammar = (0..self.lists.len()).map(ListId).filter(|id| is_grammar(&self.get(*id).name));
        wanted.extend(grammar);
        let of_phrases = wanted.into_iter().map(|id| self.get(id)).filter(|list| list.match_kind == MatchKind::Phrase);
        of_phrases.map(|list| list.phrases(as_of)).collect()
    }

    /// The same lists, but some of them with these entries and no others.
    pub fn with_entries<'e>(&self, others: impl IntoIterator<Item = (&'e String, &'e Vec<String>)>) -> Self {
        let mut changed = self.clone();
        for (name, values) in others {
            let Some(id) = changed.find(name) else { continue };
            let entry = |value: &String| Entry { value: value.clone(), ..Entry::default() };
            changed.lists[id.0].entries = values.iter().map(entry).collect();
        }
        changed
    }

    pub fn iter(&self) -> impl Iterator<Item = &ReferenceList> {
        self.lists.iter()
    }

    pub fn len(&self) -> usize {
        self.lists.len()
    }

    pub fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }
}
