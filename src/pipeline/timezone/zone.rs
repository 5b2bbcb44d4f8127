//! [`TimeZone`]: the value.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, LocalResult, NaiveDateTime, Offset as _, TimeZone as _};
use chrono_tz::{TZ_VARIANTS, Tz};

use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::excerpt::short;
use crate::diagnostic::nearest::nearest;
use crate::model::timestamp::Timestamp;

/// A time zone of the [IANA database](https://www.iana.org/time-zones), such as `Europe/Berlin`.
///
/// ```
/// use newsconv::options::TimeZone;
///
/// let zone: TimeZone = "Europe/Berlin".parse()?;
/// assert_eq!(zone.to_string(), "Europe/Berlin");
/// let wrong = "Europe/Berln".parse::<TimeZone>().expect_err("no such zone");
/// assert!(wrong.to_string().contains("did you mean `Europe/Berlin`?"));
/// # Ok::<(), newsconv::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeZone(Tz);

impl TimeZone {
    /// Returns the instant that the clock in this zone showed as `time`, which has no zone, with its offset.
    ///
    /// Of two instants, when clocks are put back, it is the first one; a time that clocks skip is taken at the offset
    /// before, as Python does (<https://peps.python.org/pep-0495/>). An offset that is not of whole minutes, as before the
    /// zones of today, is rounded to the nearest one: RFC 3339 has no others. Returns `None` for years that are not within
    /// 0000 to 9999.
    pub(crate) fn place(self, time: Timestamp) -> Option<Timestamp> {
        let clock = DateTime::from_timestamp_micros(time.unix_micros())?.naive_utc();
        let offset = self.offset(clock)?;
        if self.0 == Tz::UTC || self.0 == Tz::Etc__UTC {
            return Some(time.named());
        }
        let minutes = i16::try_from((offset + 30).div_euclid(60)).ok()?;
        time.with_clock_at(minutes).ok()
    }

    /// Returns the seconds east of UTC at which a clock shows this.
    fn offset(self, clock: NaiveDateTime) -> Option<i32> {
        let seconds = |offset: <Tz as chrono::TimeZone>::Offset| offset.fix().local_minus_utc();
        match self.0.offset_from_local_datetime(&clock) {
            LocalResult::Single(offset) | LocalResult::Ambiguous(offset, _) => {
                Some(seconds(offset))
            }
            LocalResult::None => {
                // No zone changes twice within a day.
                let before = clock.checked_sub_days(Days::new(1))?;
                self.0.offset_from_local_datetime(&before).earliest().map(seconds)
            }
        }
    }
}

/// Parses the name of a zone, without regard to case; any other text is an [`Error::Usage`].
impl FromStr for TimeZone {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let wanted = name.trim();
        let found = TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(wanted));
        found.copied().map(Self).ok_or_else(|| {
            let advice = match nearest(wanted, TZ_VARIANTS.iter().map(|zone| zone.name())) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "write a name of the IANA database, such as `Europe/Berlin`".to_owned(),
            };
            Error::usage(format!("unknown time zone `{}`; {advice}", short(name)))
        })
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_an_instant_in_its_zone() {
        for (zone, clock, instant) in [
            ("Europe/Berlin", "2024-01-23", "2024-01-23T00:00:00+01:00"),
            ("europe/berlin", "2024-07-01 12:00", "2024-07-01T12:00:00+02:00"),
            // Skipped: clocks went from 02:00 to 03:00.
            ("Europe/Berlin", "2024-03-31 02:30:00", "2024-03-31T02:30:00+01:00"),
            // Twice: at +02:00, then at +01:00.
            ("Europe/Berlin", "2024-10-27 02:30:00", "2024-10-27T02:30:00+02:00"),
            ("Europe/London", "2024-01-23 12:00:00.25", "2024-01-23T12:00:00.25+00:00"),
            ("Asia/Kathmandu", "2024-01-23 12:00", "2024-01-23T12:00:00+05:45"),
            ("UTC", "2024-01-23 12:00", "2024-01-23T12:00:00Z"),
            // Local mean time: +00:53:28, and -00:01:15.
            ("Europe/Berlin", "1870-01-01", "1870-01-01T00:00:00+00:53"),
            ("Europe/London", "1840-01-01", "1840-01-01T00:00:00-00:01"),
            // A day that Samoa skipped.
            ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30T12:00:00-10:00"),
        ] {
            let zone: TimeZone = zone.parse().expect("a zone");
            let time: Timestamp = clock.parse().expect("a time");
            let placed = zone.place(time).expect("whole minutes");
            assert_eq!(placed.to_string(), instant, "{zone}");
            assert!(time.is_local() && !placed.is_local(), "{zone}");
        }
    }
}
