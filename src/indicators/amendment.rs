//! Amendments: the last version of a bill beside the earlier ones of the batch. Null where a row does not state the
//! function of its message: nobody would know.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::tables::{ManifestTable, Vector};
use std::borrow::Cow;

const KEYS: &[C] = &[C::MessageFunction, C::ContainerNo, C::BillNo, C::CarrierCode];

const NEEDS: &[C] = &[
    C::MessageFunction,
    C::ContainerNo,
    C::BillNo,
    C::CarrierCode,
    C::PlaceOfLoading,
    C::TransshipmentPorts,
    C::PlaceOfDischarge,
    C::PlaceOfDelivery,
    C::FinalDestination,
    C::ShipperName,
    C::ConsigneeName,
    C::NotifyName,
    C::LoadStatus,
    C::Seals,
    C::GoodsDescription,
    C::HsCodes,
    C::Packages,
    C::GrossKg,
];

pub const ALL: &[Indicator] = &[
    Indicator { column: C::EarlierVersions, needs: KEYS, compute: versions },
    Indicator { column: C::AmendedColumns, needs: NEEDS, compute: amended },
];

fn versions(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let function = table.text(C::MessageFunction);
    Vector::ints(table.height(), |row| function.get(row).map(|_| context.beside.earlier.of(table, row) as i64))
}

fn amended(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let function = table.text(C::MessageFunction);
    Vector::lists(C::AmendedColumns, table.height(), |row| {
        let differing = || context.beside.earlier.differences(table, row);
        function.get(row).map(|_| differing().into_iter().map(|column| Cow::Borrowed(column.name())).collect())
    })
}
