//! Goods texts against the shipped lists: what hides a phrase never shows one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redlane::reference::{Lists, MatchKind};
use redlane::rulepack::load;
use redlane::storage::PackFiles;
use redlane::wording::{PhraseList, PhraseMatcher, Scratch};
use std::path::Path;
use std::sync::OnceLock;

/// The shipped lists as they are, and without their exceptions.
fn matchers() -> &'static (PhraseMatcher, PhraseMatcher) {
    static MATCHERS: OnceLock<(PhraseMatcher, PhraseMatcher)> = OnceLock::new();
    MATCHERS.get_or_init(|| {
        let files = PackFiles::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules")).expect("the packs are there");
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let lists: Lists = load(&files, day).0.expect("no errors").lists;
        let of_phrases = lists.iter().filter(|list| list.match_kind == MatchKind::Phrase);
        let all: Vec<PhraseList<'_>> = of_phrases.map(|list| list.phrases(None)).collect();
        let unmasked: Vec<PhraseList<'_>> =
            all.iter().cloned().map(|list| PhraseList { masked_by: Vec::new(), ..list }).collect();
        (PhraseMatcher::new(&all), PhraseMatcher::new(&unmasked))
    })
}

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (all, unmasked) = matchers();
    let asked = all.asked(None);
    let mut scratch = Scratch::default();
    let found = all.mentioned(&text, false, &asked, &mut scratch).lists;
    let quoted = all.mentioned(&text, true, &asked, &mut scratch).lists;
    let without = unmasked.mentioned(&text, false, &unmasked.asked(None), &mut scratch).lists;
    let findings = all.findings(&text, false);
    let mut told = all.no_list();
    for place in findings.iter().filter(|finding| finding.hidden.is_none()).filter_map(|f| all.place(f.list)) {
        told.insert(place);
    }
    assert_eq!(told, found, "what is told and what counts are one thing");
    for finding in &findings {
        let place = all.place(finding.list).expect("a list of the matcher");
        assert!(!found.has(place) || without.has(place), "a mask added {}", finding.list);
        assert!(!quoted.has(place) || found.has(place), "tariff wording added {}", finding.list);
    }
});
