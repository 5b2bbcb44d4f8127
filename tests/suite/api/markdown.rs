//! One Markdown text to an article and back.

use newsconv::{Article, Code, Error, Value, markdown};

use crate::util::{markdown_files, samples};

#[test]
fn every_sample_comes_back_unchanged_or_as_the_same_article() {
    let (mut same, mut all) = (0, 0);
    for file in markdown_files(&samples("valid")) {
        let text = std::fs::read_to_string(&file).expect("UTF-8");
        let article = markdown::parse(&text).unwrap_or_else(|error| panic!("{error}"));
        let Ok(back) = markdown::render(&article) else { panic!("{}", file.display()) };
        // The house style may spell a value in another way.
        let meaning = |article| Article { source_style: None, ..article };
        let again = meaning(markdown::parse(&back).expect("it is valid"));
        assert_eq!(again, meaning(article), "{}", file.display());
        same += usize::from(back == text);
        all += 1;
    }
    assert!(all > 25 && same > all / 2, "{same} of {all}");
}

#[test]
fn wrong_values_have_their_positions() {
    let error = markdown::parse("---\ntitle: Ferry\nquality: high\n---\n").expect_err("no number");
    let Error::Invalid(problems) = error else { panic!("{error}") };
    let [problem] = &*problems else { panic!("{problems:?}") };
    let place = problem.position.expect("a place");
    assert_eq!((problem.code, place.line, place.column), (Code::WrongType, 3, 10));
}

#[test]
fn an_article_made_by_hand_is_written_or_rejected() {
    let mut article = Article { title: Some("Ferry".into()), ..Article::default() };
    assert_eq!(markdown::render(&article).expect("it can"), "---\ntitle: \"Ferry\"\n---");
    article.extra.push(("title".into(), Value::Integer(1)));
    assert!(matches!(markdown::render(&article), Err(Error::Invalid(_))));
}
