//! The SQL parser's tree -> ours: the whitelist. Owns which kinds of node the language has and the
//! exact bytes of each; must not know columns or types. A kind that is not named here is refused.

use std::ops::Range;

use sqlparser::ast::{self as sql, Expr as Sql};
use sqlparser::tokenizer::{Span, Token};

use crate::diagnostic::codes::expr as codes;
use crate::say;

use super::ast::{Arithmetic, Arm, Comparison, Expr, ExprKind, Literal, quoted};
use super::functions::Function;
use super::lex::Piece;
use super::parse::too_deep;
use super::resolve::wrong_count;
use super::{Problem, date, slip};

/// How deep the tree may be, chains of `+` and `*` included; AND and OR chains count as one level.
const MAX_DEPTH: usize = 160;

/// Converts the tree, or names every node that is not part of the language.
pub(super) fn convert(text: &str, pieces: &[Piece], parsed: &Sql) -> Result<Expr, Vec<Problem>> {
    let mut converter = Converter { text, pieces, problems: Vec::new(), too_deep: false };
    let converted = converter.expr(parsed, 0);
    match converted {
        Some(node) if converter.problems.is_empty() => Ok(node.expr),
        _ if converter.problems.is_empty() => Err(vec![too_deep(text)]),
        _ => Err(converter.problems),
    }
}

/// A converted node; its extent includes the parentheses around it, which its range does not.
struct Node {
    expr: Expr,
    extent: Range<usize>,
}

struct Converter<'a> {
    text: &'a str,
    pieces: &'a [Piece],
    problems: Vec<Problem>,
    too_deep: bool,
}

fn bytes(span: Span) -> Range<usize> {
    let byte = |column: u64| (column.max(1) - 1) as usize;
    byte(span.start.column)..byte(span.end.column)
}

fn node(kind: ExprKind, range: Range<usize>) -> Option<Node> {
    Some(Node { expr: Expr::new(kind, range.clone()), extent: range })
}

