//! The catalogue: every column redlane knows, named once, with type, unit, stage and meaning.
//!
//! Rule type-checks, the readers, the documentation page and `redlane columns` all come from here.
//! Elsewhere in the source a column is a [`Column`] value, never a string.

mod catalogue;
mod page;
mod set;

pub use catalogue::Column;
pub use page::catalogue_page;
pub use set::ColumnSet;

/// What a cell of a column holds. Every column may be null: null means "not stated", never "no".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnType {
    Text,
    TextList,
    Int,
    Float,
    Date,
    Bool,
}

impl ColumnType {
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::TextList => "text list",
            Self::Int => "integer",
            Self::Float => "number",
            Self::Date => "date",
            Self::Bool => "boolean",
        }
    }
}

/// Where a column's values come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Read from the manifest.
    Manifest,
    /// Where the row was read; never an input of a score.
    Provenance,
    /// Computed from the row alone.
    Row,
    /// Computed from the row and what was read beside it on its call of the ship.
    Call,
    /// Computed from the row and everything that was read, across calls.
    Batch,
}

impl Stage {
    pub fn name(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Provenance => "provenance",
            Self::Row => "row indicator",
            Self::Call => "call indicator",
            Self::Batch => "batch indicator (across calls)",
        }
    }
}

/// One line of the catalogue.
#[derive(Debug, Clone, Copy)]
pub struct ColumnSpec {
    pub name: &'static str,
    pub kind: ColumnType,
    pub stage: Stage,
    /// Whether a row without a value here can be a row at all.
    pub required: bool,
    pub unit: &'static str,
    pub meaning: &'static str,
}

impl Column {
    /// The column with this exact name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|column| column.name() == name)
    }

    pub fn name(self) -> &'static str {
        self.spec().name
    }

    pub fn kind(self) -> ColumnType {
        self.spec().kind
    }

    /// Whether it holds what people write, and not codes.
    pub fn is_prose(self) -> bool {
        matches!(
            self,
            Self::GoodsDescription
                | Self::ShippingMarks
                | Self::ShipperName
                | Self::ShipperAddress
                | Self::ConsigneeName
                | Self::ConsigneeAddress
                | Self::NotifyName
                | Self::NotifyAddress
                | Self::ForwarderName
                | Self::ForwarderAddress
                | Self::VesselName
        )
    }

    /// Whether it holds codes of countries.
    pub fn is_of_countries(self) -> bool {
        matches!(
            self,
            Self::OriginCountry
                | Self::VesselFlag
                | Self::ShipperCountry
                | Self::ConsigneeCountry
                | Self::NotifyCountry
                | Self::ForwarderCountry
                | Self::LoadingCountry
                | Self::DischargeCountry
                | Self::DeliveryCountry
                | Self::DestinationCountry
                | Self::RouteCountries
                | Self::TransitCountry
        )
    }

    pub fn stage(self) -> Stage {
        self.spec().stage
    }

    /// Columns a manifest can state: what a CSV header may name.
    pub fn canonical() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|column| column.stage() == Stage::Manifest)
    }

    /// Where a row was read.
    pub fn provenance() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|column| column.stage() == Stage::Provenance)
    }

    /// Everything a reader gives of a row.
    pub fn as_read() -> impl Iterator<Item = Self> {
        Self::canonical().chain(Self::provenance())
    }

    /// Columns redlane computes.
    pub fn indicators() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|column| matches!(column.stage(), Stage::Row | Stage::Call | Stage::Batch))
    }
}
