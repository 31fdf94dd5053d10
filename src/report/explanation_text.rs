//! One container in full, as people read it in a terminal.

use super::counted::counted;
use super::explanations::{ContainerExplanation, Evidence, ExplanationsFile, Fired, NotEvaluable};
use super::lacks::lacks;
use crate::columns::Column;
use crate::explanation::named;
use crate::reference::with_code_words;
use crate::wording::{cut, one_line};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Longest value of a manifest row that is shown.
const LONGEST_FACT: usize = 400;
/// Columns named whose values would let most rules judge, and rules named of those that could move the lane.
const MISSING_SHOWN: usize = 10;
const RULES_SHOWN: usize = 5;

/// How an explanation is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Columns of the terminal.
    pub width: usize,
    /// Every rule that could not judge by name, not the sum of what is missing.
    pub all: bool,
}

/// One container in full, of `total` that were ranked.
pub fn explanation_text(
    file: &ExplanationsFile,
    container: &ContainerExplanation,
    total: usize,
    layout: Layout,
) -> String {
    let page = &mut Page { text: String::new(), width: layout.width };
    let c = container;
    let place = format!("rank {} of {total}, score {}, {}", c.rank, c.score, c.lane_sentence);
    page.line(&format!("{}   ", c.container_no), &place);
    let selected = if c.selected { "SELECTED" } else { "not selected" };
    page.line("", &format!("{selected} ({}): {}", c.selection_reason, c.selection_sentence));
    page.blank();
    for warning in &c.before_opening {
        let words = file.rules.get(&warning.rule);
        page.line(&format!("BEFORE OPENING  {}  ", warning.rule), words.map_or("", |rule| &*rule.title));
        page.why(&warning.reason, warning.bill_no.as_deref(), c);
        page.evidence(&warning.evidence);
        if let Some(words) = words {
            page.line("        do:  ", &words.officer_task);
        }
    }
    if !c.before_opening.is_empty() {
        page.blank();
    }
    for (number, bill) in c.bills.iter().enumerate() {
        page.line("", &format!("Manifest row {} of {}", number + 1, c.bills.len()));
        for (name, value) in bill {
            page.line(&format!("  {name:<20} "), &fact(name, value));
        }
    }
    page.blank();
    page.line("", "Points");
    for fired in &c.fired {
        let words = file.rules.get(&fired.rule);
        let title = words.map_or("", |rule| &*rule.title);
        page.line(&format!("  {:>+4}  {}  ", fired.counted, fired.rule), &format!("{title}{}", cap_note(file, fired)));
        page.why(&fired.reason, fired.bill_no.as_deref(), c);
        page.evidence(&fired.evidence);
        if let Some(words) = words {
            page.line("        do:  ", &words.officer_task);
        }
    }
    page.line(&format!("  {:>4}  ", c.fired.iter().map(|fired| fired.counted).sum::<i32>()), "total = score");
    lane_change(page, c, layout);
    match layout.all {
        true => not_evaluable(page, c),
        false => missing(page, c),
    }
    std::mem::take(&mut page.text)
}

fn fact(name: &str, value: &str) -> String {
    match Column::named(name) {
        _ if value.is_empty() => "(stated: none)".into(),
        Some(column) => cut(&with_code_words(column, value), LONGEST_FACT),
        None => cut(value, LONGEST_FACT),
    }
}

/// Lines no wider than the terminal.
struct Page {
    text: String,
    width: usize,
}

impl Page {
    fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A label and words after it; what does not fit goes on under the words.
    fn line(&mut self, label: &str, words: &str) {
        let under = label.chars().count();
        let mut line = label.to_owned();
        let mut length = under;
        let mut is_first = true;
        for word in words.split_whitespace() {
            let long = word.chars().count();
            if !is_first && length + 1 + long > self.width {
                let _ = writeln!(self.text, "{}", line.trim_end());
                line = " ".repeat(under);
                length = under;
                is_first = true;
            }
            if !is_first {
                line.push(' ');
                length += 1;
            }
            line.push_str(word);
            length += long;
            is_first = false;
        }
        let _ = writeln!(self.text, "{}", line.trim_end());
    }

    fn why(&mut self, reason: &str, bill: Option<&str>, container: &ContainerExplanation) {
        let bill = bill.filter(|_| container.bills.len() > 1).map(|bill| format!(" [bill {bill}]")).unwrap_or_default();
        self.line("        why: ", &format!("{reason}{bill}"));
    }

