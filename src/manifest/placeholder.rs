//! Placeholders: what sources write where a value belongs to say that there is none. Every reader asks here.

use super::codes::is_closed;
use crate::columns::{Column as C, ColumnType};
use crate::domain::ContainerNo;
use crate::reference::DecidingWords;
use crate::wording::folded;
use chrono::{Datelike, NaiveDate};

/// Whether a text states nothing in a column: zeros where a number or code is asked, a word for "none", dashes.
#[inline]
pub(super) fn says_none(column: C, text: &str) -> bool {
    // Nearly all values begin like values: this is asked of every cell. Dashes beyond ASCII begin with E2.
    match text.as_bytes().first() {
        None => true,
        Some(
            b'0' | b'-' | b'.' | b',' | b'*' | b'/' | b'_' | b':' | b'N' | b'n' | b'?' | b'#' | b'(' | b'<' | b'\\'
            | b'\xE2',
        ) => may_say_none(column, text),
        // An amount, a mass, a day or a voyage in words is none.
        Some(b'A'..=b'Z' | b'a'..=b'z' | 0x80..) if takes_no_words(column) => says_no_amount(text),
        Some(b'A'..=b'Z' | b'a'..=b'z') if matches!(column, C::BillNo | C::MasterBillNo) => says_no_bill(text),
        // Of ports on the way there may be none.
        Some(b'A'..=b'Z' | b'a'..=b'z') if column == C::TransshipmentPorts => {
            says_no_amount(text) || text.eq_ignore_ascii_case("DIRECT")
        }
        // A day that calendars do not have.
        Some(b'1') => text.starts_with("1900-01-00") && matches!(column, C::Eta | C::Etd | C::MessageTime),
        Some(_) => false,
    }
}

/// Whether words in a column are none of its values, so that the usual ones for "not stated" can be told.
fn takes_no_words(column: C) -> bool {
    matches!(column.kind(), ColumnType::Float | ColumnType::Int | ColumnType::Date)
        || matches!(column, C::Voyage | C::HsCodes)
        || is_closed(column)
}

/// The usual words for an amount or a day that is not stated, in the languages of manifests.
fn says_no_amount(text: &str) -> bool {
    const WORDS: [&str; 60] = [
        "AA",
        "AS AGREED",
        "AS PER AGREEMENT",
        "AS PER CONTRACT",
        "AS ARRANGED",
        "FREIGHT AS AGREED",
        "AGREED",
        "NVD",
        "NCV",
        "NCD",
        "NNV",
        "NO VALUE",
        "NO VALUE DECLARED",
        "NO DECLARED VALUE",
        "NO COMMERCIAL VALUE",
        "NOT DECLARED",
        "NOT STATED",
        "NOT AVAILABLE",
        "NOT KNOWN",
        "UNKNOWN",
        "TBA",
        "TBC",
        "TBD",
        "TBN",
        "TO BE ADVISED",
        "TO BE ANNOUNCED",
        "TO BE CONFIRMED",
        "SANS VALEUR",
        "SANS VALEUR COMMERCIALE",
        "SIN VALOR",
        "SIN VALOR COMERCIAL",
        "SEM VALOR",
        "SEM VALOR COMERCIAL",
        "NON DECLARE",
        "INCONNU",
        "INCONNUE",
        "DESCONOCIDO",
        "DESCONHECIDO",
        "NEANT",
        "NINGUNO",
        "NINGUNA",
        "NENHUM",
        "NENHUMA",
        "A CONFIRMER",
        "POR CONFIRMAR",
        "A CONFIRMAR",
        "COMME CONVENU",
        "A CONVENIR",
        "VALOR NAO DECLARADO",
        "VALOR NO DECLARADO",
        "VALEUR NON DECLAREE",
        "NON DECLAREE",
        "NO DECLARADO",
        "NAO DECLARADO",
        "NAO INFORMADO",
        "NO INFORMADO",
        "N D",
        "TO FOLLOW",
        "WILL FOLLOW",
        "PENDING",
    ];
    let plain = folded(text);
    // Points between letters: N.V.D.
    let initials: String = if text.contains('.') { plain.split(' ').collect() } else { String::new() };
    WORDS.contains(&plain.trim()) || WORDS.contains(&&*initials) || is_no_word(text)
}

/// Whether a text in the place of a bill's number says that there is none, or where it is.
fn says_no_bill(text: &str) -> bool {
    const WORDS: [&str; 18] = [
        "ATTACHED",
        "AS ATTACHED",
        "AS PER ATTACHED",
        "AS PER LIST",
        "AS PER MANIFEST",
        "B L",
        "BILL",
        "BILL OF LADING",
        "BL",
        "DRAFT",
        "MULTIPLE",
        "SEE ATTACHED",
        "SEE LIST",
        "SEE MANIFEST",
        "SEVERAL",
        "TEMP",
        "TEST",
        "VARIOUS",
    ];
    // Numbers of bills have digits.
    if text.bytes().any(|sign| sign.is_ascii_digit()) {
        return false;
    }
    let is_one_sign = text.len() > 1 && text.bytes().all(|sign| sign.eq_ignore_ascii_case(&b'X'));
    is_one_sign || WORDS.contains(&folded(text).trim()) || (says_no_amount(text) && text.len() > 2)
}

