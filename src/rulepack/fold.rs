//! Folds: what the values of a column are compared as, so that entries of lists can be typed as they stand on the papers.
//!
//! A list is asked of a column, and that column decides how its entries are read: names as the key columns read names, codes as
//! the cells of a manifest are read. One list may be asked of several columns, and is then read in several ways.

use crate::columns::{Column, ColumnType};
use crate::manifest::{LONGEST_CELL, read_value};
use crate::reference::{DecidingWords, MatchKind, ReferenceList, other_codes};
use crate::screening::{PartyName, address_key, identifier_key, vessel_key};
use crate::tables::Cell;
use chrono::NaiveDate;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How an entry of a list becomes a value of the columns it is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fold {
    making: Making,
    form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Making {
    Party,
    Vessel,
    Address,
    /// As the cells of this column are read, of that letters and digits only.
    Identifier(Column),
    /// As the cells of this column are read.
    Cell(Column),
    /// As cells of HS codes are read, and without hyphens.
    Hs,
    AsWritten,
}

/// The column that holds a text made comparable, of a column whose texts everybody writes differently.
pub fn key_of(column: Column) -> Option<Column> {
    use Column as C;
    Some(match column {
        C::ShipperName => C::ShipperKey,
        C::ConsigneeName => C::ConsigneeKey,
        C::NotifyName => C::NotifyKey,
        C::VesselName => C::VesselKey,
        C::ShipperAddress => C::ShipperAddressKey,
        C::ConsigneeAddress => C::ConsigneeAddressKey,
        C::NotifyAddress => C::NotifyAddressKey,
        C::BillNo => C::BillKey,
        C::MasterBillNo => C::MasterBillKey,
        C::Seals => C::SealKeys,
        _ => return None,
    })
}

/// What every value of a column looks like; an entry that does not is never met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Any,
    Container,
    Port,
    Country,
    PortOrCountry,
    /// So many digits, from and to.
    Digits(usize, usize),
}

impl Fold {
    pub fn of(column: Column) -> Self {
        use Column as C;
        let (making, form) = match column {
            C::ShipperKey | C::ConsigneeKey | C::NotifyKey => (Making::Party, Form::Any),
            C::VesselKey => (Making::Vessel, Form::Any),
            C::ShipperAddressKey | C::ConsigneeAddressKey | C::NotifyAddressKey => (Making::Address, Form::Any),
            C::BillKey | C::MasterBillKey => (Making::Identifier(C::BillNo), Form::Any),
            C::SealKeys => (Making::Identifier(C::Seals), Form::Any),
            C::ContainerNo => (Making::Cell(column), Form::Container),
            C::VesselImo => (Making::Cell(column), Form::Digits(7, 7)),
            C::UnNo | C::UnNumbers | C::UnknownUnNumbers => (Making::Cell(C::UnNo), Form::Digits(4, 4)),
            C::UnClasses => (Making::Cell(C::ImdgClass), Form::Any),
            C::PlaceOfReceipt
            | C::PlaceOfLoading
            | C::PlaceOfDischarge
            | C::PlaceOfDelivery
            | C::TransshipmentPorts
            | C::LoadingPort
            | C::DischargePort
            | C::DeliveryPort
            | C::TransitPorts
            | C::BayplanDischarge => (Making::Cell(C::PlaceOfLoading), Form::Port),
            C::FinalDestination | C::DestinationPort => (Making::Cell(C::PlaceOfLoading), Form::PortOrCountry),
            C::MalformedPlaces | C::UnknownPlaces => (Making::Cell(C::PlaceOfLoading), Form::Any),
            _ if column.is_of_countries() => (Making::Cell(C::OriginCountry), Form::Country),
            C::Hs2 | C::HsChapters | C::TextChapters => (Making::Hs, Form::Digits(2, 2)),
            C::Hs4 | C::HsHeadings => (Making::Hs, Form::Digits(4, 4)),
            C::Hs6 => (Making::Hs, Form::Digits(6, 6)),
            C::HsCodes | C::HsCodesInText | C::HsCode | C::TariffCode | C::AllHsCodes | C::UnknownHs => {
                (Making::Hs, Form::Digits(2, 12))
            }
            C::ImprobableSeals => (Making::Cell(C::Seals), Form::Any),
            C::BayplanLoadStatus => (Making::Cell(C::LoadStatus), Form::Any),
            // Codes in capitals.
            C::BayplanSizeType | C::ContainerOwner | C::ContainerCategory | C::VinsInText => {
                (Making::Cell(C::SizeType), Form::Any)
            }
            _ if Column::canonical().any(|stated| stated == column) => (Making::Cell(column), Form::Any),
            _ => (Making::AsWritten, Form::Any),
        };
        Self { making, form }
    }

    /// A value that is made by a condition, and of which nothing is known.
    pub const AS_WRITTEN: Self = Self { making: Making::AsWritten, form: Form::Any };

    /// What is compared with a value that comes from one of two columns, as the first of several that is stated.
    pub fn or(self, other: Self) -> Self {
        let is_place = |fold: Self| matches!(fold.form, Form::Port | Form::Country | Form::PortOrCountry);
        match (self, other) {
            _ if self == other => self,
            _ if is_place(self) && is_place(other) => Self::of(Column::FinalDestination),
            _ if self.making == other.making => Self { making: self.making, form: Form::Any },
            _ => Self::AS_WRITTEN,
        }
    }

