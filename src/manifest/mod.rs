//! Manifests: a reader per format; each gives rows in catalogue columns and rejects.

mod ams;
mod awmds;
mod awmds_out;
mod batches;
mod bundle;
mod cell;
mod code_forms;
mod codes;
mod consignment;
mod containers;
mod csv;
mod cuscar;
mod cuscar_out;
mod edifact;
mod elsewhere;
mod envelope;
mod equipment;
mod equipment_list;
mod facts;
mod find;
mod guard;
mod iftmcs;
mod layout;
mod line_ends;
mod mail;
mod mapping;
mod mend;
mod ndjson;
mod notices;
mod numbers;
mod parquet;
mod placeholder;
mod presets;
mod quotes;
mod reject;
mod release;
mod rows;
mod segments;
mod skipped;
mod source;
mod spill;
mod staged;
mod stored;
mod suggestion;
mod text;
mod times;
mod totals;
mod transport;
mod units;
mod versions;
mod workbook;
mod write;
mod x12;
mod xls;
mod xml;

pub use batches::Batch;
pub use cell::{LONGEST_CELL, read_value};
pub use find::{Found, find_inputs};
pub use mapping::Mapping;
pub use notices::UnusedPart;
pub use presets::{preset, presets};
pub use reject::{Damage, Problem, Reject, RejectKind, UnreadableCell};
pub use rows::ROWS_PER_TABLE;
pub use skipped::Skipped;
pub use source::InputFile;
pub use staged::{InputDigest, NotReconciled, ReadOptions, StagedManifests, stage};
pub use suggestion::{DateOrder, Proposal, suggest};
pub use write::{CanonicalOut, OutputKind};

/// Formats of manifests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    Csv,
    Ndjson,
    Parquet,
    Awmds,
    Edifact,
    X12,
    Workbook,
    Ams,
}

impl Format {
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Parquet => "parquet",
            Self::Awmds => "awmds",
            Self::Edifact => "edifact",
            Self::X12 => "x12",
            Self::Workbook => "workbook",
            Self::Ams => "ams",
        }
    }

    pub const ALL: [Self; 8] =
        [Self::Csv, Self::Ndjson, Self::Parquet, Self::Awmds, Self::Edifact, Self::X12, Self::Workbook, Self::Ams];
}
