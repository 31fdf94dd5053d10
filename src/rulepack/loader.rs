//! From pack files to a checked [`RulePack`], every problem of every file in one run.

use super::combination::Combination;
use super::condition::{Located, Scope, check, parse_sql};
use super::entries;
use super::fields::{Fields, Placed, parse_toml};
use super::instruments::read_instruments;
use super::keys;
use super::lints;
use super::lists::read_lists;
use super::lock;
use super::model::{Case, Condition, Given, PackInfo, Rule, RuleKind, RulePack, Status, Verdict};
use super::{Selectivity, Template};
use crate::columns::{Column, ColumnType, Stage};
use crate::diagnostics::{Code, Diagnostic, Source, sorted};
use crate::domain::Threat;
use crate::manifest::read_value;
use crate::storage::{Digest, Digesting, PackFiles, PackFolder};
use crate::tables::{Cell, TableBuilder};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// Checks packs as of a day. The pack is there if nothing is an error; warnings come along.
pub fn load(files: &PackFiles, on: NaiveDate) -> (Option<RulePack>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let selectivity = match &files.selectivity {
        Some(source) => Selectivity::read(source, &mut problems),
        None => {
            let here = Source::new(&files.folder, "");
            problems.push(
                Diagnostic::new(Code::MissingFile, &here, 0..0, "no selectivity.toml beside the packs")
                    .with_help("it names the lanes and the caps per threat; rules/selectivity.toml is an example"),
            );
            None
        }
    };
    let packs: Vec<PackInfo> = files.packs.iter().map(|folder| read_pack(folder, &mut problems)).collect();
    let instruments = read_instruments(files, &mut problems);
    let (lists, places) = read_lists(files, on, &instruments, &mut problems);
    let drafts: Vec<Draft> = files
        .packs
        .iter()
        .zip(&packs)
        .flat_map(|(folder, pack)| folder.rules.iter().map(move |source| (source, pack)))
        .flat_map(|(source, pack)| read_rule_file(source, pack, &mut problems))
        .collect();
    lints::duplicate_ids(&drafts, &mut problems);
    lints::former_ids(&drafts, &mut problems);
    let rule_ids: BTreeMap<String, bool> =
        drafts.iter().map(|draft| (draft.id.value.clone(), draft.status.is_some_and(Status::runs))).collect();
    let scope = Scope { lists: &lists, rule_ids: &rule_ids };
    let known_instruments: Vec<&str> = instruments.iter().map(|instrument| instrument.id.as_str()).collect();
    for draft in &drafts {
        lints::instruments(draft, &known_instruments, &mut problems);
    }
    let mut rules: Vec<Rule> = Vec::new();
    let written = drafts.len();
    let safety =
        drafts.iter().filter(|draft| draft.kind == RuleKind::Safety).map(|draft| draft.id.value.clone()).collect();
    for draft in drafts {
        let (source, header) = (draft.source.clone(), draft.header.clone());
        if let Some(rule) = draft.checked(&scope, on, &mut problems) {
            lints::points_for_safety(&rule, &safety, (&source, &header), &mut problems);
            rules.push(rule);
        }
    }
    lints::circles(&rules, files, &mut problems);
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    lints::lists_in_force(&rules, &lists, &places, on, &mut problems);
    lints::hiding_lists(&rules, &lists, &places, on, &mut problems);
    entries::entries(&rules, &lists, &places, on, &mut problems);
    // A rule with an error in it may be the one that asks.
    if rules.len() == written {
        entries::unasked(&rules, &lists, &places, packs.len(), &mut problems);
    }
    lock::compare(files, &rules, &rule_ids, &mut problems);
    for folder in &files.orphans {
        let nowhere = Source::new(folder, "");
        let message = format!("{folder} holds TOML files but no pack.toml: nothing of it is read");
        let help = "give it a pack.toml (see rules/README.md), or move it elsewhere";
        problems.push(Diagnostic::new(Code::MissingFile, &nowhere, 0..0, message).with_help(help));
    }
    let problems = sorted(problems);
    let sha256 = digest_of(files.sources());
    let pack = match (problems.iter().any(Diagnostic::is_error), selectivity) {
        (false, Some(selectivity)) => Some(RulePack { packs, rules, lists, instruments, selectivity, sha256 }),
        _ => None,
    };
    (pack, problems)
}

fn digest_of<'a>(sources: impl Iterator<Item = &'a Source>) -> Digest {
    let mut sum = Digesting::default();
    for source in sources {
        sum.update(&(source.text.len() as u64).to_be_bytes());
        sum.update(source.text.as_bytes());
    }
    sum.finish()
}

