//! What rows say of the call of their ship, as written: where the box is to be found tonight.

use crate::columns::Column;
use crate::tables::ManifestTable;
use hashbrown::HashMap;

/// Vessel, voyage, arrival, terminal and manifest of a visit; where its rows differ, the least.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CallFacts {
    pub manifest_no: Option<String>,
    pub vessel: Option<String>,
    pub voyage: Option<String>,
    /// Days since 1970-01-01.
    pub eta: Option<i32>,
    pub terminal: Option<String>,
}

impl CallFacts {
    /// The day of arrival as it is written.
    pub fn arrival(&self) -> Option<String> {
        self.eta.and_then(chrono::NaiveDate::from_epoch_days).map(|day| day.to_string())
    }

    fn merged(&self, other: &Self) -> Self {
        fn least<T: Ord + Clone>(a: &Option<T>, b: &Option<T>) -> Option<T> {
            a.iter().chain(b).min().cloned()
        }
        Self {
            manifest_no: least(&self.manifest_no, &other.manifest_no),
            vessel: least(&self.vessel, &other.vessel),
            voyage: least(&self.voyage, &other.voyage),
            eta: least(&self.eta, &other.eta),
            terminal: least(&self.terminal, &other.terminal),
        }
    }
}

pub type CallFactsId = u32;

/// Facts of calls by number, each kept once.
#[derive(Debug, Clone, Default)]
pub(super) struct KnownCalls {
    all: Vec<CallFacts>,
    numbers: HashMap<CallFacts, CallFactsId>,
    merges: HashMap<(CallFactsId, CallFactsId), CallFactsId>,
    last: Option<CallFactsId>,
}

impl KnownCalls {
    /// The facts of a row. The rows of a call stand together, so most are those of the row before.
    pub fn of_row(&mut self, table: &ManifestTable, row: usize) -> CallFactsId {
        let text = |column: Column| table.text(column).get(row);
        let (manifest_no, vessel) = (text(Column::ManifestNo), text(Column::VesselName));
        let (voyage, eta, terminal) = (text(Column::Voyage), table.date(Column::Eta, row), text(Column::Terminal));
        let is_same = |id: &CallFactsId| {
            let known = &self.all[*id as usize];
            let texts = [&known.manifest_no, &known.vessel, &known.voyage, &known.terminal].map(|text| text.as_deref());
            (texts, known.eta) == ([manifest_no, vessel, voyage, terminal], eta)
        };
        if let Some(last) = self.last.filter(is_same) {
            return last;
        }
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let [manifest_no, vessel, voyage, terminal] = [manifest_no, vessel, voyage, terminal].map(owned);
        let facts = CallFacts { manifest_no, vessel, voyage, eta, terminal };
        let id = self.id(facts);
        self.last = Some(id);
        id
    }

    fn id(&mut self, facts: CallFacts) -> CallFactsId {
        let next = self.all.len() as CallFactsId;
        *self.numbers.entry(facts).or_insert_with_key(|facts| {
            self.all.push(facts.clone());
            next
        })
    }

    pub fn merged(&mut self, a: CallFactsId, b: CallFactsId) -> CallFactsId {
        if a == b {
            return a;
        }
        if let Some(known) = self.merges.get(&(a, b)) {
            return *known;
        }
        let merged = self.id(self.all[a as usize].merged(&self.all[b as usize]));
        self.merges.insert((a, b), merged);
        merged
    }

    pub fn get(&self, id: CallFactsId) -> &CallFacts {
        &self.all[id as usize]
    }
}
