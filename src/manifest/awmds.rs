//! ASYCUDA World manifest XML (`Awmds`): one row per container segment of each bill.
//!
//! Traps this reader knows: Marks1..3 are seals; full/empty codes differ by country; goods are joined
//! to containers only where item references say so, else the bill's goods hold for each of its
//! containers; a bill's mass is a container's only where the bill has one container; a commodity code of
//! two digits is the port's own; HS codes stand beside the goods where a country asks for them.

use super::cell::{CANONICAL, HS_HEADING, read_cell, read_cells, several_codes, tidy_item};
use super::code_forms::several_seals;
use super::containers::containers_named;
use super::mend::LOST;
use super::numbers::checked_measure;
use super::rows::Rows;
use super::text::Decoded;
use super::totals::{AddedUp, Totals};
use super::xml::{Child, Document, Element, Torn, with_bare_signs};
use super::{Mapping, Problem};
use crate::columns::Column;
use crate::domain::tidy_container_no;
use crate::tables::Cell;
use std::borrow::Cow;

/// Largest file taken into memory.
const LARGEST: u64 = 2 << 30;

/// Root elements of manifests, of their variants for export and split bills, and of the house bills of one master.
const ROOTS: [&str; 4] = ["Awmds", "Awmcds", "abolegmds", "Awbolds"];

pub(super) fn read(decoded: Decoded, _: Option<&Mapping>, rows: &mut Rows) -> Result<Vec<String>, String> {
    // A torn byte costs its cell, not the ship.
    let text = String::from_utf8(decoded.whole(LARGEST)?)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    let text = with_bare_signs(text.trim_start_matches('\u{FEFF}'));
    let mut document = Document::new(&text, "Bol_segment");
    let root = document.root()?;
    if !ROOTS.contains(&root) {
        let known = ROOTS.map(|root| format!("<{root}>")).join(", ");
        return Err(format!("the root element is <{root}>; of XML, ASYCUDA World's manifests are read: {known}"));
    }
    let mut general = General::default();
    let mut added_up = AddedUp::default();
    let (mut notices, mut has_whole_bill, mut cut) = (Vec::new(), false, None);
    while let Some(child) = document.next()? {
        let element = match child {
            Child::Whole(element) => element,
            Child::Torn(torn) => {
                if torn.is_cut {
                    notices.push(format!("the file breaks off ({}); what was whole before it is used", torn.reason));
                    cut = Some(without_whole_bill(&torn));
                }
                read_torn(torn, rows);
                continue;
            }
        };
        match element.name.as_str() {
            "General_segment" => general = General::read(&element),
            "Master_bol" => general = General::of_master(&element),
            "Bol_segment" => {
                has_whole_bill = true;
                added_up.add(&element);
                read_bill(&general, &element, rows);
            }
            _ => {}
        }
        element.count_unused(&mut rows.unused);
    }
    if let Some(reason) = cut.filter(|_| !has_whole_bill) {
        return Err(reason);
    }
    notices.extend(added_up.differences(&general.totals));
    Ok(notices)
}

/// What is wrong with a file that breaks off before its first bill ends.
fn without_whole_bill(torn: &Torn<'_>) -> String {
    let named = containers_named(torn.text);
    let look = if named.is_empty() { String::new() } else { format!("; it names {named}") };
    format!("{}; no bill of it is whole{look}", torn.reason)
}

/// Takes a part of the file that cannot be taken apart: a reject with the containers it names.
fn read_torn(torn: Torn<'_>, rows: &mut Rows) {
    let what = if torn.is_cut { "the file breaks off in it" } else { "it is not well formed" };
    rows.breaks_off |= torn.is_cut;
    // Where nothing is open but the root, nothing is torn.
    if !torn.text.is_empty() {
        let reason = format!("{what}, so it is not whole: {}", torn.reason);
        let beginning = torn.text.split_whitespace().take(20).collect::<Vec<_>>().join(" ");
        rows.torn(torn.line, torn.text, vec![Problem::new("", &beginning, reason)]);
    }
}

/// Cells with the element each came from, and what was wrong with others.
#[derive(Default)]
struct Fields<'a> {
    cells: Vec<(Column, Cell<'a>)>,
    problems: Vec<Problem>,
}

