//! Size-type codes (ISO 6346): length, height, type group; or the bare length in feet.

/// What a size-type says of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SizeType {
    pub length_ft: i64,
    pub high_cube: bool,
    /// G general, V vented, R reefer, H insulated, T tank, B bulk, U open top, P platform, S named cargo;
    /// `None` where only the length is known.
    pub group: Option<u8>,
}

impl SizeType {
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        match bytes {
            b"20" | b"40" | b"45" => Some(Self { length_ft: text.parse().ok()?, high_cube: text == "45", group: None }),
            // Trade codes, not ISO: 40HC, 20DV, 40RF.
            [b'2' | b'4', b'0' | b'5', trade @ ..] if trade.len() == 2 && trade.iter().all(u8::is_ascii_alphabetic) => {
                let (group, high_cube) = match trade {
                    b"HC" | b"HQ" => (Some(b'G'), true),
                    b"GP" | b"DV" | b"DC" | b"ST" | b"SD" | b"DR" => (Some(b'G'), false),
                    b"RF" | b"RE" => (Some(b'R'), false),
                    b"RH" | b"HR" => (Some(b'R'), true),
                    b"OT" => (Some(b'U'), false),
                    b"FR" | b"PL" => (Some(b'P'), false),
                    b"TK" | b"TN" => (Some(b'T'), false),
                    _ => (None, false),
                };
                Some(Self { length_ft: text[..2].parse().ok()?, high_cube, group })
            }
            [length, height, group, _] if group.is_ascii_alphabetic() || group.is_ascii_digit() => Some(Self {
                length_ft: length_ft(*length)?,
                high_cube: matches!(height, b'5' | b'6' | b'E' | b'F' | b'N' | b'P'),
                group: type_group(*group),
            }),
            _ => None,
        }
    }

    pub fn is_reefer(self) -> Option<bool> {
        self.group.map(|group| matches!(group, b'R' | b'H'))
    }
}

fn length_ft(code: u8) -> Option<i64> {
    Some(match code {
        b'1' => 10,
        b'2' => 20,
        b'3' => 30,
        b'4' => 40,
        b'L' | b'9' => 45,
        b'M' => 48,
        b'N' | b'P' => 53,
        _ => return None,
    })
}

/// Third character: a letter since 1995, a digit before (4310, 2232), still found in manifests.
fn type_group(code: u8) -> Option<u8> {
    Some(match code {
        b'0' => b'G',
        b'1' => b'V',
        b'2' => b'H',
        b'3' | b'4' => b'R',
        b'5' => b'U',
        b'6' => b'P',
        b'7' => b'T',
        b'8' => b'B',
        letter if letter.is_ascii_uppercase() => letter,
        _ => return None,
    })
}
