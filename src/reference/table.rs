//! The reference tables: their names, columns, and what of them is embedded in the program.

/// A table of facts. Each may be replaced by a dated snapshot in a folder (`redlane reference import`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    Ports,
    SeaWaypoints,
    SeaLanes,
    Countries,
    HsHeadings,
    TariffWording,
    UnNumbers,
    SizeTypes,
    DecidingWords,
    /// All of UN/LOCODE; too large to embed.
    Places,
    /// A customs tariff or the HS to six digits or more; national, so never embedded.
    HsCodes,
}

impl Table {
    pub const ALL: [Self; 11] = [
        Self::Ports,
        Self::SeaWaypoints,
        Self::SeaLanes,
        Self::Countries,
        Self::HsHeadings,
        Self::TariffWording,
        Self::UnNumbers,
        Self::SizeTypes,
        Self::DecidingWords,
        Self::Places,
        Self::HsCodes,
    ];

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Ports => "ports",
            Self::SeaWaypoints => "sea_waypoints",
            Self::SeaLanes => "sea_lanes",
            Self::Countries => "countries",
            Self::HsHeadings => "hs_headings",
            Self::TariffWording => "tariff_wording",
            Self::UnNumbers => "dangerous_goods",
            Self::SizeTypes => "size_types",
            Self::DecidingWords => "deciding_words",
            Self::Places => "places",
            Self::HsCodes => "tariff",
        }
    }

    /// What the table holds, for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Ports => "container ports with coordinates; hub marks large transshipment ports",
            Self::SeaWaypoints => "points at sea that lanes run between",
            Self::SeaLanes => "legs of the sea-lane network in nautical miles",
            Self::Countries => "ISO 3166 countries and their names as manifests write them",
            Self::HsHeadings => "HS 2022 headings with the words that goods of their chapter go by",
            Self::TariffWording => "wording of HS headings and subheadings in English, French, Spanish and Portuguese",
            Self::UnNumbers => "UN dangerous-goods numbers with their class or classes",
            Self::SizeTypes => "ISO 6346 size-types with typical tare, payload and volume",
            Self::DecidingWords => "words that decide: legal forms, forwarders, transit, order clauses, empty words",
            Self::Places => "UN/LOCODE in full: which place codes exist",
            Self::HsCodes => "HS or tariff codes of six digits and more: which codes exist",
        }
    }

    /// About how many rows it has, where it is not embedded.
    pub fn usual_rows(self) -> Option<usize> {
        match self {
            Self::Places => Some(116_000),
            Self::HsCodes => Some(5_600),
            _ => None,
        }
    }

    /// The columns of its file, the first of them the key.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Ports => &["locode", "name", "country", "lat", "lon", "hub"],
            Self::SeaWaypoints => &["id", "name", "lat", "lon"],
            Self::SeaLanes => &["from", "to", "nm", "passage"],
            Self::Countries => &["code", "alpha3", "numeric", "name", "names"],
            Self::HsHeadings => &["heading", "title", "keywords"],
            Self::TariffWording => &["code", "en", "fr", "es", "pt"],
            Self::UnNumbers => &["number", "class", "name"],
            Self::SizeTypes => {
                &["code", "length_ft", "height_ft", "group", "kind", "tare_kg", "payload_kg", "volume_m3"]
            }
            Self::DecidingWords => &["kind", "words"],
            Self::Places => &["locode", "name", "country", "lat", "lon"],
            Self::HsCodes => &["code", "description"],
        }
    }

    pub(super) fn embedded(self) -> Option<&'static str> {
        Some(match self {
            Self::Ports => include_str!("data/ports.csv"),
            Self::SeaWaypoints => include_str!("data/sea_waypoints.csv"),
            Self::SeaLanes => include_str!("data/sea_lanes.csv"),
            Self::Countries => include_str!("data/countries.csv"),
            Self::HsHeadings => include_str!("data/hs_headings.csv"),
            Self::TariffWording => include_str!("data/tariff_wording.csv"),
            Self::UnNumbers => include_str!("data/dangerous_goods.csv"),
            Self::SizeTypes => include_str!("data/size_types.csv"),
            Self::DecidingWords => include_str!("data/deciding_words.csv"),
            Self::Places | Self::HsCodes => return None,
        })
    }
}