impl<'a> Fields<'a> {
    fn text(&mut self, column: Column, element: Option<&'a Element>) -> bool {
        let Some(element) = element else { return false };
        self.raw(column, &element.name, element.text())
    }

    /// Reads a cell; whether there was a value.
    fn raw(&mut self, column: Column, name: &str, raw: &'a str) -> bool {
        let before = self.cells.len();
        match read_cells(column, raw, &CANONICAL, &mut self.cells) {
            Ok(()) => self.cells.len() > before,
            Err(reason) => {
                self.problems.push(Problem::of(column, name, raw, reason));
                false
            }
        }
    }

    fn has(&self, column: Column) -> bool {
        self.cells.iter().any(|(known, _)| *known == column)
    }

    /// Says of which cells signs are lost in the file: of a text what is left counts, and a box has no number without all of it.
    fn note_lost_signs(&mut self) {
        let is_lost = |cell: &Cell<'_>| match cell {
            Cell::Text(text) => text.contains(LOST),
            Cell::List(items) => items.iter().any(|item| item.contains(LOST)),
            _ => false,
        };
        let lost = |(column, cell): &(Column, Cell<'a>)| {
            let shown = match cell {
                Cell::List(items) => items.join(";"),
                cell => cell.as_text().unwrap_or_default().to_owned(),
            };
            let reason = "a character of the text cannot be read";
            is_lost(cell).then(|| Problem::of(*column, column.name(), &shown, reason))
        };
        self.problems.extend(self.cells.iter().filter_map(lost));
        self.cells.retain(|(column, cell)| *column != Column::ContainerNo || !is_lost(cell));
    }

    fn first_of(&mut self, column: Column, parent: Option<&'a Element>, names: &[&str]) -> bool {
        names.iter().any(|name| self.text(column, parent.and_then(|parent| parent.child(name))))
    }
}

/// What the manifest says of the voyage.
#[derive(Default)]
struct General {
    fields: Vec<(Column, String, String)>,
    totals: Totals,
}

impl General {
    fn read(segment: &Element) -> Self {
        let mut fields = Vec::new();
        let mut take = |column: Column, path: &str| {
            if let Some(element) = segment.at(path).filter(|element| !element.peek().is_empty()) {
                fields.push((column, element.name.clone(), element.text().to_owned()));
            }
        };
        take(Column::CustomsOffice, "General_segment_id/Customs_office_code");
        take(Column::Voyage, "General_segment_id/Voyage_number");
        take(Column::Etd, "General_segment_id/Date_of_departure");
        take(Column::Eta, "General_segment_id/Date_of_arrival");
        take(Column::CarrierCode, "Transport_information/Carrier/Carrier_code");
        take(Column::VesselName, "Transport_information/Identity_of_transporter");
        take(Column::VesselFlag, "Transport_information/Nationality_of_transporter_code");
        let registration = segment.at("Transport_information/Registration_number_of_transport_code");
        let looks_like_imo = |text: &str| text.len() == 7 && text.bytes().all(|b| b.is_ascii_digit());
        if registration.is_some_and(|r| looks_like_imo(r.peek())) {
            take(Column::VesselImo, "Transport_information/Registration_number_of_transport_code");
        }
        let id = segment.child("General_segment_id");
        fields.extend(id.and_then(manifest_no).map(|key| (Column::ManifestNo, "General_segment_id".into(), key)));
        Self { fields, totals: Totals::read(segment) }
    }

    /// Of the master whose house bills follow.
    fn of_master(master: &Element) -> Self {
        let text = |name: &str| master.child(name).map(|element| element.text().to_owned());
        let columns = [
            (Column::CustomsOffice, "Customs_office_code"),
            (Column::Voyage, "Voyage_number"),
            (Column::Etd, "Date_of_departure"),
            (Column::MasterBillNo, "Reference_number"),
        ];
        let stated = columns.into_iter().filter_map(|(column, name)| Some((column, name.to_owned(), text(name)?)));
        let mut fields: Vec<_> = stated.filter(|(_, _, text)| !text.is_empty()).collect();
        fields.extend(manifest_no(master).map(|key| (Column::ManifestNo, master.name.clone(), key)));
        Self { fields, totals: Totals::default() }
    }
}

