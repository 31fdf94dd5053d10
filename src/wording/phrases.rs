//! Phrases: many lists looked for in a text at once, and what hides an occurrence (docs/phrases.md is the rule).

use super::forms::Language;
use super::grammar::{Grammar, Hiding, Marks, is_grammar};
use super::lexicon::{Forms, Lexicon, UNKNOWN};
use super::tokens::{Gap, Tokens, token_places};
use hashbrown::HashMap;
use std::ops::Range;

/// How the phrases of a list are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reading {
    /// The words, one directly after the other.
    #[default]
    Words,
    /// By their forms, state words elsewhere; hidden by negation.
    Forms,
    /// As forms; hidden also where other goods are named by them: purpose, heads, longer names.
    Goods,
}

impl Reading {
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "words" => Some(Self::Words),
            "forms" => Some(Self::Forms),
            "goods" => Some(Self::Goods),
            _ => None,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Forms => "forms",
            Self::Goods => "goods",
        }
    }
}

/// A list as it is looked for.
#[derive(Debug, Clone)]
pub struct PhraseList<'a> {
    pub name: &'a str,
    pub reading: Reading,
    pub languages: Vec<Language>,
    /// Names of lists whose phrases hide the words of this one's.
    pub masked_by: Vec<&'a str>,
    pub phrases: Vec<Phrase<'a>>,
}

/// One phrase of a list.
#[derive(Debug, Clone, Copy)]
pub struct Phrase<'a> {
    pub text: &'a str,
    /// It has no forms.
    pub exact: bool,
    /// It is a number with hyphens, of the Chemical Abstracts Service: 676-99-3.
    pub hyphens: bool,
    /// After a comma it may be what the goods before are for.
    pub use_after_comma: bool,
}

/// One place where a phrase stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding<'m> {
    pub list: &'m str,
    /// The phrase as the list has it.
    pub phrase: &'m str,
    /// The words of the text, in capitals.
    pub words: Vec<String>,
    /// Where they stand in the text, from the first to the last, in bytes.
    pub place: Range<usize>,
    /// Why it does not count.
    pub hidden: Option<Hiding>,
}

/// Some of a matcher's lists, as bits by their places among those given.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ListSet(Box<[u64]>);

impl ListSet {
    pub fn has(&self, place: usize) -> bool {
        self.0[place / 64] & (1 << (place % 64)) != 0
    }

    pub fn insert(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }
}

/// Lists that are asked of a text, and those that must be looked for to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedLists {
    told: ListSet,
    looked_for: ListSet,
}

/// What a text says of the lists that are asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mentioned {
    pub lists: ListSet,
    /// A tariff's wording holds their phrases, so the text does not say whether the goods are theirs.
    pub judged_by_code: ListSet,
}

/// Lists made ready to be looked for, with their exceptions and the grammar.
#[derive(Default)]
pub struct PhraseMatcher {
    lists: Vec<MatchedList>,
    entries: Vec<Entry>,
    lexicon: Lexicon,
    grammar: Grammar,
    /// What to try where a word stands, by its number.
    tries: Vec<Vec<Try>>,
}

struct MatchedList {
    name: String,
    reading: Reading,
    masks: Vec<usize>,
}

struct Entry {
    list: usize,
    text: String,
    words: Vec<Forms>,
    hyphens: bool,
    use_after_comma: bool,
}

/// An entry to look for where one of its words stands.
#[derive(Clone, Copy)]
struct Try {
    entry: u32,
    list: u32,
    /// It is the entry's second word; else its first.
    second: bool,
    order: Order,
}

#[derive(Clone, Copy)]
enum Order {
    AsWritten,
    StateWordFirst,
    StateWordLast,
}

/// The tokens that an entry uses: a run, and a state word apart from it.
#[derive(Clone, Copy)]
struct Occurrence {
    entry: u32,
    start: usize,
    end: usize,
    apart: Option<usize>,
}

impl Occurrence {
    fn places(&self) -> impl Iterator<Item = usize> {
        self.apart
            .filter(|at| *at < self.start)
            .into_iter()
            .chain(self.start..self.end)
            .chain(self.apart.filter(|at| *at >= self.end))
    }

