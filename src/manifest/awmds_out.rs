//! Writing Awmds: canonical rows as an ASYCUDA World manifest, for exercises and round trips.

use super::bundle::{Bill, GoodsLine, Manifest, NoRoom, Row, manifests, without_room};
use crate::columns::Column;
use crate::tables::ManifestTable;
use quick_xml::escape::escape;
use std::io::Write;

/// What makes rows be of one file.
const HEAD: [Column; 4] = [Column::CustomsOffice, Column::Voyage, Column::VesselName, Column::VesselImo];

/// What the file says once besides; where rows differ the first one's is written.
const ONCE: [Column; 4] = [Column::Etd, Column::Eta, Column::CarrierCode, Column::VesselFlag];

/// Columns that have no place in the file. The manifest's number is made of its key; of HS codes there is room for one.
pub(super) const NOT_CARRIED: [Column; 16] = [
    Column::DocumentKind,
    Column::MessageFunction,
    Column::MessageTime,
    Column::TransshipmentPorts,
    Column::OriginCountry,
    Column::ShipperCountry,
    Column::ConsigneeCountry,
    Column::NotifyCountry,
    Column::ForwarderName,
    Column::ForwarderAddress,
    Column::ForwarderCountry,
    Column::ForwarderId,
    Column::StowageCell,
    Column::TemperatureC,
    Column::VgmKg,
    Column::UnreadableCells,
];

/// Values that have none.
pub(super) const NO_ROOM: [NoRoom; 4] = [
    ("HS codes after the first", |row| row.list(Column::HsCodes).is_some_and(|codes| codes.len() > 1)),
    ("seals after the fourth", |row| row.list(Column::Seals).is_some_and(|seals| seals.len() > 4)),
    ("freight_payment that is neither prepaid nor collect", |row| {
        !matches!(row.text(Column::FreightPayment), "" | "prepaid" | "collect")
    }),
    ("a manifest_no that is not office/voyage/departure", |row| {
        let departure = row.date(Column::Etd).map(|day| day.to_string()).unwrap_or_default();
        let key = [row.text(Column::CustomsOffice), row.text(Column::Voyage), &departure];
        let key: Vec<&str> = key.into_iter().filter(|part| !part.is_empty()).collect();
        row.states(Column::ManifestNo) && row.text(Column::ManifestNo) != key.join("/")
    }),
];

/// Writes the file; gives back what had no room in it.
pub(super) fn write(tables: &[ManifestTable], sink: &mut dyn Write) -> Result<Vec<String>, String> {
    let manifests = manifests(tables, &HEAD, false);
    let [manifest] = &manifests[..] else {
        let of: Vec<String> = manifests.iter().take(3).map(|m| named(m.head)).collect();
        return Err(format!(
            "Awmds holds one manifest a file, but these rows are of {} ({}{}); write .edi, which holds many, or convert \
             each by itself",
            manifests.len(),
            of.join(", "),
            if manifests.len() > 3 { ", …" } else { "" }
        ));
    };
    let mut xml = Xml::default();
    xml.inside("Awmds", |xml| {
        write_general(manifest, xml);
        for (at, bill) in manifest.bills.iter().enumerate() {
            xml.inside("Bol_segment", |xml| write_bill(at + 1, bill, xml));
        }
    });
    sink.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n")
        .and_then(|()| sink.write_all(xml.written.as_bytes()))
        .map_err(|error| error.to_string())?;
    let rows = || manifest.bills.iter().flat_map(|bill| &bill.rows);
    let differing = |column: &Column| rows().filter(|row| row.key([*column]) != manifest.head.key([*column])).count();
    let once = ONCE.iter().map(|column| (column, differing(column))).filter(|(_, rows)| *rows > 0);
    let once = once.map(|(column, rows)| format!("{} other than the first ({rows} row(s))", column.name()));
    Ok(once.chain(without_room(tables, &NO_ROOM)).collect())
}

/// A manifest as an error names it.
fn named(head: Row<'_>) -> String {
    let departure = head.date(Column::Etd).map(|day| day.to_string()).unwrap_or_default();
    let known =
        [head.text(Column::CustomsOffice), head.text(Column::VesselName), head.text(Column::Voyage), &departure];
    let known: Vec<&str> = known.into_iter().filter(|part| !part.is_empty()).collect();
    if known.is_empty() { "one without voyage".into() } else { known.join(" ") }
}

/// Elements in the making.
#[derive(Default)]
struct Xml {
    written: String,
    depth: usize,
}

impl Xml {
    /// An element with what is inside it; nothing where that is nothing.
    fn inside(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        let before = self.written.len();
        self.line(&format!("<{name}>"));
        let begun = self.written.len();
        self.depth += 1;
        write(self);
        self.depth -= 1;
        match self.written.len() == begun {
            true => self.written.truncate(before),
            false => self.line(&format!("</{name}>")),
        }
    }

    fn line(&mut self, text: &str) {
        (0..self.depth).for_each(|_| self.written.push_str("    "));
        self.written.push_str(text);
        self.written.push('\n');
    }

    /// An element with a text, where there is one.
    fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            // XML knows no control characters but tabs and line ends.
            let plain: String =
                text.chars().map(|c| if c.is_control() && !matches!(c, '\t' | '\n') { ' ' } else { c }).collect();
            self.line(&format!("<{name}>{}</{name}>", escape(&plain)));
        }
    }

    fn date(&mut self, name: &str, head: Row<'_>, column: Column) {
        self.text(name, &head.date(column).map(|day| day.to_string()).unwrap_or_default());
    }
}

