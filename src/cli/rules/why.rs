//! `redlane rules why`: what the lists find in a goods text, what hides it, and which rules fire on the text alone.

use crate::cli::exit::{Exit, Failure};
use crate::cli::packs::PackArguments;
use crate::cli::tables::ReferenceArguments;
use crate::cli::{Voice, to_stdout};
use clap::{Args, ValueEnum};
use redlane::cases::goods_row;
use redlane::columns::Column;
use redlane::hits::{HitPlan, HitTable};
use redlane::reference::Reference;
use redlane::rulepack::{Rule, Verdict};
use redlane::wording::{Finding, printable};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::io::BufRead;

#[derive(Args)]
pub struct WhyArguments {
    /// The goods description; `-` reads texts from standard input, one a line.
    #[arg(value_name = "TEXT")]
    text: String,
    /// HS codes that are declared with it.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    hs: Vec<String>,
    #[arg(long, default_value = "text")]
    format: WhyFormat,
    #[command(flatten)]
    packs: PackArguments,
    #[command(flatten)]
    reference: ReferenceArguments,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WhyFormat {
    Text,
    /// One JSON object a text, a line each.
    Json,
}

pub fn run(arguments: &WhyArguments, voice: Voice) -> Result<Exit, Failure> {
    let (pack, reference) = (arguments.packs.load(voice)?, arguments.reference.load()?);
    let plan = HitPlan::new(&pack, arguments.packs.lists_as_of(), &reference.deciding_words);
    // What fires on any row so bare says nothing of the goods.
    let bare = plan.evaluate(&goods_row(None, &[], &plan, reference));
    let answer = |text: &str| {
        let answer = Answer::of(&plan, &bare, reference, text, &arguments.hs);
        to_stdout(&match arguments.format {
            WhyFormat::Text => answer.text(),
            WhyFormat::Json => format!("{}\n", answer.json()),
        })
    };
    if arguments.text != "-" {
        answer(&arguments.text)?;
        return Ok(Exit::Done);
    }
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line.map_err(|error| Failure::new(Exit::NoInput, format!("standard input: {error}")))?;
        // Lines of another character set lose their accents, not their place.
        answer(String::from_utf8_lossy(&line).trim_end_matches('\r'))?;
    }
    Ok(Exit::Done)
}

struct Answer<'a> {
    text: &'a str,
    tariff_code: Option<String>,
    findings: Vec<Finding<'a>>,
    fired: Vec<&'a Rule>,
}

impl<'a> Answer<'a> {
    fn of(plan: &'a HitPlan<'a>, bare: &HitTable, reference: &Reference, text: &'a str, hs: &[String]) -> Self {
        let row = goods_row(Some(text), hs, plan, reference);
        let tariff_code = row.text(Column::TariffCode).get(0).map(str::to_owned);
        let mut findings = plan.phrases().findings(text, tariff_code.is_some());
        let mut seen = HashSet::new();
        findings.retain(|finding| seen.insert((finding.list, finding.phrase, finding.words.clone(), finding.hidden)));
        let verdicts = plan.evaluate(&row);
        let fires =
            |number: usize| verdicts.verdict(number, 0) == Verdict::Fired && bare.verdict(number, 0) != Verdict::Fired;
        let fired = plan.rules.iter().enumerate().filter(|(number, _)| fires(*number)).map(|(_, rule)| *rule).collect();
        Self { text, tariff_code, findings, fired }
    }

    fn text(&self) -> String {
        let mut shown: String = self.text.chars().map(printable).collect();
        shown.push('\n');
        if let Some(code) = &self.tariff_code {
            shown += &format!("  the wording of HS {code}\n");
        }
        for finding in &self.findings {
            let (what, why) = match finding.hidden {
                None => ("found ", String::new()),
                Some(hiding) => ("hidden", format!(": {}", hiding.words())),
            };
            shown += &format!("  {what}  {}  [{}] {}{why}\n", finding.words.join(" "), finding.list, finding.phrase);
        }
        if self.findings.is_empty() {
            shown += "  no phrase of any list\n";
        }
        for rule in &self.fired {
            shown += &format!("  fires   {}  {:+} {}  {}\n", rule.id, rule.points, rule.status.name(), rule.title);
        }
        if self.fired.is_empty() {
            shown += "  no rule fires on these goods alone\n";
        }
        shown
    }

    fn json(&self) -> Value {
        let findings: Vec<Value> = self
            .findings
            .iter()
            .map(|finding| {
                json!({
                    "list": finding.list, "phrase": finding.phrase, "words": finding.words.join(" "),
                    "hidden": finding.hidden.map(|hiding| hiding.words()),
                })
            })
            .collect();
        let fired: Vec<Value> = self
            .fired
            .iter()
            .map(|rule| json!({"rule": rule.id, "status": rule.status.name(), "points": rule.points}))
            .collect();
        json!({"text": self.text, "tariff_code": self.tariff_code, "findings": findings, "fired": fired})
    }
}
