//! How many containers can be inspected, and which part of the slots is drawn at random.

/// Slots for inspections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    pub slots: usize,
    pub random_share: RandomShare,
    pub per: CapacityPer,
}

impl Capacity {
    /// Slots drawn at random, the share of all slots: whole ones, and what is left over in ten-thousandths of a slot.
    pub fn random_slots(self) -> (usize, u64) {
        let parts = self.slots * usize::from(self.random_share.0);
        (parts / 10_000, (parts % 10_000) as u64)
    }
}

/// For what the slots are there each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CapacityPer {
    /// Once, for everything that is scored.
    #[default]
    All,
    /// For each manifest, by its number.
    Manifest,
    /// For each call of a ship.
    Voyage,
    /// For each day of arrival.
    Day,
}

impl CapacityPer {
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Manifest => "manifest",
            Self::Voyage => "voyage",
            Self::Day => "day",
        }
    }
}

/// A share of the slots in hundredths of a per cent, 0 to 100 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RandomShare(u16);

impl RandomShare {
    /// Reads `5%`, `2.5 %` or `0.05`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (number, scale) = match text.strip_suffix('%') {
            Some(number) => (number.trim(), 100.0),
            None => (text, 10_000.0),
        };
        let share: f64 = number.parse().map_err(|_| format!("`{text}` is not a share such as 5% or 0.05"))?;
        let basis_points = (share * scale).round();
        if !(0.0..=10_000.0).contains(&basis_points) {
            let percent = basis_points / 100.0;
            return Err(format!("`{text}` would be {percent}%, which is not between 0% and 100%; write 5% or 0.05"));
        }
        if share > 0.0 && basis_points == 0.0 {
            return Err(format!("`{text}` is less than 0.01%, the least share but 0%"));
        }
        Ok(Self(basis_points as u16))
    }

    /// Whether anything is to be drawn at random at all.
    pub fn is_asked_for(self) -> bool {
        self.0 > 0
    }

    pub fn percent(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}
