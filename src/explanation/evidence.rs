//! Evidence: what an officer must see to believe a reason. The matched words with what stands around them, the entry of a
//! list, the values a rule rests on, the others behind a count, the rules behind a combination.

use crate::columns::{Column, ColumnType, Stage};
use crate::history::{AskedKeys, Relation, Witnesses};
use crate::hits::{Ground, Grounds, HitPlan};
use crate::indicators::rests_on;
use crate::reference::{ListId, Lists, ReferenceList, with_code_words};
use crate::rulepack::condition::Expr;
use crate::rulepack::{Condition, Filling, Rule, is_long, on_one_line};
use crate::tables::ManifestTable;
use crate::wording::{Finding, cut, excerpt, folded};
use chrono::NaiveDate;
use hashbrown::{HashMap, HashSet};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

/// Matches of one list in one text that are shown; the rest are counted. So are elements of one column in one list.
const SHOWN: usize = 3;
/// Characters on either side of matched words.
const AROUND: usize = 30;
const LONGEST_WORDS: usize = 80;
const LONGEST_VALUE: usize = 120;
/// Of a stated value behind a computed one.
const LONGEST_BEHIND: usize = 80;
/// Columns of free text, the one that says what is carried first.
const PROSE: [Column; 2] = [Column::GoodsDescription, Column::ShippingMarks];
/// A computed value that rests on more columns speaks for itself.
const MOST_BEHIND: usize = 4;
const LONGEST_NOTE: usize = 200;

/// One thing to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// Words of a list stand in a text.
    Mention {
        column: Column,
        /// The list's title.
        list: String,
        /// As they stand in the text.
        words: String,
        /// With what stands around them.
        excerpt: String,
        /// Where they stand in the text.
        place: Range<usize>,
        /// Other words of the list in the text that are not shown.
        more: usize,
    },
    /// A list holds a value.
    Listed {
        column: Column,
        value: String,
        /// The list's title.
        list: String,
        /// As the list has it.
        entry: String,
        note: Option<String>,
        owner: String,
        until: NaiveDate,
        /// The file or report on which the entry rests.
        case: Option<String>,
        /// Other elements of the column that the list holds and that are not shown.
        more: usize,
    },
    /// A value that the rule rests on; `None` where it rests on its absence.
    Value { column: Column, value: Option<String>, place: Option<Range<usize>> },
    /// Others in the batch that are counted with this one.
    Others {
        column: Column,
        /// What they share, where the row has several: a seal.
        of: Option<String>,
        names: Vec<String>,
        count: usize,
    },
    /// A rule that fired, on which a combination rests.
    Rule(String),
}

impl Evidence {
    /// The column it is about.
    pub fn column(&self) -> Option<Column> {
        match self {
            Self::Mention { column, .. }
            | Self::Listed { column, .. }
            | Self::Value { column, .. }
            | Self::Others { column, .. } => Some(*column),
            Self::Rule(_) => None,
        }
    }
}

/// A second look at rows on which rules fired.
pub struct Look<'l, 'p> {
    pub plan: &'l HitPlan<'p>,
    pub lists: &'l Lists,
    pub table: &'l ManifestTable,
    pub grounds: &'l Grounds<'p>,
    pub witnesses: &'l Witnesses,
}

/// What phrases were found in the texts of a container, read once for all its rules.
#[derive(Default)]
pub struct Readings<'l>(HashMap<(usize, Column), Vec<Finding<'l>>>);

/// The keys behind the counts that fired rules rest on.
pub fn asked_keys(grounds: &Grounds<'_>, table: &ManifestTable) -> AskedKeys {
    let mut asked = AskedKeys::default();
    for (row, ground) in grounds.all() {
        for relation in ground.part.columns().into_iter().filter_map(Relation::behind) {
            asked.ask(relation, table, row);
        }
    }
    asked
}

