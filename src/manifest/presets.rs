//! Presets: mapping files for layouts that many people have.

/// Names of presets with their texts.
const ALL: [(&str, &str); 4] = [
    ("asyworld", include_str!("presets/asyworld.toml")),
    ("navis-n4", include_str!("presets/navis-n4.toml")),
    ("piers-bol", include_str!("presets/piers-bol.toml")),
    ("us-ams", include_str!("presets/us-ams.toml")),
];

/// The text of a preset's mapping file.
pub fn preset(name: &str) -> Option<&'static str> {
    ALL.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The names of all presets.
pub fn presets() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|(name, _)| *name)
}
