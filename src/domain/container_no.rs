//! Container numbers: owner, category letter, serial, check digit. Freight containers have theirs from ISO 6346, European
//! loading units that are none (swap bodies, semi-trailers) from EN 13044, which reckons in the same way.

use regex::Regex;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Signs of a number.
const LENGTH: usize = 11;

/// No further before a number a label is looked for, so that a long text is gone over once.
const LONGEST_LABEL: usize = 32;

/// A well-formed container number: four letters, and seven digits. The fourth letter is U, J or Z (ISO 6346), or A, B, D, E or K
/// (EN 13044).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContainerNo([u8; 11]);

impl ContainerNo {
    /// Reads a tidy number (see [`tidy_container_no`]); `None` where it is not well formed.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 11] = text.as_bytes().try_into().ok()?;
        let (letters, digits) = bytes.split_at(4);
        let well_formed = letters.iter().all(u8::is_ascii_uppercase)
            && matches!(letters[3], b'U' | b'J' | b'Z' | b'A' | b'B' | b'D' | b'E' | b'K')
            && digits.iter().all(u8::is_ascii_digit);
        well_formed.then_some(Self(bytes))
    }

    pub fn owner(&self) -> &str {
        self.text(0..3)
    }

    pub fn category(&self) -> &str {
        self.text(3..4)
    }

    /// Whether it is of a freight container, a gear or a chassis (ISO 6346).
    fn is_of_freight(&self) -> bool {
        matches!(self.0[3], b'U' | b'J' | b'Z')
    }

    fn text(&self, range: std::ops::Range<usize>) -> &str {
        std::str::from_utf8(&self.0[range]).expect("checked ASCII")
    }

    /// Whether the eleventh character is the check digit of the first ten.
    /// Remainder 10 counts as 0: such serials are discouraged, but they exist.
    pub fn check_digit_ok(&self) -> bool {
        let sum: u32 =
            self.0[..10].iter().enumerate().map(|(position, &character)| character_value(character) << position).sum();
        sum % 11 % 10 == u32::from(self.0[10] - b'0')
    }

    /// The check digit that would make the number right.
    pub fn with_check_digit(prefix_and_serial: &str) -> Option<Self> {
        (0..10).filter_map(|digit| Self::parse(&format!("{prefix_and_serial}{digit}"))).find(Self::check_digit_ok)
    }

    /// The number as an integer, for compact keys: 26⁴ × 10⁷ is below 2⁴³.
    pub fn packed(&self) -> u64 {
        let letters = self.0[..4].iter().fold(0, |n, &c| n * 26 + u64::from(c - b'A'));
        self.0[4..].iter().fold(letters, |n, &c| n * 10 + u64::from(c - b'0'))
    }

    pub fn unpacked(mut packed: u64) -> Self {
        let mut bytes = [0; 11];
        for place in bytes[4..].iter_mut().rev() {
            *place = b'0' + (packed % 10) as u8;
            packed /= 10;
        }
        for place in bytes[..4].iter_mut().rev() {
            *place = b'A' + (packed % 26) as u8;
            packed /= 26;
        }
        Self(bytes)
    }

    pub fn as_str(&self) -> &str {
        self.text(0..11)
    }
}

/// Letters count 10 to 38, skipping the multiples of 11.
fn character_value(character: u8) -> u32 {
    if character.is_ascii_digit() {
        return u32::from(character - b'0');
    }
    let position = u32::from(character - b'A');
    10 + position + position.div_ceil(10)
}

