//! Vehicle identification numbers (ISO 3779): 17 characters without I, O and Q.

/// Something with the form of a VIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vin<'a>(&'a str);

impl<'a> Vin<'a> {
    /// Seventeen characters of the VIN alphabet with enough of both kinds to not be a word or a number,
    /// ending in digits as every maker's serial does.
    pub fn parse(text: &'a str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 17 || !bytes.iter().all(|&b| transliterated(b).is_some()) {
            return None;
        }
        let letters = bytes.iter().filter(|b| b.is_ascii_alphabetic()).count();
        let serial_ends_in_digits = bytes[13..].iter().all(u8::is_ascii_digit);
        (letters >= 3 && bytes[..3].iter().any(u8::is_ascii_alphabetic) && serial_ends_in_digits).then_some(Self(text))
    }

    /// Whether position 9 is the check digit of 49 CFR 565. Makers outside North America and China
    /// need not use it.
    pub fn check_digit_ok(self) -> bool {
        const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        let sum: u32 = self.0.bytes().zip(WEIGHTS).map(|(b, weight)| transliterated(b).unwrap_or(0) * weight).sum();
        let expected = match sum % 11 {
            10 => b'X',
            digit => b'0' + digit as u8,
        };
        self.0.as_bytes()[8] == expected
    }
}

fn transliterated(character: u8) -> Option<u32> {
    Some(match character {
        b'0'..=b'9' => u32::from(character - b'0'),
        b'A' | b'J' => 1,
        b'B' | b'K' | b'S' => 2,
        b'C' | b'L' | b'T' => 3,
        b'D' | b'M' | b'U' => 4,
        b'E' | b'N' | b'V' => 5,
        b'F' | b'W' => 6,
        b'G' | b'P' | b'X' => 7,
        b'H' | b'Y' => 8,
        b'R' | b'Z' => 9,
        _ => return None,
    })
}
