//! What stands under the list: what was not scored and must be looked at by hand, and what the selected are.

use super::counted::counted;
use super::explanations::{ContainerExplanation, ExplanationsFile};
use crate::columns::Column;
use crate::domain::ContainerNo;
use crate::manifest::{Reject, RejectKind};
use crate::reference::with_code_words;
use crate::rulepack::on_one_line;
use crate::screening::{identifier_key, vessel_key};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Rows named under the list; the rest are counted.
const ROWS_SHOWN: usize = 12;

/// Rows that name no container that can be scored, a line each; blank where there is none.
pub fn not_scored_text(rejects: &[Reject]) -> String {
    let of_kind = |kind: RejectKind| rejects.iter().filter(move |reject| reject.kind == kind);
    let mut rows: Vec<&Reject> = of_kind(RejectKind::Wrong).collect();
    // Rows that name a box beyond doubt come first, whatever else was sent.
    let names_a_box = |row: &Reject| {
        row.container_no.split(' ').any(|number| ContainerNo::parse(number).is_some_and(|n| n.check_digit_ok()))
    };
    rows.sort_by_cached_key(|row| !names_a_box(row));
    let loose = of_kind(RejectKind::Loose).count();
    let mut text = match loose {
        0 => String::new(),
        _ => {
            let bills = counted(loose, "bill of loose cargo, which names", "bills of loose cargo, which name");
            format!("Not scored: {bills} no container; see rejects.csv\n")
        }
    };
    if rows.is_empty() {
        return text;
    }
    text += &format!("Not scored, look by hand: {}\n", counted(rows.len(), "row", "rows"));
    for row in rows.iter().take(ROWS_SHOWN) {
        let named =
            |what: &str, value: &str| if value.is_empty() { String::new() } else { format!("{what} {value}  ") };
        let box_and_bill =
            named("container", &on_one_line(&row.container_no)) + &named("bill", &on_one_line(&row.bill_no));
        text += &format!("  {box_and_bill}{}:{}  {}\n", row.file, row.line, on_one_line(&row.reason));
    }
    if rows.len() > ROWS_SHOWN {
        text += &format!("  and {} more; rejects.csv has them all\n", rows.len() - ROWS_SHOWN);
    }
    text
}

/// Values named in a line of the mix; the rest are counted.
const VALUES_SHOWN: usize = 6;

/// How many of the selected are of each nature, ship and terminal; blank where none is selected.
pub fn mix_text(file: &ExplanationsFile) -> String {
    let selected: Vec<&ContainerExplanation> = file.containers.iter().filter(|container| container.selected).collect();
    [("nature", Column::Nature), ("vessel", Column::VesselName), ("terminal", Column::Terminal)]
        .into_iter()
        .filter_map(|(name, column)| mix_line(name, column, &selected))
        .collect()
}

/// How often each value of a column stands on the selected, most first; none where no paper states it.
fn mix_line(name: &str, column: Column, selected: &[&ContainerExplanation]) -> Option<String> {
    const NOT_STATED: &str = "not stated";
    // One ship is one, however papers write its name: per key its spellings.
    let mut keys: BTreeMap<Option<String>, BTreeMap<&str, usize>> = BTreeMap::new();
    for container in selected {
        let stated = container.bills.iter().find_map(|bill| bill.get(column.name()));
        let spellings = keys.entry(stated.map(|value| key(column, value))).or_default();
        *spellings.entry(stated.map_or(NOT_STATED, String::as_str)).or_default() += 1;
    }
    if keys.keys().all(Option::is_none) {
        return None;
    }
    let usual = |spellings: &BTreeMap<&'_ str, usize>| {
        let most = spellings.iter().min_by_key(|(value, count)| (Reverse(**count), **value));
        most.map_or(String::new(), |(value, _)| on_one_line(&with_code_words(column, value)))
    };
    let mut counts: Vec<(Reverse<usize>, String)> =
        keys.values().map(|spellings| (Reverse(spellings.values().sum()), usual(spellings))).collect();
    counts.sort_unstable();
    let said: Vec<String> =
        counts.iter().take(VALUES_SHOWN).map(|(Reverse(count), value)| format!("{value} {count}")).collect();
    let more = match counts.len().saturating_sub(VALUES_SHOWN) {
        0 => String::new(),
        more => format!(", {}", counted(more, "other", "others")),
    };
    Some(format!("Selected by {name}: {}{more}\n", said.join(", ")))
}

/// By what values of a column are one.
fn key(column: Column, value: &str) -> String {
    let key = match column {
        Column::VesselName => vessel_key(value),
        Column::Terminal => identifier_key(value),
        _ => None,
    };
    key.unwrap_or_else(|| value.to_owned())
}
