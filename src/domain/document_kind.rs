//! Kinds of documents that rows are read from. A plan or list of equipment is no manifest: what it leaves out nobody kept back.

/// What a row was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    Manifest,
    BayPlan,
    EquipmentList,
}

impl DocumentKind {
    const ALL: [Self; 3] = [Self::Manifest, Self::BayPlan, Self::EquipmentList];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::BayPlan => "bay_plan",
            Self::EquipmentList => "equipment_list",
        }
    }

    /// The kind a row states. One that states none, or one unknown, is judged as a manifest.
    pub fn stated(name: Option<&str>) -> Self {
        let known = name.and_then(|name| Self::ALL.into_iter().find(|kind| kind.name() == name));
        known.unwrap_or(Self::Manifest)
    }
}
