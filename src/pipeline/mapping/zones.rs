//! Places times whose zone the record or the profile names.

use crate::decode::shapes::fold;
use crate::model::article::{Article, FieldMut, Record as _};
use crate::pipeline::timezone::TimeZone;

use super::rules::Rules;
use super::source::Source;
use super::target::Target;

/// What a key is called that names the zone of another one: `pubDateTZ` that of `pubDate`
/// (<https://newsdata.io/documentation>).
const ZONE: &str = "tz";

impl Rules {
    /// Places the time that was just read from `source`, which begins with the unknown key `name`, if the source wrote no
    /// zone: in the zone that the article names beside it, else in UTC if the profile says that it is.
    pub(super) fn place_time(
        &self,
        article: &mut Article<'_>,
        target: Target,
        source: &Source,
        name: &str,
    ) {
        let Target::Field(index) = target else { return };
        let FieldMut::Time(Some(time)) = article.slot(index) else { return };
        if !time.is_local() {
            return;
        }
        let time = *time;
        let placed = match source.only_key().and_then(|_| zone_beside(article, name)) {
            Some(zone) => zone.place(time),
            None => source.is_in(&self.utc).then(|| time.named()),
        };
        if let (Some(placed), FieldMut::Time(slot)) = (placed, article.slot(index)) {
            *slot = Some(placed);
        }
    }
}

/// Returns the zone that a key of the article names for the key `name`.
fn zone_beside(article: &Article<'_>, name: &str) -> Option<TimeZone> {
    let wanted = fold(name) + ZONE;
    let (_, zone) = article.extra.iter().find(|(key, _)| fold(key) == wanted)?;
    zone.as_text()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::timestamp::Timestamp;
    use crate::model::value::Value;
    use crate::pipeline::mapping::Mapping;

    /// The time that the profile reads in `value`, the unknown keys of an article, and whether it has a zone.
    fn read(profile: &str, json: &str) -> Option<(String, bool)> {
        let Value::Map(extra) = serde_json::from_str(json).expect("JSON") else { return None };
        let article = Article { extra, ..Article::default() };
        let mapping = Mapping::profile(profile).expect("a profile");
        let applied = mapping.rules().apply(&article, false, &|_| true)?;
        let time: Timestamp = applied.article.published_date_time?;
        Some((time.to_string(), !time.is_local()))
    }

    #[test]
    fn the_zone_of_a_time_may_be_known() {
        let utc = Some(("2024-01-23T11:00:00Z".to_owned(), true));
        for profile in ["common", "wordpress"] {
            assert_eq!(read(profile, r#"{"date_gmt":"2024-01-23T11:00:00"}"#), utc, "{profile}");
        }
        assert_eq!(read("newsdata", r#"{"pubDate":"2024-01-23 11:00:00","pubDateTZ":"UTC"}"#), utc);
        assert_eq!(read("newsdata", r#"{"pubDate":"2024-01-23 11:00:00"}"#), utc);
        assert_eq!(read("gdelt", r#"{"seendate":"20240123T110000"}"#), utc);
        assert_eq!(read("common", r#"{"pubDate":"2024-01-23 11:00:00","pubdate_tz":"utc"}"#), utc);
        let berlin = r#"{"pubDate":"2024-01-23 12:00:00","pubDateTZ":"Europe/Berlin"}"#;
        let placed = Some(("2024-01-23T12:00:00+01:00".to_owned(), true));
        assert_eq!(read("newsdata", berlin), placed);
        // Nothing is known, or what is named is no zone.
        let local = Some(("2024-01-23T11:00:00Z".to_owned(), false));
        assert_eq!(read("common", r#"{"pubDate":"2024-01-23 11:00:00","pubDateTZ":5}"#), local);
        assert_eq!(read("wordpress", r#"{"date":"2024-01-23T11:00:00"}"#), local);
        assert_eq!(read("common", r#"{"date":"2024-01-23T11:00:00"}"#), local);
    }
}