fn write_general(manifest: &Manifest<'_>, xml: &mut Xml) {
    let head = manifest.head;
    xml.inside("General_segment", |xml| {
        xml.inside("General_segment_id", |xml| {
            xml.text("Customs_office_code", head.text(Column::CustomsOffice));
            xml.text("Voyage_number", head.text(Column::Voyage));
            xml.date("Date_of_departure", head, Column::Etd);
            xml.date("Date_of_arrival", head, Column::Eta);
        });
        xml.inside("Totals_segment", |xml| {
            xml.text("Total_number_of_bols", &manifest.bills.len().to_string());
            xml.text("Total_number_of_containers", &manifest.containers.len().to_string());
        });
        xml.inside("Transport_information", |xml| {
            xml.inside("Carrier", |xml| xml.text("Carrier_code", head.text(Column::CarrierCode)));
            xml.text("Identity_of_transporter", head.text(Column::VesselName));
            xml.text("Nationality_of_transporter_code", head.text(Column::VesselFlag));
            xml.text("Registration_number_of_transport_code", head.text(Column::VesselImo));
        });
    });
}

fn write_bill(number: usize, bill: &Bill<'_>, xml: &mut Xml) {
    use Column as C;
    let head = bill.head();
    xml.inside("Bol_id", |xml| {
        xml.text("Bol_reference", head.text(C::BillNo));
        xml.text("Line_number", &number.to_string());
        xml.text("Bol_nature", head.text(C::Nature));
        xml.text("Bol_type_code", head.text(C::BillType));
        xml.text("Master_bol_ref_number", head.text(C::MasterBillNo));
    });
    xml.inside("Load_unload_place", |xml| {
        xml.text("Port_of_origin_code", head.text(C::PlaceOfReceipt));
        xml.text("Place_of_loading_code", head.text(C::PlaceOfLoading));
        xml.text("Place_of_unloading_code", head.text(C::PlaceOfDischarge));
        xml.text("Place_of_delivery_code", head.text(C::PlaceOfDelivery));
        xml.text("Place_of_ultimate_destination_code", head.text(C::FinalDestination));
    });
    xml.inside("Traders_segment", |xml| {
        for (role, columns) in [
            ("Exporter", [C::ShipperId, C::ShipperName, C::ShipperAddress]),
            ("Notify", [C::NotifyId, C::NotifyName, C::NotifyAddress]),
            ("Consignee", [C::ConsigneeId, C::ConsigneeName, C::ConsigneeAddress]),
        ] {
            xml.inside(role, |xml| {
                for (column, part) in columns.into_iter().zip(["code", "name", "address"]) {
                    xml.text(&format!("{role}_{part}"), head.text(column));
                }
            });
        }
    });
    for row in &bill.rows {
        xml.inside("ctn_segment", |xml| write_container(*row, xml));
    }
    for goods in bill.goods() {
        xml.inside("Goods_segment", |xml| write_goods(&goods, xml));
    }
    xml.inside("Value_segment", |xml| {
        xml.inside("Freight_segment", |xml| {
            let payment = match head.text(C::FreightPayment) {
                "prepaid" => "PP",
                "collect" => "CC",
                _ => "",
            };
            xml.text("PC_indicator", payment);
            xml.text("Freight_value", &head.number(C::FreightAmount));
            xml.text("Freight_currency", head.text(C::FreightCurrency));
        });
        xml.inside("Customs_segment", |xml| {
            xml.text("Customs_value", &head.number(C::ValueAmount));
            xml.text("Customs_currency", head.text(C::ValueCurrency));
        });
    });
    xml.inside("Location", |xml| xml.text("Location_code", head.text(C::Terminal)));
}

fn write_container(row: Row<'_>, xml: &mut Xml) {
    xml.text("Ctn_reference", row.text(Column::ContainerNo));
    if !row.measures_the_bill() {
        xml.text("Number_of_packages", &row.number(Column::Packages));
    }
    xml.text("Type_of_container", row.text(Column::SizeType));
    let status = match row.text(Column::LoadStatus) {
        "full" => "1/1",
        "empty" => "0/0",
        "lcl" => "LCL",
        other => other,
    };
    xml.text("Empty_Full", status);
    match row.list(Column::Seals).as_deref() {
        None => {}
        // There is the element, and no seal in it.
        Some([]) => xml.line("<Marks1></Marks1>"),
        Some(seals) => {
            for (seal, name) in seals.iter().zip(["Marks1", "Marks2", "Marks3", "Seal_number"]) {
                xml.text(name, seal);
            }
        }
    }
    xml.text("Sealing_Party", row.text(Column::SealingParty));
    if !row.measures_the_bill() {
        xml.text("Goods_weight", &row.number(Column::GrossKg));
    }
    xml.text("IMCO", row.text(Column::ImdgClass));
    xml.text("UN", row.text(Column::UnNo));
    let codes = row.list(Column::HsCodes).unwrap_or_default();
    xml.text("Commodity_code", codes.first().copied().unwrap_or_default());
}

fn write_goods(line: &GoodsLine<'_>, xml: &mut Xml) {
    let head = line.rows[0];
    let measured = |column| if line.measured { head.number(column) } else { String::new() };
    let described = |column| if line.described { head.text(column) } else { "" };
    xml.text("Number_of_packages", &measured(Column::Packages));
    xml.text("Package_type_code", described(Column::PackageType));
    xml.text("Gross_mass", &measured(Column::GrossKg));
    xml.text("Shipping_marks", described(Column::ShippingMarks));
    xml.text("Goods_description", described(Column::GoodsDescription));
    xml.text("Volume_in_cubic_meters", &measured(Column::VolumeM3));
    xml.inside("Container_item_references", |xml| {
        for row in &line.rows {
            xml.text("Ctn_item_reference", row.text(Column::ContainerNo));
        }
    });
}
