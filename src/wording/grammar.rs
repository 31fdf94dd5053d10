//! The grammar of goods texts: words that say that what follows, or what came before, is no goods (docs/phrases.md).

use super::forms::Language;
use super::lexicon::{Forms, Lexicon};
use super::phrases::PhraseList;
use super::tokens::{Gap, Tokens};
use hashbrown::{HashMap, HashSet};

/// What a grammar list is for. Grammar lists are known by their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    StateWords,
    LinkWords,
    SmallWords,
    JoiningWords,
    ChemicalTails,
    Negation,
    NegationNext,
    NegationAfter,
    Purpose,
    HeadsAfter,
    HeadsNext,
    HeadsBefore,
}

impl Part {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "grammar_state_words" => Self::StateWords,
            "grammar_link_words" => Self::LinkWords,
            "grammar_small_words" => Self::SmallWords,
            "grammar_joining_words" => Self::JoiningWords,
            "grammar_chemical_tails" => Self::ChemicalTails,
            "grammar_negation" => Self::Negation,
            "grammar_negation_next" => Self::NegationNext,
            "grammar_negation_after" => Self::NegationAfter,
            "grammar_purpose" => Self::Purpose,
            "grammar_heads_after" => Self::HeadsAfter,
            "grammar_heads_next" => Self::HeadsNext,
            "grammar_heads_before" => Self::HeadsBefore,
            _ => return None,
        })
    }

    /// Whether its phrases are single words, compared as they are.
    fn is_of_words(self) -> bool {
        use Part::{ChemicalTails, JoiningWords, LinkWords, SmallWords, StateWords};
        matches!(self, StateWords | LinkWords | SmallWords | JoiningWords | ChemicalTails)
    }
}

/// Whether a list of that name is part of the grammar.
pub fn is_grammar(name: &str) -> bool {
    Part::named(name).is_some()
}

/// Why an occurrence does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hiding {
    /// A phrase of an exception list uses one of its words.
    Exception,
    NegationBefore,
    NegationAfter,
    Purpose,
    HeadAfter,
    HeadBefore,
    LongerChemicalName,
    UseAfterComma,
    /// The whole text is the wording of a tariff: its code says what the goods are.
    TariffWording,
}

impl Hiding {
    /// The reason, for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Exception => "an exception",
            Self::NegationBefore => "negated before",
            Self::NegationAfter => "negated after",
            Self::Purpose => "what the goods are for",
            Self::HeadAfter => "names the goods that follow",
            Self::HeadBefore => "names what the goods before are of",
            Self::LongerChemicalName => "part of a longer chemical name",
            Self::UseAfterComma => "a use after a comma",
            Self::TariffWording => "the text is a tariff's wording, judged by its code",
        }
    }
}

struct Marker {
    part: Part,
    words: Vec<Forms>,
    /// It is written with a slash at its end (S/CLORO), and so it must stand.
    before_slash: bool,
}

/// Words that play one part each, and phrases that mark what stands beside them.
#[derive(Default)]
pub(super) struct Grammar {
    words: HashMap<Part, HashSet<String>>,
    /// Markers by the number of their first word.
    markers: HashMap<u32, Vec<Marker>>,
}

/// Other words of a state word's phrase may be these link words.
const AMONG_OTHER_WORDS: [&str; 9] = ["DE", "D", "DES", "DU", "DO", "DA", "DOS", "DAS", "DEL"];
/// What may stand before a hyphen at the head of a longer chemical name, besides a digit.
const CHEMICAL_HEADS: [&str; 17] = [
    "N", "O", "S", "R", "D", "L", "DL", "TERT", "SEC", "ISO", "ORTHO", "META", "PARA", "ALPHA", "BETA", "CIS", "TRANS",
];