impl<'l, 'p> Look<'l, 'p> {
    /// The evidence for a rule of the plan that fired on a row, in the order in which it is read: words, lists, values,
    /// others.
    pub fn evidence(&self, rule: usize, row: usize, readings: &mut Readings<'l>) -> Vec<Evidence> {
        let grounds: Vec<Ground<'p>> = self.grounds.of(rule, row).collect();
        let mut evidence = self.mentions(&grounds, row, readings);
        let listed = self.listed(&grounds, row);
        evidence.extend(listed);
        self.add_values(&grounds, row, &mut evidence);
        let others = self.others(&grounds, row);
        evidence.extend(others);
        evidence
    }

    fn mentions(&self, grounds: &[Ground<'p>], row: usize, readings: &mut Readings<'l>) -> Vec<Evidence> {
        let mut evidence = Vec::new();
        // Lists overlap: the same words are shown once.
        let mut shown: HashSet<(Column, usize)> = HashSet::new();
        for ground in grounds.iter().filter(|ground| ground.holds) {
            let Expr::Mentions(column, list) = ground.part else { continue };
            let list = self.lists.get(*list);
            let Some(text) = self.table.text(*column).get(row) else { continue };
            let findings = readings.0.entry((row, *column)).or_insert_with(|| self.findings(*column, row, text));
            let of_list = findings.iter().filter(|finding| finding.list == list.name && finding.hidden.is_none());
            let mut places = joined(of_list.map(|finding| finding.place.clone()).collect());
            // What stands in the text ten times is one thing to see.
            let mut known: HashSet<String> = HashSet::new();
            places.retain(|place| known.insert(folded(&text[place.clone()])));
            let all = places.len();
            let first = evidence.len();
            for place in places.into_iter().take(SHOWN).filter(|place| shown.insert((*column, place.start))) {
                evidence.push(Evidence::Mention {
                    column: *column,
                    list: list.title.clone(),
                    words: cut(&text[place.clone()], LONGEST_WORDS),
                    excerpt: around(text, &place),
                    place,
                    more: 0,
                });
            }
            if let Some(Evidence::Mention { more, .. }) = evidence[first..].last_mut() {
                *more = all.saturating_sub(SHOWN);
            }
        }
        evidence
    }

    fn findings(&self, column: Column, row: usize, text: &str) -> Vec<Finding<'l>> {
        let is_quoted = || self.table.text(Column::TariffCode).get(row).is_some();
        self.plan.findings(column, text, column == Column::GoodsDescription && is_quoted())
    }

    fn listed(&self, grounds: &[Ground<'p>], row: usize) -> Vec<Evidence> {
        let mut evidence: Vec<Evidence> = Vec::new();
        for ground in grounds.iter().filter(|ground| ground.holds) {
            let Expr::InList(asked, list) = ground.part else { continue };
            for column in asked.columns() {
                self.of_column(column, row, *list).into_iter().for_each(|one| {
                    if !evidence.contains(&one) {
                        evidence.push(one);
                    }
                });
            }
        }
        evidence
    }

    fn of_column(&self, column: Column, row: usize, id: ListId) -> Vec<Evidence> {
        let list: &ReferenceList = self.lists.get(id);
        let mut held: Vec<Evidence> = self
            .items(column, row)
            .into_iter()
            .filter_map(|item| {
                // Of prefixes the longest says most.
                let matched = self.plan.matched_entries(id, column, item);
                let entry = matched.into_iter().max_by_key(|entry| entry.value.len())?;
                Some(Evidence::Listed {
                    column,
                    value: cut(item, LONGEST_VALUE),
                    list: list.title.clone(),
                    entry: cut(&entry.value, LONGEST_VALUE),
                    note: entry.note.as_ref().map(|note| cut(note, LONGEST_NOTE)),
                    owner: entry.owner.as_ref().unwrap_or(&list.owner).clone(),
                    until: entry.until.map_or(list.review_by, |until| until.min(list.review_by)),
                    case: entry.case.clone(),
                    more: 0,
                })
            })
            .collect();
        let left = held.len().saturating_sub(SHOWN);
        held.truncate(SHOWN);
        if let Some(Evidence::Listed { more, .. }) = held.last_mut() {
            *more = left;
        }
        held
    }

    /// The text of a cell, or the elements of its list.
    fn items(&self, column: Column, row: usize) -> Vec<&'l str> {
        match column.kind() {
            ColumnType::Text => self.table.text(column).get(row).into_iter().collect(),
            ColumnType::TextList => self.table.list(column).get(row).into_iter().flatten().collect(),
            _ => Vec::new(),
        }
    }

