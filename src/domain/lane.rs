//! Lanes: what is recommended for a container of a given score. Which lanes exist is configuration.

/// One lane: red physical, orange scan, yellow documents, blue post-clearance, green release, or others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    pub name: String,
    pub min_score: u32,
    pub treatment: String,
}

/// The lanes of a port, strictest first; the last takes every score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lanes(Vec<Lane>);

impl Lanes {
    /// Lanes must fall strictly in score and end at 0.
    pub fn new(lanes: Vec<Lane>) -> Result<Self, String> {
        if lanes.is_empty() {
            return Err("there is no lane".into());
        }
        if let Some(pair) = lanes.windows(2).find(|pair| pair[0].min_score <= pair[1].min_score) {
            return Err(format!(
                "lane `{}` needs a lower min_score than `{}` before it ({} ≥ {})",
                pair[1].name, pair[0].name, pair[1].min_score, pair[0].min_score
            ));
        }
        match lanes.last() {
            Some(last) if last.min_score != 0 => {
                Err(format!("the last lane, `{}`, needs min_score = 0 so that every container has a lane", last.name))
            }
            _ => Ok(Self(lanes)),
        }
    }

    /// The lane of a container: the strictest if it must be inspected whatever its score.
    pub fn of_container(&self, score: u32, mandatory: bool) -> &Lane {
        if mandatory { &self.0[0] } else { self.of(score) }
    }

    pub fn of(&self, score: u32) -> &Lane {
        self.0.iter().find(|lane| score >= lane.min_score).expect("the last lane takes every score")
    }

    /// The next stricter lane than that of `score`, if there is one.
    pub fn above(&self, score: u32) -> Option<&Lane> {
        self.0.iter().rev().find(|lane| lane.min_score > score)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Lane> {
        self.0.iter()
    }
}
