//! US CBP's public AMS tables: the records of a bill, joined to one row per container.

use super::Problem;
use super::consignment::{Consignment, Containers, Equipment, Goods, Placement, container_key};
use super::facts::Facts;
use super::notices::Notices;
use super::placeholder::is_no_container;
use super::release::{Record, Release, Table};
use super::rows::Rows;
use super::units::{DecimalSign, Measure, measured};
use crate::columns::Column;
use crate::reference::us_port_named;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Joins the records of one share: all records of each of its bills are there.
pub(super) fn join(release: &Release, records: &[Record], rows: &mut Rows, notices: &mut Notices) {
    let mut order: Vec<Bill<'_>> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for record in records {
        let at = *known.entry(&record.identifier).or_insert_with(|| {
            order.push(Bill::new(record));
            order.len() - 1
        });
        order[at].take(record, notices);
    }
    for bill in order {
        bill.give(release, rows);
    }
}

/// A bill as its records come.
struct Bill<'r> {
    consignment: Consignment<'r>,
    header: Facts<'r>,
    /// Table of its first record, which names the bill where no container does.
    first: Table,
    /// Numbers of the lines of its description, one for each of its goods so far.
    sequence: Vec<u32>,
    /// A record of the container table that could not be read.
    broken: Option<(u64, &'r str)>,
}

impl<'r> Bill<'r> {
    fn new(record: &'r Record) -> Self {
        let consignment = Consignment {
            line: record.line,
            path: Rc::<str>::from(format!("identifier[{}]", record.identifier)).into(),
            ..Consignment::default()
        };
        Self { consignment, header: Facts::default(), first: record.table, sequence: Vec::new(), broken: None }
    }

    fn take(&mut self, record: &'r Record, notices: &mut Notices) {
        if let Some(reason) = &record.broken {
            self.broken.get_or_insert((record.line, reason));
            return;
        }
        match record.table {
            Table::Header => self.header(&record.fields, notices),
            Table::Billgen => self.billgen(&record.fields),
            Table::Container => self.container(record),
            Table::Shipper => self.party(&record.fields, SHIPPER, notices),
            Table::Consignee => self.party(&record.fields, CONSIGNEE, notices),
            Table::NotifyParty => self.party(&record.fields, NOTIFY, notices),
            Table::Cargodesc => self.cargo(&record.fields),
            Table::Tariff => self.tariff(&record.fields),
            Table::Hazmat | Table::HazmatClass => self.hazmat(record),
            Table::Marks => self.marks(&record.fields),
        }
    }

    fn header(&mut self, fields: &'r [String], notices: &mut Notices) {
        let [
            carrier,
            flag,
            vessel,
            unlading,
            eta,
            lading,
            quantity,
            unit,
            weight,
            weight_unit,
            volume,
            volume_unit,
            status,
            destination,
            id_kind,
            id,
        ] = fields
        else {
            return;
        };
        let facts = &mut self.consignment.facts;
        self.header.put(Column::CarrierCode, "carrier_code", carrier.as_str());
        if flag.len() == 2 {
            self.header.put(Column::VesselFlag, "vessel_country_code", flag.as_str());
        }
        self.header.put(Column::VesselName, "vessel_name", vessel.as_str());
        if id_kind.starts_with("IMO") {
            self.header.put(Column::VesselImo, "conveyance_id", id.as_str());
        }
        self.header.put(Column::Eta, "estimated_arrival_date", eta.as_str());
        facts.put(Column::PlaceOfDischarge, "port_of_unlading", port(unlading));
        facts.put(Column::PlaceOfLoading, "foreign_port_of_lading", port(lading));
        facts.put(Column::FinalDestination, "foreign_port_of_destination", port(destination));
        facts.put(Column::PackageType, "manifest_unit", unit.as_str());
        let function = match status.to_ascii_lowercase().as_str() {
            "new" => "9",
            "amended" => "4",
            "deleted" => "3",
            "" => "",
            other => {
                notices.add(format!("record status `{other}` is not known"));
                ""
            }
        };
        self.header.put(Column::MessageFunction, "record_status_indicator", function);
        let mut measure = |name: &str, kind: Measure, value: &str, unit: &str| -> Option<f64> {
            // Zero is how the release says that nothing was stated.
            let stated = Some(value).filter(|value| !value.trim_matches(['0', '.']).is_empty())?;
            measured(kind, stated, unit_code(unit), DecimalSign::Point)
                .map_err(|reason| self.consignment.problems.push(Problem::of(kind.column(), name, stated, reason)))
                .ok()
                .flatten()
        };
        let gross_kg = measure("weight", Measure::Mass, weight, weight_unit);
        let volume_m3 = measure("measurement", Measure::Volume, volume, volume_unit);
        let whole = &mut self.consignment.whole;
        (whole.gross_kg, whole.volume_m3, whole.packages) = (gross_kg, volume_m3, count(quantity));
    }