/// Whether a seal's number is not stated, which does not say that there is no seal.
pub(super) fn says_unknown_seal(seal: &str) -> bool {
    const WORDS: [&str; 12] = [
        "TBA",
        "TBC",
        "TBD",
        "TBN",
        "UNKNOWN",
        "PENDING",
        "TO FOLLOW",
        "TO BE ADVISED",
        "TO BE CONFIRMED",
        "NOT KNOWN",
        "INCONNU",
        "DESCONOCIDO",
    ];
    !seal.bytes().any(|sign| sign.is_ascii_digit()) && WORDS.contains(&folded(seal).trim())
}

fn may_say_none(column: C, text: &str) -> bool {
    let is_number = matches!(column.kind(), ColumnType::Float | ColumnType::Int);
    match column {
        C::VolumeM3 | C::VgmKg => is_zero(text) || is_dash(text) || says_no_amount(text),
        _ if is_number => is_dash(text) || says_no_amount(text),
        C::UnNo
        | C::ImdgClass
        | C::VesselImo
        | C::StowageCell
        | C::HsCodes
        | C::Seals
        | C::ShipperId
        | C::ConsigneeId
        | C::NotifyId
        | C::ForwarderId
        | C::MessageTime => is_zero(text) || is_dash(text) || is_no_word(text),
        C::BillNo | C::MasterBillNo => is_zero(text) || is_dash(text) || is_no_word(text) || says_no_bill(text),
        C::TransshipmentPorts => is_zero(text) || is_dash(text) || says_no_amount(text),
        C::Nature => text == "0" || is_dash(text) || says_no_amount(text),
        // NA is Namibia.
        _ if is_closed(column) => is_dash(text) || (says_no_amount(text) && !text.eq_ignore_ascii_case("NA")),
        C::Voyage | C::Eta | C::Etd => is_zero(text) || is_dash(text) || says_no_amount(text),
        // A carrier, or a place, may be called as a word for "none" is.
        C::CarrierCode
        | C::PlaceOfReceipt
        | C::PlaceOfLoading
        | C::PlaceOfDischarge
        | C::Terminal
        | C::PlaceOfDelivery
        | C::FinalDestination => is_zero(text) || is_dash(text),
        _ => false,
    }
}

/// Whether a seal number says that there is no seal, in the languages of manifests.
pub(super) fn says_no_seal(seal: &str) -> bool {
    // Nearly all seals have a number.
    if seal.bytes().any(|byte| matches!(byte, b'1'..=b'9')) {
        return false;
    }
    says_none(C::Seals, seal) || DecidingWords::embedded().no_seals.contains(folded(seal).trim())
}

/// Whether what stands for a container's number, tidied, names none: no digit but zeros (unless the check digit is right all the
/// same), or one letter and one digit all through. `@@@@000000`, `BULK`, `XXXX0000000`, `XXXX9999999`.
pub(super) fn is_no_container(number: &str) -> bool {
    let bytes = number.as_bytes();
    let is_one_sign = |part: &[u8]| part.windows(2).all(|pair| pair[0] == pair[1]);
    let (owner, serial) = bytes.split_at(bytes.iter().position(u8::is_ascii_digit).unwrap_or(bytes.len()));
    if owner.len() == 4 && serial.len() >= 6 && is_one_sign(owner) && is_one_sign(serial) {
        return true;
    }
    let has_number = bytes.iter().any(|byte| matches!(byte, b'1'..=b'9'));
    !has_number && !ContainerNo::parse(number).is_some_and(|number| number.check_digit_ok())
}

/// Zeros, with the signs that dates, codes and decimals have between them.
fn is_zero(text: &str) -> bool {
    text.contains('0') && text.bytes().all(|byte| matches!(byte, b'0' | b'.' | b',' | b'-' | b'/' | b':' | b' ' | b'T'))
}

/// Whether a day is one of those from which programs count, and which they show where a date is missing.
pub(super) fn is_no_day(day: NaiveDate) -> bool {
    const FIRST: [(i32, u32, u32); 8] = [
        (1, 1, 1),
        (1753, 1, 1),
        (1899, 12, 30),
        (1899, 12, 31),
        (1900, 1, 1),
        (1904, 1, 1),
        (1970, 1, 1),
        // The last they know.
        (9999, 12, 31),
    ];
    // Days of an age of ships are looked at no further.
    !(1980..9000).contains(&day.year()) && FIRST.contains(&(day.year(), day.month(), day.day()))
}

fn is_dash(text: &str) -> bool {
    text.chars()
        .all(|sign| matches!(sign, '-' | '.' | '*' | '/' | '_' | ' ' | '?' | '\u{2013}' | '\u{2014}' | '\u{2212}'))
}

fn is_no_word(text: &str) -> bool {
    const WORDS: [&str; 12] =
        ["NONE", "NIL", "N/A", "N.A.", "NULL", "NA", "N/M", "N/D", "#N/A", "(NULL)", "<NA>", "\\N"];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}
