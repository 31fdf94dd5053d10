//! Codes: columns whose values are of a closed set or have a form, and the words that sources write for them or around them. What is
//! none of them says nothing that a rule could ask for: it cannot be read, and that is said.

use super::code_forms::{imdg_classes, imo_number, un_numbers};
use super::reject::brief;
use crate::columns::Column as C;
use crate::domain::is_country;
use crate::reference::Reference;
use crate::wording::folded;
use std::borrow::Cow;

/// Whether a column holds codes of a closed set, or of a form.
pub(super) fn is_closed(column: C) -> bool {
    matches!(column, C::LoadStatus | C::Nature | C::WeightScope | C::FreightPayment)
        || matches!(column, C::UnNo | C::ImdgClass | C::VesselImo)
        || column.is_of_countries()
        || is_currency(column)
}

fn is_currency(column: C) -> bool {
    matches!(column, C::ValueCurrency | C::FreightCurrency)
}

/// The code that a text stands for in a column of codes; `None` where it says that nothing is stated. The error says which
/// codes there are.
pub(super) fn code(column: C, text: &str) -> Result<Option<Cow<'_, str>>, String> {
    let (known, expected): (Option<Cow<'_, str>>, &str) = match column {
        C::LoadStatus => (load_status(text).map(Cow::Borrowed), "full, empty or lcl"),
        C::Nature => (nature(text), "22 export, 23 import, 24 transit, 28 transshipment"),
        C::WeightScope => (weight_scope(text).map(Cow::Borrowed), "container or bill"),
        C::FreightPayment => (freight_payment(text).map(Cow::Borrowed), "prepaid or collect"),
        C::UnNo => (un_numbers(text), "four digits, such as UN 1993"),
        C::ImdgClass => (imdg_classes(text), "a class or division of the IMDG Code, such as 3 or 2.1"),
        C::VesselImo => (imo_number(text).map(Cow::Borrowed), "seven digits, such as IMO 9074729"),
        _ if is_currency(column) => (currency(text), "the three letters of ISO 4217, such as USD"),
        _ => (country(text), "the two letters of ISO 3166, such as PA"),
    };
    match known {
        Some(code) => Ok(Some(code).filter(|code| !code.is_empty())),
        None => Err(format!("`{}` is no {} that is known: {expected}", brief(text), what(column))),
    }
}

/// What the codes of a column are.
fn what(column: C) -> String {
    match column {
        C::UnNo => "UN number".to_owned(),
        C::ImdgClass => "IMDG class".to_owned(),
        C::VesselImo => "IMO number".to_owned(),
        _ => column.name().replace('_', " "),
    }
}