    fn billgen(&mut self, fields: &'r [String]) {
        let [master, house, voyage, kind, manifest, updated] = fields else { return };
        let facts = &mut self.consignment.facts;
        match house.is_empty() {
            true => _ = facts.put(Column::BillNo, "master_bol_number", master.as_str()),
            false => {
                facts.put(Column::BillNo, "house_bol_number", house.as_str());
                facts.put(Column::MasterBillNo, "master_bol_number", master.as_str());
            }
        }
        facts.put(Column::BillType, "bill_type_code", kind.as_str());
        self.header.put(Column::Voyage, "voyage_number", voyage.as_str());
        self.header.put(Column::ManifestNo, "manifest_number", whole_digits(manifest));
        self.header.put(Column::MessageTime, "trade_update_date", updated.as_str());
    }

    fn container(&mut self, record: &'r Record) {
        let [number, seal, other_seal, length, kind, status] = &record.fields[..] else { return };
        let number = container_key(number.into());
        if is_no_container(&number) {
            return;
        }
        let mut container = Equipment { number, line: record.line, ..Equipment::default() };
        let seals: Vec<Cow<'_, str>> =
            [seal, other_seal].into_iter().filter(|seal| !seal.is_empty()).map(Cow::from).collect();
        // Two fields for seals are always there; empty ones say nothing of whether there is one.
        container.seals = Some(seals).filter(|seals| !seals.is_empty());
        let feet = length.parse::<u32>().ok().filter(|inches| *inches > 0).map(|length| (length / 100).to_string());
        let size = Some(Cow::from(kind)).filter(|kind| kind.len() == 4).or(feet.map(Cow::from));
        container.facts.put(Column::SizeType, "container_type", size.unwrap_or_default());
        let status = match status.to_ascii_lowercase().as_str() {
            "loaded" => "full",
            "empty" => "empty",
            _ => status,
        };
        container.facts.put(Column::LoadStatus, "load_status", status);
        self.consignment.containers.push(container);
    }

