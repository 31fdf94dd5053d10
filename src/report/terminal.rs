//! What people see in a terminal: the list for tomorrow.

use super::explanations::{ContainerExplanation, ExplanationsFile};
use crate::columns::Column;
use crate::rulepack::on_one_line;
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, Table};
use std::collections::BTreeSet;

/// Reasons named per container in the list; the rest are counted.
const REASONS_SHOWN: usize = 3;

/// Like boxes named per container in the list; the rest are counted.
const BOXES_SHOWN: usize = 5;

/// The selected containers as a table no wider than `width`.
pub fn ranking_text(file: &ExplanationsFile, width: u16, coloured: bool) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    if coloured {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table.set_header(["#", "Container", "Score", "Lane", "By", "Why (points)", "Goods"]);
    for container in file.containers.iter().filter(|container| container.selected) {
        table.add_row([
            Cell::new(container.rank).set_alignment(CellAlignment::Right),
            Cell::new(where_it_is(container)),
            Cell::new(container.score).set_alignment(CellAlignment::Right).add_attribute(Attribute::Bold),
            lane_cell(&container.lane),
            Cell::new(&container.selection_reason),
            Cell::new(why(file, container)),
            Cell::new(goods(container)),
        ]);
    }
    table.to_string()
}

/// The box, its bill, and where it is to be found.
fn where_it_is(container: &ContainerExplanation) -> String {
    let of = |column: Column| {
        container
            .bills
            .iter()
            .find_map(|bill| bill.get(column.name()))
            .map(|text| on_one_line(text))
            .unwrap_or_default()
    };
    let bills: BTreeSet<&String> = container.bills.iter().filter_map(|bill| bill.get(Column::BillNo.name())).collect();
    let more = if bills.len() > 1 { format!(" +{}", bills.len() - 1) } else { String::new() };
    let ship = [of(Column::VesselName), of(Column::Voyage)].join(" ");
    let arrival = [of(Column::Eta), of(Column::Terminal)].join(" ");
    let lines =
        [container.container_no.clone(), of(Column::BillNo) + &more, ship.trim().to_owned(), arrival.trim().to_owned()];
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// Which like boxes stand by, and how many just have no slot, where some are not opened.
fn like_boxes(container: &ContainerExplanation) -> Option<String> {
    let like = container.consignment.as_ref().filter(|like| like.drawn.len() < like.boxes)?;
    let some: Vec<&str> = like.standing_by.iter().take(BOXES_SHOWN).map(String::as_str).collect();
    let more = like.standing_by.len() - some.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let (drawn, boxes) = (like.drawn.len(), like.boxes);
    let standing_by = match some.is_empty() {
        true => String::new(),
        false => format!("; stand by: {}{more}", some.join(" ")),
    };
    let without = match boxes - drawn - like.standing_by.len() {
        0 => String::new(),
        boxes => format!("; no slot for {boxes}"),
    };
    Some(format!("{drawn} of {boxes} like boxes{standing_by}{without}"))
}

fn lane_cell(lane: &str) -> Cell {
    let cell = Cell::new(lane);
    match lane {
        "red" => cell.fg(Color::Red),
        "orange" | "yellow" => cell.fg(Color::Yellow),
        "blue" => cell.fg(Color::Blue),
        "green" => cell.fg(Color::Green),
        _ => cell,
    }
}

fn why(file: &ExplanationsFile, container: &ContainerExplanation) -> String {
    let counted: Vec<_> = container.fired.iter().filter(|fired| fired.counted > 0).collect();
    let title = |rule: &String| file.rules.get(rule).map_or_else(|| rule.clone(), |words| words.title.clone());
    let warnings = container.before_opening.iter().map(|warning| format!("BEFORE OPENING: {}", title(&warning.rule)));
    let reasons = counted.iter().take(REASONS_SHOWN);
    let reasons = reasons.map(|fired| format!("{} (+{})", title(&fired.rule), fired.counted));
    let mut lines: Vec<String> = warnings.chain(reasons).collect();
    let stand_by = like_boxes(container);
    if counted.len() > REASONS_SHOWN {
        lines.push(format!("and {} more", counted.len() - REASONS_SHOWN));
    }
    lines.extend(stand_by);
    if lines.is_empty() {
        lines.push("-".into());
    }
    lines.join("\n")
}

fn goods(container: &ContainerExplanation) -> String {
    let mut texts: Vec<String> =
        container.bills.iter().filter_map(|bill| bill.get("goods_description")).map(|text| on_one_line(text)).collect();
    texts.dedup();
    let text = texts.join(" | ");
    match text.char_indices().nth(70) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
