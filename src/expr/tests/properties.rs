//! What holds for every expression: parsing never panics, writing and reading are inverse, and
//! whole columns give the bits of single rows.

use proptest::prelude::*;

use super::*;

const RANGE: std::ops::Range<usize> = 0..0;

fn new(kind: ExprKind) -> Expr {
    Expr::new(kind, RANGE)
}

fn bare(expr: &Expr) -> Expr {
    let mut expr = expr.map_children(&mut |child| bare(child));
    expr.range = RANGE;
    expr
}

fn boxed(expr: Expr) -> Box<Expr> {
    Box::new(expr)
}

fn literal(literal: Literal) -> Expr {
    new(ExprKind::Literal(literal))
}

fn column(name: &str) -> Expr {
    new(ExprKind::Column(name.into()))
}

fn number_literal() -> impl Strategy<Value = f64> {
    prop_oneof![
        (0u32..20).prop_map(f64::from),
        (0u32..2000).prop_map(|x| f64::from(x) / 100.0),
        prop_oneof![Just(1e300), Just(1e-300), Just(1e16), Just(0.05), Just(100.0)],
        any::<f64>().prop_filter("finite", |x| x.is_finite()).prop_map(f64::abs),
    ]
}

fn missing() -> impl Strategy<Value = Expr> {
    Just(literal(Literal::Missing))
}

