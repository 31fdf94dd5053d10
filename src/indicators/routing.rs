//! Routing: countries of places, transshipments, sea distances and detours.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::domain::{Locode, is_country};
use crate::reference::{SeaRoutes, port_of};
use crate::tables::{ManifestTable, Vector};
use std::borrow::Cow;

const PLACES: [C; 5] =
    [C::PlaceOfReceipt, C::PlaceOfLoading, C::PlaceOfDischarge, C::PlaceOfDelivery, C::FinalDestination];

const EVERY_PLACE: &[C] = &[
    C::PlaceOfReceipt,
    C::PlaceOfLoading,
    C::TransshipmentPorts,
    C::PlaceOfDischarge,
    C::PlaceOfDelivery,
    C::FinalDestination,
];

const ROUTE: &[C] = &[C::PlaceOfLoading, C::TransshipmentPorts, C::PlaceOfDischarge];

pub const ALL: &[Indicator] = &[
    Indicator { column: C::MalformedPlaces, needs: EVERY_PLACE, compute: malformed_places },
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
    Indicator {
        column: C::RouteCountries,
        needs: &[
            C::PlaceOfReceipt,
            C::PlaceOfLoading,
            C::TransshipmentPorts,
            C::PlaceOfDischarge,
            C::PlaceOfDelivery,
            C::FinalDestination,
            C::TransitCountry,
        ],
        compute: route_countries,
    },
    Indicator {
        column: C::LoadingPort,
        needs: &[C::PlaceOfLoading],
        compute: |table, _| port(table, C::PlaceOfLoading),
    },
    Indicator {
        column: C::DischargePort,
        needs: &[C::PlaceOfDischarge],
        compute: |table, _| port(table, C::PlaceOfDischarge),
    },
    Indicator {
        column: C::DeliveryPort,
        needs: &[C::PlaceOfDelivery],
        compute: |table, _| port(table, C::PlaceOfDelivery),
    },
    Indicator {
        column: C::DestinationPort,
        needs: &[C::FinalDestination],
        compute: |table, _| port(table, C::FinalDestination),
    },
    Indicator { column: C::TransitPorts, needs: &[C::TransshipmentPorts], compute: transit_ports },
    Indicator { column: C::UnknownPlaces, needs: EVERY_PLACE, compute: unknown_places },
    Indicator { column: C::TransshipmentCount, needs: &[C::TransshipmentPorts], compute: transshipments },
    Indicator { column: C::DirectNm, needs: &[C::PlaceOfLoading, C::PlaceOfDischarge], compute: direct_nm },
    Indicator { column: C::RouteNm, needs: ROUTE, compute: route_nm },
    Indicator { column: C::DetourRatio, needs: &[C::RouteNm, C::DirectNm], compute: detour_ratio },
    Indicator { column: C::BackhaulNm, needs: ROUTE, compute: backhaul_nm },
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

/// A place under the main code of its port.
fn port(table: &ManifestTable, column: C) -> Vector {
    let places = table.text(column);
    Vector::texts(table.height(), |row| places.get(row).map(port_of))
}

fn transit_ports(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let ports = table.list(C::TransshipmentPorts);
    Vector::lists(C::TransitPorts, table.height(), |row| {
        Some(ports.get(row)?.map(|place| Cow::Borrowed(port_of(place))).collect())
    })
}

fn country(table: &ManifestTable, column: C) -> Vector {
    let places = table.text(column);
    Vector::texts(table.height(), |row| country_of(column, places.get(row)?))
}

/// The country of a place, or of a final destination given as a country alone.
fn country_of(column: C, place: &str) -> Option<&str> {
    match Locode::parse(place) {
        Some(code) => Some(code.country()),
        None => (column == C::FinalDestination && is_country(place)).then_some(place),
    }
}

fn route_countries(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let ports = table.list(C::TransshipmentPorts);
    let transit = table.text(C::TransitCountry);
    Vector::lists(C::RouteCountries, table.height(), |row| {
        let stated = PLACES.iter().filter_map(|&column| country_of(column, table.text(column).get(row)?));
        let hubs = ports.get(row).into_iter().flatten().filter_map(Locode::parse).map(Locode::country);
        let mut countries: Vec<Cow<'_, str>> = Vec::new();
        for country in stated.chain(hubs).chain(transit.get(row)) {
            if !countries.iter().any(|known| known == country) {
                countries.push(Cow::Borrowed(country));
            }
        }
        (!countries.is_empty()).then_some(countries)
    })
}

fn unknown_places(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let ports = table.list(C::TransshipmentPorts);
    Vector::lists(C::UnknownPlaces, table.height(), |row| {
        let known = context.reference.places.as_ref()?;
        let stated = PLACES.iter().filter_map(|&column| table.text(column).get(row));
        let mut places = stated.chain(ports.get(row).into_iter().flatten()).peekable();
        places.peek()?;
        let unknown = places.filter(|place| Locode::parse(place).is_some() && !known.contains(*place));
        Some(unknown.map(Cow::Borrowed).collect())
    })
}

fn backhaul_nm(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let (loading, discharge) = (table.text(C::PlaceOfLoading), table.text(C::PlaceOfDischarge));
    let ports = table.list(C::TransshipmentPorts);
    let mut distances = Distances::new(&context.reference.routes);
    Vector::floats(table.height(), |row| {
        let from = loading.get(row)?;
        let direct = distances.miles(from, discharge.get(row)?)?;
        ports.get(row)?.try_fold(0.0_f64, |most, hub| Some(most.max(distances.miles(from, hub)? - direct)))
    })
}

fn transshipments(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let ports = table.list(C::TransshipmentPorts);
    Vector::ints(table.height(), |row| ports.get(row).map(|ports| ports.len() as i64))
}

fn direct_nm(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let (loading, discharge) = (table.text(C::PlaceOfLoading), table.text(C::PlaceOfDischarge));
    let mut distances = Distances::new(&context.reference.routes);
    Vector::floats(table.height(), |row| distances.miles(loading.get(row)?, discharge.get(row)?))
}

fn route_nm(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let (loading, discharge) = (table.text(C::PlaceOfLoading), table.text(C::PlaceOfDischarge));
    let ports = table.list(C::TransshipmentPorts);
    let mut distances = Distances::new(&context.reference.routes);
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
