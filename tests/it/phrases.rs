//! Phrases: golden pairs of docs/phrases.md, and laws that hold for any lists and texts.

use crate::program::{root, run, stdout};
use crate::rules::shipped;
use proptest::prelude::*;
use redlane::wording::{Hiding, Language, Phrase, PhraseList, PhraseMatcher, Reading, Scratch, excerpt, folded};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::OnceLock;

#[derive(Deserialize)]
struct Golden {
    list: Vec<List>,
    text: Vec<Text>,
}

#[derive(Deserialize, Clone)]
#[serde(default)]
struct List {
    name: String,
    reading: String,
    languages: Vec<String>,
    masked_by: Vec<String>,
    entries: Vec<String>,
    exact: Vec<String>,
    hyphens: Vec<String>,
    use_after_comma: Vec<String>,
}

impl Default for List {
    fn default() -> Self {
        let none = Vec::new;
        Self {
            name: String::new(),
            reading: "words".into(),
            languages: none(),
            masked_by: none(),
            entries: none(),
            exact: none(),
            hyphens: none(),
            use_after_comma: none(),
        }
    }
}

#[derive(Deserialize)]
struct Text {
    list: String,
    text: String,
    mentioned: bool,
}

fn golden() -> Golden {
    let text = std::fs::read_to_string(root().join("tests/data/phrases.toml")).expect("there");
    toml::from_str(&text).expect("well formed")
}

fn phrases(list: &List) -> PhraseList<'_> {
    let phrase = |text: &'_ String| -> Phrase<'_> {
        let text = list.entries.iter().find(|entry| *entry == text).expect("an entry");
        Phrase {
            text,
            exact: list.exact.contains(text),
            hyphens: list.hyphens.contains(text),
            use_after_comma: list.use_after_comma.contains(text),
        }
    };
    PhraseList {
        name: &list.name,
        reading: Reading::named(&list.reading).expect("a reading"),
        languages: list.languages.iter().filter_map(|code| Language::named(code)).collect(),
        masked_by: list.masked_by.iter().map(String::as_str).collect(),
        phrases: list.entries.iter().map(phrase).collect(),
    }
}

