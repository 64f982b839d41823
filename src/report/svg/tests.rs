//! Drawings are well-formed whatever is written into them, and measure what they are given.

use super::*;

/// Whether every element is closed and nothing stands loose: enough of XML for what we write.
pub(crate) fn is_well_formed(xml: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = xml;
    while let Some(start) = rest.find('<') {
        let text = &rest[..start];
        if text.contains('>') || open.is_empty() && !text.trim().is_empty() {
            return false;
        }
        let Some(end) = tag_end(&rest[start..]) else { return false };
        let tag = &rest[start + 1..start + end];
        rest = &rest[start + end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !tag.ends_with('/') {
            open.push(tag.split([' ', '\n']).next().unwrap_or(tag));
        }
    }
    open.is_empty() && rest.trim().is_empty()
}

/// The `>` outside quotes.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quoted = false;
    for (at, c) in tag.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return Some(at),
            '<' if at > 0 => return None,
            _ => {}
        }
    }
    None
}

const NASTY: &str = "<script>alert(1)</script>&\"' ]]> \u{1}";

#[test]
fn a_nasty_name_is_only_text() {
    let axis = |own| radar::Axis {
        label: NASTY.into(),
        note: NASTY.into(),
        own,
        median: Some(0.5),
        top: Some(0.9),
    };
    let crowd = strip::Crowd { bins: vec![0, 3, 9], borders: vec![0.0, 0.5, 1.0] };
    let drawings = [
        radar::draw(&[axis(Some(0.2)), axis(Some(1.0)), axis(None)], NASTY),
        strip::draw(&crowd, Some(0.4), None, NASTY),
        histogram::draw(&[1, 0, 4], 4, &[0.5], NASTY),
        bars::part(0.4, Some(2.0), "own", NASTY),
        bars::step(0.9, 0.4, "own", NASTY),
    ];
    for drawing in drawings {
        assert!(is_well_formed(&drawing), "{drawing}");
        assert!(!drawing.contains("<script"), "{drawing}");
        assert!(!drawing.contains('\u{1}'), "{drawing}");
    }
    assert!(!is_well_formed("<svg><path></svg>"));
    assert!(!is_well_formed("<svg a=\"1\"> > </svg>"));
}

#[test]
fn a_step_back_is_drawn_from_its_lower_end() {
    let drawn = bars::step(0.9, 0.4, "loss", "");
    assert!(drawn.contains("class=\"loss\" x=\"400\" width=\"500\""), "{drawn}");
}

#[test]
fn an_outline_with_a_gap_is_left_out() {
    let axis = |own| radar::Axis {
        label: "a".into(),
        note: String::new(),
        own,
        median: None,
        top: Some(1.0),
    };
    let drawn = radar::draw(&[axis(Some(1.0)), axis(Some(0.0)), axis(Some(0.5))], "");
    assert!(drawn.contains("class=\"area\" points=\"200,46 200,150 "), "{drawn}");
    assert!(drawn.contains("class=\"top\"") && !drawn.contains("class=\"middle\""), "{drawn}");
}

#[test]
fn marks_stay_inside() {
    let crowd = strip::Crowd { bins: vec![5], borders: Vec::new() };
    let drawn = strip::draw(&crowd, Some(1.7), Some(-3.0), "");
    assert!(drawn.contains("M996 0V100") && drawn.contains("M4 14V100"), "{drawn}");
    assert_eq!((at(-0.01), at(12.34), at(3.0)), ("0".into(), "12.3".into(), "3".into()));
}

#[test]
fn nothing_to_draw_is_drawn() {
    for drawing in [
        strip::draw(&strip::Crowd::default(), None, None, ""),
        histogram::draw(&[], 0, &[], ""),
        radar::draw(&[], ""),
    ] {
        assert!(is_well_formed(&drawing), "{drawing}");
    }
}