    /// The value that an entry stands for; `None` where it stands for none.
    pub fn value(self, written: &str, words: &DecidingWords) -> Option<String> {
        let read = |column| read_one(column, written);
        match self.making {
            Making::Party => match PartyName::read(written, words) {
                PartyName::Named(key) => Some(key),
                _ => None,
            },
            Making::Vessel => vessel_key(written),
            Making::Address => address_key(written),
            Making::Identifier(column) => read(column).as_deref().and_then(identifier_key),
            Making::Cell(column) => read(column),
            Making::Hs => read(Column::HsCodes).map(|code| code.replace(['-', '/'], "")),
            Making::AsWritten => Some(written.trim().to_owned()),
        }
        .filter(|value| !value.is_empty())
    }

    /// What a list holds on a day in the form that is compared, each value with the places of the entries that say it. A list of
    /// ports holds all codes of its ports.
    pub fn values(
        self,
        list: &ReferenceList,
        as_of: Option<NaiveDate>,
        words: &DecidingWords,
    ) -> BTreeMap<String, Vec<usize>> {
        let mut values: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, entry) in list.entries.iter().enumerate().filter(|(_, entry)| entry.counts(as_of)) {
            let Some(value) = self.value(&entry.value, words) else { continue };
            if list.match_kind == MatchKind::Exact {
                other_codes(&value).for_each(|code| values.entry(code.to_owned()).or_default().push(place));
            }
            values.entry(value).or_default().push(place);
        }
        values
    }

    /// Why an entry can never be met in a column that is read so, if it cannot.
    pub fn flaw(self, written: &str, match_kind: MatchKind, words: &DecidingWords) -> Option<String> {
        if written.len() > LONGEST_CELL {
            return Some(format!("it has {} bytes, and a cell holds {LONGEST_CELL} at most", written.len()));
        }
        let Some(value) = self.value(written, words) else { return Some(self.nothing_left(written)) };
        let fits = |form| fits(&value, form, match_kind);
        match self.form {
            Form::Any => None,
            Form::PortOrCountry if fits(Form::Port) || fits(Form::Country) => None,
            form if fits(form) => None,
            form => Some(format!("{}, and this is read as `{value}`", form.says())),
        }
    }

    /// Why an entry stands for no value.
    fn nothing_left(self, written: &str) -> String {
        let unread = |column| read_value(column, written).err();
        match self.making {
            Making::Party => {
                "it is read as no name: TO ORDER, SAME AS CONSIGNEE, NA and the like are nobody's".to_owned()
            }
            Making::Vessel => {
                "it names no ship: the kind of ship (M/V), or what says that she is to be named, is nobody's name"
                    .to_owned()
            }
            Making::Address => "an address is compared by ten letters and digits or more".to_owned(),
            Making::Hs => unread(Column::HsCodes).unwrap_or_else(|| "it is read as no code, or as several".to_owned()),
            Making::Identifier(_) => {
                "it is read as stating nothing (words for none, zeros), or several values".to_owned()
            }
            Making::Cell(column) => {
                unread(column).unwrap_or_else(|| "it is read as stating nothing, or several values".to_owned())
            }
            Making::AsWritten => "it is read as stating nothing".to_owned(),
        }
    }
}

impl Form {
    fn says(self) -> String {
        match self {
            Self::Any => "any value is met".to_owned(),
            Self::Container => "a container number is four letters and seven digits".to_owned(),
            Self::Port => "a port is the two letters of its country and three signs (CGPNR)".to_owned(),
            Self::Country => "a country is two letters (ISO 3166)".to_owned(),
            Self::PortOrCountry => "a destination is a port (CGPNR) or the two letters of a country".to_owned(),
            Self::Digits(from, to) if from == to => format!("the column holds {to} digits"),
            Self::Digits(from, to) => format!("the column holds {from} to {to} digits"),
        }
    }
}

/// Whether a value has the form, or, of a list of beginnings, may begin one that has.
fn fits(value: &str, form: Form, match_kind: MatchKind) -> bool {
    let is_beginning = match_kind == MatchKind::Prefix;
    let of_signs = |signs: &str| {
        let long_enough = if is_beginning { value.len() <= signs.len() } else { value.len() == signs.len() };
        let fits = |(byte, sign): (u8, u8)| match sign {
            b'A' => byte.is_ascii_uppercase(),
            b'9' => byte.is_ascii_digit(),
            _ => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
        };
        long_enough && value.bytes().zip(signs.bytes()).all(fits)
    };
    match form {
        Form::Any | Form::PortOrCountry => true,
        Form::Container => of_signs("AAAA9999999"),
        Form::Port => of_signs("AA***"),
        Form::Country => of_signs("AA"),
        Form::Digits(from, to) => {
            let from = if is_beginning { 1 } else { from };
            (from..=to).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
        }
    }
}

/// An entry read as a cell of a column, where that is one value.
fn read_one(column: Column, written: &str) -> Option<String> {
    debug_assert!(matches!(column.kind(), ColumnType::Text | ColumnType::TextList));
    match read_value(column, written) {
        Ok(Some(Cell::Text(text))) => Some(text.into_owned()),
        Ok(Some(Cell::List(items))) => match &items[..] {
            [only] => Some(Cow::into_owned(only.clone())),
            _ => None,
        },
        _ => None,
    }
}
