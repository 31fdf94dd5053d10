//! Containers of a cell: the one it names, several, or none.

use super::cell::{Writing, read_cell};
use super::placeholder::is_no_container;
use super::reject::brief;
use super::text::trimmed;
use crate::columns::Column;
use crate::domain::{ContainerNo, container_numbers, tidy_container_no};
use crate::tables::Cell;
use std::borrow::Cow;

/// Containers of one cell: each becomes a row with all that is said of them.
pub(super) const MOST_IN_ONE_CELL: usize = 1_000;

/// Whether a cell says that its line adds up others, in five languages: `TOTAL`, `Total: 12 containers`, `TOTAL 5`.
pub(super) fn says_total(text: &str) -> bool {
    const WORDS: [&str; 10] =
        ["TOTAL", "TOTAUX", "TOTAIS", "SUBTOTAL", "SUB-TOTAL", "GRAND TOTAL", "GRANDTOTAL", "SOMME", "SUMA", "SOMA"];
    WORDS.iter().any(|word| {
        text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
            && !text[word.len()..].starts_with(char::is_alphabetic)
            // Numbers begin with four letters too.
            && ContainerNo::parse(&tidy_container_no(text)).is_none()
    })
}

/// What in a cell cannot be one container: a word such as `BULK` or `NC`, or several numbers, which together would be none.
pub(super) fn check_container(text: &str) -> Result<(), String> {
    // Most numbers are four letters and seven digits, and are looked at no further.
    if let [a, b, c, _, digits @ ..] = text.as_bytes()
        && digits.len() == 7
        && (a != b || b != c)
        && digits.iter().any(|digit| matches!(digit, b'1'..=b'9'))
    {
        return Ok(());
    }
    if text.is_empty() || says_total(text) {
        return Ok(());
    }
    let tidy = tidy_container_no(text);
    if is_no_container(&tidy) {
        let why = if tidy.bytes().any(|byte| byte.is_ascii_digit()) { "is a placeholder" } else { "has no digit" };
        return Err(format!("`{}` names no container: it {why}", brief(text)));
    }
    let numbers = || {
        let is_one =
            |part: &[u8]| part[..4].iter().all(u8::is_ascii_alphabetic) && part[4..].iter().all(u8::is_ascii_digit);
        tidy.as_bytes().windows(10).filter(|part| is_one(part)).count()
    };
    match numbers() > 1 {
        true => Err(format!(
            "`{}` are several containers in one cell: write each in a row of its own; for tables a mapping file can say what \
             stands between them (container_no = {{ header = \"…\", split = \", \" }})",
            brief(text)
        )),
        false => Ok(()),
    }
}

/// The containers that a piece of a file names beyond doubt, with their check digits, whatever else of it is torn: which boxes to
/// look at by hand.
pub(super) fn containers_named(torn: &str) -> String {
    let mut numbers = container_numbers(torn);
    numbers.retain(ContainerNo::check_digit_ok);
    numbers.truncate(MOST_IN_ONE_CELL);
    let mut found: Vec<&str> = numbers.iter().map(ContainerNo::as_str).collect();
    found.sort_unstable();
    found.join(" ")
}

/// Reads the container of a cell, or each of several: people put a size, a seal or a second box behind a number.
pub(super) fn read_containers<'a>(
    raw: &'a str,
    writing: &Writing,
    cells: &mut Vec<(Column, Cell<'a>)>,
) -> Result<(), String> {
    // A sign that shows nothing makes no number another.
    let shown = if raw.as_bytes().contains(&0) { Cow::Owned(raw.replace('\0', "")) } else { Cow::Borrowed(raw) };
    let text = trimmed(&shown);
    let column = Column::ContainerNo;
    let is_one = ContainerNo::parse(text).is_some();
    let several = if is_one || says_total(text) { Vec::new() } else { container_numbers(text) };
    if (2..=MOST_IN_ONE_CELL).contains(&several.len()) {
        cells.extend(several.iter().map(|number| (column, Cell::Text(number.as_str().to_owned().into()))));
        return Ok(());
    }
    check_container(text)?;
    let number = match &shown {
        Cow::Borrowed(raw) => read_cell(column, raw, writing)?,
        Cow::Owned(shown) => read_cell(column, shown, writing)?.map(Cell::into_owned),
    };
    cells.extend(number.map(|number| (column, number)));
    Ok(())
}