    /// The values of all columns that the rule rests on and that are not shown yet; then the stated ones behind them.
    fn add_values(&self, grounds: &[Ground<'p>], row: usize, evidence: &mut Vec<Evidence>) {
        let mut shown: BTreeSet<Column> = evidence.iter().filter_map(Evidence::column).collect();
        let mut behind: Vec<(Column, Column)> = Vec::new();
        for ground in grounds {
            for column in ground.part.columns() {
                let sought = sought_in(ground.part, column);
                let is_list = matches!(ground.part, Expr::InList(..)) && ground.holds;
                if shown.contains(&column) && (sought.is_none() || is_list) {
                    continue;
                }
                let absent = matches!(ground.part, Expr::IsNull(_)) && ground.holds;
                let value = self.value(column, row, sought);
                if value.is_some() || absent {
                    let (value, place) = value.map_or((None, None), |(value, place)| (Some(value), place));
                    // Words that a pattern found are of use even where others of the same text are shown.
                    if !is_shown(evidence, column, &value, &place) && (!shown.contains(&column) || place.is_some()) {
                        evidence.push(Evidence::Value { column, value, place });
                    }
                    shown.insert(column);
                }
                behind.extend(stated_behind(column).iter().map(|stated| (column, *stated)));
            }
        }
        for (computed, stated) in behind {
            if shown.contains(&stated) || !self.speaks(computed, stated, row, evidence) {
                continue;
            }
            shown.insert(stated);
            if let Some((value, place)) = self.value_behind(computed, stated, row) {
                evidence.push(Evidence::Value { column: stated, value: Some(value), place });
            }
        }
    }

    /// A value with its unit and the words of its codes; of a long one the part where `sought` stands.
    fn value(&self, column: Column, row: usize, sought: Option<&str>) -> Option<(String, Option<Range<usize>>)> {
        let value = self.table.shown(column, row)?;
        let place = sought.and_then(|sought| place_of(&value, sought));
        let is_cut = value.chars().count() > LONGEST_VALUE;
        let shown = match (is_cut, &place) {
            (true, Some(place)) => around(&value, place),
            _ => cut(&format!("{}{}", with_code_words(column, &value), self.unit(column, row)), LONGEST_VALUE),
        };
        // Only in a text does a place mean anything to a reason.
        Some((shown, place.filter(|_| column.kind() == ColumnType::Text)))
    }

    /// Whether a stated column says something for the computed one that rests on it. Most rest on several texts, and not all of these
    /// hold what was read; and a cell that cannot be read proves nothing where another was asked.
    fn speaks(&self, computed: Column, stated: Column, row: usize, evidence: &[Evidence]) -> bool {
        if stated == Column::UnreadableCells {
            let asked = stated_columns(computed);
            return self.items(stated, row).into_iter().any(|cell| asked.iter().any(|column| column.name() == cell));
        }
        let Some(text) = PROSE.contains(&stated).then(|| self.table.text(stated).get(row)).flatten() else {
            return true;
        };
        let read = self.items(computed, row);
        let holds = |text: &str| read.iter().any(|item| place_of(text, item).is_some());
        if holds(text) {
            return true;
        }
        let others = || PROSE.into_iter().filter(|other| *other != stated);
        let is_elsewhere = others().filter_map(|other| self.table.text(other).get(row)).any(holds);
        let is_told =
            |one: &Evidence| matches!(one, Evidence::Mention { column, .. } if others().any(|other| other == *column));
        let found_nothing = read.is_empty() && computed.kind() == ColumnType::TextList && stated != PROSE[0];
        !is_elsewhere && !found_nothing && !evidence.iter().any(is_told) && says_something(text)
    }

    /// A stated value behind a computed one; of a long text where what was read from it stands, each with its surroundings.
    fn value_behind(&self, computed: Column, stated: Column, row: usize) -> Option<(String, Option<Range<usize>>)> {
        let text = self.table.shown(stated, row)?;
        let is_long = text.chars().count() > LONGEST_BEHIND;
        let read = self.items(computed, row).into_iter().filter(|_| is_long);
        let mut excerpts: Vec<String> = Vec::new();
        let mut first = None;
        for (item, place) in read.filter_map(|item| Some((item, place_of(&text, item)?))) {
            first.get_or_insert_with(|| place.clone());
            if excerpts.len() < SHOWN && !excerpts.iter().any(|shown| place_of(shown, item).is_some()) {
                excerpts.push(around(&text, &place));
            }
        }
        if first.is_some() {
            return Some((excerpts.join(" "), first));
        }
        let value = format!("{}{}", with_code_words(stated, &text), self.unit(stated, row));
        Some((cut(&value, LONGEST_BEHIND), None))
    }

    /// The unit of a number, with a blank before it. Where the catalogue names the column that holds it, its value.
    fn unit(&self, column: Column, row: usize) -> String {
        if !matches!(column.kind(), ColumnType::Int | ColumnType::Float) {
            return String::new();
        }
        match column.spec().unit {
            "" | "ratio" => String::new(),
            unit => {
                let (first, rest) = unit.split_at(unit.find('/').unwrap_or(unit.len()));
                // A currency is text; `packages` are a unit and a column of numbers.
                match Column::named(first).filter(|column| column.kind() == ColumnType::Text) {
                    Some(named) => {
                        self.table.shown(named, row).map_or_else(String::new, |currency| format!(" {currency}{rest}"))
                    }
                    None if self.table.shown(column, row).as_deref() == Some("1") => format!(" {}", of_one(unit)),
                    None => format!(" {unit}"),
                }
            }
        }
    }

    fn others(&self, grounds: &[Ground<'p>], row: usize) -> Vec<Evidence> {
        let mut evidence = Vec::new();
        let mut told: BTreeSet<Relation> = BTreeSet::new();
        for column in grounds.iter().flat_map(|ground| ground.part.columns()) {
            let Some(relation) = Relation::behind(column).filter(|relation| told.insert(*relation)) else { continue };
            let shared = relation.needs()[0];
            let keys = if shared.kind() == ColumnType::TextList { self.items(shared, row) } else { Vec::new() };
            let others = self.witnesses.others(relation, self.table, row).into_iter().take(SHOWN);
            evidence.extend(others.map(|others| Evidence::Others {
                column,
                of: keys.get(others.key).map(|key| cut(key, LONGEST_WORDS)),
                names: others.names.iter().map(|name| cut(name, LONGEST_WORDS)).collect(),
                count: others.count,
            }));
        }
        evidence
    }

    /// What the evidence puts into the rule's reason.
    pub fn filling(&self, rule: &Rule, row: usize, evidence: &[Evidence], quoted: &BTreeSet<Column>) -> Filling {
        let mut filling = Filling { quoted: quoted.clone(), ..Filling::default() };
        let mut others: Vec<String> = Vec::new();
        let several = evidence.iter().filter(|one| matches!(one, Evidence::Others { .. })).count() > 1;
        for one in evidence {
            match one {
                Evidence::Mention { column, excerpt, place, .. } => {
                    let words = match column {
                        Column::GoodsDescription => excerpt.clone(),
                        elsewhere => format!("{excerpt} (in {})", elsewhere.name()),
                    };
                    filling.matched.get_or_insert(words);
                    filling.places.push((*column, place.clone()));
                }
                Evidence::Value { column, place: Some(place), .. } => filling.places.push((*column, place.clone())),
                Evidence::Others { of, names, count, .. } => {
                    let of = of.as_ref().filter(|_| several).map(|key| format!("{key}: ")).unwrap_or_default();
                    others.push(format!("{of}{}", named(names, *count)));
                }
                _ => {}
            }
        }
        filling.others = (!others.is_empty()).then(|| others.join("; "));
        if filling.matched.is_none() && rule.reason.shows_match() {
            filling.matched = self.text_searched(rule, row);
        }
        filling
    }

    /// The beginning of the first text that a rule looks for phrases in: it fired by something else.
    fn text_searched(&self, rule: &Rule, row: usize) -> Option<String> {
        let Condition::Row(condition) = &rule.condition else { return None };
        let mut text = None;
        condition.walk(&mut |part| {
            if let Expr::Mentions(column, _) = part {
                text = text.take().or_else(|| self.table.text(*column).get(row).map(on_one_line));
            }
        });
        text
    }

    /// Columns of a reason whose long text it quotes from the beginning.
    pub fn quoted_from_the_beginning(&self, rule: &Rule, row: usize, filling: &Filling) -> Vec<Column> {
        let is_begun = |column: &Column| {
            let is_placed = filling.places.iter().any(|(of, _)| of == column);
            !is_placed && self.table.shown(*column, row).is_some_and(|value| is_long(&value))
        };
        rule.reason.columns().filter(is_begun).collect()
    }
}

/// Places in order, those that overlap as one: X SCRAPPED and SCRAPPED TOYOTA are seen together.
fn joined(mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    places.sort_unstable_by_key(|place| (place.start, place.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(places.len());
    for place in places {
        match joined.last_mut() {
            Some(last) if place.start < last.end => last.end = last.end.max(place.end),
            _ => joined.push(place),
        }
    }
    joined
}

/// N/M says nothing: a text that does has a word of three signs.
fn says_something(text: &str) -> bool {
    folded(text).split(' ').any(|word| word.chars().count() >= 3)
}

/// Whether a value stands among evidence to the letter; it is told then where in it something was found.
fn is_shown(evidence: &mut [Evidence], column: Column, value: &Option<String>, place: &Option<Range<usize>>) -> bool {
    let same = evidence.iter_mut().find_map(|known| match known {
        Evidence::Value { column: of, value: known, place } if *of == column && known == value => Some(place),
        _ => None,
    });
    same.map(|known| *known = known.take().or_else(|| place.clone())).is_some()
}

fn around(text: &str, place: &Range<usize>) -> String {
    // Words of a phrase may stand apart, and strangers' words may have no end.
    cut(&excerpt(text, place.clone(), AROUND), LONGEST_WORDS + 2 * AROUND)
}

/// Some names, and how many there are besides.
pub fn named(names: &[String], count: usize) -> String {
    let shown = names.join(", ");
    match count.saturating_sub(names.len()) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// The piece that a part of a condition looks for in the text of a column.
fn sought_in(part: &Expr, column: Column) -> Option<&str> {
    let is_of = |text: &Expr| text.columns().contains(&column);
    match part {
        Expr::Like { text, pattern, .. } if is_of(text) => {
            pattern.split(['%', '_']).max_by_key(|piece| piece.len()).filter(|piece| !piece.is_empty())
        }
        Expr::Contains(text, piece) | Expr::EndsWith(text, piece) | Expr::StartsWith(text, piece) if is_of(text) => {
            match &**piece {
                Expr::Text(piece) => Some(piece),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Where a piece stands in a text, in capitals or not.
fn place_of(text: &str, piece: &str) -> Option<Range<usize>> {
    if piece.is_empty() {
        return None;
    }
    let at = text.to_ascii_lowercase().find(&piece.to_ascii_lowercase())?;
    Some(at..at + piece.len())
}

/// The few stated columns a computed one rests on, container and bill aside, which head the explanation.
fn stated_behind(column: Column) -> &'static [Column] {
    static BEHIND: OnceLock<HashMap<Column, Vec<Column>>> = OnceLock::new();
    let behind = BEHIND.get_or_init(|| {
        let of = |column: Column| {
            let mut stated = stated_columns(column);
            stated.retain(|stated| !matches!(stated, Column::ContainerNo | Column::BillNo));
            if stated.len() > MOST_BEHIND {
                stated.clear();
            }
            (column, stated)
        };
        Column::indicators().map(of).collect()
    });
    behind.get(&column).map_or(&[], Vec::as_slice)
}

/// The stated columns that a column is, or rests on.
pub fn stated_columns(column: Column) -> Vec<Column> {
    let mut stated = rests_on(column);
    stated.retain(|stated| stated.stage() == Stage::Manifest);
    stated
}

/// A unit of which there is one: 1 word, 1 party.
fn of_one(unit: &str) -> String {
    match unit.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => unit.strip_suffix('s').unwrap_or(unit).to_owned(),
    }
}
