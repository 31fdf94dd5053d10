//! From a condition's text to sqlparser's tree, with places in the file it was written in.

use crate::diagnostics::{Code, Diagnostic, Source};
use crate::rulepack::fields::Placed;
use sqlparser::ast;
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan, Tokenizer};
use std::ops::Range;

/// A condition's text and where it stands in its file.
pub struct Located<'a> {
    pub sql: &'a str,
    pub source: &'a Source,
    /// The value with its quotes.
    span: Range<usize>,
    /// Where the first character of the text stands, if the file has it letter by letter.
    start: Option<usize>,
}

impl<'a> Located<'a> {
    pub fn new(source: &'a Source, text: &'a Placed<String>) -> Self {
        let written = source.text.get(text.span.clone()).unwrap_or_default();
        let start = written.find(text.value.as_str()).map(|at| text.span.start + at);
        Self { sql: &text.value, source, span: text.span.clone(), start }
    }

    /// The place of a part of the text. Where escapes make the text differ from the file, all of it.
    pub fn place(&self, span: Span) -> Range<usize> {
        let (Some(start), true) = (self.start, span.start.line > 0) else { return self.span.clone() };
        start + byte(self.sql, span.start)..start + byte(self.sql, span.end)
    }

    /// The place of some words of the text, or all of it where they are not found.
    pub fn words(&self, words: &str) -> Range<usize> {
        match (self.start, self.sql.find(words)) {
            (Some(start), Some(at)) => start + at..start + at + words.len(),
            _ => self.span.clone(),
        }
    }

    fn end(&self) -> Range<usize> {
        match self.start {
            Some(start) => start + self.sql.len()..start + self.sql.len() + 1,
            None => self.span.clone(),
        }
    }

    pub fn diagnostic(&self, code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.source, self.place(span), message)
    }
}

/// The byte of a line and column, both counted from 1, columns in characters.
fn byte(sql: &str, location: Location) -> usize {
    let line_start: usize =
        sql.split_inclusive('\n').take(location.line.saturating_sub(1) as usize).map(str::len).sum();
    let line = &sql[line_start.min(sql.len())..];
    let column = location.column.saturating_sub(1) as usize;
    line_start + line.char_indices().nth(column).map_or(line.trim_end_matches('\n').len(), |(byte, _)| byte)
}

/// A condition on one line: layout and comments are a blank, literals stay as they are. Two conditions that are
/// the same without layout decide the same.
pub fn without_layout(sql: &str) -> String {
    let tokens = Tokenizer::new(&GenericDialect {}, sql).tokenize_with_location();
    // What cannot be cut into tokens is no condition, and is not made to look like one.
    let Ok(tokens) = tokens else { return sql.to_owned() };
    let mut line = String::with_capacity(sql.len());
    let mut is_apart = false;
    for token in tokens {
        match token.token {
            Token::Whitespace(_) => is_apart = true,
            Token::EOF => {}
            _ => {
                if is_apart && !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(&sql[byte(sql, token.span.start)..byte(sql, token.span.end)]);
                is_apart = false;
            }
        }
    }
    line
}

/// Longest condition in bytes: what is longer nests deeper than checks should go.
const LONGEST_CONDITION: usize = 16_384;

/// Parses the text as one SQL expression.
pub fn parse_sql(located: &Located<'_>) -> Result<ast::Expr, Box<Diagnostic>> {
    if located.sql.len() > LONGEST_CONDITION {
        let message = format!("the condition has {} bytes; {LONGEST_CONDITION} is the limit", located.sql.len());
        let problem = Diagnostic::new(Code::ConditionSyntax, located.source, located.span.clone(), message);
        return Err(Box::new(problem.with_help("put long lists of values into a list and ask in_list(…)")));
    }
    let dialect = GenericDialect {};
    let tokens = Tokenizer::new(&dialect, located.sql).tokenize_with_location().map_err(|error| {
        let end = Location { line: error.location.line, column: error.location.column + 1 };
        let help = match error.message.contains("Unterminated string") {
            true => "text literals stand in single quotes, one before and one after: 'CGPNR'",
            false => "conditions are written as in a SQL WHERE clause",
        };
        let message = format!("the condition cannot be read: {}", lower_first(&error.message));
        Box::new(located.diagnostic(Code::ConditionSyntax, Span::new(error.location, end), message).with_help(help))
    })?;
    if tokens.iter().all(|token| matches!(token.token, Token::Whitespace(_) | Token::EOF)) {
        let diagnostic =
            Diagnostic::new(Code::ConditionSyntax, located.source, located.span.clone(), "the condition is empty");
        return Err(Box::new(diagnostic));
    }
    let mut parser = Parser::new(&dialect).with_recursion_limit(64).with_tokens_with_locations(tokens.clone());
    let parsed = parser.parse_expr();
    let next = parser.peek_token();
    match parsed {
        Ok(expr) if next.token == Token::EOF => Ok(expr),
        Ok(_) => Err(Box::new(unexpected(located, &next, "expected AND, OR, or the end of the condition"))),
        Err(error) => {
            let text = error.to_string();
            let plain = text.trim_start_matches("sql parser error: ");
            let stopped = stopping_token(plain, &tokens).unwrap_or(next);
            Err(Box::new(unexpected(located, &stopped, &lower_first(plain.split(" at Line").next().unwrap_or(plain)))))
        }
    }
}

/// sqlparser names the place of an error only inside its message: "… at Line: 1, Column: 12".
fn stopping_token(message: &str, tokens: &[TokenWithSpan]) -> Option<TokenWithSpan> {
    let (_, place) = message.rsplit_once("at Line: ")?;
    let (line, column) = place.split_once(", Column: ")?;
    let location = Location { line: line.trim().parse().ok()?, column: column.trim().parse().ok()? };
    tokens.iter().find(|token| token.span.start == location).cloned()
}

fn unexpected(located: &Located<'_>, token: &TokenWithSpan, message: &str) -> Diagnostic {
    let message = format!("the condition is not a SQL expression: {message}");
    match token.token {
        Token::EOF => Diagnostic::new(Code::ConditionSyntax, located.source, located.end(), message),
        _ => located.diagnostic(Code::ConditionSyntax, token.span, message),
    }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}