/// Container numbers are written with blanks, hyphens, dots and slashes; none of these carries meaning. Nor does what else stands beside
/// the one number of a text: `MSKU9070323 SOC`, `C/N MSKU9070323`.
pub fn tidy_container_no(text: &str) -> Cow<'_, str> {
    let tidy = |c: &u8| c.is_ascii_uppercase() || c.is_ascii_digit();
    if text.len() <= LENGTH && text.as_bytes().iter().all(tidy) {
        return Cow::Borrowed(text);
    }
    let joined: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(*c) && !matches!(c, '-' | '.' | '/' | '_'))
        .map(narrow)
        .flat_map(char::to_uppercase)
        .collect();
    match joined.len() > LENGTH {
        true => match container_numbers(text)[..] {
            [number] => Cow::Owned(number.as_str().to_owned()),
            _ => Cow::Owned(joined),
        },
        false => Cow::Owned(joined),
    }
}

/// The numbers in a text, in its order and each once, as people write them: `CSQU3054383`, `csqu 305 438/3`, and a second one
/// without its letters, `MSKU1000016/1000021`. Numbers of freight containers count whatever their check digit, others only
/// where it is right.
pub fn container_numbers(text: &str) -> Vec<ContainerNo> {
    static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = "[A-Z]{3}[UJZABDEK][ ._/-]{0,3}[0-9]{3}[ ._-]?[0-9]{3}[ ._/-]{0,3}[0-9]";
        Regex::new(pattern).expect("the pattern is fixed")
    });
    static WITHOUT_LETTERS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("^ ?[/,;&+] ?([0-9]{6})[ -]?([0-9])").expect("the pattern is fixed"));
    // What stands before numbers of other things, which have the same form.
    static OF_OTHERS: LazyLock<Regex> = LazyLock::new(|| {
        let pattern =
            r"\b(SEALS?|SCELLES?|PLOMBS?|PRECINTOS?|LACRES?|B/?L|BOL|BILL|BOOKING|BKG|REF)[ .:#]*((NO|NR|N)[ .:#]*)?$";
        Regex::new(pattern).expect("the pattern is fixed")
    });
    let plain: String = text
        .chars()
        .filter(|sign| !is_invisible(*sign))
        .map(|sign| if sign.is_whitespace() || sign.is_control() { ' ' } else { narrow(sign) })
        .flat_map(char::to_uppercase)
        .collect();
    let goes_on = |end: usize| plain[end..].starts_with(|sign: char| sign.is_ascii_digit());
    // A torn file may name thousands.
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    let mut put = |number: ContainerNo| {
        if seen.insert(number) {
            found.push(number);
        }
    };
    let mut from = 0;
    while let Some(written) = WRITTEN.find_at(&plain, from) {
        from = written.start() + 1;
        let has_more_letters = plain[..written.start()].ends_with(char::is_alphabetic);
        let tidy: String = written.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
        let number = ContainerNo::parse(&tidy).filter(|_| !goes_on(written.end()));
        let is_another = || {
            let near = plain.floor_char_boundary(written.start().saturating_sub(LONGEST_LABEL));
            OF_OTHERS.is_match(&plain[near..written.start()])
        };
        let may_be_one = |number: &ContainerNo| number.is_of_freight() && !has_more_letters && !is_another();
        let Some(number) = number.filter(|number| number.check_digit_ok() || may_be_one(number)) else { continue };
        put(number);
        from = written.end();
        while let Some(next) = WITHOUT_LETTERS.captures(&plain[from..]) {
            let end = from + next[0].len();
            let same_owner = ContainerNo::parse(&format!("{}{}{}", &tidy[..4], &next[1], &next[2]));
            let Some(number) = same_owner.filter(|number| number.check_digit_ok() && !goes_on(end)) else { break };
            put(number);
            from = end;
        }
    }
    found
}

/// Signs that are copied along from documents and web pages and show nothing: zero-width blanks, marks of direction and of byte
/// order, fillers, tags.
pub fn is_invisible(sign: char) -> bool {
    matches!(
        sign,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// A sign as it is written in ASCII, where it is its full-width form of East Asian keyboards.
pub fn narrow(sign: char) -> char {
    match sign {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(sign as u32 - 0xFEE0).unwrap_or(sign),
        other => other,
    }
}
