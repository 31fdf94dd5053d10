//! HS headings, the words goods go by, and which codes exist.

use super::snapshot::Snapshot;
use crate::wording::folded;
use aho_corasick::{AhoCorasick, Input, MatchKind};
use hashbrown::HashSet;

/// The Harmonized System to four digits, and further where a tariff was imported.
pub struct Commodities {
    headings: HashSet<String>,
    /// Codes of six digits and more.
    codes: Option<HashSet<String>>,
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
        let codes = codes.map(|codes| Ok::<_, String>(codes.records()?.iter().map(|(_, r)| r[0].to_owned()).collect()));
        let words = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&phrases);
        Ok(Self {
            headings: known,
            codes: codes.transpose()?,
            words: words.map_err(|error| format!("{}: {error}", headings.shown()))?,
            chapters,
        })
    }

    /// Whether a code can be one of the tables: its heading is in the HS and, where a tariff was
    /// imported and the code has six digits, its subheading too.
    pub fn knows(&self, code: &str) -> bool {
        let heading = code.get(..4).is_some_and(|heading| self.headings.contains(heading));
        match (&self.codes, code.get(..6)) {
            (Some(codes), Some(subheading)) if heading => codes.contains(subheading) || codes.contains(code),
            _ => heading,
        }
    }

    /// Chapters that the words of a folded text speak of, ascending. Of overlapping phrases the longest
    /// counts: CAR TYRES are no cars.
    pub fn chapters_in(&self, folded: &str) -> Vec<&str> {
        let mut chapters = Vec::new();
        let mut from = 0;
        while let Some(found) = self.words.find(Input::new(folded).range(from..)) {
            let chapter = self.chapters[found.pattern().as_usize()].as_str();
            if !chapters.contains(&chapter) {
                chapters.push(chapter);
            }
            // Phrases stand between blanks, and share them.
            from = found.end() - 1;
        }
        chapters.sort_unstable();
        chapters
    }
}
