//! Forms: what else a word of a phrase may look like, by stated rules per language (docs/phrases.md).

use std::collections::BTreeSet;

/// A language whose forms are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    English,
    French,
    Spanish,
    Portuguese,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::English, Self::French, Self::Spanish, Self::Portuguese];

    /// By its ISO 639-1 code; of other languages no forms are made.
    pub fn named(code: &str) -> Option<Self> {
        Some(match code {
            "en" => Self::English,
            "fr" => Self::French,
            "es" => Self::Spanish,
            "pt" => Self::Portuguese,
            _ => return None,
        })
    }

    /// Forms made from `word` itself: of one thing many, by the first rule that fits, and back, by every one.
    fn forms(self, word: &str) -> Vec<String> {
        let (forward, back): (Rules, Rules) = match self {
            Self::English => (ENGLISH, ENGLISH_BACK),
            Self::French => (FRENCH, FRENCH_BACK),
            Self::Spanish => (SPANISH, SPANISH_BACK),
            Self::Portuguese => (PORTUGUESE, PORTUGUESE_BACK),
        };
        let forward = forward.iter().find(|rule| rule.fits(word));
        let back = back.iter().filter(|rule| rule.fits(word));
        let changes = forward.into_iter().chain(back).flat_map(|rule| rule.changes);
        changes.map(|(off, on)| format!("{}{on}", &word[..word.len() - off])).collect()
    }
}

/// What becomes of a word with one of these endings and none of those. In an ending `@` stands for a vowel and `#`
/// for any other letter.
struct Rule {
    ends: &'static [&'static str],
    but: &'static [&'static str],
    /// For each form how many letters go, and what comes.
    changes: &'static [(usize, &'static str)],
}

type Rules = &'static [Rule];

impl Rule {
    fn fits(&self, word: &str) -> bool {
        self.ends.iter().any(|end| ends_so(word, end)) && !self.but.iter().any(|end| ends_so(word, end))
    }
}

const fn rule(ends: &'static [&'static str], changes: &'static [(usize, &'static str)]) -> Rule {
    Rule { ends, but: &[], changes }
}

const ENGLISH: Rules =
    &[rule(&["S", "X", "Z", "CH", "SH"], &[(0, "ES")]), rule(&["#Y"], &[(1, "IES")]), rule(&[""], &[(0, "S")])];
const ENGLISH_BACK: Rules = &[
    rule(&["IES"], &[(3, "Y")]),
    rule(&["SES", "XES", "ZES", "CHES", "SHES"], &[(2, "")]),
    Rule { ends: &["S"], but: &["SS", "US", "IS"], changes: &[(1, "")] },
];
const FRENCH: Rules = &[
    rule(&["AU", "EU"], &[(0, "X")]),
    rule(&["AL"], &[(2, "AUX")]),
    rule(&["S", "X", "Z"], &[]),
    rule(&[""], &[(0, "S")]),
];
const FRENCH_BACK: Rules =
    &[rule(&["AUX"], &[(1, ""), (3, "AL")]), Rule { ends: &["S"], but: &["SS"], changes: &[(1, "")] }];
const SPANISH: Rules =
    &[rule(&["@"], &[(0, "S")]), rule(&["Z"], &[(1, "CES")]), rule(&["S"], &[]), rule(&[""], &[(0, "ES")])];
const SPANISH_BACK: Rules =
    &[rule(&["CES"], &[(3, "Z")]), rule(&["RES", "NES", "LES", "DES", "JES"], &[(2, "")]), rule(&["@S"], &[(1, "")])];
const PORTUGUESE: Rules = &[
    rule(&["AO"], &[(2, "OES"), (0, "S")]),
    rule(&["@"], &[(0, "S")]),
    rule(&["M"], &[(1, "NS")]),
    rule(&["AL", "EL", "OL", "UL"], &[(1, "IS")]),
    rule(&["R", "Z"], &[(0, "ES")]),
];
const PORTUGUESE_BACK: Rules = &[
    rule(&["OES"], &[(3, "AO")]),
    rule(&["NS"], &[(2, "M")]),
    rule(&["AIS", "EIS", "OIS", "UIS"], &[(2, "L")]),
    rule(&["RES", "ZES"], &[(2, "")]),
    rule(&["@S"], &[(1, "")]),
];

fn ends_so(word: &str, ending: &str) -> bool {
    let Some(tail) = word.len().checked_sub(ending.len()).map(|start| &word[start..]) else { return false };
    tail.bytes().zip(ending.bytes()).all(|(letter, wanted)| match wanted {
        b'@' => b"AEIOU".contains(&letter),
        b'#' => !b"AEIOU".contains(&letter),
        _ => letter == wanted,
    })
}

/// The folded `word` of a phrase and its forms in some languages; `several`: the phrase has several words.
pub(super) fn forms(word: &str, languages: &[Language], several: bool) -> BTreeSet<String> {
    /// Shorter forms would be other words.
    const LEAST: usize = 4;
    let mut made = BTreeSet::from([word.to_owned()]);
    let least = if several { 4 } else { 5 };
    if word.len() < least || !word.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return made;
    }
    made.extend(languages.iter().flat_map(|language| language.forms(word)).filter(|form| form.len() >= LEAST));
    // International non-proprietary names: amfetamine, efedrina, seudoefedrina.
    let with_f: Vec<String> = made.iter().filter(|form| form.len() >= 8).map(|form| form.replace("PH", "F")).collect();
    made.extend(with_f.into_iter().filter(|form| form.len() >= LEAST));
    let without_p: Vec<String> =
        made.iter().filter(|form| form.starts_with("PSEUDO")).map(|form| form[1..].to_owned()).collect();
    made.extend(without_p);
    made
}
