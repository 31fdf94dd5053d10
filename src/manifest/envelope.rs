//! Envelopes: how interchanges of UN/EDIFACT and ANSI X12 begin, and the separators that their beginnings announce.

use super::reject::brief;
use super::segments::Separators;
use super::text::beginning_of;

/// Separators, and how many bytes of the text announce them.
#[derive(Debug)]
pub(super) struct Announced {
    pub separators: Separators,
    pub bytes: usize,
    /// What is odd about the announcement.
    pub oddity: Option<&'static str>,
}

/// Tags of the segments that a UN/EDIFACT interchange, group or message begins with.
const BEGINS_EDIFACT: [&str; 3] = ["UNB", "UNG", "UNH"];

/// Whether a text begins as UN/EDIFACT does: with a UNA, or with a service segment and a separator. The header of a table may
/// begin with the same letters.
pub(super) fn is_edifact(text: &str) -> bool {
    let start = after_stray_signs(beginning_of(text));
    match start.strip_prefix("UNA") {
        Some(signs) => signs.chars().take_while(|sign| !sign.is_alphanumeric() && *sign != '_').count() >= 4,
        None => begins_edifact(start),
    }
}

fn begins_edifact(text: &str) -> bool {
    let after = BEGINS_EDIFACT.iter().find_map(|tag| text.strip_prefix(tag));
    after.and_then(|rest| rest.chars().next()).is_some_and(|sign| !sign.is_alphanumeric() && sign != '_' && sign != ',')
}

/// A text without the ends of segments that stand before its first.
pub(super) fn after_stray_signs(text: &str) -> &str {
    let start =
        text.trim_start_matches(|sign: char| matches!(sign, '\'' | '~' | '"' | '\u{FEFF}') || sign.is_whitespace());
    if start.starts_with("UN") || start.starts_with("ISA") { start } else { text }
}

/// The separators of UN/EDIFACT as the text announces them: by a UNA, else the usual ones.
pub(super) fn edifact(text: &str) -> Result<Announced, String> {
    match text.strip_prefix("UNA") {
        Some(signs) => service_string(signs),
        None if ends_with_lines(text) => {
            let separators = Separators { segment: b'\n', ..Separators::EDIFACT };
            Ok(Announced {
                separators,
                bytes: 0,
                oddity: Some("segments end with their lines and not with an apostrophe"),
            })
        }
        None => Ok(Announced { separators: Separators::EDIFACT, bytes: 0, oddity: None }),
    }
}

/// Whether each of the first lines is a segment, and none ends with the usual sign.
fn ends_with_lines(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(8).collect();
    let is_segment = |line: &&str| {
        let (tag, rest) = line.split_at_checked(3).unwrap_or_default();
        tag.bytes().all(|byte| byte.is_ascii_uppercase()) && rest.starts_with('+') && !rest.ends_with('\'')
    };
    lines.len() > 2 && begins_edifact(lines[0]) && lines.iter().all(is_segment)
}

/// The signs of a UNA: component, element, decimal mark, release, reserved, end of segment. Some senders leave the reserved
/// one out.
fn service_string(signs: &str) -> Result<Announced, String> {
    let [six, five] = [[0, 1, 3, 5], [0, 1, 3, 4]].map(|places| of_signs(signs, places));
    match (six, five) {
        (_, Some(Ok(separators))) if separators.segment != b' ' => {
            Ok(Announced { separators, bytes: 3 + 5, oddity: Some("the UNA lacks its fifth sign, a reserved blank") })
        }
        (Some(found), _) => {
            let bytes = 3 + signs.chars().take(6).map(char::len_utf8).sum::<usize>();
            Ok(Announced { separators: found?, bytes, oddity: None })
        }
        _ => {
            let written: String = signs.chars().take_while(|sign| !sign.is_alphanumeric()).take(12).collect();
            Err(format!(
                "begins with the service string `UNA{}`, which is malformed, or not what the UNB behind it is cut by: six signs stand between UNA and UNB, as in \
                 `UNA:+.? '` (component, element, decimal mark, release, a blank, end of segment)",
                brief(written.trim_end())
            ))
        }
    }
}

/// The separators at some places of a UNA, if the text goes on as it must with them.
fn of_signs(signs: &str, places: [usize; 4]) -> Option<Result<Separators, String>> {
    let last = places[3];
    let characters: Vec<char> = signs.chars().take(last + 1).collect();
    let used = places.map(|place| characters.get(place).copied().unwrap_or('A'));
    if characters.iter().any(|sign| sign.is_alphanumeric()) {
        return None;
    }
    let rest: &str = &signs[characters.iter().map(|sign| sign.len_utf8()).sum::<usize>()..];
    let next = beginning_of(rest);
    let goes_on = begins_edifact(next) && next[3..].starts_with(used[1]) && !matches!(used[3], '\r');
    // Without one of the six a line end would be taken for the end of segments.
    if !goes_on || (last == 4 && used[3] == '\n') {
        return None;
    }
    Some(Separators::announced(used))
}