    /// The first and the last token it uses.
    fn ends(&self) -> (usize, usize) {
        let apart = self.apart.unwrap_or(self.start);
        (self.start.min(apart), (self.end - 1).max(apart))
    }
}

/// A text in work; kept from text to text for its memory.
#[derive(Default)]
pub struct Scratch {
    tokens: Tokens,
    numbers: Vec<u32>,
    marks: Marks,
    occurrences: Vec<Occurrence>,
    excepted: Vec<bool>,
}

impl PhraseMatcher {
    /// Takes all lists: those asked, their exceptions, and the grammar.
    pub fn new(lists: &[PhraseList<'_>]) -> Self {
        let places: HashMap<&str, usize> = lists.iter().enumerate().map(|(at, list)| (list.name, at)).collect();
        let mut lexicon = Lexicon::default();
        let grammar = Grammar::read(lists, &mut lexicon);
        let mut matcher = Self { grammar, ..Self::default() };
        let mut tries: Vec<(u32, Try)> = Vec::new();
        for (at, list) in lists.iter().enumerate() {
            matcher.lists.push(MatchedList {
                name: list.name.to_owned(),
                reading: list.reading,
                masks: list.masked_by.iter().filter_map(|name| places.get(name).copied()).collect(),
            });
            let mut tokens = Tokens::default();
            for phrase in list.phrases.iter().filter(|_| !is_grammar(list.name)) {
                tokens.read(phrase.text);
                matcher.add(at, list, phrase, &tokens, &mut lexicon, &mut tries);
            }
        }
        matcher.tries = vec![Vec::new(); lexicon.len()];
        tries.into_iter().for_each(|(number, one)| matcher.tries[number as usize].push(one));
        lexicon.finish();
        matcher.lexicon = lexicon;
        matcher
    }

    fn add(
        &mut self,
        at: usize,
        list: &PhraseList<'_>,
        phrase: &Phrase<'_>,
        tokens: &Tokens,
        lexicon: &mut Lexicon,
        tries: &mut Vec<(u32, Try)>,
    ) {
        if tokens.len() == 0 {
            return;
        }
        let by_forms = list.reading != Reading::Words && !phrase.hyphens;
        let several = tokens.len() > 1;
        let languages = if by_forms && !phrase.exact { &list.languages[..] } else { &[] };
        let words: Vec<Forms> = tokens.words().map(|word| lexicon.add_forms(word, languages, several)).collect();
        let entry = self.entries.len() as u32;
        let list = u32::try_from(at).expect("a pack has fewer lists");
        let mut add = |order, second: bool| {
            let one = Try { entry, list, second, order };
            tries.extend(lexicon.numbers_of(words[usize::from(second)]).iter().map(|&word| (word, one)));
        };
        // Of a state word beside two or three letters (OR BRUT) nobody knows whether they belong together.
        let is_long =
            |words: std::ops::Range<usize>| words.into_iter().any(|place| tokens.word(place).chars().count() > 3);
        let state_first = by_forms && several && is_long(1..tokens.len()) && self.grammar.is_state_word(tokens.word(0));
        let state_last = by_forms
            && several
            && is_long(0..tokens.len() - 1)
            && self.grammar.is_state_word(tokens.word(tokens.len() - 1));
        // State words stand in many texts, so the word after them is looked up.
        add(Order::AsWritten, state_first);
        if state_first {
            add(Order::StateWordFirst, true);
        }
        if state_last {
            add(Order::StateWordLast, false);
        }
        let (hyphens, use_after_comma) = (phrase.hyphens, phrase.use_after_comma);
        self.entries.push(Entry { list: at, text: phrase.text.to_owned(), words, hyphens, use_after_comma });
    }

    /// Lists to look for, by their names; with `None` all.
    pub fn asked(&self, names: Option<&[&str]>) -> AskedLists {
        let mut asked = AskedLists { told: self.no_list(), looked_for: self.no_list() };
        for (place, list) in self.lists.iter().enumerate() {
            if names.is_none_or(|names| names.contains(&&*list.name)) {
                asked.told.insert(place);
                asked.looked_for.insert(place);
                list.masks.iter().for_each(|mask| asked.looked_for.insert(*mask));
            }
        }
        asked
    }

    pub fn no_list(&self) -> ListSet {
        ListSet(vec![0; self.lists.len().div_ceil(64)].into_boxed_slice())
    }

    /// The place of a list among those given.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.lists.iter().position(|list| list.name == name)
    }