fn read_pack(folder: &PackFolder, problems: &mut Vec<Diagnostic>) -> PackInfo {
    let document = parse_toml(&folder.pack, problems);
    let fields = Fields::new(document.get_ref(), 0..0, &folder.pack, "pack.toml", keys::PACK, problems);
    if let Some(id) = fields.text("id").filter(|id| id.value != folder.name) {
        let message = format!("the pack's id is `{}`, but its folder is `{}`", id.value, folder.name);
        problems.push(Diagnostic::new(Code::WrongFamily, &folder.pack, id.span, message));
    }
    PackInfo {
        id: folder.name.clone(),
        title: fields.text_or_blank("title"),
        version: fields.text_or_blank("version"),
        owner: fields.text_or_blank("owner"),
        description: fields.text_or_blank("description"),
        families: fields.texts("families"),
        sha256: digest_of([&folder.pack].into_iter().chain(&folder.rules).chain(&folder.lists)),
    }
}

pub(super) fn file_stem(source: &Source) -> &str {
    let file = source.name.rsplit(['/', '\\']).next().unwrap_or_default();
    file.strip_suffix(".toml").unwrap_or(file)
}

/// A rule as written, before its condition is checked (that needs every rule's id).
pub(super) struct Draft {
    pub id: Placed<String>,
    pub source: Source,
    pub was: Option<Placed<String>>,
    pub instruments: Vec<Placed<String>>,
    header: Range<usize>,
    version: u32,
    pack: String,
    title: String,
    kind: RuleKind,
    threat: Option<Threat>,
    status: Option<Status>,
    points: Option<i32>,
    mandatory: bool,
    box_alone: bool,
    when: Option<Placed<String>>,
    reason: Template,
    /// Where the reason stands.
    reason_place: Range<usize>,
    officer_task: String,
    owner: String,
    review_by: Option<Placed<NaiveDate>>,
    origin: Option<String>,
    limits: Option<String>,
    max_hit_rate: Option<f64>,
    indicators: Vec<String>,
    correction: Option<String>,
    cases: Vec<Case>,
    /// Names of the lists that cases fill themselves.
    case_lists: Vec<Placed<String>>,
}

fn read_rule_file(source: &Source, pack: &PackInfo, problems: &mut Vec<Diagnostic>) -> Vec<Draft> {
    let document = parse_toml(source, problems);
    let file = Fields::new(document.get_ref(), 0..0, source, "the rule file", keys::RULE_FILE, problems);
    let tables: Vec<_> = file.tables("rule").collect();
    tables.into_iter().filter_map(|(table, span)| read_rule(table, span, source, pack, problems)).collect()
}

fn read_rule(
    table: &DeTable<'_>,
    span: Range<usize>,
    source: &Source,
    pack: &PackInfo,
    problems: &mut Vec<Diagnostic>,
) -> Option<Draft> {
    let fields = Fields::new(table, span, source, "the rule", keys::RULE, problems);
    let id = fields.text("id")?;
    lints::family(&id, source, file_stem(source), &pack.families, problems);
    let threat = fields.text("threat").and_then(|name| {
        let threat = Threat::named(&name.value);
        if threat.is_none() {
            let problem =
                Diagnostic::new(Code::UnknownName, source, name.span.clone(), format!("no threat `{}`", name.value));
            problems.push(problem.did_you_mean(&name.value, Threat::ALL.iter().map(|threat| threat.name())));
        }
        threat
    });
    let written = fields.text("reason");
    let reason_place = written.as_ref().map_or_else(|| fields.header(), |text| text.span.clone());
    let reason = written.map(|text| Template::parse(&text, source, problems)).unwrap_or_default();
    let max_hit_rate = fields.number("max_hit_rate").and_then(|rate| {
        if (0.0..=1.0).contains(&rate.value) {
            return Some(rate.value);
        }
        problems.push(Diagnostic::new(Code::WrongType, source, rate.span, "max_hit_rate is between 0 and 1"));
        None
    });
    let version = fields.integer("version", problems).map_or(1, |version| version.value);
    if version < 1 {
        problems.push(Diagnostic::new(Code::WrongType, source, fields.header(), "`version` of the rule counts from 1"));
    }
    let points = fields.integer("points", problems).map(|points| points.value as i32);
    let kind = RuleKind::named(&fields.text_or_blank("kind")).unwrap_or_default();
    let mandatory = fields.boolean("mandatory").unwrap_or(false);
    let box_alone = fields.boolean("box_alone").unwrap_or(false);
    lints::safety(kind, points, mandatory, source, &fields.header(), problems);
    let review_by = fields.date("review_by", problems);
    let cases: Vec<_> = fields.tables("case").collect();
    let mut case_lists = Vec::new();
    let cases = cases
        .into_iter()
        .filter_map(|(table, span)| read_case(table, span, source, &mut case_lists, problems))
        .collect();
    Some(Draft {
        id,
        source: source.clone(),
        was: fields.text("was"),
        instruments: fields.placed_texts("instruments"),
        header: fields.header(),
        version: version.max(1) as u32,
        pack: pack.id.clone(),
        title: fields.text_or_blank("title"),
        kind,
        threat,
        status: Status::named(&fields.text_or_blank("status")),
        points,
        mandatory,
        box_alone,
        when: fields.text("when"),
        reason,
        reason_place,
        officer_task: fields.text_or_blank("officer_task"),
        owner: fields.text_or_blank("owner"),
        review_by,
        origin: fields.text("source").map(|text| text.value),
        limits: fields.text("limits").map(|text| text.value),
        max_hit_rate,
        indicators: fields.texts("indicators"),
        correction: fields.text("correction").map(|text| text.value),
        cases,
        case_lists,
    })
}