/// Characters of an ISA segment as it should be.
const ISA: usize = 106;

/// Elements of an ISA segment.
const ISA_ELEMENTS: usize = 16;

/// Whether a text begins as ANSI X12 does: with an ISA segment, or, where that is missing, a group or transaction set.
pub(super) fn is_x12(text: &str) -> bool {
    let start = after_stray_signs(beginning_of(text));
    let separator_after = |tag: &str| {
        let sign = start.strip_prefix(tag)?.chars().next()?;
        (sign.is_ascii() && !sign.is_alphanumeric() && !matches!(sign, '_' | ' ')).then_some(sign)
    };
    if let Some(sign) = separator_after("ISA") {
        return start.chars().take(2 * ISA).filter(|other| *other == sign).count() >= 10;
    }
    let elements_are = |sign: char, first: fn(&str) -> bool| {
        let mut elements = start.split([sign, '\n', '\r', '~']).skip(1);
        elements.next().is_some_and(first) && elements.next().is_some_and(|second| !second.is_empty())
    };
    let set = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    let group = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    separator_after("ST").is_some_and(|sign| sign != ',' && sign != ';' && elements_are(sign, set))
        || separator_after("GS").is_some_and(|sign| sign != ',' && sign != ';' && elements_are(sign, group))
}

/// The separators of X12 as its first segment shows them: those of an ISA stand behind its sixteenth element; without one,
/// a segment's own are taken.
pub(super) fn x12(text: &str) -> Result<Announced, String> {
    match text.starts_with("ISA") {
        true => of_isa(text),
        false => of_first_segment(text),
    }
}

fn of_isa(text: &str) -> Result<Announced, String> {
    let malformed = |what: &str| {
        let first: String = text.lines().next().unwrap_or_default().chars().take(ISA).collect();
        Err(format!(
            "begins with a malformed ISA segment ({what}), so its separators cannot be known: `{}`",
            brief(&first)
        ))
    };
    let mut characters = text.chars().enumerate().filter(|(_, sign)| !matches!(sign, '\r' | '\n'));
    let Some((_, element)) = characters.by_ref().nth("ISA".len()) else { return malformed("it breaks off") };
    let mut elements = 1;
    let mut fields: Vec<String> = vec![String::new()];
    for (_, sign) in characters.by_ref().take(4 * ISA) {
        if sign == element {
            elements += 1;
            fields.push(String::new());
            if elements == ISA_ELEMENTS {
                break;
            }
        } else {
            fields.last_mut().expect("one was put there").push(sign);
        }
    }
    if elements < ISA_ELEMENTS {
        return malformed("it has fewer than sixteen elements");
    }
    let Some((at, component)) = characters.next() else { return malformed("it breaks off") };
    let Some(segment) = end_of_isa(&text[text.char_indices().nth(at + 1).map_or(text.len(), |(at, _)| at)..]) else {
        return malformed("nothing ends it");
    };
    if component.is_alphanumeric() || component == element || segment.is_alphanumeric() || segment == ' ' {
        return malformed("its last element is no separator");
    }
    let separators = Separators::announced([component, element, ' ', segment])?;
    let padded = at + 2 == ISA || text.lines().next().is_some_and(|line| line.chars().count() < at);
    let oddity = (!padded).then_some("the ISA segment is not 106 characters long");
    Ok(Announced { separators, bytes: 0, oddity })
}

/// The sign that ends an ISA segment: the next one, or, where a sender put a blank or broke its line just before it, the one
/// behind that.
fn end_of_isa(rest: &str) -> Option<char> {
    let next = rest.chars().next()?;
    if !matches!(next, '\r' | '\n' | ' ') {
        return Some(next);
    }
    let mut behind = rest.trim_start_matches(['\r', '\n', ' ']).chars();
    let sign = behind.next()?;
    let goes_on = ["GS", "TA1"].iter().any(|tag| behind.as_str().trim_start().starts_with(tag));
    Some(if goes_on && !sign.is_alphanumeric() { sign } else { next })
}

fn of_first_segment(text: &str) -> Result<Announced, String> {
    let element = text.chars().nth(2).unwrap_or(' ');
    let end = text
        .char_indices()
        .skip(3)
        .find(|(_, sign)| !sign.is_alphanumeric() && *sign != element && !matches!(sign, ' ' | '-' | '.' | '_'));
    let Some((_, segment)) = end else {
        return Err("has neither an ISA segment nor a sign that ends its first segment".into());
    };
    let component = if segment == '>' { ':' } else { '>' };
    let oddity = Some("the ISA segment is missing: separators are taken from the first segment that is there");
    Ok(Announced { separators: Separators::announced([component, element, ' ', segment])?, bytes: 0, oddity })
}
