//! Instants with the offset that the source wrote.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike};

/// Attoseconds (10⁻¹⁸ s) in a microsecond.
const ATTOS_PER_MICRO: u64 = 1_000_000_000_000;

/// The seconds of the years 0000 to 9999, counted from 1970-01-01T00:00:00Z.
const YEARS: RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

/// An instant in the years 0000 to 9999, to the attosecond, and the offset it was written with.
///
/// It reads [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339) and the forms of the
/// [YAML timestamp type](https://yaml.org/type/timestamp.html), both also without seconds, and writes
/// RFC 3339 in the source's own offset. Two timestamps are equal when both instant and offset are. The
/// offset `-00:00` is read as `Z`: both say that the instant is known in UTC, and the local time is not
/// ([RFC 9557, section 2](https://www.rfc-editor.org/rfc/rfc9557#section-2)).
///
/// ```
/// use newsconv::Timestamp;
///
/// let time: Timestamp = "2024-01-23T17:30:00+05:30".parse()?;
/// assert_eq!(time.offset_minutes(), Some(330));
/// assert_eq!(time.unix_micros(), 1_706_011_200_000_000);
/// assert_eq!(time.to_string(), "2024-01-23T17:30:00+05:30");
/// # Ok::<(), newsconv::TimeError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Timestamp {
    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    seconds: i64,
    /// The rest, in attoseconds, below 10¹⁸.
    attos: u64,
    /// Minutes east of UTC; `None` if written as `Z`.
    offset: Option<i16>,
    /// Whether the source gave no zone, so that UTC is only assumed. Equal times may differ in it.
    is_local: bool,
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        (self.seconds, self.attos, self.offset) == (other.seconds, other.attos, other.offset)
    }
}

impl Eq for Timestamp {}

impl Hash for Timestamp {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.seconds, self.attos, self.offset).hash(state);
    }
}

impl Timestamp {
    /// Returns the instant `micros` microseconds after 1970-01-01T00:00:00Z.
    ///
    /// `offset` is in minutes east of UTC, `None` for `Z`.
    ///
    /// # Errors
    /// [`TimeError::Impossible`] if the year is not within 0000 to 9999, in UTC or at the offset, or if the
    /// offset is a day or more.
    pub fn from_unix_micros(micros: i64, offset: Option<i16>) -> Result<Self, TimeError> {
        let attos = micros.rem_euclid(1_000_000).unsigned_abs() * ATTOS_PER_MICRO;
        Self::new(micros.div_euclid(1_000_000), attos, offset)
    }

    /// Returns the instant `seconds` and `attos` (10⁻¹⁸ s, below 10¹⁸) after 1970-01-01T00:00:00Z.
    pub(crate) fn new(seconds: i64, attos: u64, offset: Option<i16>) -> Result<Self, TimeError> {
        let shown = seconds.saturating_add(i64::from(offset.unwrap_or(0)) * 60);
        // RFC 3339 has four digits for the year, of the local time; columns store the time in UTC.
        // Both must be possible.
        if !YEARS.contains(&seconds) || !YEARS.contains(&shown) {
            return Err(TimeError::Impossible("the year is not within 0000 to 9999"));
        }
        if offset.is_some_and(|minutes| minutes.unsigned_abs() >= 24 * 60) {
            return Err(TimeError::Impossible("the offset is a day or more"));
        }
        Ok(Self { seconds, attos, offset, is_local: false })
    }

    /// Returns the microseconds since 1970-01-01T00:00:00Z, rounded down.
    #[must_use]
    pub fn unix_micros(&self) -> i64 {
        let micros = i64::try_from(self.attos / ATTOS_PER_MICRO).unwrap_or(0);
        self.seconds * 1_000_000 + micros
    }

    /// Returns the offset in minutes east of UTC, or `None` if the source wrote `Z`.
    #[must_use]
    pub fn offset_minutes(&self) -> Option<i16> {
        self.offset
    }

    /// Returns whether the instant needs more than six fraction digits.
    #[must_use]
    pub fn is_finer_than_micros(&self) -> bool {
        !self.attos.is_multiple_of(ATTOS_PER_MICRO)
    }

    /// Returns the same instant, cut to the microsecond.
    #[cfg(feature = "markdown")]
    pub(crate) fn to_micros(self) -> Self {
        Self { attos: self.attos - self.attos % ATTOS_PER_MICRO, ..self }
    }

    /// Returns the same instant with another offset (minutes east of UTC, `None` for `Z`).
    ///
    /// # Errors
    /// As [`Timestamp::from_unix_micros`].
    pub fn with_offset(self, offset: Option<i16>) -> Result<Self, TimeError> {
        Self::new(self.seconds, self.attos, offset)
    }

    /// Returns whether the source gave no zone: then the time is what a clock showed, and UTC is only assumed.
    pub(crate) fn is_local(self) -> bool {
        self.is_local
    }

