//! Calls: which ship on which voyage papers are of, as far as they say it, and whether two papers can be of the same.

use crate::columns::Column;
use crate::screening::{vessel_key, voyage_behind_name, voyage_key};
use crate::tables::ManifestTable;
use std::fmt;

/// A ship and a voyage. What is not stated is compared with nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Call {
    imo: Option<String>,
    ship: Option<String>,
    voyage: Option<String>,
}

/// In what two calls differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    Ship,
    Voyage,
}

impl Call {
    pub const NEEDED: [Column; 3] = [Column::VesselImo, Column::VesselName, Column::Voyage];

    /// The call of a row.
    pub fn of(table: &ManifestTable, row: usize) -> Self {
        let [imo, ship, voyage] = Self::NEEDED.map(|column| table.text(column).get(row).map(str::to_owned));
        let voyage = voyage.or_else(|| ship.as_deref().and_then(voyage_behind_name));
        Self { imo, ship, voyage }
    }

    /// What the two cannot have in common. Numbers of ships decide where both papers state them, else names; call signs are
    /// no numbers, and are not compared.
    pub fn difference(&self, other: &Self) -> Option<Difference> {
        let ships = match (&self.imo, &other.imo) {
            (Some(one), Some(another)) => Some(one == another),
            _ => both(&self.ship, &other.ship).map(|(one, another)| ship_key(one) == ship_key(another)),
        };
        if ships == Some(false) {
            return Some(Difference::Ship);
        }
        let voyages = both(&self.voyage, &other.voyage).map(|(one, another)| are_one_voyage(one, another));
        (voyages == Some(false)).then_some(Difference::Voyage)
    }
}

fn both<'a>(one: &'a Option<String>, another: &'a Option<String>) -> Option<(&'a str, &'a str)> {
    one.as_deref().zip(another.as_deref())
}

/// A name without signs and blanks.
fn ship_key(name: &str) -> Option<String> {
    vessel_key(name).map(|key| key.replace(' ', ""))
}

/// Whether a number of one paper is one of the other: a paper may name the voyage in and the voyage out.
fn are_one_voyage(one: &str, another: &str) -> bool {
    let others = voyages(another);
    voyages(one).iter().any(|voyage| others.iter().any(|other| is_same_voyage(voyage, other)))
}

/// The voyages that a text names: all of it, and each part of it that is a number.
fn voyages(text: &str) -> Vec<String> {
    let parts = text.split(['/', ',', ';', '+', ' ']).filter(|part| part.bytes().any(|byte| byte.is_ascii_digit()));
    std::iter::once(text).chain(parts).filter_map(voyage_key).collect()
}

/// Equal, or equal but for the direction behind the number, which only one of them has: 133 and 133W, not 133E and 133W.
fn is_same_voyage(one: &str, another: &str) -> bool {
    let directed = |longer: &str, shorter: &str| {
        let ends = longer.strip_suffix(['N', 'E', 'S', 'W']);
        ends == Some(shorter) && shorter.ends_with(|sign: char| sign.is_ascii_digit())
    };
    one == another || directed(one, another) || directed(another, one)
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ship = match (&self.ship, &self.imo) {
            (Some(name), Some(imo)) => format!("{name} (IMO {imo})"),
            (Some(name), None) => name.clone(),
            (None, Some(imo)) => format!("the ship with IMO number {imo}"),
            (None, None) => "a ship that is not named".to_owned(),
        };
        match &self.voyage {
            Some(voyage) => write!(f, "{ship}, voyage {voyage}"),
            None => write!(f, "{ship}"),
        }
    }
}
