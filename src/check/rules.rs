//! The rules of `newsconv check`: requirements beyond the types of the fields.

use std::fmt::Arguments;

use super::{base64, url};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::article::{Article, Author, FieldRef, Image, Record, Related, Visit, walk};

/// A rule about a text field of one record type.
struct Rule {
    /// The name of the record type.
    of: &'static str,
    field: &'static str,
    code: Code,
    /// Returns what is wrong with the text, or `None` if nothing is. The argument is `None` if the field is
    /// absent.
    fault: fn(Option<&str>) -> Option<String>,
    help: &'static str,
}

const fn rule(
    of: &'static str,
    field: &'static str,
    code: Code,
    fault: fn(Option<&str>) -> Option<String>,
    help: &'static str,
) -> Rule {
    Rule { of, field, code, fault, help }
}

const WHOLE: &str =
    "write the complete URL, like https://example.com/news/a.html, or remove the key";
const PLACE: &str = "write the complete URL, or a path on the site that begins with `/`";
const TITLE: &str = "add a `title`";
const SECURED: &str = "write the ciphertext and the initialisation vector of 16 bytes, each in base64 with its \
    padding, joined by `;`";

/// All rules. A new rule needs a line here, a code and a sample.
const RULES: &[Rule] = &[
    rule(Article::NAME, "title", Code::NoTitle, blank, TITLE),
    rule(Article::NAME, "originalUrl", Code::BadUrl, absolute, WHOLE),
    rule(Article::NAME, "webUrl", Code::BadUrl, absolute, WHOLE),
    rule(Article::NAME, "ampWebUrl", Code::BadUrl, absolute, WHOLE),
    rule(Article::NAME, "cdnAmpWebUrl", Code::BadUrl, absolute, WHOLE),
    rule(Article::NAME, "sourceUrl", Code::BadUrl, absolute, WHOLE),
    rule(Related::NAME, "originalUrl", Code::BadUrl, absolute, WHOLE),
    rule(Related::NAME, "webUrl", Code::BadUrl, absolute, WHOLE),
    rule(Author::NAME, "url", Code::BadUrl, absolute, WHOLE),
    rule(Image::NAME, "url", Code::BadUrl, absolute_or_path, PLACE),
    rule(Article::NAME, "secured", Code::BadSecured, not_secured, SECURED),
];

/// Returns all problems that the rules find in `article`.
pub(super) fn problems(article: &Article<'_>) -> Vec<Diagnostic> {
    let path = article.path.as_deref().unwrap_or_default();
    let mut found = Found { path, problems: Vec::new() };
    walk(article, &mut found);
    found.problems
}

struct Found<'p> {
    path: &'p str,
    problems: Vec<Diagnostic>,
}

impl Visit for Found<'_> {
    fn record<'a, R: Record<'a>>(&mut self, record: &R, at: Arguments<'_>) {
        for (field, value) in record.fields() {
            let FieldRef::Text(text) = value else { continue };
            let rules = RULES.iter().filter(|rule| rule.of == R::NAME && rule.field == field.name);
            for rule in rules {
                if let Some(message) = (rule.fault)(text.as_deref()) {
                    let problem = Diagnostic::new(rule.code, self.path, message);
                    let problem = problem.in_field(format!("{at}{}", field.name));
                    self.problems.push(problem.with_help(rule.help));
                }
            }
        }
    }
}

fn blank(title: Option<&str>) -> Option<String> {
    match title {
        None => Some("the article has no title".to_owned()),
        Some(title) => title.trim().is_empty().then(|| "the title is blank".to_owned()),
    }
}

fn absolute(text: Option<&str>) -> Option<String> {
    url::fault(text?)
}

/// Checks the URL of a picture, which may be a path on the site.
fn absolute_or_path(text: Option<&str>) -> Option<String> {
    let text = text?;
    // `//host/path` is a URL without a scheme and not a path (RFC 3986, section 4.2).
    if text.starts_with('/') && !text.starts_with("//") {
        url::path_fault(text)
    } else {
        url::fault(text)
    }
}

fn not_secured(text: Option<&str>) -> Option<String> {
    let parts: Vec<&str> = text?.split(';').collect();
    let [ciphertext, vector] = parts[..] else {
        let number = parts.len();
        return Some(format!("expected two parts joined by `;`, found {number}"));
    };
    match (base64::decoded_len(ciphertext), base64::decoded_len(vector)) {
        (None, _) => Some("the first part is not base64".to_owned()),
        (Some(0), _) => Some("the first part, the ciphertext, is empty".to_owned()),
        (_, None) => Some("the second part is not base64".to_owned()),
        (_, Some(16)) => None,
        (_, Some(bytes)) => Some(format!(
            "the initialisation vector, the second part, is {bytes} bytes long instead of 16"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_is_about_a_text_field_that_is_there() {
        let known = [
            (Article::NAME, Article::FIELDS),
            (Related::NAME, Related::FIELDS),
            (Author::NAME, Author::FIELDS),
            (Image::NAME, Image::FIELDS),
        ];
        for rule in RULES {
            let (_, fields) = known.iter().find(|(name, _)| *name == rule.of).expect("a record");
            let field = fields.iter().find(|field| field.name == rule.field).expect("a field");
            assert_eq!(field.kind, crate::schema::Kind::Text, "{}", rule.field);
        }
        let named = |name: &str| name.ends_with("Url") || name == "url";
        let fields = known.iter().flat_map(|(_, fields)| fields.iter());
        let urls = fields.filter(|field| named(field.name)).count();
        assert_eq!(RULES.iter().filter(|rule| rule.code == Code::BadUrl).count(), urls);
    }

    #[test]
    fn secured_is_two_parts_with_a_vector_of_16_bytes() {
        let vector = "AAECAwQFBgcICQoLDA0ODw==";
        let fault = |text: &str| not_secured(Some(text));
        assert_eq!(fault(&format!("c2VjcmV0;{vector}")), None);
        for (text, words) in [
            ("", "expected two parts joined by `;`, found 1"),
            ("c2VjcmV0", "expected two parts joined by `;`, found 1"),
            (&format!("c2VjcmV0;{vector};"), "expected two parts joined by `;`, found 3"),
            (&format!("c2VjcmV;{vector}"), "the first part is not base64"),
            (&format!(";{vector}"), "the first part, the ciphertext, is empty"),
            ("c2VjcmV0;c2Vj*mV0", "the second part is not base64"),
            (
                "c2VjcmV0;c2VjcmV0",
                "the initialisation vector, the second part, is 6 bytes long instead of 16",
            ),
        ] {
            assert_eq!(fault(text).as_deref(), Some(words), "{text}");
        }
    }
}
