//! The codes of diagnostics: stable, so that they can be looked up and silenced by name.

macro_rules! codes {
    ($($variant:ident $code:literal $severity:ident $title:literal;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $($variant,)* }

        impl Code {
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
        }
    };
}

impl Code {
    /// Whether a person must act before the packs are in order, though a run goes on and says so.
    pub fn must_be_settled(self) -> bool {
        self.severity() == Severity::Error || matches!(self, Self::ExpiredList | Self::LogicChanged | Self::StaleLock)
    }
}

/// Errors stop a pack from being used; warnings do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    Error,
    Warning,
}

codes! {
    Syntax "RL001" Error "the file is not valid TOML";
    UnknownKey "RL002" Error "a key that nobody reads";
    MissingKey "RL003" Error "a key that must be there";
    WrongType "RL004" Error "a value of the wrong type or form";
    UnknownName "RL005" Error "a name that nothing has";
    ConditionSyntax "RL010" Error "the condition is not a SQL expression";
    UnknownColumn "RL011" Error "a column the catalogue does not have";
    UnknownList "RL012" Error "a list no pack has";
    UnknownFunction "RL013" Error "a function the condition language does not have";
    TypeMismatch "RL014" Error "values of different types";
    NotAllowed "RL015" Error "SQL that conditions may not use";
    NeverTrue "RL016" Error "a condition that can never be true";
    UnknownRule "RL017" Error "a rule that no pack has";
    UnknownPlaceholder "RL018" Error "a placeholder that is no column";
    DuplicateId "RL020" Error "an id used twice";
    WrongFamily "RL021" Error "an id that does not belong to the file";
    MissingCase "RL022" Error "a rule without a case that fires or one that stays quiet";
    ExpiredList "RL023" Warning "a list past its review date";
    OverdueReview "RL024" Warning "a rule past its review date";
    Circle "RL025" Error "combination rules that name each other";
    WrongList "RL026" Error "a list of the wrong kind for the function";
    LogicChanged "RL027" Warning "a rule that does something else, under the same version";
    StaleLock "RL028" Warning "pack.lock is not that of the rules";
    ExpiringList "RL029" Warning "a list that expires within 30 days";
    MissingFile "RL030" Error "a file that must be there";
    DeadEntry "RL031" Error "an entry of a list that can never be met";
    UnaskedList "RL032" Warning "a list that no rule asks";
    RepeatedEntry "RL033" Warning "an entry that stands in its list already";
    EndedEntry "RL034" Warning "entries past their last day";
    AskedAsWritten "RL035" Warning "a list asked of a text that everybody writes differently";
    EmptyPlaceholder "RL036" Error "a placeholder that the condition gives nothing for";
}
