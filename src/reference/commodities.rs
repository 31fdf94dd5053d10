//! HS headings, the words goods go by, and which codes exist.

use super::snapshot::Snapshot;
use crate::wording::folded;
use aho_corasick::{AhoCorasick, MatchKind};
use hashbrown::HashSet;

/// The Harmonized System to four digits, and further where a tariff was imported.
pub struct Commodities {
    headings: HashSet<String>,
    /// Subheadings of six digits, of a tariff.
    subheadings: Option<HashSet<String>>,
    words: AhoCorasick,
    /// For each phrase of `words`, the chapter its goods belong to.
    chapters: Vec<String>,
}

impl Commodities {
    pub(super) fn read(headings: &Snapshot, codes: Option<&Snapshot>) -> Result<Self, String> {
        let mut known = HashSet::new();
        let (mut phrases, mut chapters) = (Vec::new(), Vec::new());
        for (line, record) in headings.records()? {
            let heading = &record[0];
            if heading.len() != 4 || !heading.bytes().all(|b| b.is_ascii_digit()) {
                return Err(format!("{} line {line}: `{heading}` is no heading of four digits", headings.shown()));
            }
            known.insert(heading.to_owned());
            for phrase in record[2].split('|').map(folded).filter(|phrase| phrase.trim() != "") {
                phrases.push(phrase);
                chapters.push(heading[..2].to_owned());
            }
        }
        let subheading = |(_, record): &(u64, csv::StringRecord)| record[0].get(..6).map(str::to_owned);
        let codes = codes.map(|codes| Ok::<_, String>(codes.records()?.iter().filter_map(subheading).collect()));
        let words = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&phrases);
        Ok(Self {
            headings: known,
            subheadings: codes.transpose()?,
            words: words.map_err(|error| format!("{}: {error}", headings.shown()))?,
            chapters,
        })
    }

    /// Whether a code can be one of the tables: its heading is in the HS and, where a tariff was
    /// imported and the code has six digits, its subheading too.
    pub fn knows(&self, code: &str) -> bool {
        let heading = code.get(..4).is_some_and(|heading| self.headings.contains(heading));
        match (&self.subheadings, code.get(..6)) {
            (Some(known), Some(subheading)) if heading => known.contains(subheading),
            _ => heading,
        }
    }

    /// Chapters that the words of a folded text speak of, ascending. Of overlapping phrases the longest counts
    /// (CAR TYRES are no cars), of equally long ones the last (an INSTANT COFFEE MACHINE is a machine).
    pub fn chapters_in(&self, folded: &str) -> Vec<&str> {
        let found = self.words.find_overlapping_iter(folded);
        let mut phrases: Vec<(usize, usize, usize)> =
            found.map(|phrase| (phrase.len(), phrase.start(), phrase.pattern().as_usize())).collect();
        phrases.sort_unstable_by(|a, b| b.cmp(a));
        let mut taken: Vec<(usize, usize)> = Vec::new();
        let mut chapters: Vec<&str> = Vec::new();
        for (length, start, phrase) in phrases {
            // Phrases stand between blanks, and neighbours share one.
            let (begin, end) = (start + 1, start + length - 1);
            if taken.iter().any(|(other, last)| begin < *last && *other < end) {
                continue;
            }
            taken.push((begin, end));
            chapters.push(&self.chapters[phrase]);
        }
        chapters.sort_unstable();
        chapters.dedup();
        chapters
    }
}
