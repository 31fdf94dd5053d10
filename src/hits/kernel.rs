//! The kernel: a condition evaluated over the columns of one table, all rows at once.

use super::kleene::{FALSE, TRUE, Tri, UNKNOWN, and_into, not, or_into, tri};
use super::lookups::Lookups;
use super::mentions::Mentions;
use super::texts::Pattern;
use crate::columns::Column;
use crate::reference::ListId;
use crate::rulepack::condition::{Comparison, Expr, Type};
use crate::tables::ManifestTable;

/// One table with the lists its conditions ask.
pub(super) struct Kernel<'k> {
    pub table: &'k ManifestTable,
    pub height: usize,
    lookups: &'k Lookups,
    /// What a list that is not in force is taken to say of a stated value.
    stopped: Tri,
    /// For each column that is asked, the lists its texts mention.
    mentions: &'k [Mentions],
}

impl<'k> Kernel<'k> {
    pub fn new(table: &'k ManifestTable, lookups: &'k Lookups, mentions: &'k [Mentions]) -> Self {
        Self { table, height: table.height(), lookups, stopped: UNKNOWN, mentions }
    }

    /// The condition's truth on every row where a list it asks is not in force. Nobody knows what the list
    /// would say: where that matters the condition is unknown, also behind IS TRUE, which would make "no" of it.
    pub fn truths_without_lists(&self, expr: &Expr) -> Vec<Tri> {
        let taken = |stopped| Kernel {
            table: self.table,
            height: self.height,
            lookups: self.lookups,
            stopped,
            mentions: self.mentions,
        };
        let [if_yes, if_no, if_unknown] = [TRUE, FALSE, UNKNOWN].map(|stopped| taken(stopped).truths(expr));
        // Two lists need not be wrong together, so unknown as such is asked too.
        (0..self.height)
            .map(|row| if if_yes[row] == if_no[row] && if_no[row] == if_unknown[row] { if_yes[row] } else { UNKNOWN })
            .collect()
    }

    /// The condition's truth on every row.
    pub fn truths(&self, expr: &'k Expr) -> Vec<Tri> {
        match expr {
            Expr::And(items) => self.folded(items, and_into),
            Expr::Or(items) => self.folded(items, or_into),
            Expr::Not(inner) => {
                let mut values = self.truths(inner);
                not(&mut values);
                values
            }
            Expr::IsNull(inner) => self.nulls(inner),
            Expr::Is(inner, wanted) => {
                let wanted = if *wanted { TRUE } else { FALSE };
                let mut values = self.truths(inner);
                values.iter_mut().for_each(|value| *value = if *value == wanted { TRUE } else { FALSE });
                values
            }
            Expr::Compare(op, a, b) => self.compared(*op, a, b),
            Expr::InTexts(inner, wanted, has_null) => {
                let texts = self.texts(inner);
                let missed = if *has_null { UNKNOWN } else { FALSE };
                self.per_row(|row| match texts.get(row) {
                    Some(text) if wanted.contains(text) => TRUE,
                    Some(_) => missed,
                    None => UNKNOWN,
                })
            }
            Expr::InNumbers(inner, wanted, has_null) => {
                let missed = if *has_null { UNKNOWN } else { FALSE };
                let numbers = self.numbers(inner);
                numbers
                    .iter()
                    .map(|number| match number {
                        number if number.is_nan() => UNKNOWN,
                        number if wanted.contains(number) => TRUE,
                        _ => missed,
                    })
                    .collect()
            }
            Expr::Like { text, pattern, any_case } => {
                let texts = self.texts(text);
                let pattern = Pattern::new(pattern, *any_case);
                self.per_row(|row| tri(texts.get(row).map(|text| pattern.matches(text))))
            }
            Expr::InList(inner, list) => self.in_list(inner, *list),
            Expr::Mentions(column, list) => self.mentions(*column, *list),
            Expr::Contains(holder, piece) => self.contains(holder, piece),
            Expr::StartsWith(text, piece) => self.with_piece(text, piece, |text, piece| text.starts_with(piece)),
            Expr::EndsWith(text, piece) => self.with_piece(text, piece, |text, piece| text.ends_with(piece)),
            Expr::Column(column) => self.per_row(|row| tri(self.table.bool(*column, row))),
            Expr::Bool(yes) => vec![tri(Some(*yes)); self.height],
            Expr::Case { branches, otherwise, .. } => {
                let mut values = match otherwise {
                    Some(otherwise) => self.truths(otherwise),
                    None => vec![UNKNOWN; self.height],
                };
                for (condition, result) in branches.iter().rev() {
                    let (holds, results) = (self.truths(condition), self.truths(result));
                    (0..self.height).filter(|&row| holds[row] == TRUE).for_each(|row| values[row] = results[row]);
                }
                values
            }
            Expr::Coalesce(items, _) => {
                let mut values = vec![UNKNOWN; self.height];
                for item in items {
                    let next = self.truths(item);
                    values.iter_mut().zip(next).filter(|(v, _)| **v == UNKNOWN).for_each(|(v, n)| *v = n);
                }
                values
            }
            _ => vec![UNKNOWN; self.height],
        }
    }

    fn per_row(&self, truth: impl FnMut(usize) -> Tri) -> Vec<Tri> {
        (0..self.height).map(truth).collect()
    }

    fn folded(&self, items: &'k [Expr], join: fn(&mut [Tri], &[Tri])) -> Vec<Tri> {
        let (first, rest) = items.split_first().expect("AND and OR have items");
        let mut values = self.truths(first);
        for item in rest {
            join(&mut values, &self.truths(item));
        }
        values
    }