impl Grammar {
    pub fn read(lists: &[PhraseList<'_>], lexicon: &mut Lexicon) -> Self {
        let mut grammar = Self::default();
        let mut tokens = Tokens::default();
        for list in lists {
            let Some(part) = Part::named(list.name) else { continue };
            for phrase in &list.phrases {
                tokens.read(phrase.text);
                if part.is_of_words() {
                    if tokens.len() == 1 {
                        grammar.words.entry(part).or_default().insert(tokens.word(0).to_owned());
                    }
                    continue;
                }
                let by_forms = matches!(part, Part::HeadsAfter | Part::HeadsNext | Part::HeadsBefore) && !phrase.exact;
                let languages: &[Language] = if by_forms { &Language::ALL } else { &[] };
                let words: Vec<Forms> =
                    tokens.words().map(|word| lexicon.add_forms(word, languages, tokens.len() > 1)).collect();
                let before_slash = phrase.text.trim_end().ends_with('/');
                for &number in words.first().map_or(&[][..], |first| lexicon.numbers_of(*first)) {
                    grammar.markers.entry(number).or_default().push(Marker {
                        part,
                        words: words.clone(),
                        before_slash,
                    });
                }
            }
        }
        grammar
    }

    fn is(&self, part: Part, word: &str) -> bool {
        self.words.get(&part).is_some_and(|words| words.contains(word))
    }

    pub fn is_state_word(&self, word: &str) -> bool {
        self.is(Part::StateWords, word)
    }

    /// Whether a number or a link word stands there.
    pub fn is_number_or_link(&self, tokens: &Tokens, place: usize) -> bool {
        tokens.is_number(place) || (place < tokens.len() && self.is(Part::LinkWords, tokens.word(place)))
    }

    /// Whether the tokens `first` to `end` - 1 are neither numbers nor link words, DE and its like allowed or not.
    pub fn are_other_words(&self, tokens: &Tokens, first: usize, end: usize, with_of: bool) -> bool {
        (first..end).all(|place| {
            !self.is_number_or_link(tokens, place) || (with_of && AMONG_OTHER_WORDS.contains(&tokens.word(place)))
        })
    }

    /// What the markers of a text say of each of its tokens.
    pub fn mark(&self, tokens: &Tokens, numbers: &[u32], lexicon: &Lexicon, marks: &mut Marks) {
        marks.bits.clear();
        marks.bits.resize(tokens.len(), 0);
        marks.first_number = None;
        let mut spans = [
            Span { mark: NEGATED, allowance: 2 },
            Span { mark: NEGATED, allowance: 1 },
            Span { mark: PURPOSE, allowance: 4 },
        ]
        .map(|span| (span, Vec::new()));
        for (first, number) in numbers.iter().enumerate() {
            for marker in self.markers.get(number).map_or(&[][..], Vec::as_slice) {
                let end = first + marker.words.len();
                let stands = end <= tokens.len()
                    && marker.words.iter().zip(&numbers[first..]).all(|(forms, number)| lexicon.has(*forms, *number))
                    && tokens.unbroken(first + 1, end)
                    && (!marker.before_slash || tokens.gap(end) == Gap::Slash);
                if !stands {
                    continue;
                }
                match marker.part {
                    Part::Negation => spans[0].1.push(end),
                    Part::NegationNext => spans[1].1.push(end),
                    // BRAKE PADS, FOR CARS; but what a text or a sentence begins with is no purpose of goods before.
                    Part::Purpose if tokens.gap(first) != Gap::Break || tokens.is_after_comma(first) => {
                        spans[2].1.push(end);
                    }
                    Part::HeadsAfter => marks.bits[first] |= HEAD_BEGINS,
                    Part::HeadsNext => marks.bits[first] |= HEAD_BEGINS_NEXT,
                    Part::HeadsBefore => marks.bits[end - 1] |= HEAD_ENDS,
                    Part::NegationAfter
                        if tokens.gap(first) != Gap::Break
                            && !(end < tokens.len() && matches!(tokens.word(end), "OF" | "FROM")) =>
                    {
                        marks.bits[first] |= NEGATION_AFTER;
                    }
                    _ => {}
                }
            }
        }
        for (span, begins) in &mut spans {
            begins.sort_unstable();
            self.mark_span(tokens, span, begins, marks);
        }
    }

    /// Marks the tokens that spans hold, all in one pass: of two spans the one that reaches further decides.
    fn mark_span(&self, tokens: &Tokens, span: &Span, begins: &[usize], marks: &mut Marks) {
        let Some(&first) = begins.first() else { return };
        let mut begins = begins.iter().peekable();
        let mut left: Option<usize> = None;
        for place in first..tokens.len() {
            while begins.next_if(|begin| **begin == place).is_some() {
                left = Some(span.allowance);
            }
            if tokens.gap(place) == Gap::Break {
                left = None;
            }
            let Some(more) = left else { continue };
            let word = tokens.word(place);
            let held = if self.is(Part::JoiningWords, word) {
                // FOR CARS AND LIGHT TRUCKS; but FOR THE RIDE AND POWERED BY A LITHIUM BATTERY speaks of something else.
                left = Some(more.max(span.allowance.min(AFTER_JOINING)));
                false
            } else if self.is(Part::SmallWords, word) {
                more > 0
            } else {
                left = more.checked_sub(1);
                left.is_some()
            };
            if held {
                marks.bits[place] |= span.mark;
            }
        }
    }

    /// Whether the text says that an occurrence from token `a` to token `b` is not there.
    pub fn negation(marks: &Marks, (a, b): (usize, usize)) -> Option<Hiding> {
        let before = marks.has(a, NEGATED).then_some(Hiding::NegationBefore);
        before.or_else(|| marks.has(b + 1, NEGATION_AFTER).then_some(Hiding::NegationAfter))
    }

    /// What makes other goods of an occurrence from token `a` to token `b` that uses `used` tokens.
    pub fn other_goods(&self, tokens: &Tokens, marks: &Marks, (a, b): (usize, usize), used: usize) -> Option<Hiding> {
        if marks.has(a, PURPOSE) {
            return Some(Hiding::Purpose);
        }
        let head_at = |first: &usize| {
            marks.has(*first, HEAD_BEGINS)
                && tokens.unbroken(b + 1, first + 1)
                && self.are_other_words(tokens, b + 1, *first, false)
        };
        let next = marks.has(b + 1, HEAD_BEGINS_NEXT) && tokens.gap(b + 1) != Gap::Break;
        if next || [b + 1, b + 2].iter().any(head_at) {
            return Some(Hiding::HeadAfter);
        }
        // One word and two small words may stand between.
        let head_before = |end: usize| {
            marks.has(end, HEAD_ENDS) && tokens.unbroken(end + 1, a + 1) && self.is_gap_of_head(tokens, end + 1, a)
        };
        if (a.saturating_sub(4)..a).any(head_before) {
            return Some(Hiding::HeadBefore);
        }
        (used == 1 && self.is_in_longer_name(tokens, a)).then_some(Hiding::LongerChemicalName)
    }

    /// At most one word that is neither number, link word nor small word, then at most two small words.
    fn is_gap_of_head(&self, tokens: &Tokens, mut first: usize, end: usize) -> bool {
        let is_small = |place: usize| self.is(Part::SmallWords, tokens.word(place));
        if first < end && !is_small(first) && !self.is_number_or_link(tokens, first) {
            first += 1;
        }
        end - first <= 2 && (first..end).all(is_small)
    }

    fn is_in_longer_name(&self, tokens: &Tokens, place: usize) -> bool {
        let before = place.checked_sub(1).filter(|_| tokens.gap(place) == Gap::Hyphen);
        if before.is_some_and(|at| tokens.is_digit(at) || CHEMICAL_HEADS.contains(&tokens.word(at))) {
            return true;
        }
        let after = place + 1;
        if after >= tokens.len() {
            return false;
        }
        let digit_after = tokens.gap(after) == Gap::Hyphen && tokens.is_digit(after);
        (digit_after && (tokens.gap(after + 1) == Gap::Hyphen || tokens.is_digit(after + 1)))
            || (self.is(Part::ChemicalTails, tokens.word(after)) && tokens.gap(after) != Gap::Break)
    }
}

/// Words that a span still holds behind AND or OR.
const AFTER_JOINING: usize = 2;

struct Span {
    mark: u8,
    allowance: usize,
}

const NEGATED: u8 = 1;
const PURPOSE: u8 = 2;
const NEGATION_AFTER: u8 = 4;
const HEAD_BEGINS: u8 = 8;
const HEAD_BEGINS_NEXT: u8 = 16;
const HEAD_ENDS: u8 = 32;

/// What stands at each token of a text, as bits.
#[derive(Default)]
pub(super) struct Marks {
    bits: Vec<u8>,
    /// Where the text's first number stands, once somebody has asked.
    first_number: Option<usize>,
}

impl Marks {
    /// The place of the first number; the text's length if there is none.
    pub fn first_number(&mut self, tokens: &Tokens) -> usize {
        *self
            .first_number
            .get_or_insert_with(|| (0..tokens.len()).find(|place| tokens.is_number(*place)).unwrap_or(tokens.len()))
    }

    fn has(&self, place: usize, mark: u8) -> bool {
        self.bits.get(place).is_some_and(|marks| marks & mark != 0)
    }
}
