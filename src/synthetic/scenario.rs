//! Scenarios: rows made block by block, each block from the seed and its number alone.

use super::calls::{Call, container_index};
use super::goods::{GOODS, Goods};
use super::network::{DISCHARGE, LOADING, Network};
use super::numbers::Numbers;
use super::patterns::{Pattern, Planted};
use super::planting::Quota;
use crate::columns::Column as C;
use crate::manifest::ROWS_PER_TABLE;
use crate::reference::Reference;
use crate::tables::{Cell, ManifestTable, TableBuilder};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// What to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scenario {
    /// At most [`Numbers::MOST_ROWS`].
    pub rows: u64,
    pub seed: u64,
    /// Containers that carry a planted pattern; at most all rows.
    pub planted: u64,
}

/// Fictional companies: no real party is meant.
const FIRST: [&str; 24] = [
    "ALBARO",
    "BRIMSTEAD",
    "CORVANNE",
    "DELMARCO",
    "ESTEVILLE",
    "FARROWAY",
    "GRENDAL",
    "HALVORSUND",
    "IBERIMA",
    "JUNIPERO",
    "KESTRELL",
    "LOMBARDINE",
    "MARAVELLE",
    "NORDHAVN",
    "OSTRANDER",
    "PELLUCID",
    "QUINTARO",
    "ROSEVALE",
    "SANDHURSTE",
    "TREMONTANE",
    "UMBRIEL",
    "VALDORIA",
    "WESTERLUND",
    "ZEPHYRINE",
];
const SECOND: [&str; 20] = [
    "TRADING",
    "FOODS",
    "INDUSTRIES",
    "IMPORT EXPORT",
    "DISTRIBUTION",
    "MERCHANTS",
    "TEXTILES",
    "MACHINERY",
    "PACKAGING",
    "COMMODITIES",
    "BUILDING SUPPLIES",
    "ELECTRIC",
    "AGRO",
    "MARINE",
    "HOLDING",
    "METALS",
    "CHEMICALS",
    "FURNITURE",
    "AUTO PARTS",
    "CONSUMER GOODS",
];
const FORM: [&str; 8] = ["LTD", "SARL", "SA", "GMBH", "LLC", "BV", "SPA", "CO LTD"];
impl Scenario {
    /// Hands every table of rows to `sink`, in order; gives back what was planted.
    pub fn for_each_table(
        &self,
        sink: &mut dyn FnMut(&ManifestTable) -> Result<(), String>,
    ) -> Result<Vec<Planted>, String> {
        let network = Network::new(&Reference::embedded().routes);
        let blocks: Vec<u64> = (0..self.rows.div_ceil(ROWS_PER_TABLE as u64)).collect();
        let mut planted = Vec::new();
        for some in blocks.chunks(2 * rayon::current_num_threads()) {
            let made: Vec<_> = some.par_iter().map(|block| self.block(*block, &network)).collect();
            for (table, cases) in made {
                sink(&table)?;
                planted.extend(cases);
            }
        }
        Ok(planted)
    }

    fn block(&self, block: u64, network: &Network) -> (ManifestTable, Vec<Planted>) {
        let first = block * ROWS_PER_TABLE as u64;
        let end = self.rows.min(first + ROWS_PER_TABLE as u64);
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(block + 1);
        let mut maker = Maker {
            rng,
            network,
            seed: self.seed,
            numbers: Numbers::new(self.seed),
            table: TableBuilder::default(),
            patterns: Vec::new(),
            planted: Vec::new(),
        };
        let mut quota = Quota::of_block(self.planted, self.rows, first, end);
        while quota.rows > 0 {
            let row = end - quota.rows;
            let pattern = maker.rng.random_bool(quota.chance()).then(|| maker.pattern(quota.to_plant));
            let bill = maker.bill(row, pattern);
            let containers = match pattern {
                Some(pattern) => pattern.containers(),
                None => maker.containers_on_bill().min(quota.innocent_rows()),
            };
            for number in 0..containers {
                maker.container(&bill, row + number);
            }
            quota.take(containers, pattern.is_some());
        }
        (maker.table.finish(), maker.planted)
    }
}