    /// Returns the same time as one whose source gave no zone.
    #[cfg(feature = "arrow")]
    pub(crate) fn local(self) -> Self {
        Self { is_local: true, ..self }
    }

    /// Returns the same time as one whose source gave a zone.
    pub(crate) fn named(self) -> Self {
        Self { is_local: false, ..self }
    }

    /// Returns the instant at which a clock at this offset (minutes east of UTC) shows what one in UTC shows at this one.
    ///
    /// # Errors
    /// As [`Timestamp::from_unix_micros`].
    pub(crate) fn with_clock_at(self, offset: i16) -> Result<Self, TimeError> {
        Self::new(self.seconds - i64::from(offset) * 60, self.attos, Some(offset))
    }

    /// Returns the time in UTC at which a clock shows what one at the offset of this one shows now.
    #[cfg(feature = "markdown")]
    pub(crate) fn clock_time(self) -> Option<Self> {
        let offset = i64::from(self.offset.unwrap_or(0));
        Self::new(self.seconds + offset * 60, self.attos, None).ok()
    }

    /// Returns the instant as chrono's type, cut to the nanosecond. `Z` becomes an offset of zero.
    #[must_use]
    pub fn to_chrono(&self) -> DateTime<FixedOffset> {
        let nanos = u32::try_from(self.attos / 1_000_000_000).unwrap_or(0);
        let offset = FixedOffset::east_opt(i32::from(self.offset.unwrap_or(0)) * 60);
        DateTime::from_timestamp(self.seconds, nanos)
            .unwrap_or_default()
            .with_timezone(&offset.unwrap_or_else(|| chrono::Offset::fix(&chrono::Utc)))
    }

    /// Returns RFC 3339 text in UTC with at least six fraction digits: the spelling that all CSV readers
    /// recognise as a time.
    #[cfg(feature = "csv")]
    pub(crate) fn to_utc_micros(self) -> String {
        let mut text = String::with_capacity(27);
        text.extend(Self { offset: None, ..self }.clock().map(char::from));
        if self.attos == 0 {
            return text + ".000000Z";
        }
        let digits = format!("{:018}", self.attos);
        let length = digits.trim_end_matches('0').len().max(6);
        text + "." + &digits[..length] + "Z"
    }

    /// Returns the local date and time of day to the second, such as `2024-01-23T17:30:00`.
    fn clock(self) -> [u8; 19] {
        let time = self.to_chrono().naive_local();
        let year = u32::try_from(time.year()).unwrap_or(0);
        let mut text = *b"0000-00-00T00:00:00";
        for (at, number) in [
            (0, year / 100),
            (2, year % 100),
            (5, time.month()),
            (8, time.day()),
            (11, time.hour()),
            (14, time.minute()),
            (17, time.second()),
        ] {
            // Digits are added to the zeros of the template, which is faster than formatting.
            let [tens, ones] = [number / 10, number % 10].map(|digit| digit.to_le_bytes()[0]);
            text[at] += tens;
            text[at + 1] += ones;
        }
        text
    }

    /// Parses `text`. The flag is true if it has an offset, false if UTC was assumed.
    pub(crate) fn parse(text: &str) -> Result<(Self, bool), TimeError> {
        let mut scan = Scan { rest: text.as_bytes() };
        let date = scan.date()?;
        let Some((h, m, s, attos)) = scan.clock()? else {
            // A date alone is midnight, as in YAML's timestamp type.
            let midnight = Self::assemble(date, (0, 0, 0), 0, None)?;
            return Ok((Self { is_local: true, ..midnight }, false));
        };
        let zone = scan.zone()?;
        if !scan.rest.is_empty() {
            return Err(TimeError::NotATime);
        }
        let offset = if let Zone::Offset(minutes) = zone { Some(minutes) } else { None };
        let time = Self::assemble(date, (h, m, s), attos, offset)?;
        let is_local = zone == Zone::Missing;
        Ok((Self { is_local, ..time }, !is_local))
    }

    fn assemble(
        (year, month, day): (u32, u32, u32),
        (hour, minute, second): (u32, u32, u32),
        attos: u64,
        offset: Option<i16>,
    ) -> Result<Self, TimeError> {
        let date = i32::try_from(year)
            .ok()
            .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
            .ok_or(TimeError::Impossible("there is no such day"))?;
        // RFC 3339 allows them, but neither Unix time nor Arrow can express them.
        if second == 60 {
            return Err(TimeError::Impossible("leap seconds are not supported"));
        }
        let local = date
            .and_hms_opt(hour, minute, second)
            .ok_or(TimeError::Impossible("there is no such time of day"))?;
        let seconds = local.and_utc().timestamp() - i64::from(offset.unwrap_or(0)) * 60;
        Self::new(seconds, attos, offset)
    }
}