    /// The lists among `asked` that `text` mentions; `quoted`: the text is the wording of a tariff.
    pub fn mentioned(&self, text: &str, quoted: bool, asked: &AskedLists, scratch: &mut Scratch) -> Mentioned {
        let mut mentioned = Mentioned { lists: self.no_list(), judged_by_code: self.no_list() };
        self.find(text, quoted, asked, scratch, |place, _, hiding| match hiding {
            _ if !asked.told.has(place) => {}
            None => mentioned.lists.insert(place),
            Some(Hiding::TariffWording) => mentioned.judged_by_code.insert(place),
            Some(_) => {}
        });
        mentioned
    }

    /// Every place where a phrase stands in `text`, also those that are hidden.
    pub fn findings(&self, text: &str, quoted: bool) -> Vec<Finding<'_>> {
        self.findings_of(text, quoted, &self.asked(None))
    }

    /// The same for some of the lists.
    pub fn findings_of(&self, text: &str, quoted: bool, asked: &AskedLists) -> Vec<Finding<'_>> {
        let mut scratch = Scratch::default();
        let mut found: Vec<(usize, Occurrence, Option<Hiding>)> = Vec::new();
        self.find(text, quoted, asked, &mut scratch, |list, occurrence, hiding| {
            if asked.told.has(list) {
                found.push((list, occurrence, hiding));
            }
        });
        let tokens = if found.is_empty() { Vec::new() } else { token_places(text) };
        let findings = found.into_iter().map(|(list, occurrence, hidden)| {
            let (first, last) = occurrence.ends();
            Finding {
                list: &self.lists[list].name,
                phrase: &self.entries[occurrence.entry as usize].text,
                words: occurrence.places().map(|place| scratch.tokens.word(place).to_owned()).collect(),
                place: tokens[first].start..tokens[last].end,
                hidden,
            }
        });
        findings.collect()
    }

    /// Tells `found` of each occurrence, list by list, with what hides it.
    fn find(
        &self,
        text: &str,
        quoted: bool,
        asked: &AskedLists,
        scratch: &mut Scratch,
        mut found: impl FnMut(usize, Occurrence, Option<Hiding>),
    ) {
        let Scratch { tokens, numbers, marks, occurrences, excepted } = scratch;
        tokens.read(text);
        self.lexicon.read(tokens, numbers);
        occurrences.clear();
        for (place, number) in numbers.iter().enumerate().filter(|(_, number)| **number != UNKNOWN) {
            for one in self.tries[*number as usize].iter().filter(|one| asked.looked_for.has(one.list as usize)) {
                self.try_at(tokens, numbers, *one, place, occurrences);
            }
        }
        if occurrences.is_empty() {
            return;
        }
        occurrences.sort_by_key(|occurrence| self.list_of(occurrence));
        let mut marked = false;
        for group in occurrences.chunk_by(|a, b| self.list_of(a) == self.list_of(b)) {
            let at = self.list_of(&group[0]);
            let list = &self.lists[at];
            excepted.clear();
            for mask in &list.masks {
                let first = occurrences.partition_point(|occurrence| self.list_of(occurrence) < *mask);
                for other in occurrences[first..].iter().take_while(|occurrence| self.list_of(occurrence) == *mask) {
                    excepted.resize(tokens.len(), false);
                    other.places().for_each(|place| excepted[place] = true);
                }
            }
            for occurrence in group {
                let hiding = if occurrence.places().any(|place| excepted.get(place) == Some(&true)) {
                    Some(Hiding::Exception)
                } else if list.reading != Reading::Words {
                    if !std::mem::replace(&mut marked, true) {
                        self.grammar.mark(tokens, numbers, &self.lexicon, marks);
                    }
                    self.hiding(tokens, marks, quoted, occurrence)
                } else {
                    None
                };
                found(at, *occurrence, hiding);
            }
        }
    }

    fn list_of(&self, occurrence: &Occurrence) -> usize {
        self.entries[occurrence.entry as usize].list
    }

    fn hiding(&self, tokens: &Tokens, marks: &mut Marks, quoted: bool, occurrence: &Occurrence) -> Option<Hiding> {
        let (a, b) = occurrence.ends();
        if self.entries[occurrence.entry as usize].hyphens {
            return None;
        }
        let negation = Grammar::negation(marks, (a, b));
        if negation.is_some() || self.lists[self.list_of(occurrence)].reading == Reading::Forms {
            return negation;
        }
        if quoted {
            return Some(Hiding::TariffWording);
        }
        let used = occurrence.end - occurrence.start + usize::from(occurrence.apart.is_some());
        self.grammar.other_goods(tokens, marks, (a, b), used).or_else(|| {
            let entry = &self.entries[occurrence.entry as usize];
            let is_use = entry.use_after_comma
                && tokens.is_after_comma(a)
                && tokens.gap(b + 1) == Gap::Break
                && marks.first_number(tokens) >= a;
            is_use.then_some(Hiding::UseAfterComma)
        })
    }

    /// Adds the occurrences of an entry one of whose words stands at `place`.
    fn try_at(&self, tokens: &Tokens, numbers: &[u32], one: Try, place: usize, occurrences: &mut Vec<Occurrence>) {
        let entry = &self.entries[one.entry as usize];
        let words = &entry.words[..];
        let stand = |words: &[Forms], start: usize| {
            start + words.len() <= numbers.len()
                && words.iter().zip(&numbers[start..]).all(|(forms, number)| self.lexicon.has(*forms, *number))
        };
        let is = |word: Forms, place: usize| place < numbers.len() && self.lexicon.has(word, numbers[place]);
        let mut add = |start, end, apart| occurrences.push(Occurrence { entry: one.entry, start, end, apart });
        match one.order {
            Order::AsWritten => {
                let Some(start) = place.checked_sub(usize::from(one.second)) else { return };
                let end = start + words.len();
                if stand(words, start) && (!entry.hyphens || is_registry_number(tokens, start, end)) {
                    add(start, end, None);
                }
            }
            Order::StateWordFirst => {
                let (state, rest, begin) = (words[0], &words[1..], place);
                let end = begin + rest.len();
                if !stand(rest, begin) || !tokens.unbroken(begin + 1, end) {
                    return;
                }
                for first in [2, 3].into_iter().filter_map(|back| begin.checked_sub(back)) {
                    let near = is(state, first)
                        && tokens.unbroken(first + 1, end)
                        && self.grammar.are_other_words(tokens, first + 1, begin, false);
                    if near {
                        add(begin, end, Some(first));
                    }
                }
                let ends_there =
                    || tokens.gap(end + 1) == Gap::Break || self.grammar.is_number_or_link(tokens, end + 1);
                if is(state, end) && ends_there() {
                    add(begin, end + 1, None);
                }
            }
            Order::StateWordLast => {
                let (state, rest, start) = (words[words.len() - 1], &words[..words.len() - 1], place);
                let end = start + rest.len();
                if !stand(rest, start) {
                    return;
                }
                for last in end + 1..=end + 3 {
                    let near = is(state, last)
                        && tokens.unbroken(start + 1, last + 1)
                        && self.grammar.are_other_words(tokens, end, last, true);
                    if near {
                        add(start, end, Some(last));
                    }
                }
            }
        }
    }
}

/// Whether tokens that read like a number with hyphens are one: with its hyphens, or near the word CAS; and not the
/// middle of a longer number.
fn is_registry_number(tokens: &Tokens, start: usize, end: usize) -> bool {
    let hyphens = (start + 1..end).all(|place| tokens.gap(place) == Gap::Hyphen);
    let cas = || (start.saturating_sub(2)..start).any(|place| tokens.word(place) == "CAS");
    let goes_on = |before: usize, place: usize| tokens.gap(place) == Gap::Hyphen && tokens.is_number(before);
    (hyphens || cas()) && !(start > 0 && goes_on(start - 1, start)) && !goes_on(end, end)
}