/// What the containers of one bill share.
struct Bill {
    first_row: u64,
    number: String,
    call: Call,
    from: usize,
    to: usize,
    ports: Vec<String>,
    nature: &'static str,
    shipper: u64,
    consignee: u64,
    goods: &'static Goods,
    pattern: Option<Pattern>,
}

struct Maker<'n> {
    rng: ChaCha8Rng,
    network: &'n Network,
    seed: u64,
    numbers: Numbers,
    table: TableBuilder,
    /// Patterns that have not been planted since all were.
    patterns: Vec<Pattern>,
    planted: Vec<Planted>,
}

impl Maker<'_> {
    fn between(&mut self, range: (f64, f64)) -> f64 {
        self.rng.random_range(range.0..=range.1)
    }

    /// Zipf's law by inversion: rank 0 is drawn most often.
    fn zipf(&mut self, kinds: u64) -> u64 {
        let u: f64 = self.rng.random();
        (((kinds as f64 + 1.0).powf(u)) - 1.0) as u64 % kinds
    }

    fn containers_on_bill(&mut self) -> u64 {
        match self.rng.random_range(0..100) {
            0..=64 => 1,
            65..=84 => 2,
            85..=94 => 3,
            _ => self.rng.random_range(4..=12),
        }
    }

    /// Patterns are dealt like cards: each comes once before one comes again. What needs more containers than are to be planted
    /// waits.
    fn pattern(&mut self, to_plant: u64) -> Pattern {
        loop {
            let fitting: Vec<usize> =
                (0..self.patterns.len()).filter(|&at| self.patterns[at].containers() <= to_plant).collect();
            if !fitting.is_empty() {
                return self.patterns.swap_remove(fitting[self.rng.random_range(0..fitting.len())]);
            }
            self.patterns.extend(Pattern::ALL);
        }
    }

    fn bill(&mut self, row: u64, pattern: Option<Pattern>) -> Bill {
        let from = self.zipf(LOADING.len() as u64) as usize;
        // Ports other than where the goods were loaded.
        let to = (0..DISCHARGE.len())
            .cycle()
            .skip(self.zipf(DISCHARGE.len() as u64) as usize)
            .find(|&to| DISCHARGE[to] != LOADING[from])
            .expect("there is more than one port");
        let nature = match self.rng.random_range(0..100) {
            0..=54 => "23",
            55..=84 => "28",
            85..=94 => "24",
            _ => "22",
        };
        Bill {
            first_row: row,
            number: self.numbers.bill(row),
            call: Call::of_row(row, self.seed, &self.numbers),
            from,
            to,
            ports: self.transshipments(from, to, pattern),
            nature: if pattern == Some(Pattern::TransitContradiction) { "23" } else { nature },
            shipper: self.zipf(40_000),
            consignee: self.zipf(60_000),
            goods: &GOODS[self.zipf(GOODS.len() as u64) as usize],
            pattern,
        }
    }

    fn transshipments(&mut self, from: usize, to: usize, pattern: Option<Pattern>) -> Vec<String> {
        if pattern == Some(Pattern::LongDetour) {
            return vec!["USLAX".into(), "ZADUR".into()];
        }
        let wanted = match self.rng.random_range(0..100) {
            0..=51 => 0,
            52..=96 => 1,
            _ => 2,
        };
        let choice = self.zipf(4) as usize;
        self.network.hubs(from, to, wanted, choice)
    }

    fn container(&mut self, bill: &Bill, row: u64) {
        // A planted box is new here, so that the truth file names each once.
        let index = if bill.pattern.is_some() { row } else { container_index(row, self.seed) };
        let number = self.numbers.container(index).as_str().to_owned();
        self.place_and_parties(bill, row);
        self.load(bill, row, &number);
        if let Some(pattern) = bill.pattern {
            self.planted.push(Planted { container_no: number, bill_no: bill.number.clone(), pattern });
        }
        self.table.finish_row();
    }

    fn text(&mut self, column: C, text: impl AsRef<str>) {
        self.table.put(column, Cell::Text(text.as_ref().into()));
    }

    fn place_and_parties(&mut self, bill: &Bill, row: u64) {
        let call = &bill.call;
        self.text(C::ManifestNo, &call.manifest);
        self.text(C::MessageFunction, "9");
        self.text(C::Voyage, &call.voyage);
        self.text(C::VesselName, call.vessel);
        self.text(C::VesselImo, call.imo);
        self.text(C::CarrierCode, call.carrier);
        self.table.put(C::Etd, Cell::Date(call.etd));
        self.table.put(C::Eta, Cell::Date(call.eta));
        self.text(C::BillNo, &bill.number);
        self.text(C::Nature, bill.nature);
        self.text(C::PlaceOfLoading, LOADING[bill.from]);
        let ports = bill.ports.iter().map(|port| port.as_str().into()).collect();
        self.table.put(C::TransshipmentPorts, Cell::List(ports));
        self.text(C::PlaceOfDischarge, DISCHARGE[bill.to]);
        self.text(C::OriginCountry, &LOADING[bill.from][..2]);
        let shipper = company(bill.shipper);
        self.text(C::ShipperName, &shipper);
        self.text(C::ShipperAddress, format!("{} HARBOUR ROAD", 1 + bill.shipper % 997));
        self.text(C::ShipperCountry, &LOADING[bill.from][..2]);
        let to_order = bill.pattern == Some(Pattern::VagueToOrder);
        match bill.pattern {
            Some(Pattern::VagueToOrder) => self.text(C::ConsigneeName, "TO ORDER"),
            Some(Pattern::ForwarderHighPriority) => self.text(C::ConsigneeName, "HARBOURLINE FREIGHT FORWARDING LLC"),
            _ if row.is_multiple_of(41) => self.text(C::ConsigneeName, "TO THE ORDER OF BANK OF NOWHERE"),
            _ => self.text(C::ConsigneeName, company(1_000_000 + bill.consignee)),
        }
        if !to_order {
            self.text(C::ConsigneeAddress, format!("{} RUE DU PORT LOT {}", 1 + bill.consignee % 499, bill.consignee));
        }
        self.text(C::ConsigneeCountry, &DISCHARGE[bill.to][..2]);
        match (to_order, self.rng.random_range(0..10)) {
            (true, _) => self.text(C::NotifyName, "NA"),
            (_, 0..=4) => self.text(C::NotifyName, "SAME AS CONSIGNEE"),
            (_, 5..=8) => self.text(C::NotifyName, company(1_000_000 + bill.consignee)),
            _ => {}
        }
    }

    fn load(&mut self, bill: &Bill, row: u64, number: &str) {
        let goods = bill.goods;
        let forty = self.rng.random_bool(if goods.density > 500.0 { 0.3 } else { 0.75 });
        let mut gross = self.between(goods.tonnes) * 1000.0 * if forty && goods.density < 400.0 { 1.6 } else { 1.0 };
        let mut text = goods.text.to_owned();
        let mut hs = Some(goods.hs);
        let mut size = match (goods.temperature_c.is_some(), forty) {
            (true, true) => "45R1",
            (true, false) => "22R1",
            (false, true) => "45G1",
            (false, false) => "22G1",
        };
        let mut status = "full";
        let mut seals = vec![self.numbers.seal(row)];
        let mut package = goods.package;
        let mut per_package = goods.kg_per_package;
        let mut density = goods.density;
        match bill.pattern {
            // One seal on both containers of the bill.
            Some(Pattern::SharedSeal) => seals = vec![self.numbers.seal(bill.first_row)],
            Some(Pattern::HeavyEmpty) => (status, gross, hs) = ("empty", self.between((6_000.0, 14_000.0)), None),
            Some(Pattern::TransitContradiction) => text.push_str(" CARGO IN TRANSIT TO CHAD"),
            Some(Pattern::VehiclesWithoutSeal) => {
                text = "2 USED CARS AND SPARE PARTS PERSONAL EFFECTS".into();
                (seals, hs, size, package, per_package) =
                    (Vec::new(), Some("87032390"), "45G1", "UN", (900.0, 1_600.0));
                (gross, density) = (self.between((9_000.0, 22_000.0)), 180.0);
            }
            Some(Pattern::VagueToOrder) => (text, hs) = ("GENERAL CARGO".into(), None),
            Some(Pattern::Overweight) => gross = self.between((33_500.0, 38_000.0)),
            Some(Pattern::UndeclaredDangerousGoods) => {
                (text, hs) = ("CALCIUM HYPOCHLORITE AND CHARCOAL BRIQUETTES".into(), None);
            }
            Some(Pattern::ForwarderHighPriority) => {
                (text, hs) = ("ELECTRONIC INTEGRATED CIRCUITS".into(), Some("854231"))
            }
            Some(Pattern::EffectsTooHeavy) => {
                (text, hs, gross) =
                    ("PERSONAL EFFECTS HOUSEHOLD GOODS".into(), None, self.between((21_000.0, 26_000.0)));
            }
            Some(Pattern::LongDetour) | None => {}
        }
        let gross = gross.round();
        let largest = if size.starts_with('2') { 31.0 } else { 68.0 };
        let packages = (gross / self.between(per_package)).max(1.0) as i64;
        self.text(C::ContainerNo, number);
        self.text(C::SizeType, size);
        self.text(C::LoadStatus, status);
        self.table.put(C::Seals, Cell::List(seals.into_iter().map(Into::into).collect()));
        self.text(C::SealingParty, "carrier");
        if let Some(temperature) = goods.temperature_c.filter(|_| size.contains('R')) {
            self.table.put(C::TemperatureC, Cell::Float(temperature));
        }
        self.text(C::GoodsDescription, &text);
        self.text(C::ShippingMarks, "N/M");
        if let Some(hs) = hs.filter(|_| !row.is_multiple_of(7) || bill.pattern.is_some()) {
            self.table.put(C::HsCodes, Cell::List(vec![hs.into()]));
        }
        self.table.put(C::Packages, Cell::Int(packages));
        self.text(C::PackageType, package);
        self.table.put(C::GrossKg, Cell::Float(gross));
        self.table.put(C::VolumeM3, Cell::Float((gross / density).clamp(1.0, largest).round()));
        self.text(C::WeightScope, "container");
        if !row.is_multiple_of(3) {
            self.value(goods, gross);
        }
    }

    fn value(&mut self, goods: &Goods, gross: f64) {
        let spread = self.between((0.7, 1.4));
        self.table.put(C::ValueAmount, Cell::Float((gross * goods.value * spread).round()));
        self.text(C::ValueCurrency, "USD");
        let freight = self.between((900.0, 2_400.0));
        self.table.put(C::FreightAmount, Cell::Float(freight.round()));
        self.text(C::FreightCurrency, "USD");
        let payment = if self.rng.random_bool(0.8) { "prepaid" } else { "collect" };
        self.text(C::FreightPayment, payment);
    }
}

fn company(number: u64) -> String {
    let first = FIRST[(number % FIRST.len() as u64) as usize];
    let second = SECOND[(number / 24 % SECOND.len() as u64) as usize];
    let form = FORM[(number / 480 % FORM.len() as u64) as usize];
    match number / 3_840 {
        0 => format!("{first} {second} {form}"),
        more => format!("{first} {} {second} {form}", letters(more)),
    }
}

/// A number as letters, so that names stay names.
fn letters(mut number: u64) -> String {
    let mut text = String::new();
    while number > 0 {
        text.push((b'A' + (number % 26) as u8) as char);
        number /= 26;
    }
    text + "X"
}