impl Converter<'_> {
    /// The last token that ends at or before this byte.
    fn before(&self, byte: usize) -> usize {
        self.pieces.partition_point(|piece| piece.range.end <= byte).saturating_sub(1)
    }

    /// The first token that starts at or behind this byte.
    fn behind(&self, byte: usize) -> usize {
        let at = self.pieces.partition_point(|piece| piece.range.start < byte);
        at.min(self.pieces.len() - 1)
    }

    fn start_before(&self, byte: usize) -> usize {
        self.pieces[self.before(byte)].range.start
    }

    /// The end of the n-th token behind this byte, counted from 1.
    fn end_of(&self, byte: usize, n: usize) -> usize {
        let at = self.behind(byte) + n - 1;
        self.pieces[at.min(self.pieces.len() - 1)].range.end
    }

    /// The end of the parentheses that open first behind this byte.
    fn end_of_parentheses(&self, byte: usize) -> usize {
        let mut level = 0usize;
        for piece in &self.pieces[self.behind(byte)..] {
            match piece.token {
                Token::LParen => level += 1,
                Token::RParen if level <= 1 => return piece.range.end,
                Token::RParen => level -= 1,
                _ => {}
            }
        }
        self.text.len()
    }

    fn refuse(&mut self, problem: Problem) -> Option<Node> {
        self.problems.push(problem);
        None
    }

    fn expr(&mut self, parsed: &Sql, depth: usize) -> Option<Node> {
        if depth > MAX_DEPTH {
            if !std::mem::replace(&mut self.too_deep, true) {
                self.problems.push(too_deep(self.text));
            }
            return None;
        }
        let depth = depth + 1;
        match parsed {
            Sql::Nested(inner) => self.nested(inner, depth),
            Sql::Identifier(ident) => {
                let range = bytes(ident.span);
                let bare = ident.quote_style.is_none();
                if bare && ident.value.eq_ignore_ascii_case("as_of") {
                    return node(ExprKind::AsOf, range);
                }
                node(ExprKind::Column(ident.value.clone()), range)
            }
            Sql::Value(value) => self.value(value),
            Sql::TypedString(typed) => self.date(typed),
            Sql::UnaryOp { op, expr } => self.unary(*op, expr, depth),
            Sql::BinaryOp { left, op, right } => self.binary(parsed, left, op, right, depth),
            Sql::IsNull(of) => self.is_missing(of, false, depth),
            Sql::IsNotNull(of) => self.is_missing(of, true, depth),
            Sql::InList { expr, list, negated } => self.in_list(expr, list, *negated, depth),
            Sql::Between { expr, negated, low, high } => {
                let (of, low, high) =
                    (self.expr(expr, depth), self.expr(low, depth), self.expr(high, depth));
                let (of, low, high) = (of?, low?, high?);
                let range = of.extent.start..high.extent.end;
                let [of, low, high] = [of, low, high].map(|node| Box::new(node.expr));
                node(ExprKind::Between { of, low, high, negated: *negated }, range)
            }
            Sql::Like { negated, any: false, expr, pattern, escape_char: None } => {
                self.like(expr, pattern, *negated, depth)
            }
            Sql::Case { case_token, end_token, operand, conditions, else_result } => {
                let range = bytes(case_token.0.span).start..bytes(end_token.0.span).end;
                self.case(range, operand.as_deref(), conditions, else_result.as_deref(), depth)
            }
            Sql::Function(function) => self.call(function, depth),
            other => self.foreign(other),
        }
    }

    fn nested(&mut self, inner: &Sql, depth: usize) -> Option<Node> {
        let Node { expr, extent } = self.expr(inner, depth)?;
        let extent = self.start_before(extent.start)..self.end_of(extent.end, 1);
        Some(Node { expr, extent })
    }

    fn value(&mut self, value: &sql::ValueWithSpan) -> Option<Node> {
        let range = bytes(value.span);
        let literal = match &value.value {
            sql::Value::Number(digits, _) => match digits.parse::<f64>() {
                Ok(x) if x.is_finite() => Literal::Number(x),
                _ => {
                    let message =
                        say!("这个数字太大或读不懂", "this number is too large or unreadable");
                    return self.refuse(Problem::new(&codes::EXPR_NUMBER, range, message));
                }
            },
            sql::Value::SingleQuotedString(text) => Literal::Text(text.clone()),
            sql::Value::Boolean(flag) => Literal::Flag(*flag),
            sql::Value::Null => Literal::Missing,
            _ => return self.foreign_at(range),
        };
        node(ExprKind::Literal(literal), range)
    }

    fn date(&mut self, typed: &sql::TypedString) -> Option<Node> {
        let value = bytes(typed.value.span);
        let range = self.start_before(value.start)..value.end;
        let sql::Value::SingleQuotedString(text) = &typed.value.value else {
            return self.foreign_at(range);
        };
        match date::read(text) {
            Some(days) => node(ExprKind::Literal(Literal::Date(days)), range),
            None => self.refuse(super::coerce::bad_date(text, range)),
        }
    }

    fn unary(&mut self, op: sql::UnaryOperator, of: &Sql, depth: usize) -> Option<Node> {
        let of = self.expr(of, depth)?;
        let range = self.start_before(of.extent.start)..of.extent.end;
        match op {
            sql::UnaryOperator::Plus => Some(Node { expr: of.expr, extent: range }),
            sql::UnaryOperator::Minus => node(ExprKind::Negate(Box::new(of.expr)), range),
            sql::UnaryOperator::Not => node(ExprKind::Not(Box::new(of.expr)), range),
            _ => self.foreign_at(range),
        }
    }

    fn binary(
        &mut self,
        parsed: &Sql,
        left: &Sql,
        op: &sql::BinaryOperator,
        right: &Sql,
        depth: usize,
    ) -> Option<Node> {
        use sql::BinaryOperator as Op;
        if matches!(op, Op::And | Op::Or) {
            return self.chain(parsed, op, depth);
        }
        if let (Some(_), Sql::BinaryOp { op: inner, .. }) = (comparison(op), left)
            && comparison(inner).is_some()
        {
            return self.chained(left, right, depth);
        }
        let (left, right) = (self.expr(left, depth), self.expr(right, depth));
        let (left, right) = (left?, right?);
        let range = left.extent.start..right.extent.end;
        let [left, right] = [left, right].map(|node| Box::new(node.expr));
        if let Some(op) = comparison(op) {
            return node(ExprKind::Compare { op, left, right }, range);
        }
        let op = match op {
            Op::Plus => Arithmetic::Add,
            Op::Minus => Arithmetic::Subtract,
            Op::Multiply => Arithmetic::Multiply,
            Op::Divide => Arithmetic::Divide,
            _ => return self.foreign_at(range),
        };
        node(ExprKind::Arithmetic { op, left, right }, range)
    }

    /// `a AND b AND c` is one node of three; parentheses inside keep their own.
    fn chain(&mut self, parsed: &Sql, op: &sql::BinaryOperator, depth: usize) -> Option<Node> {
        let mut parts = Vec::new();
        let mut rest = parsed;
        while let Sql::BinaryOp { left, op: inner, right } = rest {
            if inner != op {
                break;
            }
            parts.push(&**right);
            rest = left;
        }
        parts.push(rest);
        let nodes: Vec<_> = parts.into_iter().rev().map(|part| self.expr(part, depth)).collect();
        let nodes: Vec<Node> = nodes.into_iter().collect::<Option<_>>()?;
        let range = nodes.first()?.extent.start..nodes.last()?.extent.end;
        let parts = nodes.into_iter().map(|node| node.expr).collect();
        let and = *op == sql::BinaryOperator::And;
        node(if and { ExprKind::And(parts) } else { ExprKind::Or(parts) }, range)
    }

    fn chained(&mut self, left: &Sql, right: &Sql, depth: usize) -> Option<Node> {
        let (left, right) = (self.expr(left, depth), self.expr(right, depth));
        let (left, right) = (left?, right?);
        let range = left.extent.start..right.extent.end;
        let message = say!("比较不能连写", "comparisons cannot be chained");
        let problem = Problem::new(&codes::EXPR_CHAIN, range.clone(), message);
        let ExprKind::Compare { right: middle, .. } = &left.expr.kind else {
            return self.refuse(problem);
        };
        let (low, high) = (&self.text[left.extent.clone()], &self.text[right.extent.clone()]);
        let sign = self.text[left.extent.end..right.extent.start].trim();
        let middle = &self.text[middle.range.clone()];
        let help = say!(
            "写成：{low} AND {middle} {sign} {high}",
            "write: {low} AND {middle} {sign} {high}"
        );
        self.refuse(problem.help(help))
    }

    fn is_missing(&mut self, of: &Sql, negated: bool, depth: usize) -> Option<Node> {
        let of = self.expr(of, depth)?;
        let end = self.end_of(of.extent.end, if negated { 3 } else { 2 });
        node(ExprKind::IsMissing { of: Box::new(of.expr), negated }, of.extent.start..end)
    }

    fn in_list(&mut self, of: &Sql, list: &[Sql], negated: bool, depth: usize) -> Option<Node> {
        let of = self.expr(of, depth);
        let list: Vec<_> = list.iter().map(|item| self.expr(item, depth)).collect();
        let of = of?;
        let end = self.end_of_parentheses(of.extent.end);
        let list = list.into_iter().map(|node| node.map(|n| n.expr)).collect::<Option<_>>()?;
        node(ExprKind::In { of: Box::new(of.expr), list, negated }, of.extent.start..end)
    }

    fn like(&mut self, of: &Sql, pattern: &Sql, negated: bool, depth: usize) -> Option<Node> {
        let (of, pattern) = (self.expr(of, depth), self.expr(pattern, depth));
        let (of, pattern) = (of?, pattern?);
        let range = of.extent.start..pattern.extent.end;
        let ExprKind::Literal(Literal::Text(pattern)) = pattern.expr.kind else {
            let message = say!(
                "LIKE 后面必须是写明的文本，如 '%医药%'",
                "after LIKE stands a text written down, such as '%pharma%'"
            );
            let help = say!(
                "要在一列里找另一列的文本，用 contains(text, part)",
                "to look for one column's text in another use contains(text, part)"
            );
            let problem = Problem::new(&codes::EXPR_ARGUMENTS, pattern.extent, message);
            return self.refuse(problem.help(help));
        };
        node(ExprKind::Like { of: Box::new(of.expr), pattern, negated }, range)
    }

    fn case(
        &mut self,
        range: Range<usize>,
        subject: Option<&Sql>,
        conditions: &[sql::CaseWhen],
        otherwise: Option<&Sql>,
        depth: usize,
    ) -> Option<Node> {
        let subject = subject.map(|of| self.expr(of, depth).map(|node| Box::new(node.expr)));
        let arms: Vec<_> = conditions
            .iter()
            .map(|arm| {
                let (when, then) =
                    (self.expr(&arm.condition, depth), self.expr(&arm.result, depth));
                Some(Arm { when: when?.expr, then: then?.expr })
            })
            .collect();
        let otherwise = otherwise.map(|of| self.expr(of, depth).map(|node| Box::new(node.expr)));
        let arms = arms.into_iter().collect::<Option<_>>()?;
        let (subject, otherwise) = (subject.map_or(Some(None), |s| s.map(Some))?, otherwise);
        let otherwise = otherwise.map_or(Some(None), |o| o.map(Some))?;
        node(ExprKind::Case { subject, arms, otherwise }, range)
    }

    fn call(&mut self, call: &sql::Function, depth: usize) -> Option<Node> {
        let Some(name) = call.name.0.first().and_then(|part| part.as_ident()) else {
            return self.foreign_at(0..self.text.len());
        };
        let start = bytes(name.span).start;
        let range = start..self.end_of_parentheses(start);
        let args = match &call.args {
            sql::FunctionArguments::List(list) => list.args.as_slice(),
            _ => &[],
        };
        let mut converted = Vec::new();
        for arg in args {
            match arg {
                sql::FunctionArg::Unnamed(sql::FunctionArgExpr::Expr(arg)) => {
                    converted.push(self.expr(arg, depth));
                }
                _ => return self.foreign_at(range),
            }
        }
        let Some(function) = Function::find(&name.value) else {
            return self.unknown_function(name, range, converted.len());
        };
        let args = converted.into_iter().map(|node| node.map(|n| n.expr));
        let args = args.collect::<Option<Vec<_>>>()?;
        let entry = function.entry();
        if !entry.takes(args.len()) {
            return self.refuse(wrong_count(entry, args.len(), range));
        }
        node(ExprKind::Call { function, args }, range)
    }

    fn unknown_function(
        &mut self,
        name: &sql::Ident,
        range: Range<usize>,
        args: usize,
    ) -> Option<Node> {
        let written = &name.value;
        let message = say!("没有函数 {written}", "there is no function `{written}`");
        let place = bytes(name.span);
        let mut problem = Problem::new(&codes::EXPR_FUNCTION, place.clone(), message);
        let glued = self.text[place.end..].starts_with(['(', '（']);
        if glued && args == 1 && !written.is_ascii() {
            let header = quoted(&self.text[range]);
            problem = problem.help(say!(
                "如果这是列名，写成 {header}",
                "if this is a column name, write {header}"
            ));
        } else if let Some(help) = slip::function_help(written) {
            problem = problem.help(help);
        }
        self.refuse(problem)
    }

    fn foreign_at(&mut self, range: Range<usize>) -> Option<Node> {
        let message =
            say!("这种写法不在表达式的范围内", "this is not part of the expression language");
        self.refuse(Problem::new(&codes::EXPR_FOREIGN, range, message).help(allowed()))
    }

    fn foreign(&mut self, other: &Sql) -> Option<Node> {
        let range = {
            let span = sql::Spanned::span(other);
            let found = bytes(span);
            if span.start.line == 0 || found.is_empty() { 0..self.text.len() } else { found }
        };
        let debug = format!("{other:?}");
        let kind = debug.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let message = match other {
            Sql::Tuple(_) => say!(
                "括号里的一列值只能跟在 IN 之后",
                "a list of values in parentheses stands only after IN"
            ),
            _ => say!("{kind} 不在表达式的范围内", "{kind} is not part of the expression language"),
        };
        self.refuse(Problem::new(&codes::EXPR_FOREIGN, range, message).help(allowed()))
    }
}

fn allowed() -> crate::diagnostic::Text {
    let functions: Vec<_> = super::FUNCTIONS.iter().map(|entry| entry.name).collect();
    let functions = functions.join(", ");
    say!(
        "可用：数字、'文本'、列、+ - * /、比较、AND OR NOT、IN、BETWEEN、IS NULL、LIKE、CASE，以及函数 {functions}",
        "there are numbers, 'texts', columns, + - * /, comparisons, AND OR NOT, IN, BETWEEN, IS NULL, LIKE, CASE, and the functions {functions}"
    )
}

fn comparison(op: &sql::BinaryOperator) -> Option<Comparison> {
    use sql::BinaryOperator as Op;
    Some(match op {
        Op::Eq => Comparison::Equal,
        Op::NotEq => Comparison::NotEqual,
        Op::Lt => Comparison::Less,
        Op::LtEq => Comparison::AtMost,
        Op::Gt => Comparison::Greater,
        Op::GtEq => Comparison::AtLeast,
        _ => return None,
    })
}