fn read_case(
    table: &DeTable<'_>,
    span: Range<usize>,
    source: &Source,
    case_lists: &mut Vec<Placed<String>>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Case> {
    let line = source.position(span.start).0;
    let fields = Fields::new(table, span, source, "the case", keys::CASE, problems);
    let expect = verdict(&fields.text("expect")?.value)?;
    let given = match (fields.table("row"), fields.table("given")) {
        (Some((row, _)), None) => Given::Row(read_row(row, source, problems)?),
        (None, Some((results, _))) => Given::Results(read_results(results, source, problems)),
        _ => {
            let message = "a case has either `row` (columns) or `given` (other rules' results)";
            problems.push(Diagnostic::new(Code::MissingKey, source, fields.header(), message));
            return None;
        }
    };
    let lists = match fields.table("lists") {
        Some((table, _)) => read_case_lists(table, source, case_lists, problems),
        None => BTreeMap::new(),
    };
    Some(Case { name: fields.text_or_blank("name"), given, lists, expect, file: source.name.to_string(), line })
}

/// What lists hold while a case is run. Their names are kept with their places: whether they are lists is asked later.
fn read_case_lists(
    table: &DeTable<'_>,
    source: &Source,
    names: &mut Vec<Placed<String>>,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Vec<String>> {
    let mut lists = BTreeMap::new();
    for (name, value) in table.iter() {
        let texts = match value.get_ref() {
            DeValue::Array(items) => items.iter().map(|item| match item.get_ref() {
                DeValue::String(text) => Some(text.to_string()),
                _ => None,
            }),
            _ => {
                let message =
                    format!("`{}` is a list of texts, not {}", name.get_ref(), super::fields::found(value.get_ref()));
                problems.push(Diagnostic::new(Code::WrongType, source, value.span(), message));
                continue;
            }
        };
        match texts.collect::<Option<Vec<String>>>() {
            Some(entries) => {
                names.push(Placed { value: name.get_ref().to_string(), span: name.span() });
                lists.insert(name.get_ref().to_string(), entries);
            }
            None => {
                let message = format!("each entry of `{}` stands in quotes", name.get_ref());
                problems.push(Diagnostic::new(Code::WrongType, source, value.span(), message));
            }
        }
    }
    lists
}

fn verdict(word: &str) -> Option<Verdict> {
    Some(match word {
        "fires" => Verdict::Fired,
        "quiet" => Verdict::Quiet,
        "not_evaluable" => Verdict::NotEvaluable,
        _ => return None,
    })
}

fn read_results(table: &DeTable<'_>, source: &Source, problems: &mut Vec<Diagnostic>) -> Vec<(String, Verdict)> {
    let mut results = Vec::new();
    for (id, value) in table.iter() {
        let word = match value.get_ref() {
            DeValue::String(word) => verdict(word),
            _ => None,
        };
        match word {
            Some(verdict) => results.push((id.get_ref().to_string(), verdict)),
            None => {
                let message = format!("a rule's result is one of {}", keys::EXPECT.join(", "));
                problems.push(Diagnostic::new(Code::WrongType, source, value.span(), message));
            }
        }
    }
    results
}

/// The one-row table of a case. Values are read as NDJSON values are, except that codes given as TOML
/// dates or numbers keep their own types.
fn read_row(
    table: &DeTable<'_>,
    source: &Source,
    problems: &mut Vec<Diagnostic>,
) -> Option<crate::tables::ManifestTable> {
    let before = problems.len();
    let mut builder = TableBuilder::default();
    for (name, value) in table.iter() {
        let written: &str = name.get_ref();
        let Some(column) = Column::named(written).filter(|column| column.stage() != Stage::Provenance) else {
            problems.push(
                Diagnostic::new(Code::UnknownColumn, source, name.span(), format!("no column `{written}`"))
                    .did_you_mean(written, Column::ALL.iter().map(|column| column.name())),
            );
            continue;
        };
        match cell(column, value.get_ref()) {
            Ok(Some(cell)) => builder.put(column, cell),
            Ok(None) => {}
            Err(reason) => problems.push(Diagnostic::new(
                Code::TypeMismatch,
                source,
                value.span(),
                format!("`{written}` {reason}"),
            )),
        }
    }
    builder.finish_row();
    (problems.len() == before).then(|| builder.finish())
}

fn cell<'v>(column: Column, value: &'v DeValue<'_>) -> Result<Option<Cell<'v>>, String> {
    let mismatch = || Err(format!("is a {}, not {}", column.kind().name(), super::fields::found(value)));
    match (column.kind(), value) {
        (ColumnType::Date, DeValue::Datetime(datetime)) => match datetime.date {
            Some(date) => Ok(NaiveDate::from_ymd_opt(i32::from(date.year), date.month.into(), date.day.into())
                .map(|date| Cell::Date(date.to_epoch_days()))),
            None => mismatch(),
        },
        (ColumnType::Bool, DeValue::Boolean(yes)) => Ok(Some(Cell::Bool(*yes))),
        (ColumnType::Int, DeValue::Integer(number)) => {
            number.as_str().parse().map(|number| Some(Cell::Int(number))).or_else(|_| mismatch())
        }
        (ColumnType::Float, DeValue::Integer(number)) => {
            number.as_str().parse().map(|number| Some(Cell::Float(number))).or_else(|_| mismatch())
        }
        (ColumnType::Float, DeValue::Float(number)) => {
            number.as_str().parse().map(|number| Some(Cell::Float(number))).or_else(|_| mismatch())
        }
        (ColumnType::Text, DeValue::String(text)) => read_value(column, text),
        (ColumnType::TextList, DeValue::Array(items)) => items
            .iter()
            .map(|item| match item.get_ref() {
                DeValue::String(text) => Ok(text.as_ref().into()),
                _ => Err("is a text list; each element stands in quotes".to_owned()),
            })
            .collect::<Result<Vec<_>, _>>()
            .map(|items| Some(Cell::List(items))),
        _ => mismatch(),
    }
}

impl Draft {
    fn checked(self, scope: &Scope<'_>, on: NaiveDate, problems: &mut Vec<Diagnostic>) -> Option<Rule> {
        let when = self.when.as_ref()?;
        let located = Located::new(&self.source, when);
        let sql = parse_sql(&located).map_err(|problem| problems.push(*problem)).ok()?;
        let expr = check(&sql, &located, scope, problems)?;
        lints::can_be_true(&expr, &self.source, &when.span, problems);
        lints::cases(&self.cases, &expr, &self.source, &self.header, problems);
        lints::placeholders(&self.reason, &expr, &self.source, &self.reason_place, problems);
        entries::case_lists(&self.case_lists, &expr, scope.lists, &self.source, problems);
        let condition = match expr.rules().is_empty() {
            true => Condition::Row(expr),
            false => match Combination::new(expr) {
                Ok(combination) => Condition::Combination(combination),
                Err(reason) => {
                    problems.push(Diagnostic::new(Code::NotAllowed, &self.source, when.span.clone(), reason));
                    return None;
                }
            },
        };
        let review_by = self.review_by?;
        if review_by.value < on {
            let message = format!("the rule was due for review on {}", review_by.value);
            problems.push(Diagnostic::new(Code::OverdueReview, &self.source, review_by.span, message));
        }
        Some(Rule {
            id: self.id.value,
            version: self.version,
            was: self.was.map(|was| was.value),
            pack: self.pack,
            title: self.title,
            kind: self.kind,
            threat: self.threat?,
            status: self.status?,
            points: self.points?,
            mandatory: self.mandatory,
            box_alone: self.box_alone,
            when: when.value.clone(),
            condition,
            reason: self.reason,
            officer_task: self.officer_task,
            owner: self.owner,
            review_by: review_by.value,
            source: self.origin,
            limits: self.limits,
            max_hit_rate: self.max_hit_rate,
            indicators: self.indicators,
            instruments: self.instruments.into_iter().map(|instrument| instrument.value).collect(),
            correction: self.correction,
            cases: self.cases,
        })
    }
}