/// ASYCUDA has no manifest number: office, voyage and departure date are its key.
fn manifest_no(id: &Element) -> Option<String> {
    let parts = ["Customs_office_code", "Voyage_number", "Date_of_departure"];
    let key: Vec<&str> =
        parts.iter().filter_map(|name| Some(id.child(name)?.text())).filter(|t| !t.is_empty()).collect();
    (!key.is_empty()).then(|| key.join("/"))
}

fn read_bill(general: &General, bill: &Element, rows: &mut Rows) {
    let reference = bill.at("Bol_id/Bol_reference").map_or("?", |r| r.text());
    let containers: Vec<&Element> = bill.children_named("ctn_segment").collect();
    if containers.is_empty() {
        let reason = "the bill has no container segment (loose cargo); only containers are scored";
        let texts = ["Goods_description", "Shipping_marks"];
        let goods = bill.children_named("Goods_segment").flat_map(|goods| texts.map(|name| goods.child(name)));
        let goods: Vec<&str> = goods.flatten().map(Element::text).collect();
        let loose = Problem { column: "ctn_segment".into(), value: reference.into(), ..Problem::loose(reason) };
        rows.loose(bill.line(), format_args!("Bol_segment[{reference}]"), reference.into(), &goods.join(" "), loose);
    }
    let goods: Vec<&Element> = bill.children_named("Goods_segment").collect();
    let compliance: Vec<&Element> = bill.children_named("HS_Compliance").collect();
    let placed: Vec<Vec<String>> = goods.iter().map(|segment| references(segment)).collect();
    for container in &containers {
        let mut fields = Fields::default();
        bill_fields(bill, &mut fields);
        for (column, name, text) in &general.fields {
            // A bill may name its own master.
            if *column != Column::MasterBillNo || !fields.has(*column) {
                fields.raw(*column, name, text);
            }
        }
        container_fields(container, &mut fields);
        let inside = goods_of(container, &goods, &placed);
        goods_fields(container, &inside, containers.len(), &mut fields);
        tariff_fields(&compliance, container, &inside, &mut fields);
        fields.note_lost_signs();
        let number = container.child("Ctn_reference").map_or("?", |r| r.text());
        rows.states(fields.cells.iter().map(|(column, _)| *column));
        rows.record(
            container.line(),
            format_args!("Bol_segment[{reference}]/ctn_segment[{number}]"),
            fields.cells,
            fields.problems,
        );
    }
}

fn bill_fields<'a>(bill: &'a Element, fields: &mut Fields<'a>) {
    let id = bill.child("Bol_id");
    fields.first_of(Column::BillNo, id, &["Bol_reference"]);
    fields.first_of(Column::MasterBillNo, id, &["Master_bol_ref_number"]);
    fields.first_of(Column::BillType, id, &["Bol_type_code"]);
    fields.first_of(Column::Nature, id, &["Bol_nature"]);
    let places = bill.child("Load_unload_place");
    fields.first_of(Column::PlaceOfReceipt, places, &["Port_of_origin_code", "Original_port_of_loading_code"]);
    fields.first_of(Column::PlaceOfLoading, places, &["Place_of_loading_code"]);
    fields.first_of(Column::PlaceOfDischarge, places, &["Place_of_unloading_code"]);
    fields.first_of(Column::PlaceOfDelivery, places, &["Place_of_delivery_code"]);
    fields.first_of(Column::FinalDestination, places, &["Place_of_ultimate_destination_code"]);
    // Where the goods are put down and handed out: the terminal, or its shed.
    fields.first_of(Column::Terminal, bill.child("Location"), &["Location_code"]);
    let traders = bill.child("Traders_segment");
    let parties = [
        ("Exporter", [Column::ShipperId, Column::ShipperName, Column::ShipperAddress]),
        ("Consignee", [Column::ConsigneeId, Column::ConsigneeName, Column::ConsigneeAddress]),
        ("Notify", [Column::NotifyId, Column::NotifyName, Column::NotifyAddress]),
    ];
    for (role, columns) in parties {
        let party = traders.and_then(|traders| traders.child(role));
        for (column, part) in columns.into_iter().zip(["code", "name", "address"]) {
            fields.text(column, party.and_then(|party| party.child(&format!("{role}_{part}"))));
        }
    }
    let freight = bill.at("Value_segment/Freight_segment");
    if let Some(indicator) = freight.and_then(|freight| freight.child("PC_indicator")) {
        match indicator.text() {
            "P" | "PP" => fields.cells.push((Column::FreightPayment, Cell::Text("prepaid".into()))),
            "C" | "CC" => fields.cells.push((Column::FreightPayment, Cell::Text("collect".into()))),
            _ => {}
        }
    }
    fields.first_of(Column::FreightAmount, freight, &["Freight_value"]);
    fields.first_of(Column::FreightCurrency, freight, &["Freight_currency"]);
    let customs = bill.at("Value_segment/Customs_segment");
    fields.first_of(Column::ValueAmount, customs, &["Customs_value"]);
    fields.first_of(Column::ValueCurrency, customs, &["Customs_currency"]);
}