    fn party(&mut self, fields: &'r [String], columns: [Column; 3], notices: &mut Notices) {
        let [name, address @ .., country] = fields else { return };
        let facts = &mut self.consignment.facts;
        if facts.has(columns[0]) {
            // Several notify parties; the first one is the row's.
            return;
        }
        let address: Vec<&str> = address.iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
        facts.put(columns[0], "name", name.as_str());
        facts.put(columns[1], "address", address.join(", "));
        match country.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                facts.put(columns[2], "country_code", country.as_str());
            }
            [] => {}
            _ => notices.add("values of country_code that are no two letters are not used"),
        }
    }

    fn cargo(&mut self, fields: &'r [String]) {
        let [number, pieces, text, sequence] = fields else { return };
        let number = container_key(number.into());
        let pieces = count(pieces);
        self.sequence.push(sequence.parse().unwrap_or(u32::MAX));
        self.consignment.goods.push(Goods {
            descriptions: Some(text.into()).filter(|text: &Cow<'_, str>| !text.is_empty()).into_iter().collect(),
            packages: pieces,
            placed: vec![Placement { number, packages: pieces, ..Placement::default() }],
            ..Goods::default()
        });
    }

    fn tariff(&mut self, fields: &'r [String]) {
        let [number, code, weight, unit] = fields else { return };
        // The release holds codes as numbers: the zero in front is lost and a decimal point may follow.
        let digits = whole_digits(code);
        let code = if digits.len() % 2 == 1 { format!("0{digits}").into() } else { Cow::from(digits) };
        let gross_kg =
            measured(Measure::Mass, weight, unit_code(unit), DecimalSign::Point).ok().flatten().filter(|kg| *kg > 0.0);
        let goods = self.goods_in(container_key(number.into()));
        if code.len() >= 4 {
            goods.hs_codes.push(code);
        }
        goods.gross_kg = gross_kg.map(|kg| kg + goods.gross_kg.unwrap_or(0.0)).or(goods.gross_kg);
    }

    fn hazmat(&mut self, record: &'r Record) {
        let (number, un, class) = match &record.fields[..] {
            [number, class] => (number, "", class),
            [number, un, class] => (number, un.as_str(), class),
            _ => return,
        };
        let goods = self.goods_in(container_key(number.into()));
        let digits = whole_digits(un.trim_start_matches("UN"));
        goods.facts.put(Column::UnNo, "hazmat_code", digits);
        // Some write the name of the substance where its class belongs.
        if class.starts_with(|c: char| c.is_ascii_digit()) && class.len() <= 4 {
            goods.facts.put(Column::ImdgClass, "hazmat_class", whole_digits(class));
        }
    }

    fn marks(&mut self, fields: &'r [String]) {
        let [number, marks @ ..] = fields else { return };
        let goods = self.goods_in(container_key(number.into()));
        goods.marks.extend(marks.iter().filter(|mark| !mark.is_empty()).map(Cow::from));
    }

    /// The goods of a container to which a record belongs: its first line, or a new one.
    fn goods_in(&mut self, number: Cow<'r, str>) -> &mut Goods<'r> {
        let goods = &mut self.consignment.goods;
        let at = goods.iter().position(|goods| goods.placed.iter().any(|placed| placed.number == number));
        let at = at.unwrap_or_else(|| {
            let placed = vec![Placement { number, ..Placement::default() }];
            goods.push(Goods { placed, ..Goods::default() });
            goods.len() - 1
        });
        &mut goods[at]
    }

    /// Gives the rows of the bill.
    fn give(mut self, release: &Release, rows: &mut Rows) {
        if let Some((line, reason)) = self.broken {
            // Without one of its containers the bill's mass would be given to the others.
            rows.in_file(&release.file(Table::Container));
            return rows.row(line, &self.consignment.path, Vec::new(), vec![Problem::new("", "", reason)]);
        }
        let mut goods: Vec<(u32, Goods<'_>)> = std::mem::take(&mut self.sequence)
            .into_iter()
            .chain(std::iter::repeat(u32::MAX))
            .zip(std::mem::take(&mut self.consignment.goods))
            .collect();
        goods.sort_by_key(|(sequence, _)| *sequence);
        goods.iter_mut().for_each(|(_, goods)| goods.placed.retain(|placed| !is_no_container(&placed.number)));
        self.consignment.goods = goods.into_iter().map(|(_, goods)| goods).filter(|g| !g.placed.is_empty()).collect();
        self.settle_masses();
        let named = self.consignment.named().next().is_some();
        rows.in_file(&release.file(if named { Table::Container } else { self.first }));
        self.consignment.rows(&self.header.into(), &Containers::default(), rows);
    }

    /// Masses of tariff lines are those of their container only where they add up to the bill's: some senders repeat the
    /// whole bill's on each container.
    fn settle_masses(&mut self) {
        let sum: f64 = self.consignment.goods.iter().filter_map(|goods| goods.gross_kg).sum();
        let adds_up = self.consignment.whole.gross_kg.is_none_or(|whole| (sum - whole).abs() <= whole / 100.0);
        let weighed = self.consignment.goods.iter().filter(|goods| goods.gross_kg.is_some());
        let weighed: HashSet<&Cow<'_, str>> =
            weighed.flat_map(|goods| goods.placed.iter().map(|placed| &placed.number)).collect();
        let every = self.consignment.named().all(|number| weighed.contains(number));
        if !adds_up || !every {
            self.consignment.goods.iter_mut().for_each(|goods| goods.gross_kg = None);
        }
    }
}

const SHIPPER: [Column; 3] = [Column::ShipperName, Column::ShipperAddress, Column::ShipperCountry];
const CONSIGNEE: [Column; 3] = [Column::ConsigneeName, Column::ConsigneeAddress, Column::ConsigneeCountry];
const NOTIFY: [Column; 3] = [Column::NotifyName, Column::NotifyAddress, Column::NotifyCountry];

/// A port by its name as a UN/LOCODE; a name the tables do not have stays as it is.
fn port(name: &str) -> &str {
    us_port_named(name).unwrap_or(name)
}

/// A number without the `.0` that tables made by other tools have.
fn whole_digits(text: &str) -> &str {
    text.strip_suffix(".0").unwrap_or(text)
}

fn count(text: &str) -> Option<i64> {
    whole_digits(text).parse().ok()
}

/// A unit as the code that other formats use for it.
fn unit_code(words: &str) -> &str {
    match words.to_ascii_lowercase().as_str() {
        "kilograms" => "KGM",
        "pounds" => "LBR",
        "metric tons" | "metric ton" => "TNE",
        "cubic meters" => "MTQ",
        "cubic feet" => "FTQ",
        _ => words,
    }
}
