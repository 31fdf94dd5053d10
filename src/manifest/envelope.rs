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
        let is_several = |at: usize| {
            let next = rest[at + 1..].trim_start().as_bytes();
            next.is_empty() || (next.len() > 3 && next[..3].iter().all(u8::is_ascii_uppercase) && next[3] == b'+')
        };
        tag.bytes().all(|byte| byte.is_ascii_uppercase())
            && rest.starts_with('+')
            && !rest.match_indices('\'').any(|(at, _)| is_several(at))
    };
    lines.len() > 2 && begins_edifact(lines[0]) && lines.iter().all(is_segment)
}

/// The signs of a UNA: component, element, decimal mark, release, reserved, end of segment. Some senders leave the reserved
/// one out; where the signs can be read both ways, the UNB shows by what it ends which is meant.
fn service_string(signs: &str) -> Result<Announced, String> {
    let [six, five] = [[0, 1, 3, 5], [0, 1, 3, 4]].map(|places| of_signs(signs, places));
    let is_right = |found: &ServiceString<'_>| found.ends_the_first_segment();
    let lacks_one = five.filter(|five| is_right(five) || six.is_none());
    let (found, oddity) = match (lacks_one, six) {
        (Some(five), _) => (five, Some("the UNA lacks its fifth sign, a reserved blank")),
        (None, Some(six)) => (six, None),
        (None, None) => return Err(malformed(signs)),
    };
    Ok(Announced { separators: Separators::announced(found.used)?, bytes: 3 + found.bytes, oddity })
}

fn malformed(signs: &str) -> String {
    const MEANT: &str = "`UNA:+.? '` (component, element, decimal mark, release, a blank, end of segment)";
    let six: usize = signs.chars().take(6).map(char::len_utf8).sum();
    let behind: String = beginning_of(&signs[six..]).chars().take(12).collect();
    if signs[..six].chars().all(|sign| !sign.is_alphanumeric()) && !begins_edifact(&behind) {
        let found = if behind.is_empty() { "nothing".into() } else { format!("`{}`", brief(&behind)) };
        return format!(
            "begins with a service string (UNA) that {found} follows, where a UNB belongs; its form is {MEANT}"
        );
    }
    let written: String = signs.chars().take_while(|sign| !sign.is_alphanumeric()).take(12).collect();
    format!(
        "begins with the service string `UNA{}`, which is malformed, or not what the UNB behind it is cut by: six signs stand \
         between UNA and UNB, as in {MEANT}",
        brief(written.trim_end())
    )
}

/// The separators that a UNA can be read as.
#[derive(Clone, Copy)]
struct ServiceString<'t> {
    /// Component, element, release, end of segment.
    used: [char; 4],
    /// Bytes of its signs.
    bytes: usize,
    /// The text behind it.
    behind: &'t str,
}

impl ServiceString<'_> {
    /// Whether the first segment ends with its sign, and another begins there.
    fn ends_the_first_segment(&self) -> bool {
        let Some((_, next)) = self.behind.split_once(self.used[3]) else { return false };
        let next = next.trim_start();
        let tag = next.as_bytes().get(..3).unwrap_or_default();
        tag.iter().all(u8::is_ascii_uppercase) && next[tag.len()..].starts_with(self.used[1]) && tag.len() == 3
    }
}

/// The separators at some places of a UNA, if the text goes on as it must with them.
fn of_signs(signs: &str, places: [usize; 4]) -> Option<ServiceString<'_>> {
    let characters: Vec<char> = signs.chars().take(places[3] + 1).collect();
    let used = places.map(|place| characters.get(place).copied().unwrap_or('A'));
    if used[3] == 'A' || characters.iter().any(|sign| sign.is_alphanumeric()) {
        return None;
    }
    let bytes = characters.iter().map(|sign| sign.len_utf8()).sum();
    let behind = beginning_of(&signs[bytes..]);
    let goes_on = begins_edifact(behind) && behind[3..].starts_with(used[1]);
    // Without one of the six a blank or line end would be taken for the end of segments.
    let lacks_one = places[3] == 4 && used[3].is_whitespace();
    (goes_on && !lacks_one).then_some(ServiceString { used, bytes, behind })
}

/// Checks that the first segment of an interchange is cut by the separators that are announced, or the usual ones.
pub(super) fn check_beginning(text: &str, separators: Separators) -> Result<(), String> {
    let element = char::from(separators.element);
    match text.get(3..).and_then(|rest| rest.chars().next()) {
        Some(sign) if begins_edifact(text) && sign != element && !sign.is_whitespace() => Err(format!(
            "begins with a {} that is cut by `{}` and not by `{element}`; a UNA before it has to announce its separators, as in \
             `UNA:{}.? '` (component, element, decimal mark, release, a blank, end of segment)",
            &text[..3],
            brief(&sign.to_string()),
            brief(&sign.to_string()),
        )),
        _ => Ok(()),
    }
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
        // The first element is a code of two digits.
        let mut elements = start.split(sign).skip(1);
        let is_code =
            elements.next().is_some_and(|first| first.len() == 2 && first.bytes().all(|b| b.is_ascii_digit()));
        return is_code && elements.next().is_some()
            || start.chars().take(2 * ISA).filter(|other| *other == sign).count() >= 10;
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
