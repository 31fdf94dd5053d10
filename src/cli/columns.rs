//! `redlane columns`: the catalogue.

use super::exit::{Exit, Failure};
use super::to_stdout;
use clap::{Args, ValueEnum};
use redlane::columns::{Column, catalogue_page};
use serde_json::json;

#[derive(Args)]
pub struct ColumnsArguments {
    /// text: a table; markdown: the page docs/columns.md; csv: the header of the canonical CSV; json.
    #[arg(long, default_value = "text")]
    format: CatalogueFormat,
}

#[derive(Clone, Copy, ValueEnum)]
enum CatalogueFormat {
    Text,
    Markdown,
    Csv,
    Json,
}

pub fn run(arguments: &ColumnsArguments) -> Result<Exit, Failure> {
    let text = match arguments.format {
        CatalogueFormat::Text => text(),
        CatalogueFormat::Markdown => catalogue_page(),
        CatalogueFormat::Csv => Column::canonical().map(Column::name).collect::<Vec<_>>().join(",") + "\n",
        CatalogueFormat::Json => json() + "\n",
    };
    to_stdout(&text)?;
    Ok(Exit::Done)
}

fn text() -> String {
    Column::ALL
        .iter()
        .map(|column| {
            let spec = column.spec();
            let unit = if spec.unit.is_empty() { String::new() } else { format!(" [{}]", spec.unit) };
            format!("{:<24} {:<10} {:<16} {}{unit}\n", spec.name, spec.kind.name(), spec.stage.name(), spec.meaning)
        })
        .collect()
}

fn json() -> String {
    let columns: Vec<_> = Column::ALL
        .iter()
        .map(|column| {
            let spec = column.spec();
            json!({
                "name": spec.name,
                "type": spec.kind.name(),
                "stage": spec.stage.name(),
                "required": spec.required,
                "unit": spec.unit,
                "meaning": spec.meaning,
            })
        })
        .collect();
    serde_json::to_string_pretty(&columns).unwrap_or_default()
}
