//! Round trips: canonical rows written as messages and read again are the same rows, as far as the form has room.

use proptest::prelude::*;
use redlane::columns::Column;
use redlane::manifest::{CanonicalOut, Format, InputFile, OutputKind, ReadOptions, StagedManifests, stage};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

type Fields = Map<String, Value>;

fn read(format: Format, bytes: Vec<u8>) -> StagedManifests {
    let input = InputFile::Bytes { name: "rows".into(), bytes: Arc::from(bytes) };
    stage(&[input], &ReadOptions { format: Some(format), ..ReadOptions::default() }, &|_| {})
        .expect("the machine gives what is needed")
}

fn written(staged: &StagedManifests, kind: OutputKind) -> Vec<u8> {
    let mut bytes = Vec::new();
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");
    let columns: Vec<Column> = Column::canonical().collect();
    let mut out = CanonicalOut::new(kind, columns.clone(), day, &mut bytes);
    for batch in staged.batches() {
        out.write(&batch.load(&columns).expect("loads")).expect("written");
    }
    out.finish().expect("written");
    bytes
}

/// A text that provokes: separators, release signs, markup, accents, blanks.
fn text() -> impl Strategy<Value = Value> {
    "[A-Z0-9'+:?&<>*~é ]{0,30}[A-Z]( {1,2}[A-Z?]{1,9}){0,12}".prop_map(|text| json!(text.trim()))
}

/// A text of several lines.
fn lines() -> impl Strategy<Value = Value> {
    prop::collection::vec("[A-Z'+:?é][A-Z0-9'+:?é ]{0,60}[A-Z?]", 1..8).prop_map(|lines| json!(lines.join("\n")))
}

fn code(pattern: &'static str) -> impl Strategy<Value = Value> {
    pattern.prop_map(|code| json!(code))
}

/// Countries that ISO 3166 has.
fn assigned() -> impl Strategy<Value = Value> {
    prop::sample::select(vec!["AE", "CG", "GB", "NA", "PA", "SG", "TG", "VN"]).prop_map(|code| json!(code))
}

/// Currencies that ISO 4217 has.
fn currency() -> impl Strategy<Value = Value> {
    prop::sample::select(vec!["EUR", "USD", "XAF", "CNY"]).prop_map(|code| json!(code))
}

fn number() -> impl Strategy<Value = Value> {
    (0_u32..400_000).prop_map(|eighths| json!(f64::from(eighths) / 8.0))
}

