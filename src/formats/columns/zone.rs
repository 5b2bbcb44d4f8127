//! Time zones of columns: what offset an instant has there.

use arrow_schema::DataType;
use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;

use crate::model::timestamp::{TimeError, Timestamp};

/// The time zone of a column of timestamps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// None: times are what a clock showed, and UTC is only assumed.
    Missing,
    /// UTC, or one that is not known: times have no offset of their own.
    Utc,
    /// Minutes east of UTC.
    Fixed(i16),
    /// The rules of a place.
    Place(Tz),
}

impl Zone {
    /// Returns the zone of a column of this type; UTC for one that is unknown.
    pub(super) fn of(of: &DataType) -> Self {
        match of {
            DataType::Timestamp(_, Some(zone)) => Self::named(zone),
            _ => Self::Missing,
        }
    }

    fn named(name: &str) -> Self {
        // Arrow's Schema.fbs allows an offset such as `+07:30` or a name of the tz database.
        if let Some(minutes) = fixed(name) {
            return if minutes == 0 { Self::Utc } else { Self::Fixed(minutes) };
        }
        match name.parse::<Tz>() {
            Ok(Tz::UTC | Tz::Etc__UTC | Tz::Etc__UCT | Tz::UCT | Tz::Zulu | Tz::Etc__Zulu)
            | Err(_) => Self::Utc,
            Ok(place) => Self::Place(place),
        }
    }

    /// Returns `time` with its offset in the zone. It has none where the offset is not of whole minutes, as before
    /// the zones of today.
    pub(super) fn localize(self, time: Timestamp) -> Result<Timestamp, TimeError> {
        match self {
            Self::Missing => Ok(time.local()),
            Self::Utc => Ok(time),
            Self::Fixed(minutes) => time.with_offset(Some(minutes)),
            Self::Place(place) => {
                let instant = DateTime::from_timestamp_micros(time.unix_micros());
                let offset = instant.map(|instant| {
                    place.offset_from_utc_datetime(&instant.naive_utc()).fix().local_minus_utc()
                });
                // Before standard time, places had local mean time: Amsterdam was at +00:19:32
                // until 1937.
                let minutes = offset.filter(|seconds| seconds % 60 == 0);
                match minutes.and_then(|seconds| i16::try_from(seconds / 60).ok()) {
                    Some(minutes) => time.with_offset(Some(minutes)),
                    None => Ok(time),
                }
            }
        }
    }
}

/// Returns the minutes of an offset such as `+05:30`, `-0800` or `+01`; `None` for other names.
fn fixed(name: &str) -> Option<i16> {
    let digits = name.strip_prefix(['+', '-'])?;
    let (hours, minutes) = match digits.len() {
        5 if digits.as_bytes()[2] == b':' => (&digits[..2], &digits[3..]),
        4 => digits.split_at_checked(2)?,
        2 => (digits, "00"),
        _ => return None,
    };
    let number = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<i16>().ok()).flatten()
    };
    let minutes = number(hours)? * 60 + number(minutes).filter(|minutes| *minutes < 60)?;
    Some(if name.starts_with('-') { -minutes } else { minutes })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(zone: &str, seconds: i64) -> String {
        let time = Timestamp::new(seconds, 0, None).expect("a time");
        Zone::named(zone).localize(time).expect("a time").to_string()
    }

    #[test]
    fn times_have_the_offset_of_their_zone() {
        for (zone, seconds, expected) in [
            ("UTC", 1_704_067_200, "2024-01-01T00:00:00Z"),
            ("Etc/UTC", 1_704_067_200, "2024-01-01T00:00:00Z"),
            ("Zulu", 1_704_067_200, "2024-01-01T00:00:00Z"),
            ("+00:00", 1_704_067_200, "2024-01-01T00:00:00Z"),
            ("-00:00", 1_704_067_200, "2024-01-01T00:00:00Z"),
            ("+01:00", 1_704_065_400, "2024-01-01T00:30:00+01:00"),
            ("+0530", 1_704_067_200, "2024-01-01T05:30:00+05:30"),
            ("-08", 1_704_067_200, "2023-12-31T16:00:00-08:00"),
            ("Europe/Berlin", 1_704_067_200, "2024-01-01T01:00:00+01:00"),
            ("Europe/Berlin", 1_719_792_000, "2024-07-01T02:00:00+02:00"),
            // One second before and at the change to summer time.
            ("America/New_York", 1_710_053_999, "2024-03-10T01:59:59-05:00"),
            ("America/New_York", 1_710_054_000, "2024-03-10T03:00:00-04:00"),
            ("Asia/Kathmandu", 1_704_067_200, "2024-01-01T05:45:00+05:45"),
            // Local mean time, 53 minutes and 28 seconds.
            ("Europe/Berlin", -3_000_000_000, "1874-12-07T18:40:00Z"),
            ("Mars/Olympus", 1_704_067_200, "2024-01-01T00:00:00Z"),
            ("+1:00", 1_704_067_200, "2024-01-01T00:00:00Z"),
            ("+é1:0", 1_704_067_200, "2024-01-01T00:00:00Z"),
        ] {
            assert_eq!(text(zone, seconds), expected, "{zone}");
        }
    }
}
