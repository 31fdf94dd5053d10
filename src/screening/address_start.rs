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
    let ends = |word: &NameWord| word.is_care_of || begins_address(word, deciding);
    let end = (1..words.len()).find(|&at| ends(&words[at])).unwrap_or(words.len());
    let form = first_closing_form(&words[..end], deciding);
    let text = Text { words, form, deciding };
    (1..end).find(|&at| text.is_address(at)).map_or(end, |at| text.with_label(at))
}

fn begins_address(word: &NameWord, deciding: &DecidingWords) -> bool {
    let is_box =
        |prefix: &str| word.text.strip_prefix(prefix).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    deciding.address_words.contains(&word.text) || is_box("BP") || is_box("POBOX")
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
            None if word.is_number() => {
                // A name of one word would say little without its number: UNIT 8200 OF NINGBO.
                let is_house = goes_on && at > 1 && word.digits() >= LONG && !is_year(&word.text);
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
                behind
                    .is_some_and(|behind| self.words[at + 1 + behind].has_digit() && at + behind + 2 < self.words.len())
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
