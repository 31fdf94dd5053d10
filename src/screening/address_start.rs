//! Where a name runs on into an address.
//!
//! Manifests cut names at 35 characters and let them run into addresses, and firms have numbers in their names: FACTORY NO 8, UNIT 731.
//! So a number belongs to the name unless something says that it is of an address.

use super::legal_forms::first_closing_form;
use super::name_words::NameWord;
use crate::reference::DecidingWords;

/// A street stands at most so many words behind its number: 20 GENERAL LECLERC AVENUE.
const TO_THE_STREET: usize = 3;
/// A number of so many digits, with words behind it, is of a house or a postal code; but of four, years are in names: PLANET 2000.
const LONG: usize = 4;
/// Letters and so many digits in one word are the number of a register: CLT7088270.
const REGISTER: usize = 4;
/// Digits of a telephone.
const TELEPHONE: usize = 8;

/// How many of the words are before the address, or before another party. The first word is always of the name.
pub(super) fn name_length(words: &[NameWord], deciding: &DecidingWords) -> usize {
    let ends =
        |at: &usize| words[*at].is_care_of || begins_address(&words[*at], deciding) || is_industrial_area(words, *at);
    let end = (1..words.len()).find(ends).unwrap_or(words.len());
    // 03 BP 1234, NO. 12, AVENUE X: the number goes with what stands behind it, and its NO. with the number.
    let end = if end > 1 && end < words.len() && words[end - 1].is_number() { end - 1 } else { end };
    let end = if end > 1 && end < words.len() && is_label(&words[end - 1]) { end - 1 } else { end };
    let form = first_closing_form(&words[..end], deciding);
    let text = Text { words, form, deciding };
    (1..end).find(|&at| text.is_address(at)).map_or(end, |at| text.with_label(at))
}

fn begins_address(word: &NameWord, deciding: &DecidingWords) -> bool {
    let is_box =
        |prefix: &str| word.text.strip_prefix(prefix).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    deciding.address_words.contains(&word.text) || is_box("BP") || is_box("POBOX")
}

/// Industrial areas are addresses, and industrial groups are firms.
fn is_industrial_area(words: &[NameWord], at: usize) -> bool {
    let area = words.get(at + 1).map_or("", |word| &word.text);
    words[at].text == "INDUSTRIAL" && matches!(area, "AREA" | "ESTATE" | "ZONE" | "PARK" | "CITY" | "TOWN")
}

struct Text<'t> {
    words: &'t [NameWord],
    /// Where the legal form stands that closes the name.
    form: Option<usize>,
    deciding: &'t DecidingWords,
}

impl Text<'_> {
    fn is_address(&self, at: usize) -> bool {
        match self.words[at].has_digit() {
            true => self.is_number_of_address(at),
            false => self.is_numbered_place(at),
        }
    }

    fn is_number_of_address(&self, at: usize) -> bool {
        let word = &self.words[at];
        let goes_on = at + 1 < self.words.len();
        let is_set_off = goes_on && self.words[self.with_label(at)].is_set_off;
        match self.form {
            _ if is_set_off || self.is_before_a_street(at) => true,
            Some(form) => form < at,
            // Groups of digits are a telephone's.
            None if word.is_number() && goes_on && self.words[at + 1].is_number() => true,
            // JOHN KESTREL 12 BAKER: two words are a name, unless NO or a year says that the number is of it.
            None if word.is_number() && goes_on && at > 1 && !is_label(&self.words[at - 1]) && !is_year(&word.text) => {
                true
            }
            None if word.is_number() => {
                // A name of one word would say little without its number: UNIT 8200 OF NINGBO.
                let is_house = goes_on && word.digits() >= LONG + usize::from(at == 1) && !is_year(&word.text);
                is_house || word.digits() >= TELEPHONE
            }
            None => word.digits() >= REGISTER,
        }
    }

    /// ROAD 5, UNIT 12 and more words: of themselves such words are of names too.
    fn is_numbered_place(&self, at: usize) -> bool {
        if !self.deciding.street_words.contains(&self.words[at].text) {
            return false;
        }
        match self.form {
            Some(form) => form < at,
            None => {
                let behind = self.words[at + 1..].iter().position(|word| !is_label(word));
                // FLOOR 3 behind a name of two words; of one it may be a part.
                let goes_on = |behind: usize| at > 1 || at + behind + 2 < self.words.len();
                behind.is_some_and(|behind| self.words[at + 1 + behind].has_digit() && goes_on(behind))
            }
        }
    }

    fn is_before_a_street(&self, at: usize) -> bool {
        let behind = self.words[at..].iter().skip_while(|word| word.has_digit());
        let nearest = behind.take(TO_THE_STREET).take_while(|word| !word.has_digit() && !word.is_care_of);
        let known = self.form.unwrap_or(self.words.len());
        let street = nearest.enumerate().find(|(_, word)| self.deciding.street_words.contains(&word.text));
        // A form between the two ends the name behind the number.
        street.is_some_and(|(steps, _)| !(at..=at + steps + 1).contains(&known))
    }

    /// The number's NO. goes with it.
    fn with_label(&self, at: usize) -> usize {
        if at > 1 && is_label(&self.words[at - 1]) { at - 1 } else { at }
    }
}

fn is_year(number: &str) -> bool {
    number.len() == 4 && (number.starts_with("19") || number.starts_with("20"))
}

fn is_label(word: &NameWord) -> bool {
    matches!(&*word.text, "NO" | "NR" | "NUM" | "NUMERO" | "NUMBER" | "N")
}
