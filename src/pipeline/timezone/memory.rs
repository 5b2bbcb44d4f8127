//! Takes the offset away again from times that were placed.

use std::borrow::Cow;

use crate::decode::json_tree;
use crate::model::article::{Article, FieldMut, Record};
use crate::model::timestamp::Timestamp;
use crate::model::value::{Map, Value};
use crate::pipeline::source_style::{LOCAL, quoted};

/// Returns the article with its times as they are read without a zone, where they are still what they became when they
/// were placed in one. The article itself, if none was.
pub(crate) fn restored<'r, 'a>(article: &'r Article<'a>) -> Cow<'r, Article<'a>> {
    let has_times = |style: &&str| style.contains(&quoted(LOCAL));
    let Some(style) = article.source_style.as_deref().filter(has_times) else {
        return Cow::Borrowed(article);
    };
    let Ok(mut members) = json_tree::object(style) else { return Cow::Borrowed(article) };
    let Some(at) = members.iter().position(|(name, _)| name == LOCAL) else {
        return Cow::Borrowed(article);
    };
    let Value::Map(times) = members.remove(at).1 else { return Cow::Borrowed(article) };
    let mut raw = article.clone();
    take_back(&mut raw, "", &times);
    let rest = (!members.is_empty()).then(|| Value::Map(members).to_string());
    raw.source_style = rest.map(Cow::Owned);
    Cow::Owned(raw)
}

fn take_back<'a, R: Record<'a>>(record: &mut R, at: &str, times: &Map<'_>) {
    for (index, field) in R::FIELDS.iter().enumerate() {
        let at = format!("{at}/{}", field.name);
        match record.slot(index) {
            FieldMut::Time(Some(time)) => {
                let placed = times.iter().find(|(pointer, _)| *pointer == at);
                let placed = placed.and_then(|(_, value)| value.as_text()?.parse().ok());
                // Columns cut times to the microsecond.
                let is_same = |placed: Timestamp| placed == *time || placed.to_micros() == *time;
                if placed.is_some_and(is_same)
                    && let Some(clock) = time.clock_time()
                {
                    *time = clock;
                }
            }
            FieldMut::Related(Some(stubs)) => {
                for (item, stub) in stubs.iter_mut().enumerate() {
                    take_back(stub, &format!("{at}/{item}"), times);
                }
            }
            _ => {}
        }
    }
}
