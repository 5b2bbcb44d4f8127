//! The layer that places times without a zone.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::Result;
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::article::{Article, FieldMut, FieldRef, Record};
use crate::model::timestamp::Timestamp;
use crate::pipeline::layer::{self, Layer};
use crate::pipeline::reader::Reader;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};
use crate::pipeline::source_style::{self, LOCAL, quoted};

use super::zone::TimeZone;

/// The number of times that were taken for UTC without a warning of their own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Assumed {
    times: Arc<AtomicU64>,
    warned: Arc<AtomicU64>,
}

impl Assumed {
    /// Returns the warning about them, or `None` if there are none.
    pub(crate) fn warning(&self) -> Option<Diagnostic> {
        let [times, warned] =
            [&self.times, &self.warned].map(|count| count.load(Ordering::Relaxed));
        let times = times.saturating_sub(warned);
        let message = match times {
            0 => return None,
            1 => "1 time has no offset; UTC was assumed".to_owned(),
            _ => format!("{times} times have no offset; UTC was assumed"),
        };
        let advice = Advice::from("").option(OptionName::Timezone).words(" names their zone");
        Some(Diagnostic::new(Code::NoOffset, "", message).with_help(advice))
    }
}

/// Returns `reader` with times without a zone placed in `zone`. Without a zone they stay in UTC; `assumed` counts them, if
/// it is there.
pub(crate) fn reader(
    reader: Box<dyn Reader>,
    zone: Option<TimeZone>,
    assumed: Option<Assumed>,
) -> Box<dyn Reader> {
    layer::reader(reader, Placed { zone, assumed })
}

#[derive(Clone)]
struct Placed {
    zone: Option<TimeZone>,
    assumed: Option<Assumed>,
}

impl Layer for Placed {
    fn article(
        &self,
        article: &Article<'_>,
        origin: &dyn Origin,
        sink: &mut dyn ArticleSink,
    ) -> Result<Flow> {
        let local = count(article);
        // Most articles end here.
        if local == 0 {
            return sink.article(article, origin);
        }
        let mut left = local;
        let mut placed = Cow::Borrowed(article);
        if let Some(zone) = self.zone {
            let mut changes = Vec::new();
            place(placed.to_mut(), zone, "", &mut changes);
            left -= changes.len() as u64;
            // An article with a path is a file of an archive, which may become Markdown again.
            if article.path.is_some() && !changes.is_empty() {
                let style = remembered(article.source_style.as_deref(), &changes);
                placed.to_mut().source_style = Some(Cow::Owned(style));
            }
        }
        if let Some(assumed) = &self.assumed {
            assumed.times.fetch_add(left, Ordering::Relaxed);
        }
        sink.article(&placed, origin)
    }

    /// Passes on and counts the warning of a reader about a time without a zone, or drops it if the zone is known.
    fn warn(&self, problem: Diagnostic, sink: &mut dyn ArticleSink) -> Result<()> {
        if problem.code == Code::NoOffset {
            if self.zone.is_some() {
                return Ok(());
            }
            if let Some(assumed) = &self.assumed {
                assumed.warned.fetch_add(1, Ordering::Relaxed);
            }
        }
        sink.warn(problem)
    }
}

/// Returns the number of times without a zone.
fn count<'a, R: Record<'a>>(record: &R) -> u64 {
    let of_field = |value: FieldRef<'_, '_>| match value {
        FieldRef::Time(Some(time)) => u64::from(time.is_local()),
        FieldRef::Related(Some(stubs)) => stubs.iter().map(count).sum(),
        // The other nested records have no times.
        _ => 0,
    };
    record.fields().map(|(_, value)| of_field(value)).sum()
}

/// Places the times of a record. `changes` gets the pointer to each, and what it became.
fn place<'a, R: Record<'a>>(
    record: &mut R,
    zone: TimeZone,
    at: &str,
    changes: &mut Vec<(String, Timestamp)>,
) {
    for (index, field) in R::FIELDS.iter().enumerate() {
        let at = || format!("{at}/{}", field.name);
        match record.slot(index) {
            FieldMut::Time(Some(time)) if time.is_local() => {
                if let Some(placed) = zone.place(*time) {
                    *time = placed;
                    changes.push((at(), placed));
                }
            }
            FieldMut::Related(Some(stubs)) => {
                for (item, stub) in stubs.iter_mut().enumerate() {
                    place(stub, zone, &format!("{}/{item}", at()), changes);
                }
            }
            _ => {}
        }
    }
}

/// Adds what was changed to the text of `sourceStyle`.
fn remembered(style: Option<&str>, changes: &[(String, Timestamp)]) -> String {
    let times =
        changes.iter().map(|(at, time)| format!("{}:{}", quoted(at), quoted(&time.to_string())));
    let times: Vec<_> = times.collect();
    source_style::with(style, [format!("{}:{{{}}}", quoted(LOCAL), times.join(","))])
}