/// Parses any form that [`Timestamp`] lists. UTC is assumed if the text has no offset.
impl FromStr for Timestamp {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        Self::parse(text).map(|(time, _)| time)
    }
}

/// Prints RFC 3339 with the offset of the source, and as many fraction digits as the instant needs.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.clock()).map_err(|_| fmt::Error)?)?;
        if self.attos != 0 {
            let digits = format!("{:018}", self.attos);
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        match self.offset {
            None => f.write_str("Z"),
            Some(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                let minutes = minutes.unsigned_abs();
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

/// The reason why a text is not a [`Timestamp`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeError {
    /// The text has none of the supported forms.
    NotATime,
    /// The text has the form of a time, but the time does not exist or cannot be stored. The text is the
    /// reason.
    Impossible(&'static str),
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotATime => f.write_str("not an RFC 3339 time"),
            Self::Impossible(reason) => write!(f, "not a possible time: {reason}"),
        }
    }
}

impl std::error::Error for TimeError {}

/// The offset at the end of a text.
#[derive(Clone, Copy, PartialEq)]
enum Zone {
    Missing,
    /// `Z`.
    Utc,
    /// In minutes east of UTC.
    Offset(i16),
}

/// The rest of the text.
struct Scan<'t> {
    rest: &'t [u8],
}

impl Scan<'_> {
    fn date(&mut self) -> Result<(u32, u32, u32), TimeError> {
        let year = self.digits(4, 4)?;
        self.expect(b'-')?;
        let month = self.digits(1, 2)?;
        self.expect(b'-')?;
        Ok((year, month, self.digits(1, 2)?))
    }

    /// Parses hour, minute, second and attoseconds. Returns `None` at the end of the text.
    fn clock(&mut self) -> Result<Option<(u32, u32, u32, u64)>, TimeError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        if !self.take(|b| matches!(b, b'T' | b't')) && !self.blanks() {
            return Err(TimeError::NotATime);
        }
        let hour = self.digits(1, 2)?;
        self.expect(b':')?;
        let minute = self.digits(2, 2)?;
        if !self.take(|b| b == b':') {
            return Ok(Some((hour, minute, 0, 0)));
        }
        let second = self.digits(2, 2)?;
        Ok(Some((hour, minute, second, self.fraction()?)))
    }

    fn fraction(&mut self) -> Result<u64, TimeError> {
        if !self.take(|b| b == b'.') {
            return Ok(0);
        }
        let end = self.rest.iter().position(|b| !b.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        // Cutting digits would be a silent loss; zeros say nothing.
        if digits.iter().skip(18).any(|&b| b != b'0') {
            return Err(TimeError::Impossible("it has more than 18 fraction digits"));
        }
        let digits = digits.iter().copied().chain(std::iter::repeat(b'0')).take(18);
        Ok(digits.fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')))
    }

    fn zone(&mut self) -> Result<Zone, TimeError> {
        let blanks = self.blanks();
        if self.take(|b| matches!(b, b'Z' | b'z')) {
            return Ok(Zone::Utc);
        }
        let west = match self.rest.first() {
            Some(b'+') => false,
            Some(b'-') => true,
            None if !blanks => return Ok(Zone::Missing),
            _ => return Err(TimeError::NotATime),
        };
        self.rest = &self.rest[1..];
        let hours = self.digits(1, 2)?;
        // `+0530` and `+05` are common, though RFC 3339 wants the colon.
        self.take(|b| b == b':');
        let minutes = if self.rest.is_empty() { 0 } else { self.digits(2, 2)? };
        if hours > 23 || minutes > 59 {
            return Err(TimeError::Impossible("there is no such offset"));
        }
        let total = i16::try_from(hours * 60 + minutes).unwrap_or(0);
        // `-00:00` says that the local offset is unknown (RFC 3339, section 4.3).
        if west && total == 0 {
            return Ok(Zone::Utc);
        }
        Ok(Zone::Offset(if west { -total } else { total }))
    }

    fn digits(&mut self, least: usize, most: usize) -> Result<u32, TimeError> {
        let count = self.rest.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
        if count < least {
            return Err(TimeError::NotATime);
        }
        let (digits, rest) = self.rest.split_at(count);
        self.rest = rest;
        Ok(digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')))
    }

    fn blanks(&mut self) -> bool {
        let count = self.rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        self.rest = &self.rest[count..];
        count > 0
    }

    fn expect(&mut self, byte: u8) -> Result<(), TimeError> {
        if self.take(|b| b == byte) { Ok(()) } else { Err(TimeError::NotATime) }
    }

    fn take(&mut self, wanted: impl Fn(u8) -> bool) -> bool {
        let found = self.rest.first().is_some_and(|&b| wanted(b));
        self.rest = &self.rest[usize::from(found)..];
        found
    }
}

#[cfg(test)]
mod tests;
