//! Three-valued logic on columns of bytes: false < unknown < true, so AND is the lesser, OR the greater.

/// A truth value as a byte: 0 false, 1 unknown, 2 true.
pub type Tri = u8;

pub const FALSE: Tri = 0;
pub const UNKNOWN: Tri = 1;
pub const TRUE: Tri = 2;

pub fn tri(value: Option<bool>) -> Tri {
    match value {
        Some(false) => FALSE,
        None => UNKNOWN,
        Some(true) => TRUE,
    }
}

pub fn and_into(into: &mut [Tri], other: &[Tri]) {
    into.iter_mut().zip(other).for_each(|(a, b)| *a = (*a).min(*b));
}

pub fn or_into(into: &mut [Tri], other: &[Tri]) {
    into.iter_mut().zip(other).for_each(|(a, b)| *a = (*a).max(*b));
}

pub fn not(values: &mut [Tri]) {
    values.iter_mut().for_each(|value| *value = TRUE - *value);
}
