//! The keys that pack files may have: read by the loader, printed by `redlane rules schema`.

/// The form of a key's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    TextList,
    Integer,
    Number,
    Boolean,
    Date,
    /// One of these words.
    Word(&'static [&'static str]),
    /// An array of tables with these keys.
    Tables(&'static [Key]),
    /// A free table.
    Table,
    /// Text, or tables with `value` and `note`.
    Entries,
}

/// One key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    pub name: &'static str,
    pub form: Form,
    pub required: bool,
    pub meaning: &'static str,
}

const fn required(name: &'static str, form: Form, meaning: &'static str) -> Key {
    Key { name, form, required: true, meaning }
}

const fn optional(name: &'static str, form: Form, meaning: &'static str) -> Key {
    Key { name, form, required: false, meaning }
}

pub const STATUS: &[&str] = &["draft", "shadow", "active", "retired"];
pub const KIND: &[&str] = &["risk", "safety"];
pub const EXPECT: &[&str] = &["fires", "quiet", "not_evaluable"];
pub const READING: &[&str] = &["words", "forms", "goods"];
pub const MATCH: &[&str] = &["exact", "prefix", "phrase"];

pub const RULE_FILE: &[Key] = &[required("rule", Form::Tables(RULE), "The rules of this file.")];

pub const RULE: &[Key] = &[
    required("id", Form::Text, "Family in capitals, hyphen, three digits: PH-020."),
    optional(
        "version",
        Form::Integer,
        "Counts changes of the rule's logic, from 1; `rules check` compares with pack.lock.",
    ),
    optional("was", Form::Text, "The id it had before it was renamed."),
    required("title", Form::Text, "What the rule notices, in one line."),
    optional(
        "kind",
        Form::Word(KIND),
        "risk (a reason to look, with points) or safety (what to do before opening; no points, never mandatory).",
    ),
    required("threat", Form::Text, "The threat it warns of; points are capped per threat."),
    required("status", Form::Word(STATUS), "draft and retired rules are not run; shadow rules run without points."),
    required("points", Form::Integer, "Points when it fires, a starting point to be calibrated; negative: a discount."),
    optional("mandatory", Form::Boolean, "Whether a container it fires on must be inspected whatever its score."),
    optional(
        "box_alone",
        Form::Boolean,
        "Whether what it finds is of the box alone (its seal, its bay, its own mass), so that the box is not one of many alike.",
    ),
    required("when", Form::Text, "The condition: a SQL boolean expression over columns, or over fired('ID')."),
    required(
        "reason",
        Form::Text,
        "Why an officer should look, with {column} for values, {match} for words found, {others} for whom a count counts.",
    ),
    required("officer_task", Form::Text, "What to ask for, open or compare."),
    required("owner", Form::Text, "Who answers for the rule."),
    required("review_by", Form::Date, "When the rule is due for review."),
    optional("source", Form::Text, "The public source of the idea."),
    optional("limits", Form::Text, "Known false positives."),
    optional(
        "max_hit_rate",
        Form::Number,
        "Largest share of containers it may fire on before it is reported as noisy.",
    ),
    optional("indicators", Form::TextList, "Ids of the indicator catalogue it builds on."),
    optional("instruments", Form::TextList, "Ids of the international instruments it serves (instruments.toml)."),
    optional(
        "correction",
        Form::Text,
        "What the one who filed can put right; all that `redlane precheck` tells of a rule.",
    ),
    optional("case", Form::Tables(CASE), "Examples that are run by `redlane rules test`."),
];

pub const CASE: &[Key] = &[
    required("name", Form::Text, "What the example shows."),
    optional("row", Form::Table, "Values by column; columns left out are null, indicators are computed."),
    optional("given", Form::Table, "For combination rules: other rules' results by id."),
    optional(
        "lists",
        Form::Table,
        "What lists hold while this example is run, by name: { watch_parties = [\"FICTION TRADING\"] }. What stands in the folder then does not matter.",
    ),
    required("expect", Form::Word(EXPECT), "What the rule must say."),
];

pub const PACK: &[Key] = &[
    required("id", Form::Text, "The folder's name."),
    required("title", Form::Text, "What the pack is about."),
    required("version", Form::Text, "Version of the pack."),
    required("owner", Form::Text, "Who answers for the pack."),
    required("description", Form::Text, "What it covers, and what it does not claim."),
    required("families", Form::TextList, "The families its rule ids may have."),
];

