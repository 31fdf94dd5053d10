//! IMO ship identification numbers.

/// Seven digits, the last the last digit of the others weighted 7 to 2.
pub fn imo_check_digit_ok(text: &str) -> bool {
    let digits: &[u8; 7] = match text.as_bytes().try_into() {
        Ok(digits) => digits,
        Err(_) => return false,
    };
    if !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = digits[..6].iter().zip((2..=7).rev()).map(|(&d, weight)| u32::from(d - b'0') * weight).sum();
    sum % 10 == u32::from(digits[6] - b'0')
}
