//! Container and vessel: identifiers, size-type, seals.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::domain::{ContainerNo, SizeType, imo_check_digit_ok};
use crate::reference::Measures;
use crate::tables::{ManifestTable, Vector};
use hashbrown::HashSet;
use std::borrow::Cow;

pub const ALL: &[Indicator] = &[
    Indicator { column: C::ContainerNoWellformed, needs: &[C::ContainerNo], compute: wellformed },
    Indicator { column: C::ContainerNoValid, needs: &[C::ContainerNo], compute: valid },
    Indicator { column: C::ContainerOwner, needs: &[C::ContainerNo], compute: owner },
    Indicator { column: C::ContainerCategory, needs: &[C::ContainerNo], compute: category },
    Indicator { column: C::ContainerLengthFt, needs: &[C::SizeType], compute: length_ft },
    Indicator { column: C::IsReefer, needs: &[C::SizeType], compute: is_reefer },
    Indicator { column: C::SizeTypeKnown, needs: &[C::SizeType], compute: size_type_known },
    Indicator { column: C::TareKg, needs: &[C::SizeType], compute: tare },
    Indicator { column: C::PayloadKg, needs: &[C::SizeType], compute: payload },
    Indicator { column: C::VesselImoValid, needs: &[C::VesselImo], compute: imo_valid },
    Indicator { column: C::SealCount, needs: &[C::Seals], compute: seal_count },
    Indicator { column: C::ImprobableSeals, needs: &[C::Seals, C::ContainerNo], compute: improbable_seals },
];

fn number(table: &ManifestTable, row: usize) -> Option<ContainerNo> {
    table.text(C::ContainerNo).get(row).and_then(ContainerNo::parse)
}

fn size(table: &ManifestTable, row: usize) -> Option<SizeType> {
    table.text(C::SizeType).get(row).and_then(SizeType::parse)
}

fn wellformed(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let numbers = table.text(C::ContainerNo);
    Vector::bools(table.height(), |row| numbers.get(row).map(|text| ContainerNo::parse(text).is_some()))
}

fn valid(table: &ManifestTable, _: &Context<'_>) -> Vector {
    Vector::bools(table.height(), |row| number(table, row).map(|number| number.check_digit_ok()))
}

fn owner(table: &ManifestTable, _: &Context<'_>) -> Vector {
    Vector::texts(table.height(), |row| number(table, row).map(|number| number.owner().to_owned()))
}

fn category(table: &ManifestTable, _: &Context<'_>) -> Vector {
    Vector::texts(table.height(), |row| number(table, row).map(|number| number.category().to_owned()))
}

fn length_ft(table: &ManifestTable, _: &Context<'_>) -> Vector {
    Vector::ints(table.height(), |row| size(table, row).map(|size| size.length_ft))
}

fn is_reefer(table: &ManifestTable, _: &Context<'_>) -> Vector {
    Vector::bools(table.height(), |row| size(table, row).and_then(SizeType::is_reefer))
}

fn size_type_known(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let codes = table.text(C::SizeType);
    Vector::bools(table.height(), |row| codes.get(row).map(|code| context.reference.size_types.knows(code)))
}

fn measures(table: &ManifestTable, context: &Context<'_>, row: usize) -> Option<Measures> {
    context.reference.size_types.measures(table.text(C::SizeType).get(row)?)
}

fn tare(table: &ManifestTable, context: &Context<'_>) -> Vector {
    Vector::floats(table.height(), |row| measures(table, context, row).map(|measures| measures.tare_kg))
}

fn payload(table: &ManifestTable, context: &Context<'_>) -> Vector {
    Vector::floats(table.height(), |row| measures(table, context, row).map(|measures| measures.payload_kg))
}

fn imo_valid(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let numbers = table.text(C::VesselImo);
    Vector::bools(table.height(), |row| numbers.get(row).map(imo_check_digit_ok))
}

fn seal_count(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let seals = table.list(C::Seals);
    Vector::ints(table.height(), |row| seals.get(row).map(|seals| seals.len() as i64))
}

fn improbable_seals(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let words = &context.reference.deciding_words.improbable_seals;
    let seals = table.list(C::Seals);
    let containers = table.text(C::ContainerNo);
    Vector::lists(C::ImprobableSeals, table.height(), |row| {
        let container = containers.get(row);
        seals.get(row).map(|seals| seals.filter(|seal| improbable(seal, container, words)).map(Cow::Borrowed).collect())
    })
}

/// Seals are numbered: what has no digit is a word, AS PER BL.
fn improbable(seal: &str, container: Option<&str>, words: &HashSet<String>) -> bool {
    let mut characters = seal.chars();
    let first = characters.next();
    seal.chars().count() < 4
        || characters.all(|c| Some(c) == first)
        || !seal.contains(|sign: char| sign.is_numeric())
        || words.contains(seal)
        || Some(seal) == container
}
