//! UN/LOCODE: two letters of the country, three characters of the place.

use super::is_country;

/// A code with the form of a UN/LOCODE and an assigned country. Whether the place is listed is
/// another question, answered by a reference table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Locode<'a>(&'a str);

impl<'a> Locode<'a> {
    pub fn parse(text: &'a str) -> Option<Self> {
        let well_formed = text.len() == 5
            && text.is_ascii()
            && text.as_bytes()[2..].iter().all(|b| b.is_ascii_uppercase() || matches!(b, b'2'..=b'9'))
            && is_country(&text[..2]);
        well_formed.then_some(Self(text))
    }

    pub fn country(self) -> &'a str {
        &self.0[..2]
    }
}