/// Each field stated or not.
fn fields(all: Vec<(Column, BoxedStrategy<Value>)>) -> impl Strategy<Value = Fields> {
    let each: Vec<_> = all
        .into_iter()
        .map(|(column, value)| prop::option::of(value).prop_map(move |value| (column.name().to_owned(), value)))
        .collect();
    each.prop_map(|fields| fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
}

fn header() -> impl Strategy<Value = Fields> {
    use Column as C;
    fields(vec![
        (C::ManifestNo, code("[A-Z0-9/]{3,12}").boxed()),
        (C::MessageFunction, code("[459]").boxed()),
        (C::MessageTime, code("2026-1[0-2]-[12][0-9]T1[0-9]:[0-5][0-9]").boxed()),
        (C::CustomsOffice, code("[A-Z]{5}").boxed()),
        (C::Voyage, code("[0-9]{3}[NSEW]").boxed()),
        (C::VesselName, text().boxed()),
        (C::VesselImo, code("[0-9]{7}").boxed()),
        (C::VesselFlag, assigned().boxed()),
        (C::CarrierCode, code("[A-Z]{4}").boxed()),
        (C::Etd, code("2026-1[0-2]-[12][0-9]").boxed()),
        (C::Eta, code("2027-0[1-9]-1[0-9]").boxed()),
    ])
}

fn of_bill() -> impl Strategy<Value = Fields> {
    use Column as C;
    let mut all = vec![
        (C::BillNo, code("[A-Z0-9]{4,10}").boxed()),
        (C::MasterBillNo, code("[A-Z0-9]{4,10}").boxed()),
        (C::BillType, code("[A-Z0-9]{3}").boxed()),
        (C::Nature, prop::sample::select(vec!["22", "23", "24", "28"]).prop_map(|code| json!(code)).boxed()),
        (C::TransshipmentPorts, prop::collection::vec("[A-Z]{5}", 1..4).prop_map(|ports| json!(ports)).boxed()),
        (C::OriginCountry, assigned().boxed()),
        (C::ValueAmount, number().boxed()),
        (C::ValueCurrency, currency().boxed()),
        (C::FreightAmount, number().boxed()),
        (C::FreightCurrency, currency().boxed()),
        (C::FreightPayment, prop::sample::select(vec!["prepaid", "collect"]).prop_map(|how| json!(how)).boxed()),
        (C::Terminal, code("[A-Z]{2,4}[1-9]?").boxed()),
    ];
    for place in [C::PlaceOfReceipt, C::PlaceOfLoading, C::PlaceOfDischarge, C::PlaceOfDelivery, C::FinalDestination] {
        all.push((place, code("[A-Z]{5}").boxed()));
    }
    for [name, address, country, id] in [
        [C::ShipperName, C::ShipperAddress, C::ShipperCountry, C::ShipperId],
        [C::ConsigneeName, C::ConsigneeAddress, C::ConsigneeCountry, C::ConsigneeId],
        [C::NotifyName, C::NotifyAddress, C::NotifyCountry, C::NotifyId],
        [C::ForwarderName, C::ForwarderAddress, C::ForwarderCountry, C::ForwarderId],
    ] {
        all.extend([(name, text().boxed()), (address, text().boxed())]);
        all.extend([(country, assigned().boxed()), (id, code("[A-Z0-9]{3,9}").boxed())]);
    }
    fields(all)
}

fn of_container() -> impl Strategy<Value = Fields> {
    use Column as C;
    let seals = prop::option::of(prop::collection::vec("[A-Z0-9]{4,9}", 0..4));
    let sealed = (seals, prop::option::of("(shipper|carrier|customs|DOU)"));
    let plain = fields(vec![
        (C::SizeType, code("[24][25][GR]1").boxed()),
        (C::LoadStatus, prop::sample::select(vec!["full", "empty", "lcl"]).prop_map(|status| json!(status)).boxed()),
        (C::TemperatureC, (-30_i32..20).prop_map(|degrees| json!(degrees)).boxed()),
        (C::StowageCell, code("0[0-9]{5}").boxed()),
        (C::VgmKg, number().boxed()),
    ]);
    (plain, sealed).prop_map(|(mut fields, (seals, party))| {
        fields.extend(seals.map(|seals| (C::Seals.name().to_owned(), json!(seals))));
        fields.extend(party.map(|party| (C::SealingParty.name().to_owned(), json!(party))));
        fields
    })
}

fn of_goods() -> impl Strategy<Value = Fields> {
    use Column as C;
    fields(vec![
        (C::GoodsDescription, lines().boxed()),
        (C::ShippingMarks, lines().boxed()),
        (C::HsCodes, code("[0-9]{6}").prop_map(|code| json!([code])).boxed()),
        (C::UnNo, code("[0-9]{4}").boxed()),
        (C::ImdgClass, code("[1-6]\\.[1-3]").boxed()),
        (C::Packages, (0_i64..5_000).prop_map(|packages| json!(packages)).boxed()),
        (C::PackageType, code("[A-Z]{2}").boxed()),
        (C::GrossKg, number().boxed()),
        (C::VolumeM3, number().boxed()),
    ])
}

/// Rows of up to four bills over eight containers, on a number of voyages. Measures over the bill are the same for all
/// its containers, of which there are several.
fn rows(voyages: usize) -> impl Strategy<Value = Vec<Fields>> {
    let container = (0_usize..8, 0_usize..2, of_goods());
    let bill = (any::<prop::sample::Index>(), of_bill(), any::<(bool, bool)>(), prop::collection::vec(container, 1..5));
    let described = prop::collection::vec(of_container(), 16);
    (prop::collection::vec(header(), voyages), described, prop::collection::vec(bill, 1..5)).prop_map(
        |(headers, described, bills)| {
            let mut rows = Vec::new();
            for (voyage, bill, (shared, apart), mut containers) in bills {
                // Goods of the whole bill lie in several containers, each named once.
                if shared {
                    let mut seen = BTreeSet::new();
                    containers.retain(|(number, ..)| seen.insert(*number));
                }
                let of_the_bill = shared && containers.len() > 1;
                for (number, way, goods) in &containers {
                    let mut goods = goods.clone();
                    if of_the_bill {
                        // Measures of all of them; sometimes each is described by itself.
                        let whole = &containers[0].2;
                        if !apart {
                            goods.clone_from(whole);
                        }
                        for column in [Column::Packages, Column::GrossKg, Column::VolumeM3].map(Column::name) {
                            goods.remove(column);
                            goods.extend(whole.get(column).map(|value| (column.to_owned(), value.clone())));
                        }
                    }
                    let measured =
                        goods.contains_key(Column::GrossKg.name()) || goods.contains_key(Column::Packages.name());
                    let mut row = voyage.get(&headers).clone();
                    row.extend(bill.clone());
                    row.extend(described[number * 2 + way].clone());
                    row.extend(goods.clone());
                    row.insert(Column::ContainerNo.name().into(), json!(format!("ZZZU100000{number}")));
                    if measured {
                        let scope = if of_the_bill { "bill" } else { "container" };
                        row.insert(Column::WeightScope.name().into(), json!(scope));
                    }
                    rows.push(row);
                }
            }
            rows
        },
    )
}

/// Rows as texts to compare: without columns the form has no place for, and whatever blank stands between words.
fn comparable(ndjson: &[u8], ignored: &[Column]) -> Vec<String> {
    let mut rows: Vec<String> = String::from_utf8_lossy(ndjson)
        .lines()
        .map(|line| {
            let mut row: Fields = serde_json::from_str(line).expect("JSON");
            ignored.iter().for_each(|column| drop(row.remove(column.name())));
            let measured = [Column::GrossKg, Column::Packages].iter().any(|column| row.contains_key(column.name()));
            if !measured {
                row.remove(Column::WeightScope.name());
            }
            for column in [Column::GoodsDescription, Column::ShippingMarks] {
                if let Some(Value::String(text)) = row.get_mut(column.name()) {
                    *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                }
            }
            Value::Object(row).to_string()
        })
        .collect();
    rows.sort();
    rows
}

fn survives(rows: &[Fields], kind: OutputKind, format: Format, also_ignored: &[Column]) -> Result<(), TestCaseError> {
    let lines: Vec<String> = rows.iter().map(|row| Value::Object(row.clone()).to_string()).collect();
    let original = read(Format::Ndjson, lines.join("\n").into_bytes());
    prop_assert_eq!(original.rejects.len(), 0, "{:?}", &original.rejects);
    let message = written(&original, kind);
    let back = read(format, message.clone());
    prop_assert_eq!(back.rejects.len() + back.damages.len(), 0, "{:?} {:?}", &back.rejects, &back.damages);
    let ignored: Vec<Column> = kind.leaves_out().iter().chain(also_ignored).copied().collect();
    let [before, after] = [&original, &back].map(|rows| comparable(&written(rows, OutputKind::Ndjson), &ignored));
    prop_assert_eq!(before, after, "{}", String::from_utf8_lossy(&message));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cuscar_carries_what_it_has_room_for(mut rows in rows(2)) {
        // A message whose sender does not say when it was made has the time of its interchange.
        for row in &mut rows {
            row.entry(Column::MessageTime.name()).or_insert(json!("2026-11-24T00:00"));
        }
        survives(&rows, OutputKind::Cuscar, Format::Edifact, &[])?;
    }

    #[test]
    fn awmds_carries_what_it_has_room_for(rows in rows(1)) {
        // The key of a manifest is made of office, voyage and departure.
        survives(&rows, OutputKind::Awmds, Format::Awmds, &[Column::ManifestNo])?;
    }
}

#[test]
fn awmds_of_two_voyages_is_refused_by_name() {
    let rows = ["1W", "2W"]
        .map(|voyage| format!(r#"{{"container_no":"ZZZU1000015","voyage":"{voyage}","vessel_name":"FICTION STAR"}}"#));
    let original = read(Format::Ndjson, rows.join("\n").into_bytes());
    let columns: Vec<Column> = Column::canonical().collect();
    let mut bytes = Vec::new();
    let mut out = CanonicalOut::new(OutputKind::Awmds, columns.clone(), chrono::NaiveDate::default(), &mut bytes);
    out.write(&original.batches()[0].load(&columns).expect("loads")).expect("kept");
    let refused = out.finish().expect_err("two manifests");
    assert!(refused.contains("FICTION STAR 1W") && refused.contains("FICTION STAR 2W"), "{refused}");
}