fn container_fields<'a>(container: &'a Element, fields: &mut Fields<'a>) {
    let container = Some(container);
    fields.first_of(Column::ContainerNo, container, &["Ctn_reference"]);
    fields.first_of(Column::SizeType, container, &["Type_of_container"]);
    fields.first_of(Column::LoadStatus, container, &["Empty_Full", "Status"]);
    fields.first_of(Column::SealingParty, container, &["Sealing_Party"]);
    fields.first_of(Column::UnNo, container, &["UN"]);
    fields.first_of(Column::ImdgClass, container, &["IMCO"]);
    let stated: Vec<&Element> = ["Marks1", "Marks2", "Marks3", "Seal_number"]
        .iter()
        .filter_map(|name| container.and_then(|container| container.child(name)))
        .collect();
    if !stated.is_empty() {
        let each = stated.iter().flat_map(|seal| several_seals(seal.text()).unwrap_or_else(|| vec![seal.text()]));
        let seals = each.map(|seal| tidy_item(Column::Seals, seal)).filter(|seal| !seal.is_empty());
        fields.cells.push((Column::Seals, Cell::List(seals.collect())));
    }
}

/// HS codes of the container, of the goods in it, and of the whole bill, each once in their order, and where the goods come from.
fn tariff_fields<'a>(
    compliance: &[&'a Element],
    container: &'a Element,
    goods: &[&'a Element],
    fields: &mut Fields<'a>,
) {
    const NAMES: [&str; 6] = ["HS_code", "HS_Code", "Hs_code", "Harmonized_code", "Harmonised_code", "Commodity_code"];
    let of_goods = goods.iter().chain(compliance).copied();
    let elements = std::iter::once(container).chain(of_goods).flat_map(|parent| &parent.children);
    let mut codes: Vec<Cow<'_, str>> = Vec::new();
    // The names have their second word in common, which tells most others at once.
    let is_code = |element: &&Element| element.name.ends_with("ode") && NAMES.contains(&&*element.name);
    for element in elements.filter(is_code) {
        // Ports have commodity codes of their own, of one or two digits.
        if element.peek().bytes().filter(u8::is_ascii_digit).count() >= HS_HEADING {
            let text = element.text();
            let mut put = |code| {
                let code = tidy_item(Column::HsCodes, code);
                if !code.is_empty() && !codes.contains(&code) {
                    codes.push(code);
                }
            };
            match several_codes(text) {
                Some(several) => several.into_iter().for_each(put),
                None => put(text),
            }
        }
    }
    if !codes.is_empty() {
        fields.cells.push((Column::HsCodes, Cell::List(codes)));
    }
    let origins = compliance.iter().flat_map(|part| part.children_named("Country_of_origin"));
    let origins: Vec<&Element> = origins.filter(|origin| !origin.peek().is_empty()).collect();
    // One column has no room for several countries.
    if let Some(first) = origins.first().filter(|first| origins.iter().all(|origin| origin.peek() == first.peek())) {
        origins.iter().for_each(|origin| _ = origin.text());
        fields.text(Column::OriginCountry, Some(first));
    }
}

/// Containers that a goods segment says it lies in.
fn references(segment: &Element) -> Vec<String> {
    segment
        .children_named("Container_item_references")
        .flat_map(|list| list.children_named("Ctn_item_reference"))
        .map(|reference| tidy_container_no(reference.text()).into_owned())
        .collect()
}

/// The goods segments that name this container; all of the bill's where none names any.
fn goods_of<'a>(container: &Element, goods: &[&'a Element], placed: &[Vec<String>]) -> Vec<&'a Element> {
    let number = tidy_container_no(container.child("Ctn_reference").map_or("", |r| r.text()));
    if placed.iter().all(Vec::is_empty) {
        return goods.to_vec();
    }
    let here = |(_, placed): &(&&'a Element, &Vec<String>)| placed.iter().any(|reference| *reference == number);
    goods.iter().zip(placed).filter(here).map(|(segment, _)| *segment).collect()
}