fn numbers(depth: u32) -> BoxedStrategy<Expr> {
    let leaf = prop_oneof![
        4 => prop_oneof![Just("x"), Just("y"), Just("R&D")].prop_map(column),
        3 => number_literal().prop_map(|x| literal(Literal::Number(x))),
        1 => missing(),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = || numbers(depth - 1);
    let op = prop_oneof![
        Just(Arithmetic::Add),
        Just(Arithmetic::Subtract),
        Just(Arithmetic::Multiply),
        Just(Arithmetic::Divide)
    ];
    let one = prop_oneof![
        Just(Function::Abs),
        Just(Function::Round),
        Just(Function::Floor),
        Just(Function::Ceil),
        Just(Function::Ln),
        Just(Function::Log10),
        Just(Function::Sqrt),
    ];
    let two = prop_oneof![
        Just(Function::Power),
        Just(Function::Growth),
        Just(Function::Least),
        Just(Function::Greatest),
        Just(Function::Coalesce),
        Just(Function::Nullif),
    ];
    let call = |function, args| new(ExprKind::Call { function, args });
    prop_oneof![
        2 => leaf,
        4 => (op, inner(), inner()).prop_map(|(op, left, right)| {
            new(ExprKind::Arithmetic { op, left: boxed(left), right: boxed(right) })
        }),
        1 => inner().prop_map(|of| new(ExprKind::Negate(boxed(of)))),
        2 => (one, inner()).prop_map(move |(function, arg)| call(function, vec![arg])),
        1 => (inner(), 0u32..=15).prop_map(move |(arg, digits)| {
            call(Function::Round, vec![arg, literal(Literal::Number(f64::from(digits)))])
        }),
        3 => (two, inner(), inner()).prop_map(move |(function, a, b)| call(function, vec![a, b])),
        1 => (inner(), inner(), inner()).prop_map(move |(a, b, c)| {
            call(Function::Greatest, vec![a, b, c])
        }),
        2 => case(flags(depth - 1), inner()),
        1 => simple_case(inner(), inner()),
        1 => dates().prop_map(move |date| call(Function::YearsSince, vec![date])),
        1 => (dates(), dates()).prop_map(move |(a, b)| call(Function::YearsSince, vec![a, b])),
        1 => dates().prop_map(move |date| call(Function::Year, vec![date])),
        1 => texts().prop_map(move |text| call(Function::Length, vec![text])),
    ]
    .boxed()
}

fn case(when: BoxedStrategy<Expr>, then: BoxedStrategy<Expr>) -> impl Strategy<Value = Expr> {
    let arm = (when, then.clone()).prop_map(|(when, then)| Arm { when, then });
    (prop::collection::vec(arm, 1..3), prop::option::of(then)).prop_map(|(arms, otherwise)| {
        new(ExprKind::Case { subject: None, arms, otherwise: otherwise.map(boxed) })
    })
}

fn simple_case(
    values: BoxedStrategy<Expr>,
    then: BoxedStrategy<Expr>,
) -> impl Strategy<Value = Expr> {
    let arm = (values.clone(), then.clone()).prop_map(|(when, then)| Arm { when, then });
    (values, prop::collection::vec(arm, 1..3), prop::option::of(then)).prop_map(
        |(subject, arms, otherwise)| {
            let (subject, otherwise) = (Some(boxed(subject)), otherwise.map(boxed));
            new(ExprKind::Case { subject, arms, otherwise })
        },
    )
}

fn dates() -> BoxedStrategy<Expr> {
    prop_oneof![
        3 => prop_oneof![Just("成立日期"), Just("有效期至")].prop_map(column),
        1 => Just(new(ExprKind::AsOf)),
        2 => (-20_000i32..20_000).prop_map(|days| literal(Literal::Date(days))),
        1 => missing(),
    ]
    .boxed()
}

fn texts() -> BoxedStrategy<Expr> {
    prop_oneof![
        3 => prop_oneof![Just("级别"), Just("产业领域")].prop_map(column),
        2 => "[国省%_' a]{0,3}".prop_map(|text| literal(Literal::Text(text))),
        1 => missing(),
    ]
    .boxed()
}

fn comparison() -> impl Strategy<Value = Comparison> {
    prop_oneof![
        Just(Comparison::Equal),
        Just(Comparison::NotEqual),
        Just(Comparison::Less),
        Just(Comparison::AtMost),
        Just(Comparison::Greater),
        Just(Comparison::AtLeast),
    ]
}

fn membership(values: BoxedStrategy<Expr>) -> impl Strategy<Value = Expr> {
    (values.clone(), prop::collection::vec(values, 1..4), any::<bool>())
        .prop_map(|(of, list, negated)| new(ExprKind::In { of: boxed(of), list, negated }))
}

fn flags(depth: u32) -> BoxedStrategy<Expr> {
    let leaf = prop_oneof![
        4 => prop_oneof![Just("p"), Just("q")].prop_map(column),
        1 => any::<bool>().prop_map(|flag| literal(Literal::Flag(flag))),
        1 => missing(),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let compared = |values: BoxedStrategy<Expr>, op: BoxedStrategy<Comparison>| {
        (op, values.clone(), values).prop_map(|(op, left, right)| {
            new(ExprKind::Compare { op, left: boxed(left), right: boxed(right) })
        })
    };
    let equality = prop_oneof![Just(Comparison::Equal), Just(Comparison::NotEqual)].boxed();
    let number = || numbers(depth - 1);
    let inner = || flags(depth - 1);
    prop_oneof![
        2 => leaf,
        4 => compared(number(), comparison().boxed()),
        1 => compared(dates(), comparison().boxed()),
        1 => compared(texts(), equality.clone()),
        1 => compared(inner(), equality),
        3 => prop::collection::vec(inner(), 2..4).prop_map(|parts| new(ExprKind::And(parts))),
        3 => prop::collection::vec(inner(), 2..4).prop_map(|parts| new(ExprKind::Or(parts))),
        2 => inner().prop_map(|of| new(ExprKind::Not(boxed(of)))),
        1 => (prop_oneof![number(), inner(), texts(), dates()], any::<bool>())
            .prop_map(|(of, negated)| new(ExprKind::IsMissing { of: boxed(of), negated })),
        1 => membership(number()),
        1 => membership(texts()),
        1 => membership(dates()),
        1 => membership(flags(0)),
        1 => (number(), number(), number(), any::<bool>()).prop_map(|(of, low, high, negated)| {
            let [of, low, high] = [of, low, high].map(boxed);
            new(ExprKind::Between { of, low, high, negated })
        }),
        1 => (texts(), "[国省%_]{0,3}", any::<bool>()).prop_map(|(of, pattern, negated)| {
            new(ExprKind::Like { of: boxed(of), pattern, negated })
        }),
        1 => (texts(), texts()).prop_map(|(a, b)| {
            new(ExprKind::Call { function: Function::Contains, args: vec![a, b] })
        }),
        1 => case(inner(), inner()),
    ]
    .boxed()
}

fn number_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        2 => Just(Value::Missing),
        4 => (-20i32..20).prop_map(|x| Value::Number(f64::from(x))),
        2 => (-2000i32..2000).prop_map(|x| Value::Number(f64::from(x) / 100.0)),
        1 => prop_oneof![Just(1e300), Just(-1e300), Just(1e-300), Just(-0.0)].prop_map(Value::Number),
    ]
}

