use newsconv::diagnostic::Position;
use newsconv::{Code, Diagnostic};

use super::*;

fn problem(line: &str, column: u64, from: u64) -> Diagnostic {
    let mut problem = Diagnostic::new(Code::WrongType, "a.md", "no")
        .at(Position::new(0, 7, column))
        .in_field("quality");
    problem.source_line = Some(line.to_owned());
    problem.source_column = from;
    problem
}

fn plain(width: usize, problem: &Diagnostic) -> String {
    render(&renderer(Some(width), false), problem)
}

#[test]
fn the_mark_is_right_under_the_place() {
    // The line, the column, and the line as it is shown with the columns of the terminal marked.
    for (line, column, shown, mark) in [
        ("quality: high", 10, "quality: high", "         ^"),
        ("江港: x", 5, "江港: x", "      ^"),
        ("江港: x", 2, "江港: x", "  ^^"),
        ("e\u{301}te\u{301}: x", 8, "e\u{301}te\u{301}: x", "     ^"),
        ("\tname: x", 8, "    name: x", "          ^"),
        ("\tname: x", 1, "    name: x", "^^^^"),
        ("🚢: x", 4, "🚢: x", "    ^"),
        ("a,b", 4, "a,b", "   ^"),
        ("", 1, "", "^"),
    ] {
        let text = plain(100, &problem(line, column, 1));
        let expected = format!(
            "error[NC0201]: quality: no\n --> a.md:7:{column}\n  |\n{}\n  | {mark}",
            format!("7 | {shown}").trim_end()
        );
        assert_eq!(text, expected, "{line:?} at {column}");
    }
}

#[test]
fn a_cut_line_keeps_its_column_and_its_mark() {
    let line = format!("{}|{}", "x".repeat(120), "y".repeat(119));
    let text = plain(80, &problem(&line, 4_000_121, 4_000_001));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[1], " --> a.md:7:4000121");
    assert_eq!(lines[3].find('|').map(|_| lines[3].rfind('|')), Some(lines[4].find('^')), "{text}");
    assert!(lines[3].len() <= 80, "{text}");
}

#[test]
fn what_is_not_known_is_not_shown() {
    let bare = Diagnostic::new(Code::NoOffset, "", "no").with_help("yes");
    assert_eq!(plain(100, &bare), "warning[NC0205]: no\n |\n = help: yes");
    let row = Diagnostic::new(Code::WrongType, "a.parquet", "no").at(Position::new(0, 3, 0));
    assert_eq!(plain(100, &row), "error[NC0201]: no\n--> a.parquet:row 3");
}

/// No line, place and width makes the renderer fail.
#[test]
fn any_line_is_rendered() {
    let parts = [
        "a",
        "\t",
        "江",
        "e\u{301}",
        "\u{1b}[31m",
        "\u{202e}",
        "\r",
        "\0",
        "👨‍👩‍👧",
        " ",
        "\u{feff}",
        "\u{fffd}",
    ];
    let mut rendered = 0;
    for (seed, width) in (0..600_usize).zip([0, 1, 40, 41, 80, 100, 300].into_iter().cycle()) {
        let mut random = seed.wrapping_mul(0x9E37_79B9) + 1;
        let mut line = String::new();
        for _ in 0..seed % 240 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            line.push_str(parts[(random >> 33) % parts.len()]);
        }
        let length = line.chars().count() as u64;
        for column in [1, 2, length / 2 + 1, length, length + 1, length + 9] {
            for from in [0, 1, 2, 5_000] {
                let text = plain(width, &problem(&line, column + from, from));
                assert!(!text.contains('\u{1b}') && text.contains('^'), "{text}");
                rendered += 1;
            }
        }
    }
    assert_eq!(rendered, 14_400);
}