fn mentioned(lists: &[PhraseList<'_>], text: &str, quoted: bool) -> BTreeSet<String> {
    let matcher = PhraseMatcher::new(lists);
    let found = matcher.mentioned(text, quoted, &matcher.asked(None), &mut Scratch::default()).lists;
    let names = lists.iter().enumerate().filter(|(place, _)| found.has(*place)).map(|(_, list)| list.name.to_owned());
    names.collect()
}

/// Signs that show nothing part no word, whoever put them there.
#[test]
fn what_shows_nothing_hides_no_word() {
    for text in ["co\u{AD}caine", "co\u{200B}caine", "\u{202E}cocaine\u{202C}", "COCA\u{2060}INE", "\u{FEFF}cocaïne"] {
        assert_eq!(folded(text), " COCAINE ", "{text:?}");
    }
}

#[test]
fn texts_mention_what_the_page_says() {
    let golden = golden();
    let lists: Vec<PhraseList<'_>> = golden.list.iter().map(phrases).collect();
    let wrong: Vec<String> = golden
        .text
        .iter()
        .filter(|text| mentioned(&lists, &text.text, false).contains(&text.list) != text.mentioned)
        .map(|text| format!("{:?} and {}: mentioned should be {}", text.text, text.list, text.mentioned))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(golden.text.len() > 100);
}

#[test]
fn what_is_hidden_says_why() {
    let golden = golden();
    let lists: Vec<PhraseList<'_>> = golden.list.iter().map(phrases).collect();
    let matcher = PhraseMatcher::new(&lists);
    for (text, quoted, list, why) in [
        ("tyre inflators", false, "tyres", Hiding::Exception),
        ("cake without sugar", false, "sugar", Hiding::NegationBefore),
        ("sugar free", false, "sugar", Hiding::NegationAfter),
        ("bags for sugar", false, "sugar", Hiding::Purpose),
        ("sugar machine", false, "sugar", Hiding::HeadAfter),
        ("parts of sugar", false, "sugar", Hiding::HeadBefore),
        ("3-methylpiperidine", false, "chemicals", Hiding::LongerChemicalName),
        ("lamps, lighting", false, "uses", Hiding::UseAfterComma),
        ("sugar", true, "sugar", Hiding::TariffWording),
    ] {
        let findings = matcher.findings(text, quoted);
        let finding = findings.iter().find(|finding| finding.list == list).expect(text);
        assert_eq!(finding.hidden, Some(why), "{text}");
        assert!(!why.words().is_empty());
    }
}

#[test]
fn what_was_found_is_shown_where_it_stands() {
    let phrase = |text| Phrase { text, exact: false, hyphens: false, use_after_comma: false };
    let words = PhraseList {
        name: "words",
        reading: Reading::Words,
        languages: Vec::new(),
        masked_by: Vec::new(),
        phrases: vec![phrase("sugar"), phrase("raw cane")],
    };
    let matcher = PhraseMatcher::new(&[words]);
    // Accents as letters and as signs after a letter, signs that are several letters, a sign that is two tokens.
    for (text, there) in [
        ("10 kg of Sugar, loose", "Sugar"),
        ("10 ㎏ of Sugar, loose", "Sugar"),
        ("crème, Raw  \n Cane ½", "Raw  \n Cane"),
        ("½ crème su\u{301}gar\u{301} box", "su\u{301}gar\u{301}"),
        ("ſugar", "ſugar"),
    ] {
        let findings = matcher.findings(text, false);
        let places: Vec<&str> = findings.iter().map(|finding| &text[finding.place.clone()]).collect();
        assert_eq!(places, [there], "{text}");
    }
    let text = "one two three four five six";
    assert_eq!(excerpt(text, 8..13, 6), "…two three four…");
    assert_eq!(excerpt(text, 0..3, 100), text);
    assert_eq!(excerpt("a\n\tsugar\u{7}\u{1b}[31m b", 3..8, 30), "a sugar\u{FFFD}\u{FFFD}[31m b");
}

/// Entries of the shipped lists and of the grammar, and what stands between words.
fn pieces() -> &'static Vec<String> {
    static PIECES: OnceLock<Vec<String>> = OnceLock::new();
    PIECES.get_or_init(|| {
        let pack = shipped();
        let of_phrases = pack.lists.iter().filter(|list| list.match_kind == redlane::reference::MatchKind::Phrase);
        of_phrases.flat_map(|list| list.values()).collect()
    })
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => any::<prop::sample::Index>().prop_map(|at| at.get(pieces()).clone()),
        2 => prop::sample::select(vec!["WITHOUT", "SEM", "FOR", "PARTS OF", "MACHINE", "BOX", "USED", "FREE", "AND", "DE"])
            .prop_map(str::to_owned),
        1 => "[A-Z0-9]{1,6}",
    ];
    let between = prop::sample::select(vec![" ", " ", " ", ", ", "; ", "-", "/", ". ", " 5 ", "S "]);
    prop::collection::vec((piece, between), 1..7)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, between)| piece + between).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn exceptions_only_hide_and_the_order_of_lists_does_not_matter(texts in prop::collection::vec(text(), 20), seed in any::<u64>()) {
        let pack = shipped();
        let of_phrases = pack.lists.iter().filter(|list| list.match_kind == redlane::reference::MatchKind::Phrase);
        let lists: Vec<PhraseList<'_>> = of_phrases.map(|list| list.phrases(None)).collect();
        let without_masks: Vec<PhraseList<'_>> =
            lists.iter().cloned().map(|list| PhraseList { masked_by: Vec::new(), ..list }).collect();
        // Every second exception phrase is taken away.
        let excepts = |name: &str| lists.iter().any(|list| list.masked_by.contains(&name));
        let asked_too = |name: &str| lists.iter().any(|list| list.name == name && list.reading != Reading::Words && !list.masked_by.is_empty());
        let fewer: Vec<PhraseList<'_>> = lists.iter().cloned().map(|mut list| {
            if excepts(list.name) && !asked_too(list.name) {
                let mut at = seed;
                list.phrases.retain(|_| { at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1); at >> 63 == 0 });
            }
            list
        }).collect();
        let mut turned = lists.clone();
        turned.reverse();
        turned.rotate_left(seed as usize % lists.len());
        let [all, unmasked, some, turned] = [&lists, &without_masks, &fewer, &turned].map(|lists| PhraseMatcher::new(lists));
        let names = |matcher: &PhraseMatcher, text: &str, quoted: bool| -> BTreeSet<&str> {
            let found = matcher.mentioned(text, quoted, &matcher.asked(None), &mut Scratch::default()).lists;
            lists.iter().map(|list| list.name).filter(|name| matcher.place(name).is_some_and(|place| found.has(place))).collect()
        };
        for text in &texts {
            let found = names(&all, text, false);
            prop_assert!(found.is_subset(&names(&unmasked, text, false)), "a mask added a match in {text:?}");
            let of_fewer = names(&some, text, false);
            let lost: Vec<_> = found.difference(&of_fewer).filter(|name| !excepts(name)).collect();
            prop_assert!(lost.is_empty(), "fewer exceptions removed {lost:?} from {text:?}");
            prop_assert_eq!(&found, &names(&turned, text, false));
            prop_assert!(names(&all, text, true).is_subset(&found), "tariff wording added a match in {text:?}");
            // What is told of a text, and what counts, are one thing.
            let told: BTreeSet<&str> =
                all.findings(text, false).iter().filter(|finding| finding.hidden.is_none()).map(|finding| finding.list).collect();
            prop_assert_eq!(told, found);
            for finding in all.findings(text, false) {
                let there = folded(&text[finding.place.clone()]);
                let there: Vec<&str> = there.split_ascii_whitespace().collect();
                prop_assert_eq!(there.first().copied(), finding.words.first().map(String::as_str), "{:?} in {:?}", finding, text);
                prop_assert_eq!(there.last().copied(), finding.words.last().map(String::as_str), "{:?} in {:?}", finding, text);
            }
        }
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,80}") {
        let golden = golden();
        let lists: Vec<PhraseList<'_>> = golden.list.iter().map(phrases).collect();
        mentioned(&lists, &text, false);
    }
}

#[test]
fn why_says_what_was_found_and_what_fires() {
    let rules = root().join("rules").display().to_string();
    let text = "TYRE INFLATORS; USED TYRES";
    let answer = stdout(&run(&["rules", "why", text, "--rules", &rules, "-q"], 0));
    assert!(answer.contains("USED TYRES  [waste_prone_words]"), "{answer}");
    assert!(answer.contains("fires   WA-002"), "{answer}");
    let json =
        stdout(&run(&["rules", "why", "ALVEJANTE SEM CLORO GAS", "--rules", &rules, "-q", "--format", "json"], 0));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert!(
        json["findings"].as_array().expect("an array").iter().any(|finding| finding["hidden"] == "negated before"),
        "{json}"
    );
}
