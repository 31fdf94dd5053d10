//! The functions of the condition language: one table for checks, help and documentation.

/// One function.
#[derive(Debug, Clone, Copy)]
pub struct FunctionSpec {
    pub name: &'static str,
    pub usage: &'static str,
    pub meaning: &'static str,
}

pub const FUNCTIONS: &[FunctionSpec] = &[
    FunctionSpec {
        name: "in_list",
        usage: "in_list(text or list, 'list', …)",
        meaning: "the value, or any element, is in a named list",
    },
    FunctionSpec {
        name: "mentions",
        usage: "mentions(text column, 'list', …)",
        meaning: "a phrase of a named list stands in the text and is not hidden (docs/phrases.md)",
    },
    FunctionSpec {
        name: "goods_mention",
        usage: "goods_mention('list', …)",
        meaning: "the description or the marks mention a phrase of a named list; marks that are not stated do not matter",
    },
    FunctionSpec {
        name: "contains",
        usage: "contains(list or text, 'value', …)",
        meaning: "the list has one of the elements; the text has one of the pieces",
    },
    FunctionSpec { name: "list_size", usage: "list_size(list)", meaning: "number of elements" },
    FunctionSpec { name: "length", usage: "length(text)", meaning: "number of characters" },
    FunctionSpec { name: "starts_with", usage: "starts_with(text, 'beginning')", meaning: "the text begins so" },
    FunctionSpec { name: "ends_with", usage: "ends_with(text, 'end')", meaning: "the text ends so" },
    FunctionSpec { name: "coalesce", usage: "coalesce(a, b, …)", meaning: "the first that is not NULL" },
    FunctionSpec { name: "abs", usage: "abs(number)", meaning: "without its sign" },
    FunctionSpec { name: "month", usage: "month(date)", meaning: "1 to 12" },
    FunctionSpec { name: "year", usage: "year(date)", meaning: "the year" },
    FunctionSpec { name: "upper", usage: "upper(text)", meaning: "in capitals" },
    FunctionSpec { name: "lower", usage: "lower(text)", meaning: "in small letters" },
    FunctionSpec { name: "fired", usage: "fired('RULE-ID')", meaning: "that rule's result; only in combination rules" },
];
