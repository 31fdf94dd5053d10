//! Threats: what a rule warns of. Points are capped per threat.

macro_rules! threats {
    ($($variant:ident $name:literal $title:literal;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Threat { $($variant,)* }

        impl Threat {
            pub const ALL: &'static [Threat] = &[$(Threat::$variant,)*];

            /// The word used in rule packs and outputs.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The words shown to people.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
        }
    };
}

threats! {
    General "general" "General";
    Narcotics "narcotics" "Narcotics";
    Strategic "strategic" "Strategic goods";
    Sanctions "sanctions" "Sanctions evasion";
    Arms "arms" "Arms";
    Ipr "ipr" "Counterfeits";
    Excise "excise" "Excise goods";
    Wildlife "wildlife" "Wildlife";
    Waste "waste" "Waste";
    Vehicles "vehicles" "Vehicles";
    People "people" "People";
    DangerousGoods "dangerous_goods" "Dangerous goods";
    Revenue "revenue" "Revenue";
    Laundering "laundering" "Trade-based laundering";
    DataQuality "data_quality" "Data quality";
}

impl Threat {
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|threat| threat.name() == name)
    }
}
