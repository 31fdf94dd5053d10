//! Diagnostics as text: the line, the words underlined, the help below, as rustc draws them.

use super::{Diagnostic, Severity};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// The text of one diagnostic; with colours only where the caller's output takes them.
pub fn render(diagnostic: &Diagnostic, coloured: bool) -> String {
    let level = match diagnostic.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let length = diagnostic.source.text.len();
    let start = diagnostic.span.start.min(length);
    let span = start..diagnostic.span.end.clamp(start, length);
    let annotation = AnnotationKind::Primary.span(span);
    let snippet = Snippet::source(&*diagnostic.source.text).path(&*diagnostic.source.name).annotation(annotation);
    let mut group = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.id()).element(snippet);
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}