fn goods_fields<'a>(container: &'a Element, goods: &[&'a Element], containers: usize, fields: &mut Fields<'a>) {
    fields_joined(Column::GoodsDescription, "Goods_description", goods, fields);
    fields_joined(Column::ShippingMarks, "Shipping_marks", goods, fields);
    goods.iter().copied().any(|segment| fields.first_of(Column::PackageType, Some(segment), &["Package_type_code"]));
    let own_weight =
        fields.first_of(Column::GrossKg, Some(container), &["Goods_weight", "Goods_Weight", "Gross_weight"]);
    let own_packages = fields.first_of(Column::Packages, Some(container), &["Number_of_packages"]);
    // What lies in no other container is this one's own.
    let alone = containers == 1 || (!goods.is_empty() && goods.iter().all(|segment| references(segment).len() == 1));
    match goods {
        [only] => {
            if !own_weight {
                fields.first_of(Column::GrossKg, Some(only), &["Gross_mass"]);
            }
            if !own_packages && (alone || !own_weight) {
                fields.first_of(Column::Packages, Some(only), &["Number_of_packages"]);
            }
            // A bill's volume beside a container's mass would be two scopes in one row.
            if alone || !own_weight {
                fields.first_of(Column::VolumeM3, Some(only), &["Volume_in_cubic_meters"]);
            }
        }
        several => {
            if !own_weight {
                fields_summed(Column::GrossKg, "Gross_mass", several, fields);
            }
            // Lines that only describe count nothing; of those that measure each must count.
            let measuring: Vec<&'a Element> =
                several.iter().copied().filter(|segment| measures_something(segment)).collect();
            if let [only] = measuring[..]
                && !own_packages
                && (alone || !own_weight)
            {
                fields.first_of(Column::Packages, Some(only), &["Number_of_packages"]);
            }
            if alone || !own_weight {
                fields_summed(Column::VolumeM3, "Volume_in_cubic_meters", several, fields);
            }
        }
    }
    let scope = if own_weight || alone { "container" } else { "bill" };
    fields.cells.push((Column::WeightScope, Cell::Text(scope.into())));
}

fn measures_something(segment: &Element) -> bool {
    let stated = |name: &str| segment.child(name).is_some_and(|element| !element.peek().is_empty());
    ["Gross_mass", "Number_of_packages", "Volume_in_cubic_meters"].iter().any(|name| stated(name))
}

/// Texts of several goods segments, in their order.
fn fields_joined<'a>(column: Column, name: &str, goods: &[&'a Element], fields: &mut Fields<'a>) {
    match goods {
        [only] => {
            fields.first_of(column, Some(only), &[name]);
        }
        several => {
            let texts: Vec<&str> = several
                .iter()
                .filter_map(|segment| Some(segment.child(name)?.text()))
                .filter(|text| !text.is_empty())
                .collect();
            if !texts.is_empty() {
                fields.cells.push((column, Cell::Text(texts.join(" / ").into())));
            }
        }
    }
}

fn fields_summed(column: Column, name: &str, goods: &[&Element], fields: &mut Fields<'_>) {
    let mut sum = None;
    for segment in goods.iter().filter_map(|segment| segment.child(name)) {
        match read_cell(column, segment.text(), &CANONICAL) {
            Ok(Some(Cell::Float(number))) => sum = Some(sum.unwrap_or(0.0) + number),
            Ok(_) => {}
            Err(reason) => fields.problems.push(Problem::of(column, name, segment.text(), reason)),
        }
    }
    match sum.map(|sum| checked_measure(column, sum)) {
        Some(Ok(sum)) => fields.cells.push((column, Cell::Float(sum))),
        Some(Err(reason)) => fields.problems.push(Problem::of(column, name, "", reason)),
        None => {}
    }
}
