//! One JSON object to one article.

use crate::diagnostic::{Code, Located, Problem};
use crate::error::Result;
use crate::fields::{Dialect, Fields};
use crate::sink::{ArticleSink, Flow};
use crate::tree::{Data, Node};
use crate::{json_text, json_typed};

/// Pushes the article that the JSON object `text[from..to]` of `source` holds into `sink`, or what is
/// wrong with it.
pub(crate) fn push(
    source: &Located<'_>,
    from: usize,
    to: usize,
    sink: &mut dyn ArticleSink,
) -> Result<Flow> {
    let text = match std::str::from_utf8(&source.text[from..to]) {
        Ok(text) => text,
        Err(error) => {
            let at = from + error.valid_up_to();
            let problem = Problem::new(Code::NotUtf8, at, "this byte is not UTF-8");
            return sink.reject(vec![source.diagnose(problem)]);
        }
    };
    if let Some(article) = json_typed::article(text) {
        return sink.article(&article);
    }
    match json_text::parse(text) {
        Ok(node) => push_node(source, from, node, sink),
        Err(problem) => sink.reject(vec![source.diagnose(shift(problem, from))]),
    }
}

/// Pushes the article that `node` stands for, whose places count from byte `from` of `source`.
fn push_node(
    source: &Located<'_>,
    from: usize,
    node: Node<'_>,
    sink: &mut dyn ArticleSink,
) -> Result<Flow> {
    let mut fields = Fields::new(Dialect::Json);
    let Data::Map(entries) = node.data else {
        let message = format!("expected an object, found {}", node.describe());
        let problem = Problem::new(Code::NotAnArticle, from + node.at, message);
        return sink.reject(vec![source.diagnose(problem)]);
    };
    let article = fields.article(entries);
    let Fields { mut errors, warnings, .. } = fields;
    if !errors.is_empty() {
        errors.extend(warnings);
        let shifted = errors.into_iter().map(|problem| shift(problem, from)).collect();
        return sink.reject(source.diagnose_all(shifted));
    }
    for warning in warnings {
        sink.warn(source.diagnose(shift(warning, from)))?;
    }
    sink.article(&article)
}

fn shift(problem: Problem, by: usize) -> Problem {
    Problem { at: problem.at + by, ..problem }
}