pub const LIST: &[Key] = &[
    required("name", Form::Text, "The file's name without .toml."),
    required("title", Form::Text, "What the list holds."),
    required("match", Form::Word(MATCH), "How values are compared with entries."),
    required("owner", Form::Text, "Who answers for the list."),
    required("source", Form::Text, "Where the entries come from."),
    required("reason", Form::Text, "Why the list exists and what it must not be used for."),
    required("effective", Form::Date, "From when it counts."),
    required("review_by", Form::Date, "After this day it counts no more until it is reviewed."),
    optional("languages", Form::TextList, "ISO 639-1 codes of the languages its phrases are in."),
    optional(
        "reading",
        Form::Word(READING),
        "How phrases are read (docs/phrases.md): words as written, forms (number, word order, negation), or goods (also heads and purpose).",
    ),
    optional("masked_by", Form::TextList, "Lists of phrases that are exceptions: they hide the words they use."),
    required(
        "entries",
        Form::Entries,
        "The values, as text or as { value, note, owner, until, case } and marks of a phrase.",
    ),
    optional(
        "legal",
        Form::Table,
        "For a list that rests on law: instrument, jurisdiction, dates, and whether it applies.",
    ),
];

pub const ENTRY: &[Key] = &[
    required("value", Form::Text, "The value."),
    optional("note", Form::Text, "What it is, or why it is there, for readers."),
    optional("owner", Form::Text, "Who answers for it, where that is not the list's owner."),
    optional("until", Form::Date, "The last day it counts."),
    optional("case", Form::Text, "The file it belongs to, at its owner's."),
    optional("exact", Form::Boolean, "A phrase as it stands, without other forms."),
    optional("hyphens", Form::Boolean, "A registry number with hyphens, or behind the word CAS: 676-99-3."),
    optional("use_after_comma", Form::Boolean, "After a comma, the phrase is what the goods before are for."),
];

pub const LEGAL: &[Key] = &[
    required("instrument", Form::Text, "The instrument's id in instruments.toml."),
    required("jurisdiction", Form::Text, "Where and for whom it is law, and who contests that."),
    required("applies_from", Form::Date, "From when it is law there."),
    optional("applies_until", Form::Date, "The last day it is law."),
    required("applied", Form::Boolean, "The port's own decision; false switches the list off."),
];

pub const INSTRUMENTS: &[Key] =
    &[required("instrument", Form::Tables(INSTRUMENT), "International instruments that rules may serve.")];

pub const INSTRUMENT: &[Key] = &[
    required("id", Form::Text, "Short name in capitals: UNSCR-1540."),
    required("title", Form::Text, "Its name."),
    required("subject", Form::Text, "What it asks of a State that concerns cargo."),
    required("served", Form::Boolean, "Whether rules over manifests can serve it at all."),
    optional("note", Form::Text, "How far, or why not."),
];

pub const SELECTIVITY: &[Key] = &[
    required("lane", Form::Tables(LANE), "The lanes, strictest first; the last has min_score = 0."),
    required("threat", Form::Table, "A table per threat with its cap: [threat.narcotics] cap = 100."),
    required("discount_floor_percent", Form::Integer, "The part of a score that discounts leave, 0 to 100."),
    optional("like_boxes", Form::Table, "How many of a consignment's like boxes get slots by score."),
];

pub const LIKE_BOXES: &[Key] = &[
    optional("all", Form::Boolean, "true: every box, however alike."),
    optional(
        "drawn",
        Form::Tables(LIKE_BOXES_STEP),
        "Steps from few like boxes to many; the first is { of = 1, boxes = 1 }.",
    ),
];

pub const LIKE_BOXES_STEP: &[Key] = &[
    required("of", Form::Integer, "From so many like boxes on,"),
    required("boxes", Form::Integer, "so many are drawn."),
];

pub const LANE: &[Key] = &[
    required("name", Form::Text, "red, orange, yellow, blue, green, or the port's own."),
    required("min_score", Form::Integer, "The least score of the lane."),
    required("treatment", Form::Text, "What is recommended for a container in it."),
];

pub const THREAT_CAP: &[Key] =
    &[required("cap", Form::Integer, "Most points that rules of this threat give together.")];
