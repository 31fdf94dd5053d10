//! `instruments.toml`: the international instruments that rules may serve.

use super::fields::{Fields, parse_toml};
use super::keys;
use super::model::Instrument;
use crate::diagnostics::{Code, Diagnostic};
use crate::storage::PackFiles;

/// The instruments in the order of the file; none where there is no file.
pub(super) fn read_instruments(files: &PackFiles, problems: &mut Vec<Diagnostic>) -> Vec<Instrument> {
    let Some(source) = &files.instruments else { return Vec::new() };
    let document = parse_toml(source, problems);
    let file = Fields::new(document.get_ref(), 0..0, source, "instruments.toml", keys::INSTRUMENTS, problems);
    let mut instruments: Vec<Instrument> = Vec::new();
    for (table, span) in file.tables("instrument") {
        let fields = Fields::new(table, span, source, "the instrument", keys::INSTRUMENT, problems);
        let Some(id) = fields.text("id") else { continue };
        if instruments.iter().any(|earlier| earlier.id == id.value) {
            let message = format!("the instrument `{}` stands here twice", id.value);
            problems.push(Diagnostic::new(Code::DuplicateId, source, id.span, message));
            continue;
        }
        instruments.push(Instrument {
            id: id.value,
            title: fields.text_or_blank("title"),
            subject: fields.text_or_blank("subject"),
            served: fields.boolean("served").unwrap_or(false),
            note: fields.text("note").map(|note| note.value),
        });
    }
    instruments
}