/// The code that the table has for a word, with what it is written as.
fn of_words(text: &str, table: &[(&'static str, &[&str])]) -> Option<&'static str> {
    let plain = folded(text);
    let plain = plain.trim();
    table.iter().find(|(code, words)| code.eq_ignore_ascii_case(text) || words.contains(&plain)).map(|(code, _)| *code)
}

/// Full/empty codes differ by country; UN/EDIFACT 8169 has digits.
fn load_status(text: &str) -> Option<&'static str> {
    const WORDS: &[(&str, &[&str])] = &[
        (
            "full",
            &[
                "LOADED",
                "LADEN",
                "FULL LOAD",
                "FULL CONTAINER LOAD",
                "FULL CONTAINER",
                "FCL",
                "FCL FCL",
                "FCL LCL",
                "F",
                "FS",
                "FL",
                "5",
                "8",
                "01",
                "1 1",
                "PLEIN",
                "PLEINE",
                "CHARGE",
                "LLENO",
                "LLENA",
                "CARGADO",
                "CHEIO",
                "CHEIA",
                "CARREGADO",
                "VOLL",
                "BELADEN",
                "PIENO",
                "VOL",
            ],
        ),
        (
            "lcl",
            &[
                "LCL LCL",
                "LCL FCL",
                "FM",
                "7",
                "02",
                "LESS THAN CONTAINER LOAD",
                "PART LOAD",
                "GROUPAGE",
                "CONSOLIDATED",
                "CONSOLIDATION",
                "CONSOL",
            ],
        ),
        (
            "empty",
            &[
                "EMP",
                "ETY",
                "E",
                "MT",
                "MTY",
                "4",
                "00",
                "0 0",
                "EMPTY CONTAINER",
                "VIDE",
                "VACIO",
                "VACIA",
                "VAZIO",
                "VAZIA",
                "LEER",
                "VUOTO",
                "LEEG",
                // A container tested for its cooling is empty in most countries, and a part load in one.
            ],
        ),
        ("", &["PTI"]),
    ];
    match text {
        "full" => Some("full"),
        "empty" => Some("empty"),
        "lcl" => Some("lcl"),
        _ => of_words(text, WORDS),
    }
}

/// The customs nature: the codes of ASYCUDA and UN/EDIFACT 7365. Others of two digits are natures too, which no rule asks for.
fn nature(text: &str) -> Option<Cow<'_, str>> {
    const WORDS: &[(&str, &[&str])] = &[
        ("22", &["EXP", "EXPORT", "EXPRT", "EXPORTS", "EXPORTATION", "EXPORTACION", "EXPORTACAO", "OUTWARD"]),
        ("23", &["IMP", "IMPORT", "IMPRT", "IMPORTS", "IMPORTATION", "IMPORTACION", "IMPORTACAO", "INWARD"]),
        ("24", &["TRA", "TRANSIT", "TRANSITO", "TRANSITS", "IN TRANSIT", "EN TRANSIT", "EN TRANSITO", "EM TRANSITO"]),
        (
            "28",
            &[
                "TSS",
                "TRANSHIPMENT",
                "TRANSSHIPMENT",
                "TRANS SHIPMENT",
                "TRANSSHIP",
                "TRANSHIP",
                "T S",
                "TS",
                "TRANSBORDO",
                "TRASBORDO",
                "TRANSBORDEMENT",
            ],
        ),
    ];
    match text.as_bytes() {
        [b'0'..=b'9', b'0'..=b'9'] => Some(Cow::Borrowed(text)),
        _ => of_words(text, WORDS).map(Cow::Borrowed),
    }
}

fn weight_scope(text: &str) -> Option<&'static str> {
    of_words(text, &[("container", &["CNTR", "CTR"]), ("bill", &["BL", "B L", "BOL", "BILL OF LADING", "CONSIGNMENT"])])
}

fn freight_payment(text: &str) -> Option<&'static str> {
    const WORDS: &[(&str, &[&str])] = &[
        ("prepaid", &["P", "PP", "PPD", "PREPAID", "FREIGHT PREPAID", "PORT PAYE", "PAGADO", "PRE PAID"]),
        ("collect", &["C", "CC", "COLL", "COLLECT", "FREIGHT COLLECT", "PORT DU", "POR COBRAR"]),
    ];
    of_words(text, WORDS)
}

/// ISO 4217, with the code that everybody writes for the renminbi.
fn currency(text: &str) -> Option<Cow<'_, str>> {
    const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF \
        CHF CLF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG \
        HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP \
        MRU MRO MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK \
        SGD SHP SLE SLL SOS SRD SSP STN STD SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VEF VES VND VUV WST \
        XAF XCD XCG XDR XOF XPF YER ZAR ZMW ZWG ZWL";
    let known = |code: &str| CODES.split_ascii_whitespace().any(|known| known == code);
    if matches!(text, "USD" | "EUR") || known(text) {
        return Some(Cow::Borrowed(text));
    }
    let upper = text.to_uppercase();
    match upper.as_str() {
        "US$" | "USD$" => Some(Cow::Borrowed("USD")),
        "€" => Some(Cow::Borrowed("EUR")),
        "RMB" => Some(Cow::Borrowed("CNY")),
        "XXX" => Some(Cow::Borrowed("")),
        code if known(code) => Some(Cow::Owned(upper)),
        _ => None,
    }
}

/// The country that two or three letters or a name stand for.
fn country(text: &str) -> Option<Cow<'_, str>> {
    if is_country(text) {
        return Some(Cow::Borrowed(text));
    }
    let upper = text.to_uppercase();
    match upper.as_str() {
        // Codes that everybody writes and ISO 3166 has for no country.
        "UK" => Some(Cow::Borrowed("GB")),
        "EL" => Some(Cow::Borrowed("GR")),
        // Nobody's.
        "XX" | "ZZ" | "XXX" => Some(Cow::Borrowed("")),
        code if is_country(code) => Some(Cow::Owned(upper)),
        _ => Reference::embedded().countries.code_of(text).map(|code| Cow::Owned(code.to_owned())),
    }
}