fn firms() -> impl Strategy<Value = Vec<Firm>> {
    let flag =
        || prop_oneof![Just(Value::Missing), Just(Value::Flag(true)), Just(Value::Flag(false))];
    let words = || prop_oneof![Just(Value::Missing), "[国省%_ a]{0,3}".prop_map(Value::Text),];
    let dates = || {
        prop_oneof![
            Just(Value::Missing),
            (-20_000i32..20_000).prop_map(|x| Value::Number(f64::from(x))),
        ]
    };
    let row = (
        (number_value(), number_value(), number_value()),
        (flag(), flag()),
        (words(), words()),
        (dates(), dates()),
    );
    prop::collection::vec(row, 1..12).prop_map(|rows| {
        let firm = |((x, y, z), (p, q), (s, t), (a, b))| {
            firm(&[
                ("x", x),
                ("y", y),
                ("R&D", z),
                ("p", p),
                ("q", q),
                ("级别", s),
                ("产业领域", t),
                ("成立日期", a),
                ("有效期至", b),
            ])
        };
        rows.into_iter().map(firm).collect()
    })
}

fn agree(expr: &Expr, ty: Type, firms: &[Firm]) -> Result<(), TestCaseError> {
    let written = expr.to_string();
    let read = parse(&written).map_err(|e| TestCaseError::fail(format!("{written}: {e:?}")))?;
    prop_assert_eq!(&bare(&read), expr, "{}", &written);
    let typed = resolve(&read, Some(ty), &columns())
        .map_err(|e| TestCaseError::fail(format!("{written}: {e:?}")))?;
    let whole = in_polars(&typed, &columns(), firms);
    for (firm, whole) in firms.iter().zip(whole) {
        let one = typed.evaluate(firm);
        prop_assert!(same_bits(&one, &whole), "{}: {:?}, polars {:?}", &written, one, whole);
        // Telling and rendering must not fail either, whatever the values.
        let reading = typed.reading(firm);
        prop_assert_eq!(reading.held, one.flag());
    }
    let words = typed.in_words();
    prop_assert!(!words.zh.is_empty() && !words.en.is_empty());
    prop_assert!(!typed.to_sql(&Ansi::default()).is_empty());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn numbers_agree(expr in numbers(3), firms in firms()) {
        agree(&expr, Type::Number, &firms)?;
    }

    #[test]
    fn flags_agree(expr in flags(3), firms in firms()) {
        agree(&expr, Type::Flag, &firms)?;
    }

    #[test]
    fn any_text_is_answered(text in ".{0,60}") {
        let _ = parse(&text);
    }

    #[test]
    fn any_row_of_tokens_is_answered(
        tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..14)
    ) {
        let text = tokens.concat();
        match parse(&text) {
            Ok(expr) => {
                prop_assert_eq!(bare(&parse(&expr.to_string()).unwrap()), bare(&expr));
                let _ = demands(&expr, None);
                if let Err(problems) = resolve(&expr, None, &columns()) {
                    for problem in problems {
                        prop_assert!(text.get(problem.range).is_some());
                    }
                }
            }
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                for problem in problems {
                    prop_assert!(text.get(problem.range).is_some(), "{}", &text);
                }
            }
        }
    }
}

const TOKENS: &[&str] = &[
    "x",
    "y",
    "p",
    " 研发费用",
    "\"R&D\"",
    "`a b`",
    "'国家级'",
    "‘省’",
    "“列”",
    "5",
    "5%",
    "1.5e3",
    "２",
    "3年",
    "R&D",
    " ",
    " ",
    " ",
    "　",
    "(",
    ")",
    "（",
    "）",
    ",",
    "，",
    "+",
    "-",
    "*",
    "/",
    "×",
    "÷",
    "=",
    "==",
    "<",
    "<=",
    "≥",
    "≠",
    "!=",
    "!",
    "&&",
    "||",
    "&",
    "%",
    " AND ",
    " OR ",
    " NOT ",
    " 且 ",
    "且",
    "或",
    " 非 ",
    " IN ",
    " IN (",
    " BETWEEN ",
    " IS NULL",
    " IS NOT NULL",
    " IS ",
    " LIKE ",
    " CASE ",
    " WHEN ",
    " THEN ",
    " ELSE ",
    " END ",
    "TRUE",
    "NULL",
    "round(",
    "coalesce(",
    "years_since(",
    "foo(",
    "as_of",
    "DATE ",
    "'",
    "\"",
    "'2021-05-31'",
    ";",
    "^",
    "[",
    ".",
    "大于",
    " SELECT ",
    "🙂",
    "\u{0}",
    "\n",
];
