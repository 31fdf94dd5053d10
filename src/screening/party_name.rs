//! What a party field holds: a name, an order clause, a pointer to the consignee, or nothing real.
//!
//! Manifests cut names at 35 characters and let them run into addresses, so the comparable name ends
//! where an address seems to begin, and legal forms, which are often cut, do not count.

use crate::wording::{folded, words};
use hashbrown::HashSet;
use std::sync::OnceLock;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartyName {
    /// A name, made comparable.
    Named(String),
    /// TO ORDER, with or without of whom.
    ToOrder,
    SameAsConsignee,
    /// NA, NIL, a dot.
    NotAName,
}

const LEGAL_FORMS: &str = "SA SARL SARLU SAS SASU SNC EURL GIE GMBH AG KG CO COMPANY CORP CORPORATION INC INCORPORATED LTD \
LIMITED LLC LLP PLC PTE PVT PTY BV NV SPA SRL SL SLU LDA LTDA EIRELI SP ZOO OY AB AS APS ASA JSC OOO ZAO PT TBK SDN BHD \
FZE FZCO FZ DMCC SAL EST ETS ETABLISSEMENTS ETABLISSEMENT STE SOCIETE MESSRS";

const ADDRESS_WORDS: &str = "RUE AVENUE AVE AV AVDA AVENIDA BOULEVARD BLVD BD STREET STR ROAD RD LANE DRIVE BP POBOX BOX PO \
ZONE ZI QUARTIER QRT Q BUILDING BLDG FLOOR SUITE TEL TELEPHONE FAX EMAIL VIA CALLE RUA PLAZA PLOT UNIT ROOM KM IMMEUBLE \
LOT ROUTE STRASSE WEG PARK INDUSTRIAL POLIGONO BAIRRO ESTRADA RODOVIA";

const NOT_NAMES: &str = "NA NIL NONE UNKNOWN XXX XX X TBA TBC BLANK EMPTY DITTO IDEM NULL VOID";

const FORWARDER_WORDS: &str = "LOGISTICS LOGISTIC LOGISTIQUE LOGISTIQUES LOGISTICA FREIGHT FORWARDING FORWARDER FORWARDERS \
SHIPPING CARGO TRANSIT TRANSITAIRE TRANSITAIRES TRANSITARIOS CONSIGNATAIRE NVOCC EXPEDITORS SPEDITION SPEDIZIONI \
AFFRETEMENT DESPACHANTE LOGISTIK CONSOLIDATORS CONSOLIDATION";

fn set(words: &'static str, cell: &'static OnceLock<HashSet<&'static str>>) -> &'static HashSet<&'static str> {
    cell.get_or_init(|| words.split_ascii_whitespace().collect())
}

fn is_legal_form(word: &str) -> bool {
    static SET: OnceLock<HashSet<&'static str>> = OnceLock::new();
    set(LEGAL_FORMS, &SET).contains(word)
}

fn begins_address(words: &[&str], at: usize) -> bool {
    static SET: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let has_digit = |word: &str| word.bytes().any(|b| b.is_ascii_digit());
    match words[at] {
        // P O BOX, B P 1234; but J P FICTION is a name.
        "P" => words[at - 1] == "B" || words.get(at + 1).is_some_and(|next| *next == "O" || has_digit(next)),
        word => has_digit(word) || set(ADDRESS_WORDS, &SET).contains(word),
    }
}

impl PartyName {
    pub fn read(text: &str) -> Self {
        let folded = folded(text);
        if is_to_order(&folded) {
            return Self::ToOrder;
        }
        if folded.starts_with(" SAME AS ") || folded.starts_with(" IDEM CONSIGN") || folded.starts_with(" MEME QUE ") {
            return Self::SameAsConsignee;
        }
        match comparable(&folded) {
            Some(name) => Self::Named(name),
            None => Self::NotAName,
        }
    }
}

fn is_to_order(folded: &str) -> bool {
    const CLAUSES: [&str; 8] = [
        " TO ORDER ",
        " TO THE ORDER ",
        " ORDER OF ",
        " TO ORDERS ",
        " A L ORDRE ",
        " A LA ORDEN ",
        " A ORDEM ",
        " UNTO ORDER ",
    ];
    folded == " ORDER " || CLAUSES.iter().any(|clause| folded.starts_with(clause))
}

fn comparable(folded: &str) -> Option<String> {
    static SET: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let all: Vec<&str> = joined_initials(folded);
    let end = (1..all.len()).find(|&at| begins_address(&all, at)).unwrap_or(all.len());
    let named = &all[..end];
    let letters: usize = named.iter().map(|word| word.chars().filter(|c| c.is_alphabetic()).count()).sum();
    let not_a_name = named.iter().all(|word| set(NOT_NAMES, &SET).contains(word)) || is_na(named);
    if letters < 2 || not_a_name {
        return None;
    }
    let without_forms: Vec<&str> = named.iter().copied().filter(|word| !is_legal_form(word)).collect();
    let kept = if without_forms.is_empty() { named } else { &without_forms };
    Some(kept.join(" "))
}

/// "N A" is how N/A folds.
fn is_na(words: &[&str]) -> bool {
    words == ["N", "A"]
}

/// Words with the letters of spelled-out legal forms left out: S A R L, S A, L T D, B V.
fn joined_initials(folded: &str) -> Vec<&str> {
    const SPELLED: [&[&str]; 8] = [
        &["S", "A", "R", "L"],
        &["S", "R", "L"],
        &["S", "P", "A"],
        &["L", "L", "C"],
        &["S", "A", "S"],
        &["S", "A"],
        &["B", "V"],
        &["S", "L"],
    ];
    let all: Vec<&str> = words(folded).collect();
    let mut kept = Vec::with_capacity(all.len());
    let mut at = 0;
    while at < all.len() {
        match SPELLED.iter().find(|form| at > 0 && all[at..].starts_with(form)) {
            Some(form) => at += form.len(),
            None => {
                kept.push(all[at]);
                at += 1;
            }
        }
    }
    kept
}

/// Whether a comparable name reads like a forwarder, carrier or agent.
pub fn is_forwarder_name(key: &str) -> bool {
    static SET: OnceLock<HashSet<&'static str>> = OnceLock::new();
    key.split(' ').any(|word| set(FORWARDER_WORDS, &SET).contains(word))
}
