//! What people see in a terminal: the list for tomorrow, and one container in full.

use super::explanations::{ContainerExplanation, ExplanationsFile};
use crate::columns::Column;
use crate::rulepack::on_one_line;
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, Table};
use std::fmt::Write;

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
    let bills = container.bills.len().saturating_sub(1);
    let more = if bills > 0 { format!(" +{bills}") } else { String::new() };
    let ship = [of(Column::VesselName), of(Column::Voyage)].join(" ");
    let lines = [container.container_no.clone(), of(Column::BillNo) + &more, ship.trim().to_owned(), of(Column::Eta)];
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// Which like boxes stand by, where some do.
fn like_boxes(container: &ContainerExplanation) -> Option<String> {
    let like = container.consignment.as_ref().filter(|like| !like.standing_by.is_empty())?;
    let some: Vec<&str> = like.standing_by.iter().take(BOXES_SHOWN).map(String::as_str).collect();
    let more = like.standing_by.len() - some.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let (drawn, boxes) = (like.drawn.len(), like.boxes);
    Some(format!("{drawn} of {boxes} like boxes; stand by: {}{more}", some.join(" ")))
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

/// One container in full.
pub fn explanation_text(file: &ExplanationsFile, container: &ContainerExplanation, total: usize) -> String {
    let mut out = String::new();
    let c = container;
    let _ = writeln!(
        out,
        "{}   rank {} of {total}   score {}   lane {} ({})",
        c.container_no, c.rank, c.score, c.lane, c.treatment
    );
    let selected = if c.selected { "SELECTED" } else { "not selected" };
    let _ = writeln!(out, "{selected} ({}): {}\n", c.selection_reason, c.selection_sentence);
    before_opening(&mut out, file, c);
    for (number, bill) in c.bills.iter().enumerate() {
        let _ = writeln!(out, "Manifest row {} of {}", number + 1, c.bills.len());
        for (name, value) in bill {
            let _ = writeln!(
                out,
                "  {name:<20} {}",
                if value.is_empty() { "(stated: none)".into() } else { on_one_line(value) }
            );
        }
    }
    let _ = writeln!(out, "\nPoints");
    for fired in &c.fired {
        let title = file.rules.get(&fired.rule).map_or("", |rule| &*rule.title);
        let _ = writeln!(out, "  {:>+4}  {}  {title}{}", fired.counted, fired.rule, cap_note(file, fired));
        let bill = fired
            .bill_no
            .as_ref()
            .filter(|_| c.bills.len() > 1)
            .map(|bill| format!(" [bill {bill}]"))
            .unwrap_or_default();
        let _ = writeln!(out, "        why: {}{bill}", fired.reason);
        if let Some(rule) = file.rules.get(&fired.rule) {
            let _ =
                writeln!(out, "        do:  {}", rule.officer_task.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    let _ = writeln!(out, "  {:>4}  total = score", c.fired.iter().map(|fired| fired.counted).sum::<i32>());
    lane_change(&mut out, c);
    not_evaluable(&mut out, c);
    out
}

/// What comes first, whatever the score.
fn before_opening(out: &mut String, file: &ExplanationsFile, container: &ContainerExplanation) {
    for warning in &container.before_opening {
        let words = file.rules.get(&warning.rule);
        let title = words.map_or("", |rule| &*rule.title);
        let _ = writeln!(out, "BEFORE OPENING  {}  {title}", warning.rule);
        let _ = writeln!(out, "        why: {}", warning.reason);
        if let Some(words) = words {
            let _ = writeln!(out, "        do:  {}", on_one_line(&words.officer_task));
        }
    }
    if !container.before_opening.is_empty() {
        out.push('\n');
    }
}

fn cap_note(file: &ExplanationsFile, fired: &super::explanations::Fired) -> String {
    match file.rules.get(&fired.rule) {
        Some(rule) if rule.status == "shadow" => format!(" (watched only; would be {:+})", fired.points),
        Some(rule) if fired.points > fired.counted => {
            format!(" (of {:+}; the cap of {} is reached)", fired.points, rule.threat)
        }
        Some(_) if fired.points < fired.counted => {
            format!(" (of {:+}; the floor under discounts is reached)", fired.points)
        }
        _ => String::new(),
    }
}

fn lane_change(out: &mut String, container: &ContainerExplanation) {
    let _ = writeln!(out, "\nWhat would change the lane");
    match &container.lane_up {
        Some(up) => {
            let _ = write!(out, "  {} from {} more point(s)", up.lane, up.points_needed);
            match up.rules_that_could.is_empty() {
                true => out.push('\n'),
                false => {
                    let _ = writeln!(
                        out,
                        "; enough alone, if their data came and they fired: {}",
                        up.rules_that_could.join(", ")
                    );
                }
            }
        }
        None => {
            let _ = writeln!(out, "  it is in the strictest lane");
        }
    }
    for down in &container.lane_down {
        let _ = writeln!(out, "  without {}: score {}, lane {}", down.without_rule, down.score, down.lane);
    }
}

fn not_evaluable(out: &mut String, container: &ContainerExplanation) {
    if container.not_evaluable.is_empty() {
        return;
    }
    let _ = writeln!(out, "\nNot evaluable for lack of data ({} rules)", container.not_evaluable.len());
    let mut by_missing: std::collections::BTreeMap<String, Vec<&str>> = std::collections::BTreeMap::new();
    for rule in &container.not_evaluable {
        let missing = match (rule.missing.is_empty(), rule.lists.is_empty()) {
            (_, false) => format!("list in force ({})", rule.lists.join("; ")),
            (false, true) => rule.missing.join(", "),
            (true, true) => "data behind the rules they ask".into(),
        };
        by_missing.entry(missing).or_default().push(&rule.rule);
    }
    for (missing, rules) in by_missing {
        let _ = writeln!(out, "  no {missing}: {}", rules.join(", "));
    }
}