    fn evidence(&mut self, evidence: &[Evidence]) {
        let mut values: Vec<String> = Vec::new();
        let mut rules: Vec<&str> = Vec::new();
        for one in evidence {
            match one {
                Evidence::Mention { column, excerpt, list, more, .. } => {
                    let line = format!("{column}: {excerpt} [{list}]{}", and_more(*more));
                    self.line("        seen: ", &line);
                }
                Evidence::List { column, value, list, entry, note, owner, until, case, more } => {
                    let entry = if entry == value { String::new() } else { format!(" by the entry {entry}") };
                    let note = note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
                    let case = case.as_ref().map(|case| format!(", case {case}")).unwrap_or_default();
                    let line = format!(
                        "{column}: {value}{entry}{note} [{list}; owner {owner}, until {until}{case}]{}",
                        and_more(*more)
                    );
                    self.line("        list: ", &line);
                }
                Evidence::Others { column, of, values, count } => {
                    let of = of.as_ref().map(|key| format!(" of {key}")).unwrap_or_default();
                    self.line("        others: ", &format!("{column}{of}: {}", named(values, *count)));
                }
                Evidence::Value { column, value: Some(value) } => values.push(format!("{column}: {}", shown(value))),
                Evidence::Value { column, value: None } => values.push(format!("{column} is not stated")),
                Evidence::Rule { rule } => rules.push(rule),
            }
        }
        if !values.is_empty() {
            self.line("        read: ", &values.join("; "));
        }
        if !rules.is_empty() {
            self.line("        rules: ", &rules.join(", "));
        }
    }
}

fn shown(value: &str) -> String {
    if value.is_empty() { "(stated: none)".into() } else { one_line(value) }
}

fn and_more(more: usize) -> String {
    if more == 0 { String::new() } else { format!(" and {more} more") }
}

fn cap_note(file: &ExplanationsFile, fired: &Fired) -> String {
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

fn lane_change(page: &mut Page, container: &ContainerExplanation, layout: Layout) {
    page.blank();
    page.line("", "What would change the lane");
    match &container.lane_up {
        Some(up) => {
            let could = &up.rules_that_could;
            let named = match (could.len(), layout.all) {
                (0, _) => String::new(),
                (_, true) => format!("; enough alone, if their data came and they fired: {}", could.join(", ")),
                (1..=RULES_SHOWN, _) => {
                    format!("; enough alone, if its data came and it fired: {}", could.join(", "))
                }
                (count, _) => format!(
                    "; enough alone, if its data came and it fired, is any of {count} rules: {}, … (--all names them)",
                    could[..RULES_SHOWN].join(", ")
                ),
            };
            page.line(
                "  ",
                &format!("{} from {}{named}", up.lane, counted(up.points_needed, "more point", "more points")),
            );
        }
        None => page.line("  ", "it is in the strictest lane"),
    }
    for down in &container.lane_down {
        page.line("  ", &format!("without {}: score {}, lane {}", down.without_rule, down.score, down.lane));
    }
}

/// What data would let how many rules judge.
fn missing(page: &mut Page, container: &ContainerExplanation) {
    if container.not_evaluable.is_empty() {
        return;
    }
    fn of_rule(rule: &NotEvaluable) -> (Vec<&str>, bool) {
        (rule.missing.iter().map(String::as_str).collect(), !rule.lists.is_empty())
    }
    let most = lacks(container.not_evaluable.iter().map(of_rule));
    page.blank();
    let head = format!(
        "Not evaluable for lack of data: {}. What is not stated, and the rules that ask it",
        counted(container.not_evaluable.len(), "rule", "rules")
    );
    page.line("", &head);
    for lack in most.iter().take(MISSING_SHOWN) {
        page.line(&format!("  {}: ", lack.thing), &lack.to_string());
    }
    let left = most.len().saturating_sub(MISSING_SHOWN);
    let left = if left == 0 { String::new() } else { format!("and {left} more; ") };
    page.line("  ", &format!("{left}--all names every rule and what it lacks"));
}

/// Every rule that could not judge, by what it lacks.
fn not_evaluable(page: &mut Page, container: &ContainerExplanation) {
    if container.not_evaluable.is_empty() {
        return;
    }
    page.blank();
    let rules = counted(container.not_evaluable.len(), "rule", "rules");
    page.line("", &format!("Not evaluable for lack of data ({rules})"));
    let mut by_missing: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for rule in &container.not_evaluable {
        let missing = match (rule.missing.is_empty(), rule.lists.is_empty()) {
            (_, false) => format!("list in force ({})", rule.lists.join("; ")),
            (false, true) => rule.missing.join(", "),
            (true, true) => "data behind the rules they ask".into(),
        };
        by_missing.entry(missing).or_default().push(&rule.rule);
    }
    for (missing, rules) in by_missing {
        page.line("  ", &format!("no {missing}: {}", rules.join(", ")));
    }
}
