//! `selectivity.toml`: lanes, caps per threat, the floor under discounts, and how many of like boxes are opened.

use super::fields::{Fields, parse_toml};
use super::keys;
use crate::diagnostics::{Code, Diagnostic, Source};
use crate::domain::{Lane, Lanes, LikeBoxes, Threat};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selectivity {
    pub lanes: Lanes,
    /// Most points of each threat's rules together; threats without a cap have none in the packs.
    pub caps: BTreeMap<Threat, u32>,
    /// The part of a score in per cent that discounts leave.
    pub discount_floor_percent: u32,
    /// How many of a consignment's like boxes get slots by score.
    pub like_boxes: LikeBoxes,
}

impl Selectivity {
    pub fn cap(&self, threat: Threat) -> u32 {
        self.caps.get(&threat).copied().unwrap_or(u32::MAX)
    }

    /// Every setting by name, as words. Taken apart here, so that none is left out when one is added.
    pub fn settings(&self) -> BTreeMap<String, String> {
        let Self { lanes, caps, discount_floor_percent, like_boxes } = self;
        let lane = |Lane { name, min_score, treatment }: &Lane| {
            (format!("lane {name}"), format!("from {min_score}, {treatment}"))
        };
        let cap = |(threat, points): (&Threat, &u32)| (format!("cap of {}", threat.name()), points.to_string());
        let others = [
            ("discount floor".to_owned(), format!("{discount_floor_percent} %")),
            ("like boxes".to_owned(), like_boxes.to_string()),
        ];
        lanes.iter().map(lane).chain(caps.iter().map(cap)).chain(others).collect()
    }

    pub(super) fn read(source: &Source, problems: &mut Vec<Diagnostic>) -> Option<Self> {
        let document = parse_toml(source, problems);
        let fields = Fields::new(document.get_ref(), 0..0, source, "selectivity.toml", keys::SELECTIVITY, problems);
        let lanes = lanes(&fields, problems);
        let caps = caps(&fields, problems);
        let floor = fields.integer("discount_floor_percent", problems)?;
        if !(0..=100).contains(&floor.value) {
            let message = "discount_floor_percent is between 0 and 100";
            problems.push(Diagnostic::new(Code::WrongType, source, floor.span, message));
            return None;
        }
        let like_boxes = like_boxes(&fields, problems);
        Some(Self { lanes: lanes?, caps, discount_floor_percent: floor.value as u32, like_boxes: like_boxes? })
    }
}

fn lanes(fields: &Fields<'_, '_>, problems: &mut Vec<Diagnostic>) -> Option<Lanes> {
    let mut lanes = Vec::new();
    let mut first = None;
    for (table, span) in fields.tables("lane") {
        first.get_or_insert(span.clone());
        let lane = Fields::new(table, span, fields.source(), "the lane", keys::LANE, problems);
        let min_score = lane.integer("min_score", problems)?;
        let Ok(min_score) = u32::try_from(min_score.value) else {
            let message = "min_score is not negative";
            problems.push(Diagnostic::new(Code::WrongType, fields.source(), min_score.span, message));
            return None;
        };
        let (name, treatment) = (lane.text_or_blank("name"), lane.text_or_blank("treatment"));
        lanes.push(Lane { name, min_score, treatment });
    }
    Lanes::new(lanes)
        .map_err(|reason| {
            problems.push(Diagnostic::new(Code::WrongType, fields.source(), first.unwrap_or(0..0), reason))
        })
        .ok()
}

/// Steps as they are written, or all; the usual steps where nothing is written.
fn like_boxes(fields: &Fields<'_, '_>, problems: &mut Vec<Diagnostic>) -> Option<LikeBoxes> {
    let Some((table, span)) = fields.table("like_boxes") else { return Some(LikeBoxes::default()) };
    let written = Fields::new(table, span.clone(), fields.source(), "like_boxes", keys::LIKE_BOXES, problems);
    let mut steps = Vec::new();
    for (step, span) in written.tables("drawn") {
        let step = Fields::new(step, span, fields.source(), "the step", keys::LIKE_BOXES_STEP, problems);
        let (of, boxes) = (step.integer("of", problems)?, step.integer("boxes", problems)?);
        steps.push((usize::try_from(of.value).unwrap_or(0), usize::try_from(boxes.value).unwrap_or(0)));
    }
    let read = match (written.boolean("all").unwrap_or(false), steps.is_empty()) {
        (true, true) => Ok(LikeBoxes::All),
        (true, false) => Err("all = true opens every box, so there are no steps of drawn beside it".into()),
        (false, _) => LikeBoxes::drawn(steps),
    };
    read.map_err(|reason| problems.push(Diagnostic::new(Code::WrongType, fields.source(), span, reason))).ok()
}

fn caps(fields: &Fields<'_, '_>, problems: &mut Vec<Diagnostic>) -> BTreeMap<Threat, u32> {
    let mut caps = BTreeMap::new();
    let Some((threats, _)) = fields.table("threat") else { return caps };
    for (name, value) in threats.iter() {
        let written: &str = name.get_ref();
        let Some(threat) = Threat::named(written) else {
            let problem =
                Diagnostic::new(Code::UnknownName, fields.source(), name.span(), format!("no threat `{written}`"));
            problems.push(problem.did_you_mean(written, Threat::ALL.iter().map(|threat| threat.name())));
            continue;
        };
        let toml::de::DeValue::Table(table) = value.get_ref() else { continue };
        let threat_fields = Fields::new(table, value.span(), fields.source(), "the threat", keys::THREAT_CAP, problems);
        if let Some(cap) = threat_fields.integer("cap", problems) {
            match u32::try_from(cap.value) {
                Ok(points) => {
                    caps.insert(threat, points);
                }
                Err(_) => {
                    let message = "a cap is not negative";
                    problems.push(Diagnostic::new(Code::WrongType, fields.source(), cap.span, message));
                }
            }
        }
    }
    caps
}
