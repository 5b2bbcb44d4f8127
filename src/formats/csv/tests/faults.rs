//! Every fault is told with its place.

use super::{article, read};
use crate::diagnostic::Speaker;

/// What is said about `text`, one problem a line, without the source's name.
fn problems(text: impl AsRef<[u8]>) -> Vec<String> {
    let problems = read(text).problems;
    problems
        .iter()
        .map(|problem| problem.spelled(Speaker::Program).replacen("t.csv:", "", 1))
        .collect()
}

#[test]
fn faults_of_syntax_have_places() {
    for (text, problem) in [
        ("", "1:1: error[NC0303] the source has no header line with the names of the columns"),
        (
            "\u{feff}\r\n\n",
            "3:1: error[NC0303] the source has no header line with the names of the columns",
        ),
        (
            "path,title,path\n",
            "1:12: error[NC0303] path: the columns 1 and 3 are both named `path`; rename or remove one of them",
        ),
        (
            "x,\"x\"\n",
            "1:3: error[NC0303] x: the columns 1 and 2 are both named `x`; rename or remove one of them",
        ),
        (
            "provider.name,provider\n",
            "1:15: error[NC0303] provider: the columns `provider.name` and `provider` overlap; rename or remove one of them",
        ),
        (
            "path;title\na;b\n",
            "1:1: error[NC0303] the header has one column, which looks like several columns with another \
             delimiter; name it: --delimiter ';'",
        ),
        ("title,\"body\n", "1:7: error[NC0303] this quote is not closed"),
        ("title,body\n1,2\nä,\"x\ny", "3:3: error[NC0303] body: this quote is not closed"),
        (
            "title,body\n\n\"ä\nb\"c,d\n",
            "4:3: error[NC0303] title: text after a closing quote; write a quote inside a quoted cell twice",
        ),
        (
            "title,body\r\na,\"b\n\"\r\na\r\n",
            "4:2: error[NC0304] the record has 1 cells, but the header has 2; put a cell \
             that contains delimiters or line ends in quotes",
        ),
        (
            "title,body\nä,\"b,\",c,d\n",
            "2:8: error[NC0304] the record has 4 cells, but the header has 2; put a cell \
             that contains delimiters or line ends in quotes",
        ),
    ] {
        assert_eq!(problems(text), [problem], "{text:?}");
    }
    let bad = problems(b"title,body\nok,\"\xc3\xa4\xff\"\n");
    assert_eq!(
        bad,
        [
            "2:6: error[NC0101] body: this byte is not UTF-8; in Windows-1252 it is `ÿ`; save the text as UTF-8, or name its encoding, as in --encoding windows-1252"
        ]
    );
}

#[test]
fn faults_of_meaning_have_places() {
    for (text, problem) in [
        (
            "title,quality\na,high\n",
            "2:3: error[NC0201] quality: expected an integer, found the text \"high\"; --lenient keeps it as an unknown key",
        ),
        (
            "quality,title\n\"1,5\",a\n",
            "2:1: error[NC0201] quality: expected an integer, found the text \"1,5\"; --lenient keeps it as an unknown key",
        ),
        (
            "quality,title\n1.5,a\n",
            "2:1: error[NC0201] quality: expected an integer, found the number 1.5; --lenient keeps it as an unknown key",
        ),
        (
            "heat,title\n9223372036854775808,a\n",
            "2:1: error[NC0202] heat: 9223372036854775808 does not fit in 64 bits",
        ),
        (
            "published,title\n2,a\n",
            "2:1: error[NC0201] published: expected true or false, found the text \"2\"; --lenient keeps it as an unknown key",
        ),
        (
            "title,updatedDateTime\na,2024-02-30\n",
            "2:3: error[NC0204] updatedDateTime: \"2024-02-30\" is not a possible time: there is no such day",
        ),
        (
            "title,updatedDateTime\na,now\n",
            "2:3: error[NC0203] updatedDateTime: \"now\" is not an RFC 3339 time; write it like 2024-01-23T12:00:00Z",
        ),
        (
            "updatedOffset,updatedDateTime\nx,2024-01-01T00:00:00Z\n",
            "2:1: error[NC0201] updatedOffset: expected an integer, found the text \"x\"; --lenient keeps it as an unknown key",
        ),
        (
            "updatedOffset,updatedDateTime\n1440,2024-01-01T00:00:00Z\n",
            "2:1: error[NC0204] updatedOffset: not a possible time: the offset is a day or more",
        ),
        (
            "title,topics\na,['x']\n",
            "2:4: error[NC0305] topics: the cell is not JSON: a text has other quotes than `\"`; write JSON text, such as [\"a\", \"b\"] or {\"a\": 1}",
        ),
        (
            "title,images\nä,\"[{\"\"ü\"\": \"\"\"\",\n\"\"width\"\": \"\"x\"\"}]\"\n",
            "3:12: error[NC0201] images[0].width: expected an integer, found the text \"x\"; --lenient keeps it as an unknown key",
        ),
        (
            "title,topics\na,\"{\"\"a\"\": 1}\"\n",
            "2:3: error[NC0201] topics: expected a list of text, found a map; --lenient keeps it as an unknown key",
        ),
        (
            "title,provider.authors\na,[5]\n",
            "2:4: error[NC0201] provider.authors[0]: expected a map, found the integer 5; --lenient keeps it as an unknown key",
        ),
        ("title,extra\na,[]\n", "2:3: error[NC0201] extra: expected a map, found a list"),
        (
            "title,extra\na,\"{\"\"k\"\":1,\"\"k\"\":2}\"\n",
            "2:13: error[NC0107] extra: the member `k` is given twice, first in column 5; keep one of the two",
        ),
        (
            "k,extra\na,\"{\"\"k\"\":1}\"\n",
            "2:1: error[NC0107] k: the key `k` is also in the column `extra`; keep one of the two",
        ),
    ] {
        assert_eq!(problems(text), [problem], "{text:?}");
    }
    let found = &read("title,quality\r\n\"ä\r\n\",x\r\n").problems[0];
    assert_eq!(found.position.map(|p| (p.byte, p.line, p.column)), Some((22, 3, 3)));
}

#[test]
fn values_nest_as_deep_as_in_other_formats() {
    let deep = |depth: usize| {
        let value = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        problems(format!("title,extra\na,\"{{\"\"k\"\":{value}}}\"\n"))
    };
    assert_eq!(deep(crate::schema::MAX_DEPTH), [""; 0]);
    let told = "2:11: error[NC0112] extra: values are nested more than 100 levels deep";
    assert_eq!(deep(crate::model::value::MAX_DEPTH + 1), [told]);
}

#[test]
fn all_problems_of_a_record_are_reported_at_once() {
    let text = "publishedDateTime,quality,heat,topics\n2024-01-01,a,b,[c\n1,1,1,1,1\n,1,1,[]\n";
    let log = read(text);
    let codes: Vec<_> = log.problems.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(codes, ["NC0205", "NC0201", "NC0201", "NC0305", "NC0304"]);
    assert_eq!(log.articles, [article(r#"{"quality": 1, "heat": 1, "topics": []}"#)]);
}
