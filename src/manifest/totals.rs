//! Control totals of ASYCUDA's manifests: what the general segment states, held against what the bills add up to.

use super::xml::Element;
use crate::domain::tidy_container_no;
use std::collections::HashSet;

/// What a manifest states of itself as a whole.
#[derive(Default)]
pub(super) struct Totals {
    bills: Option<u64>,
    containers: Option<u64>,
    packages: Option<f64>,
    gross_kg: Option<f64>,
}

impl Totals {
    pub fn read(general: &Element) -> Self {
        let stated = |name: &str| {
            let total = general.child("Totals_segment")?.child(name)?;
            let number = number(total)?;
            // It is used only now that it is known to be a number.
            total.text();
            Some(number)
        };
        let count = |name: &str| stated(name).filter(|count| count.fract() == 0.0).map(|count| count as u64);
        // Senders that do not add up write a zero.
        let sum = |name: &str| stated(name).filter(|sum| *sum > 0.0);
        Self {
            bills: count("Total_number_of_bols"),
            containers: count("Total_number_of_containers"),
            packages: sum("Total_number_of_packages"),
            gross_kg: sum("Total_gross_mass"),
        }
    }
}

/// What the bills of a manifest add up to.
#[derive(Default)]
pub(super) struct AddedUp {
    bills: u64,
    containers: u64,
    numbers: HashSet<String>,
    packages: Quantity,
    gross_kg: Quantity,
}

/// A quantity by the places where senders state it: the goods, the containers, or, bill by bill, whichever there is.
#[derive(Default)]
struct Quantity {
    of_goods: Sum,
    of_containers: Sum,
    of_bills: Sum,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    total: f64,
    /// How many values it has.
    values: u32,
    /// Whether a value could not be read, so that the sum says nothing.
    is_open: bool,
}

impl AddedUp {
    pub fn add(&mut self, bill: &Element) {
        let containers: Vec<&Element> = bill.children_named("ctn_segment").collect();
        let goods: Vec<&Element> = bill.children_named("Goods_segment").collect();
        self.bills += 1;
        self.containers += containers.len() as u64;
        let numbers = containers.iter().filter_map(|container| Some(container.child("Ctn_reference")?.peek()));
        self.numbers.extend(numbers.map(|number| tidy_container_no(number).into_owned()));
        self.packages.add(Sum::of(&goods, &["Number_of_packages"]), Sum::of(&containers, &["Number_of_packages"]));
        let names = ["Goods_weight", "Goods_Weight", "Gross_weight"];
        self.gross_kg.add(Sum::of(&goods, &["Gross_mass"]), Sum::of(&containers, &names));
    }

    /// What the manifest states otherwise than its bills.
    pub fn differences(&self, stated: &Totals) -> Vec<String> {
        let mut said = Vec::new();
        if let Some(stated) = stated.bills.filter(|stated| *stated != self.bills) {
            said.push(format!("the manifest states {stated} bills of lading, {} were found", self.bills));
        }
        // A container on two bills is counted once by some and twice by others.
        let found = self.numbers.len() as u64;
        if let Some(stated) = stated.containers.filter(|stated| *stated != found && *stated != self.containers) {
            said.push(format!("the manifest states {stated} containers, {found} were found"));
        }
        if let Some((stated, found)) = stated.packages.and_then(|stated| self.packages.otherwise_than(stated, 0.0)) {
            said.push(format!("the manifest states {stated} packages, {found} were found"));
        }
        // Masses may have been rounded one by one.
        if let Some((stated, found)) = stated.gross_kg.and_then(|stated| self.gross_kg.otherwise_than(stated, 0.5)) {
            said.push(format!("the manifest states a gross mass of {stated} kg, {found} kg were found"));
        }
        said
    }
}

impl Quantity {
    fn add(&mut self, of_goods: Sum, of_containers: Sum) {
        self.of_goods.add(of_goods);
        self.of_containers.add(of_containers);
        self.of_bills.add(if of_goods.total > 0.0 { of_goods } else { of_containers });
    }

    /// What was stated and what was found, where they differ by more than the rounding of each value explains. Nothing where
    /// no bill states the quantity, or one states it unreadably.
    fn otherwise_than(&self, stated: f64, rounding: f64) -> Option<(f64, f64)> {
        let sums = [self.of_bills, self.of_goods, self.of_containers];
        let agrees = |sum: &Sum| (sum.total - stated).abs() <= rounding * f64::from(sum.values + 1) + 1e-9 * stated;
        let is_known = self.of_bills.values > 0 && !sums.iter().any(|sum| sum.is_open);
        let is_other = is_known && !sums.iter().any(agrees);
        is_other.then(|| (in_grams(stated), in_grams(self.of_bills.total)))
    }
}

impl Sum {
    /// The sum over segments of the first of some elements that each has.
    fn of(segments: &[&Element], names: &[&str]) -> Self {
        let mut sum = Self::default();
        for segment in segments {
            let stated = |name: &&str| segment.child(name).filter(|element| !element.peek().is_empty());
            let Some(element) = names.iter().find_map(stated) else { continue };
            match number(element) {
                Some(number) => (sum.total, sum.values) = (sum.total + number, sum.values + 1),
                None => sum.is_open = true,
            }
        }
        sum
    }

    fn add(&mut self, other: Self) {
        self.total += other.total;
        self.values += other.values;
        self.is_open |= other.is_open;
    }
}

/// A look at a number that is not negative.
fn number(element: &Element) -> Option<f64> {
    element.peek().parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)
}

/// Sums of decimal fractions end in digits that nobody stated.
fn in_grams(kg: f64) -> f64 {
    (kg * 1000.0).round() / 1000.0
}
