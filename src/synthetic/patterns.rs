//! Planted patterns: what an exercise hides for trainees to find.

macro_rules! patterns {
    ($($variant:ident $name:literal;)*) => {
        /// One planted pattern.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Pattern { $($variant,)* }

        impl Pattern {
            pub const ALL: &'static [Pattern] = &[$(Pattern::$variant,)*];

            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

patterns! {
    SharedSeal "shared_seal";
    HeavyEmpty "heavy_empty";
    TransitContradiction "transit_contradiction";
    LongDetour "long_detour";
    VehiclesWithoutSeal "vehicles_without_seal";
    VagueToOrder "vague_to_order";
    Overweight "overweight";
    UndeclaredDangerousGoods "undeclared_dangerous_goods";
    ForwarderHighPriority "forwarder_high_priority";
    EffectsTooHeavy "effects_too_heavy";
}

impl Pattern {
    /// Containers that one case of it takes.
    pub fn containers(self) -> u64 {
        if self == Self::SharedSeal { 2 } else { 1 }
    }
}

/// A container that carries a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planted {
    pub container_no: String,
    pub bill_no: String,
    pub pattern: Pattern,
}
