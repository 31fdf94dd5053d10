//! Reference data: tables of facts, embedded or from dated snapshots; named lists with owner, source and
//! expiry; ports and sea distances.

mod code_words;
mod commodities;
mod countries;
mod dangerous_goods;
mod deciding_words;
mod import;
mod lists;
mod port_aliases;
mod ports;
mod short_names;
mod size_types;
mod snapshot;
mod table;
mod tariff_wording;
mod us_ports;

pub use code_words::{code_words, with_code_words};
pub use commodities::Commodities;
pub use countries::CountryNames;
pub use dangerous_goods::DangerousGoods;
pub use deciding_words::{DecidingWords, Forms};
pub use import::{ImportError, Imported, ListFacts, import_list, import_table};
pub use lists::{Entry, Legal, ListId, Lists, MatchKind, ReferenceList, Standing};
pub use port_aliases::{other_codes, port_of};
pub use ports::{Port, SeaRoute, SeaRoutes};
pub use short_names::{codes_of_short_name, countries_of_town};
pub use size_types::{Measures, SizeTypes};
pub use snapshot::{SOURCES, Snapshot};
pub use table::Table;
pub use tariff_wording::TariffWording;
pub use us_ports::{us_port, us_port_named};

use hashbrown::HashSet;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

/// All tables, ready to be looked into, and which snapshots they are.
pub struct Reference {
    pub routes: SeaRoutes,
    pub countries: CountryNames,
    pub commodities: Commodities,
    pub tariff_wording: TariffWording,
    pub dangerous_goods: DangerousGoods,
    pub size_types: SizeTypes,
    pub deciding_words: DecidingWords,
    /// Every place code there is; `None` unless UN/LOCODE was imported, for the embedded ports are few.
    pub places: Option<HashSet<String>>,
    pub snapshots: Vec<Snapshot>,
}

impl Reference {
    /// The tables embedded in the program.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Reference> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::of(Vec::new()).expect("the embedded tables are checked by a test"))
    }

    /// The tables of a folder, and the embedded ones for those it does not have.
    pub fn with_folder(folder: &Path) -> Result<Self, Vec<String>> {
        Self::of(Snapshot::in_folder(folder)?).map_err(|reason| vec![reason])
    }

    fn of(replaced: Vec<Snapshot>) -> Result<Self, String> {
        let mut tables: BTreeMap<Table, Snapshot> =
            Table::ALL.into_iter().filter_map(|table| Some((table, Snapshot::embedded(table)?))).collect();
        tables.extend(replaced.into_iter().map(|snapshot| (snapshot.table, snapshot)));
        let table = |table: Table| &tables[&table];
        let places = tables.get(&Table::Places).map(Snapshot::records).transpose()?;
        Ok(Self {
            routes: SeaRoutes::read(table(Table::Ports), table(Table::SeaWaypoints), table(Table::SeaLanes))?,
            countries: CountryNames::read(table(Table::Countries))?,
            commodities: Commodities::read(table(Table::HsHeadings), tables.get(&Table::HsCodes))?,
            tariff_wording: TariffWording::read(table(Table::TariffWording))?,
            dangerous_goods: DangerousGoods::read(table(Table::UnNumbers))?,
            deciding_words: DecidingWords::read(table(Table::DecidingWords))?,
            size_types: SizeTypes::read(table(Table::SizeTypes))?,
            places: places.map(|records| records.into_iter().map(|(_, record)| record[0].to_owned()).collect()),
            snapshots: tables.into_values().collect(),
        })
    }
}
