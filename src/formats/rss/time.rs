//! Times of feeds: RFC 2822 as feeds write it, and RFC 3339.

use crate::model::timestamp::Timestamp;

/// Zones that RFC 2822 names, with their offsets.
const ZONES: [(&str, &str); 12] = [
    ("GMT", "Z"),
    ("UT", "Z"),
    ("UTC", "Z"),
    ("Z", "Z"),
    ("EST", "-05:00"),
    ("EDT", "-04:00"),
    ("CST", "-06:00"),
    ("CDT", "-05:00"),
    ("MST", "-07:00"),
    ("MDT", "-06:00"),
    ("PST", "-08:00"),
    ("PDT", "-07:00"),
];

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Returns the time in `text`, and whether it names its offset; `None` if it is no time.
pub(super) fn parse(text: &str) -> Option<(Timestamp, bool)> {
    let text = text.trim();
    Timestamp::parse(text).or_else(|error| in_words(text).ok_or(error)).ok()
}

/// Returns a time such as `Tue, 23 Jan 2024 18:04:11 +0100`. The day of the week is not compared, since feeds have
/// wrong ones.
fn in_words(text: &str) -> Option<(Timestamp, bool)> {
    let text = text.split_once(',').map_or(text, |(_, rest)| rest);
    let words: Vec<&str> = text.split_whitespace().collect();
    let day: u8 = words.first()?.parse().ok()?;
    let month = words.get(1)?.get(..3)?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let year = words.get(2)?;
    let year: u16 = match (year.len(), year.parse::<u16>().ok()?) {
        (2, short) if short < 50 => 2000 + short,
        (2, short) => 1900 + short,
        (_, year) => year,
    };
    let time = words.get(3).copied().unwrap_or("00:00:00");
    let seconds = if time.matches(':').count() == 1 { ":00" } else { "" };
    let zone = match words.get(4) {
        Some(zone) => zone_of(zone)?,
        None => String::new(),
    };
    // Comments in brackets may follow.
    if words.get(5).is_some_and(|word| !word.starts_with('(')) {
        return None;
    }
    let time = if time.find(':') == Some(1) { format!("0{time}") } else { time.to_owned() };
    Timestamp::parse(&format!("{year:04}-{month:02}-{day:02}T{time}{seconds}{zone}")).ok()
}

/// Returns the offset that a zone means.
fn zone_of(zone: &str) -> Option<String> {
    if let Some((_, offset)) = ZONES.iter().find(|(name, _)| name.eq_ignore_ascii_case(zone)) {
        return Some((*offset).to_owned());
    }
    let is_offset = zone.starts_with(['+', '-']) && zone.is_ascii();
    let digits = zone.get(1..).filter(|_| is_offset)?.replace(':', "");
    match digits.len() {
        4 => Some(format!("{}{}:{}", &zone[..1], &digits[..2], &digits[2..])),
        _ => None,
    }
}
