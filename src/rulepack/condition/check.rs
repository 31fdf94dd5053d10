//! From sqlparser's tree to ours: only what conditions may say, every name known, every type agreeing.

use super::super::fold::key_of;
use super::parse::Located;
use super::{Arithmetic, Comparison, Expr, FUNCTIONS, Type};
use crate::columns::{Column, Stage};
use crate::diagnostics::{Code, Diagnostic};
use crate::reference::{Lists, MatchKind};
use sqlparser::ast::{
    self, BinaryOperator, FunctionArg, FunctionArgExpr, FunctionArguments, InTarget, Spanned, UnaryOperator, Value,
};
use sqlparser::tokenizer::Span;
use std::collections::{BTreeMap, BTreeSet};

/// What a condition may refer to.
pub struct Scope<'a> {
    pub lists: &'a Lists,
    /// Every rule's id, and whether it runs.
    pub rule_ids: &'a BTreeMap<String, bool>,
}

/// Checks a parsed condition; all its problems are added, and `None` comes back if there are any.
pub fn check(
    sql: &ast::Expr,
    located: &Located<'_>,
    scope: &Scope<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Expr> {
    let mut checker = Checker { located, scope, problems };
    let expr = checker.expr(sql)?;
    checker.expect(&expr, Type::Bool, sql.span(), "a condition is")?;
    Some(expr)
}

struct Checker<'c, 'a> {
    located: &'c Located<'a>,
    scope: &'c Scope<'a>,
    problems: &'c mut Vec<Diagnostic>,
}

impl Checker<'_, '_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.problems.push(diagnostic);
    }

    fn error<T>(&mut self, code: Code, span: Span, message: impl Into<String>) -> Option<T> {
        let diagnostic = self.located.diagnostic(code, span, message);
        self.report(diagnostic);
        None
    }

    fn not_allowed<T>(&mut self, span: Span, what: &str) -> Option<T> {
        let message = format!("{what} cannot be used in a condition");
        let help = "allowed are comparisons, AND, OR, NOT, IN, BETWEEN, LIKE, IS NULL, arithmetic, CASE, and the functions \
                    of `redlane rules schema`";
        let diagnostic = self.located.diagnostic(Code::NotAllowed, span, message).with_help(help);
        self.report(diagnostic);
        None
    }

    fn expect(&mut self, expr: &Expr, wanted: Type, span: Span, role: &str) -> Option<()> {
        let found = expr.ty();
        if found == wanted || found == Type::Null {
            return Some(());
        }
        self.error(Code::TypeMismatch, span, format!("{role} {}, but this is {}", wanted.name(), found.name()))
    }

    fn expr(&mut self, sql: &ast::Expr) -> Option<Expr> {
        use ast::Expr as S;
        match sql {
            S::Nested(inner) => self.expr(inner),
            S::Identifier(ident) if ident.quote_style.is_some() && Column::named(&ident.value).is_none() => {
                self.not_allowed(ident.span, "text in double quotes (use single quotes)")
            }
            S::Identifier(ident) => self.column(&ident.value, ident.span),
            S::CompoundIdentifier(_) => self.not_allowed(sql.span(), "a name with a dot"),
            S::Value(value) => self.literal(&value.value, value.span),
            S::TypedString(typed) if matches!(typed.data_type, ast::DataType::Date) => {
                let text = typed.value.value.clone().into_string().unwrap_or_default();
                match chrono::NaiveDate::parse_from_str(&text, "%Y-%m-%d") {
                    Ok(date) => Some(Expr::Date(date.to_epoch_days())),
                    Err(_) => self.error(
                        Code::TypeMismatch,
                        typed.value.span,
                        format!("'{text}' is no day; write DATE '2026-11-23'"),
                    ),
                }
            }
            S::UnaryOp { op: UnaryOperator::Not, expr } => {
                let inner = self.boolean(expr, "NOT takes");
                Some(Expr::Not(Box::new(inner?)))
            }
            S::UnaryOp { op: UnaryOperator::Minus, expr } => {
                let inner = self.expr(expr)?;
                self.expect(&inner, Type::Number, expr.span(), "a minus takes")?;
                Some(match inner {
                    Expr::Number(number) => Expr::Number(-number),
                    other => Expr::Calculate(
                        Arithmetic::Subtract,
                        Box::new(Expr::Number(0.0)),
                        Box::new(other),
                        Type::Number,
                    ),
                })
            }
            S::BinaryOp { left, op, right } => self.binary(left, op, right, sql.span()),
            S::IsNull(inner) => Some(Expr::IsNull(Box::new(self.expr(inner)?))),
            S::IsNotNull(inner) => Some(Expr::Not(Box::new(Expr::IsNull(Box::new(self.expr(inner)?))))),
            S::IsTrue(inner) => Some(Expr::Is(Box::new(self.boolean(inner, "IS TRUE takes")?), true)),
            S::IsFalse(inner) => Some(Expr::Is(Box::new(self.boolean(inner, "IS FALSE takes")?), false)),
            S::IsNotTrue(inner) => {
                let is = Expr::Is(Box::new(self.boolean(inner, "IS NOT TRUE takes")?), true);
                Some(Expr::Not(Box::new(is)))
            }
            S::IsNotFalse(inner) => {
                let is = Expr::Is(Box::new(self.boolean(inner, "IS NOT FALSE takes")?), false);
                Some(Expr::Not(Box::new(is)))
            }
            S::Between { expr, negated, low, high } => {
                let (value, low_end, high_end) = (self.expr(expr), self.expr(low), self.expr(high));
                let (value, low_end, high_end) = (value?, low_end?, high_end?);
                self.comparable(&value, &low_end, low.span())?;
                self.comparable(&value, &high_end, high.span())?;
                let between = Expr::And(vec![
                    Expr::Compare(Comparison::GreaterOrEqual, Box::new(value.clone()), Box::new(low_end)),
                    Expr::Compare(Comparison::LessOrEqual, Box::new(value), Box::new(high_end)),
                ]);
                Some(negate_if(*negated, between))
            }
            S::In { expr, target: InTarget::List(items), negated, .. } => self.in_items(expr, items, *negated),
            S::Like { negated, any: false, expr, pattern, escape_char: None } => {
                self.like(expr, pattern, *negated, false)
            }
            S::ILike { negated, any: false, expr, pattern, escape_char: None } => {
                self.like(expr, pattern, *negated, true)
            }
            S::Case { operand: None, conditions, else_result, .. } => self.case(conditions, else_result.as_deref()),
            S::Function(function) => self.function(function, sql.span()),
            S::Subquery(_) | S::Exists { .. } | S::In { .. } => self.not_allowed(sql.span(), "a subquery"),
            S::Cast { .. } => self.not_allowed(sql.span(), "CAST"),
            S::Case { .. } => self.not_allowed(sql.span(), "CASE with an operand (write CASE WHEN … THEN …)"),
            S::Like { .. } | S::ILike { .. } => self.not_allowed(sql.span(), "LIKE with ANY or ESCAPE"),
            S::TypedString(_) => self.not_allowed(sql.span(), "a literal of this type"),
            _ => self.not_allowed(sql.span(), "this SQL"),
        }
    }

    fn column(&mut self, name: &str, span: Span) -> Option<Expr> {
        match Column::named(name).filter(|column| column.stage() != Stage::Provenance) {
            Some(column) => Some(Expr::Column(column)),
            None => {
                let known = Column::ALL.iter().map(|column| column.name());
                let diagnostic = self
                    .located
                    .diagnostic(Code::UnknownColumn, span, format!("no column `{name}`"))
                    .with_help("`redlane columns` prints the catalogue; text literals stand in single quotes")
                    .did_you_mean(name, known);
                self.report(diagnostic);
                None
            }
        }
    }

    fn literal(&mut self, value: &Value, span: Span) -> Option<Expr> {
        match value {
            Value::SingleQuotedString(text) => Some(Expr::Text(text.clone())),
            Value::Number(digits, _) => match digits.parse::<f64>() {
                Ok(number) if number.is_finite() => Some(Expr::Number(number)),
                _ => self.error(Code::TypeMismatch, span, format!("`{digits}` is not a number that can be held")),
            },
            Value::Boolean(yes) => Some(Expr::Bool(*yes)),
            Value::Null => Some(Expr::Null),
            _ => self.not_allowed(span, "a literal of this kind"),
        }
    }

    fn boolean(&mut self, sql: &ast::Expr, role: &str) -> Option<Expr> {
        let expr = self.expr(sql)?;
        self.expect(&expr, Type::Bool, sql.span(), role)?;
        Some(expr)
    }

    fn binary(&mut self, left: &ast::Expr, op: &BinaryOperator, right: &ast::Expr, span: Span) -> Option<Expr> {
        use BinaryOperator as B;
        let comparison = match op {
            B::And | B::Or => {
                // Both sides are checked before giving up, so that all problems show in one run.
                let (a, b) = (self.boolean(left, "AND and OR take"), self.boolean(right, "AND and OR take"));
                let (a, b) = (a?, b?);
                return Some(if *op == B::And { flat_and(a, b) } else { flat_or(a, b) });
            }
            B::Eq => Comparison::Equal,
            B::NotEq => Comparison::NotEqual,
            B::Lt => Comparison::Less,
            B::LtEq => Comparison::LessOrEqual,
            B::Gt => Comparison::Greater,
            B::GtEq => Comparison::GreaterOrEqual,
            B::Plus => return self.calculate(Arithmetic::Add, left, right),
            B::Minus => return self.calculate(Arithmetic::Subtract, left, right),
            B::Multiply => return self.calculate(Arithmetic::Multiply, left, right),
            B::Divide => return self.calculate(Arithmetic::Divide, left, right),
            other => return self.not_allowed(span, &format!("the operator `{other}`")),
        };
        let (a, b) = (self.expr(left), self.expr(right));
        let (a, b) = (a?, b?);
        self.comparable(&a, &b, right.span())?;
        if a.ty() == Type::Bool && !matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
            return self.error(Code::TypeMismatch, span, "booleans have no order");
        }
        Some(Expr::Compare(comparison, Box::new(a), Box::new(b)))
    }

    fn comparable(&mut self, a: &Expr, b: &Expr, span: Span) -> Option<()> {
        let (left, right) = (a.ty(), b.ty());
        if left == Type::TextList || right == Type::TextList {
            let message =
                "a text list cannot be compared; ask contains(list, 'X'), in_list(list, 'name') or list_size(list)";
            return self.error(Code::TypeMismatch, span, message);
        }
        if left == right || left == Type::Null || right == Type::Null {
            return Some(());
        }
        let name = |e: &Expr| match e {
            Expr::Column(column) => format!("`{}` is", column.name()),
            _ => "the left side is".to_owned(),
        };
        let mut diagnostic = self.located.diagnostic(
            Code::TypeMismatch,
            span,
            format!("{} {}, but it is compared with {}", name(a), left.name(), right.name()),
        );
        diagnostic = match (left, right, b) {
            (Type::Text, Type::Number, _) => diagnostic.with_help("codes are text: put the number in single quotes"),
            (Type::Number, Type::Text, _) => diagnostic.with_help("write the number without quotes"),
            (Type::Date, Type::Text, _) => diagnostic.with_help("write DATE '2026-11-23'"),
            _ => diagnostic,
        };
        self.report(diagnostic);
        None
    }

    fn calculate(&mut self, op: Arithmetic, left: &ast::Expr, right: &ast::Expr) -> Option<Expr> {
        let (a, b) = (self.expr(left), self.expr(right));
        let (a, b) = (a?, b?);
        let ty = match (a.ty(), op, b.ty()) {
            (Type::Number | Type::Null, _, Type::Number | Type::Null) => Type::Number,
            (Type::Date, Arithmetic::Subtract, Type::Date) => Type::Number,
            // Whole days only, and only literal ones: so every SQL engine reads it the same.
            (Type::Date, Arithmetic::Add | Arithmetic::Subtract, Type::Number) => match b {
                Expr::Number(days) if days.fract() == 0.0 => Type::Date,
                _ => {
                    let message = "a whole number of days, written out, is added to a date";
                    return self.error(Code::TypeMismatch, right.span(), message);
                }
            },
            (found @ (Type::Number | Type::Date), _, other) => {
                let message = format!("{} and {} cannot be calculated with each other", found.name(), other.name());
                return self.error(Code::TypeMismatch, right.span(), message);
            }
            (found, _, _) => {
                return self.error(
                    Code::TypeMismatch,
                    left.span(),
                    format!("{} cannot be calculated with", found.name()),
                );
            }
        };
        Some(Expr::Calculate(op, Box::new(a), Box::new(b), ty))
    }

    fn in_items(&mut self, sql: &ast::Expr, items: &[ast::Expr], negated: bool) -> Option<Expr> {
        let value = self.expr(sql);
        let literals: Vec<Option<Expr>> = items.iter().map(|item| self.expr(item)).collect();
        let value = value?;
        let mut texts = BTreeSet::new();
        let mut numbers = Vec::new();
        let mut has_null = false;
        for (item, literal) in items.iter().zip(literals) {
            let literal = literal?;
            self.comparable(&value, &literal, item.span())?;
            match literal {
                Expr::Text(text) => {
                    texts.insert(text);
                }
                Expr::Number(number) => numbers.push(number),
                Expr::Null => has_null = true,
                _ => return self.error(Code::NotAllowed, item.span(), "IN takes literals, texts or numbers"),
            }
        }
        let found = match value.ty() {
            Type::Text => Expr::InTexts(Box::new(value), texts, has_null),
            Type::Number => Expr::InNumbers(Box::new(value), numbers, has_null),
            other => {
                return self.error(
                    Code::TypeMismatch,
                    sql.span(),
                    format!("IN takes text or a number, but this is {}", other.name()),
                );
            }
        };
        Some(negate_if(negated, found))
    }

    fn like(&mut self, text: &ast::Expr, pattern: &ast::Expr, negated: bool, any_case: bool) -> Option<Expr> {
        let (value, like) = (self.expr(text), self.expr(pattern));
        let (value, like) = (value?, like?);
        self.expect(&value, Type::Text, text.span(), "LIKE takes")?;
        let Expr::Text(pattern_text) = like else {
            return self.error(Code::TypeMismatch, pattern.span(), "the pattern of LIKE is a text literal");
        };
        Some(negate_if(negated, Expr::Like { text: Box::new(value), pattern: pattern_text, any_case }))
    }

    fn case(&mut self, conditions: &[ast::CaseWhen], otherwise: Option<&ast::Expr>) -> Option<Expr> {
        let mut branches = Vec::new();
        let mut results = Vec::new();
        for when in conditions {
            let (condition, result) = (self.boolean(&when.condition, "WHEN takes"), self.expr(&when.result));
            let result = result?;
            results.push((result.ty(), when.result.span()));
            branches.push((condition?, result));
        }
        let otherwise = match otherwise {
            Some(sql) => {
                let result = self.expr(sql)?;
                results.push((result.ty(), sql.span()));
                Some(Box::new(result))
            }
            None => None,
        };
        let ty = self.common_type(&results)?;
        Some(Expr::Case { branches, otherwise, ty })
    }

    fn common_type(&mut self, types: &[(Type, Span)]) -> Option<Type> {
        let ty = types.iter().map(|(ty, _)| *ty).find(|ty| *ty != Type::Null).unwrap_or(Type::Null);
        if let Some((_, span)) = types.iter().find(|(ty, _)| *ty == Type::TextList) {
            return self.error(Code::TypeMismatch, *span, "a text list is only asked by its column's name");
        }
        match types.iter().find(|(other, _)| *other != ty && *other != Type::Null) {
            Some((other, span)) => self.error(
                Code::TypeMismatch,
                *span,
                format!("one result is {}, this one is {}", ty.name(), other.name()),
            ),
            None => Some(ty),
        }
    }

    fn function(&mut self, function: &ast::Function, span: Span) -> Option<Expr> {
        let name = function.name.to_string().to_lowercase();
        let Some(spec) = FUNCTIONS.iter().find(|spec| spec.name == name) else {
            let known = FUNCTIONS.iter().map(|spec| spec.name);
            let list = known.clone().collect::<Vec<_>>().join(", ");
            let diagnostic = self
                .located
                .diagnostic(Code::UnknownFunction, function.name.span(), format!("no function `{name}`"))
                .with_help(format!("the functions are {list}"))
                .did_you_mean(&name, known);
            self.report(diagnostic);
            return None;
        };
        let plain = function.over.is_none() && function.filter.is_none() && function.within_group.is_empty();
        let arguments: Option<Vec<&ast::Expr>> = match &function.args {
            FunctionArguments::List(list) if list.duplicate_treatment.is_none() && list.clauses.is_empty() && plain => {
                list.args
                    .iter()
                    .map(|arg| match arg {
                        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
                        _ => None,
                    })
                    .collect()
            }
            _ => None,
        };
        let Some(arguments) = arguments else {
            return self.error(Code::NotAllowed, span, format!("write {}", spec.usage));
        };
        let expected = match name.as_str() {
            "coalesce" | "in_list" | "mentions" | "contains" => arguments.len().max(2),
            "goods_mention" => arguments.len().max(1),
            "starts_with" | "ends_with" => 2,
            _ => 1,
        };
        if arguments.len() != expected {
            let message =
                format!("{name} takes {expected} argument(s), here are {}: write {}", arguments.len(), spec.usage);
            return self.error(Code::TypeMismatch, span, message);
        }
        self.call(&name, &arguments)
    }

    fn call(&mut self, name: &str, arguments: &[&ast::Expr]) -> Option<Expr> {
        let first = arguments[0];
        match name {
            "fired" => self.fired(first),
            "in_list" => self.any_of(&arguments[1..], |check, list| check.in_list(first, list)),
            "mentions" => self.any_of(&arguments[1..], |check, list| check.mentions(first, list)),
            "goods_mention" => self.any_of(arguments, Self::goods_mention),
            "contains" => self.any_of(&arguments[1..], |check, piece| check.contains(first, piece)),
            "starts_with" | "ends_with" => {
                let text = self.typed(first, Type::Text, name)?;
                let piece = self.typed(arguments[1], Type::Text, name)?;
                let make = if name == "starts_with" { Expr::StartsWith } else { Expr::EndsWith };
                Some(make(Box::new(text), Box::new(piece)))
            }
            "coalesce" => {
                let values: Vec<Option<Expr>> = arguments.iter().map(|argument| self.expr(argument)).collect();
                let values: Vec<Expr> = values.into_iter().collect::<Option<_>>()?;
                let types: Vec<_> = values.iter().zip(arguments).map(|(value, sql)| (value.ty(), sql.span())).collect();
                let ty = self.common_type(&types)?;
                Some(Expr::Coalesce(values, ty))
            }
            "length" => Some(Expr::Length(Box::new(self.typed(first, Type::Text, name)?))),
            "list_size" => Some(Expr::ListSize(Box::new(self.typed(first, Type::TextList, name)?))),
            "abs" => Some(Expr::Abs(Box::new(self.typed(first, Type::Number, name)?))),
            "month" => Some(Expr::Month(Box::new(self.typed(first, Type::Date, name)?))),
            "year" => Some(Expr::Year(Box::new(self.typed(first, Type::Date, name)?))),
            "upper" => Some(Expr::Upper(Box::new(self.typed(first, Type::Text, name)?))),
            "lower" => Some(Expr::Lower(Box::new(self.typed(first, Type::Text, name)?))),
            other => unreachable!("{other} is in FUNCTIONS, hence has a form here"),
        }
    }

    fn typed(&mut self, sql: &ast::Expr, wanted: Type, function: &str) -> Option<Expr> {
        let expr = self.expr(sql)?;
        self.expect(&expr, wanted, sql.span(), &format!("{function} takes"))?;
        Some(expr)
    }

    fn fired(&mut self, sql: &ast::Expr) -> Option<Expr> {
        let Some(Expr::Text(id)) = self.expr(sql) else {
            return self.error(Code::TypeMismatch, sql.span(), "fired takes a rule id in single quotes");
        };
        match self.scope.rule_ids.get(&id) {
            Some(true) => return Some(Expr::Fired(id)),
            Some(false) => {
                let message = format!("the rule `{id}` does not run (its status is neither active nor shadow)");
                return self.error(Code::UnknownRule, sql.span(), message);
            }
            None => {}
        }
        let diagnostic = self
            .located
            .diagnostic(Code::UnknownRule, sql.span(), format!("no rule `{id}`"))
            .did_you_mean(&id, self.scope.rule_ids.keys().map(String::as_str));
        self.report(diagnostic);
        None
    }

    fn list(&mut self, sql: &ast::Expr) -> Option<crate::reference::ListId> {
        let Some(Expr::Text(name)) = self.expr(sql) else {
            return self.error(Code::TypeMismatch, sql.span(), "the list is named in single quotes");
        };
        if let Some(id) = self.scope.lists.find(&name) {
            return Some(id);
        }
        if self.scope.lists.is_unreadable(&name) {
            return None;
        }
        let diagnostic = self
            .located
            .diagnostic(Code::UnknownList, sql.span(), format!("no list `{name}`"))
            .with_help("lists stand in lists/<name>.toml of a pack")
            .did_you_mean(&name, self.scope.lists.iter().map(|list| list.name.as_str()));
        self.report(diagnostic);
        None
    }

    /// One question for each of the arguments, joined by OR.
    fn any_of(
        &mut self,
        of: &[&ast::Expr],
        mut ask: impl FnMut(&mut Self, &ast::Expr) -> Option<Expr>,
    ) -> Option<Expr> {
        let questions: Vec<Option<Expr>> = of.iter().map(|argument| ask(self, argument)).collect();
        questions.into_iter().collect::<Option<Vec<_>>>()?.into_iter().reduce(flat_or)
    }

    fn contains(&mut self, holder: &ast::Expr, piece: &ast::Expr) -> Option<Expr> {
        let (holding, sought) = (self.expr(holder), self.expr(piece));
        let (holding, sought) = (holding?, sought?);
        if holding.ty() != Type::TextList {
            self.expect(&holding, Type::Text, holder.span(), "contains takes a list or")?;
        }
        self.expect(&sought, Type::Text, piece.span(), "contains looks for")?;
        Some(Expr::Contains(Box::new(holding), Box::new(sought)))
    }

    fn in_list(&mut self, value: &ast::Expr, list: &ast::Expr) -> Option<Expr> {
        let (expr, id) = (self.expr(value), self.list(list));
        let (expr, id) = (expr?, id?);
        if expr.ty() != Type::TextList {
            self.expect(&expr, Type::Text, value.span(), "in_list takes a text list or")?;
        }
        if self.scope.lists.get(id).match_kind == MatchKind::Phrase {
            return self.error(Code::WrongList, list.span(), "this is a list of phrases; ask mentions(text, 'list')");
        }
        if let Expr::Column(column) = expr
            && let Some(key) = key_of(column)
        {
            let message =
                format!("`{}` is compared as it is written: capitals, accents and signs count", column.name());
            let problem = self.located.diagnostic(Code::AskedAsWritten, value.span(), message);
            self.report(problem.with_help(format!("ask `{}`; the list is then read in the same way", key.name())));
        }
        Some(Expr::InList(Box::new(expr), id))
    }

    fn mentions(&mut self, text: &ast::Expr, list: &ast::Expr) -> Option<Expr> {
        let (expr, id) = (self.expr(text), self.list(list));
        let (expr, id) = (expr?, id?);
        let Expr::Column(column) = expr else {
            return self.error(Code::TypeMismatch, text.span(), "mentions takes the name of a text column");
        };
        self.expect(&expr, Type::Text, text.span(), "mentions takes")?;
        self.of_phrases(list, id)?;
        Some(Expr::Mentions(column, id))
    }

    /// Marks that are not stated leave the description to decide; a phrase in the marks says it alone.
    fn goods_mention(&mut self, list: &ast::Expr) -> Option<Expr> {
        let id = self.list(list)?;
        self.of_phrases(list, id)?;
        let marks = Expr::Is(Box::new(Expr::Mentions(Column::ShippingMarks, id)), true);
        Some(Expr::Or(vec![Expr::Mentions(Column::GoodsDescription, id), marks]))
    }

    fn of_phrases(&mut self, list: &ast::Expr, id: crate::reference::ListId) -> Option<()> {
        if self.scope.lists.get(id).match_kind != MatchKind::Phrase {
            let message = "this list has no phrases (match = \"phrase\"); ask in_list(value, 'list')";
            return self.error(Code::WrongList, list.span(), message);
        }
        Some(())
    }
}

fn negate_if(negated: bool, expr: Expr) -> Expr {
    if negated { Expr::Not(Box::new(expr)) } else { expr }
}

fn flat_and(a: Expr, b: Expr) -> Expr {
    match (a, b) {
        (Expr::And(mut items), b) => {
            items.push(b);
            Expr::And(items)
        }
        (a, b) => Expr::And(vec![a, b]),
    }
}

fn flat_or(a: Expr, b: Expr) -> Expr {
    match (a, b) {
        (Expr::Or(mut items), b) => {
            items.push(b);
            Expr::Or(items)
        }
        (a, b) => Expr::Or(vec![a, b]),
    }
}
