//! What stands under the list: what was not scored and must be looked at by hand, and what the selected are.

use super::explanations::{ContainerExplanation, ExplanationsFile};
use crate::columns::Column;
use crate::domain::ContainerNo;
use crate::manifest::{Reject, RejectKind};
use crate::reference::with_code_words;
use crate::rulepack::on_one_line;
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
        _ => format!("Not scored: {loose} bill(s) of loose cargo, which name no container; rejects.csv has them\n"),
    };
    if rows.is_empty() {
        return text;
    }
    text += &format!("Not scored, look by hand: {} row(s)\n", rows.len());
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

/// How many of the selected are of each nature, ship and terminal; blank where none is selected.
pub fn mix_text(file: &ExplanationsFile) -> String {
    let selected: Vec<&ContainerExplanation> = file.containers.iter().filter(|container| container.selected).collect();
    if selected.is_empty() {
        return String::new();
    }
    let line = |name: &str, column: Column| {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for container in &selected {
            let stated = container.bills.iter().find_map(|bill| bill.get(column.name()));
            *counts.entry(stated.map_or("not stated", String::as_str)).or_default() += 1;
        }
        let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(value, count)| (std::cmp::Reverse(*count), *value));
        let named = |value: &str| on_one_line(&with_code_words(column, value));
        let said: Vec<String> =
            counts.iter().take(6).map(|(value, count)| format!("{} {count}", named(value))).collect();
        let more = if counts.len() > 6 { format!(", {} others", counts.len() - 6) } else { String::new() };
        let is_silent = counts.iter().all(|(value, _)| *value == "not stated");
        (!is_silent).then(|| format!("Selected by {name}: {}{more}\n", said.join(", ")))
    };
    [("nature", Column::Nature), ("vessel", Column::VesselName), ("terminal", Column::Terminal)]
        .into_iter()
        .filter_map(|(name, column)| line(name, column))
        .collect()
}