    /// Nobody knows whether a cell that cannot be read states something, so of it IS NULL is unknown. Of prose the readable part counts, so
    /// where none is left it is blank.
    fn nulls(&self, inner: &'k Expr) -> Vec<Tri> {
        let mut values = self.without_value(inner);
        if let (Expr::Column(column), true) = (inner, self.table.has(Column::UnreadableCells))
            && !column.is_prose()
        {
            let nulls = values.iter_mut().enumerate().filter(|(_, value)| **value == TRUE);
            let hidden = nulls.filter(|(row, _)| self.table.is_unreadable(*column, *row));
            hidden.for_each(|(_, value)| *value = UNKNOWN);
        }
        values
    }

    fn without_value(&self, inner: &'k Expr) -> Vec<Tri> {
        let truth = |null: bool| if null { TRUE } else { FALSE };
        match inner.ty() {
            Type::Null => vec![TRUE; self.height],
            Type::Bool => self.truths(inner).into_iter().map(|value| truth(value == UNKNOWN)).collect(),
            Type::Number | Type::Date => self.numbers(inner).iter().map(|number| truth(number.is_nan())).collect(),
            Type::Text => {
                let texts = self.texts(inner);
                self.per_row(|row| truth(texts.get(row).is_none()))
            }
            Type::TextList => {
                let Expr::Column(column) = inner else { return vec![UNKNOWN; self.height] };
                let lists = self.table.list(*column);
                self.per_row(|row| truth(lists.get(row).is_none()))
            }
        }
    }

    fn compared(&self, op: Comparison, a: &'k Expr, b: &'k Expr) -> Vec<Tri> {
        let ty = if a.ty() == Type::Null { b.ty() } else { a.ty() };
        match ty {
            Type::Number | Type::Date => self.compared_numbers(op, a, b),
            Type::Text => {
                let (left, right) = (self.texts(a), self.texts(b));
                self.per_row(|row| tri(left.get(row).zip(right.get(row)).map(|(left, right)| holds(op, left, right))))
            }
            Type::Bool => {
                let (left, right) = (self.truths(a), self.truths(b));
                self.per_row(|row| match (left[row], right[row]) {
                    (UNKNOWN, _) | (_, UNKNOWN) => UNKNOWN,
                    (left, right) => tri(Some(holds(op, &left, &right))),
                })
            }
            Type::Null | Type::TextList => vec![UNKNOWN; self.height],
        }
    }

    fn compared_numbers(&self, op: Comparison, a: &'k Expr, b: &'k Expr) -> Vec<Tri> {
        let truth = |left: f64, right: f64| match left.is_nan() || right.is_nan() {
            true => UNKNOWN,
            false => tri(Some(holds(op, &left, &right))),
        };
        let left = self.numbers(a);
        match b {
            // The common case: a column against a literal.
            Expr::Number(right) => left.iter().map(|left| truth(*left, *right)).collect(),
            _ => left.iter().zip(self.numbers(b).iter()).map(|(left, right)| truth(*left, *right)).collect(),
        }
    }

    fn in_list(&self, inner: &'k Expr, list: ListId) -> Vec<Tri> {
        let values = self.lookups.values(list, inner.fold());
        let holds = |item: &str| values.map_or(self.stopped == TRUE, |values| values.holds(item));
        if inner.ty() == Type::TextList {
            let Expr::Column(column) = inner else { return vec![UNKNOWN; self.height] };
            let lists = self.table.list(*column);
            return self.per_row(|row| tri(lists.get(row).map(|mut items| items.any(holds))));
        }
        let texts = self.texts(inner);
        self.per_row(|row| tri(texts.get(row).map(holds)))
    }

    fn mentions(&self, column: Column, list: ListId) -> Vec<Tri> {
        let texts = self.table.text(column);
        let of_column = self.mentions.iter().find(|of| of.column == column);
        let asked = of_column.zip(self.lookups.phrases(list));
        let Some((mentions, place)) = asked else {
            return self.per_row(|row| texts.get(row).map_or(UNKNOWN, |_| self.stopped));
        };
        self.per_row(|row| texts.get(row).map_or(UNKNOWN, |_| mentions.of(row, place)))
    }

    fn contains(&self, holder: &'k Expr, piece: &'k Expr) -> Vec<Tri> {
        let (Type::TextList, Expr::Column(column)) = (holder.ty(), holder) else {
            return self.with_piece(holder, piece, |text, piece| text.contains(piece));
        };
        let lists = self.table.list(*column);
        let pieces = self.texts(piece);
        self.per_row(|row| {
            tri(lists.get(row).zip(pieces.get(row)).map(|(mut items, piece)| items.any(|item| item == piece)))
        })
    }

    fn with_piece(&self, text: &'k Expr, piece: &'k Expr, test: fn(&str, &str) -> bool) -> Vec<Tri> {
        let (texts, pieces) = (self.texts(text), self.texts(piece));
        self.per_row(|row| tri(texts.get(row).zip(pieces.get(row)).map(|(text, piece)| test(text, piece))))
    }
}

fn holds<T: PartialOrd + ?Sized>(op: Comparison, left: &T, right: &T) -> bool {
    match op {
        Comparison::Equal => left == right,
        Comparison::NotEqual => left != right,
        Comparison::Less => left < right,
        Comparison::LessOrEqual => left <= right,
        Comparison::Greater => left > right,
        Comparison::GreaterOrEqual => left >= right,
    }
}
