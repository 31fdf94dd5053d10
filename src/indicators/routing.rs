//! Routing: countries of places, transshipments, sea distances and detours.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::domain::{Locode, is_country};
use crate::reference::SeaRoutes;
use crate::tables::{ManifestTable, Vector};
use std::borrow::Cow;

const PLACES: [C; 5] =
    [C::PlaceOfReceipt, C::PlaceOfLoading, C::PlaceOfDischarge, C::PlaceOfDelivery, C::FinalDestination];

const ROUTE: &[C] = &[C::PlaceOfLoading, C::TransshipmentPorts, C::PlaceOfDischarge];

pub const ALL: &[Indicator] = &[
    Indicator {
        column: C::MalformedPlaces,
        needs: &[
            C::PlaceOfReceipt,
            C::PlaceOfLoading,
            C::TransshipmentPorts,
            C::PlaceOfDischarge,
            C::PlaceOfDelivery,
            C::FinalDestination,
        ],
        compute: malformed_places,
    },
    Indicator {
        column: C::LoadingCountry,
        needs: &[C::PlaceOfLoading],
        compute: |table, _| country(table, C::PlaceOfLoading),
    },
    Indicator {
        column: C::DischargeCountry,
        needs: &[C::PlaceOfDischarge],
        compute: |table, _| country(table, C::PlaceOfDischarge),
    },
    Indicator {
        column: C::DeliveryCountry,
        needs: &[C::PlaceOfDelivery],
        compute: |table, _| country(table, C::PlaceOfDelivery),
    },
    Indicator {
        column: C::DestinationCountry,
        needs: &[C::FinalDestination],
        compute: |table, _| country(table, C::FinalDestination),
    },
    Indicator { column: C::TransshipmentCount, needs: &[C::TransshipmentPorts], compute: transshipments },
    Indicator { column: C::DirectNm, needs: &[C::PlaceOfLoading, C::PlaceOfDischarge], compute: direct_nm },
    Indicator { column: C::RouteNm, needs: ROUTE, compute: route_nm },
    Indicator { column: C::DetourRatio, needs: &[C::RouteNm, C::DirectNm], compute: detour_ratio },
    Indicator { column: C::VoyageDays, needs: &[C::Etd, C::Eta], compute: voyage_days },
];

/// The final destination may be given as a country alone.
fn well_formed(column: C, place: &str) -> bool {
    Locode::parse(place).is_some() || (column == C::FinalDestination && is_country(place))
}

fn malformed_places(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let ports = table.list(C::TransshipmentPorts);
    Vector::lists(C::MalformedPlaces, table.height(), |row| {
        let mut stated = false;
        let mut malformed = Vec::new();
        for column in PLACES {
            if let Some(place) = table.text(column).get(row) {
                stated = true;
                if !well_formed(column, place) {
                    malformed.push(Cow::Borrowed(place));
                }
            }
        }
        if let Some(ports) = ports.get(row) {
            stated = stated || ports.len() > 0;
            malformed.extend(ports.filter(|port| Locode::parse(port).is_none()).map(Cow::Borrowed));
        }
        stated.then_some(malformed)
    })
}

fn country(table: &ManifestTable, column: C) -> Vector {
    let places = table.text(column);
    Vector::texts(table.height(), |row| {
        let place = places.get(row)?;
        match Locode::parse(place) {
            Some(code) => Some(code.country()),
            None => (column == C::FinalDestination && is_country(place)).then_some(place),
        }
    })
}

fn transshipments(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let ports = table.list(C::TransshipmentPorts);
    Vector::ints(table.height(), |row| ports.get(row).map(|ports| ports.len() as i64))
}

fn direct_nm(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let (loading, discharge) = (table.text(C::PlaceOfLoading), table.text(C::PlaceOfDischarge));
    let mut distances = Distances::new(context.routes);
    Vector::floats(table.height(), |row| distances.miles(loading.get(row)?, discharge.get(row)?))
}

fn route_nm(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let (loading, discharge) = (table.text(C::PlaceOfLoading), table.text(C::PlaceOfDischarge));
    let ports = table.list(C::TransshipmentPorts);
    let mut distances = Distances::new(context.routes);
    Vector::floats(table.height(), |row| {
        let mut here = loading.get(row)?;
        let mut miles = 0.0;
        for next in ports.get(row)?.chain([discharge.get(row)?]) {
            miles += distances.miles(here, next)?;
            here = next;
        }
        Some(miles)
    })
}

/// A shipment from a port to itself has no direct way to be longer than.
fn detour_ratio(table: &ManifestTable, _: &Context<'_>) -> Vector {
    Vector::floats(table.height(), |row| {
        let direct = table.float(C::DirectNm, row).filter(|miles| *miles > 0.0)?;
        Some(table.float(C::RouteNm, row)? / direct)
    })
}

fn voyage_days(table: &ManifestTable, _: &Context<'_>) -> Vector {
    Vector::ints(table.height(), |row| Some(i64::from(table.date(C::Eta, row)?) - i64::from(table.date(C::Etd, row)?)))
}

/// Distances between ports, remembered by pair: a manifest has few pairs and many rows.
struct Distances<'a> {
    routes: &'a SeaRoutes,
    known: hashbrown::HashMap<(&'a str, &'a str), Option<f64>>,
}

impl<'a> Distances<'a> {
    fn new(routes: &'a SeaRoutes) -> Self {
        Self { routes, known: hashbrown::HashMap::new() }
    }
}

impl<'a> Distances<'a> {
    fn miles<'b>(&mut self, from: &'b str, to: &'b str) -> Option<f64>
    where
        'b: 'a,
    {
        let routes = self.routes;
        *self.known.entry((from, to)).or_insert_with(|| routes.miles(from, to).map(f64::from))
    }
}
