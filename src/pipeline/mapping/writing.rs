//! How a profile's files are written, beside which keys they have.

#[cfg(feature = "markdown")]
use crate::model::timestamp::Timestamp;

/// How the files of a profile are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own in the file")]
pub(crate) struct Writing {
    /// The forms of front matter that are read, the usual one first, by the names that `sourceStyle` has for them. Empty
    /// if nothing is known.
    pub(crate) forms: Vec<String>,
    pub(crate) times: Times,
    /// Whether keys of addresses hold a path on the site: an address with a host is none.
    pub(crate) site_paths: bool,
    /// Whether authors and images are always lists of texts.
    pub(crate) lists: bool,
    /// Whether authors are always a list of maps.
    pub(crate) author_maps: bool,
    /// Whether the key of images holds the address of one image.
    pub(crate) one_image: bool,
    /// Whether the generator reads keys in any case.
    pub(crate) any_case: bool,
}

/// How times are spelled. One at midnight in UTC is a date: `2024-01-23`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Times {
    /// As in [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339): `2024-01-23T12:00:00+01:00`.
    #[default]
    Rfc3339,
    /// With blanks, and without a zone in UTC: `2024-01-23 12:00:00 +0100`
    /// (<https://jekyllrb.com/docs/front-matter/#predefined-variables-for-posts>).
    Blanks,
    /// As in RFC 3339, but without a zone in UTC: `2024-01-23T12:00:00`
    /// (<https://help.obsidian.md/properties>).
    NoZone,
}

impl Times {
    /// All ways, with their names in mapping files.
    pub(crate) const ALL: [(&'static str, Self); 3] =
        [("rfc3339", Self::Rfc3339), ("blanks", Self::Blanks), ("no-zone", Self::NoZone)];

    /// Returns the name in mapping files.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, times)| *times == self).map_or("", |(name, _)| name)
    }

    /// Spells a time.
    #[cfg(feature = "markdown")]
    pub(crate) fn spelled(self, time: Timestamp) -> String {
        let text = time.to_string();
        let Some((date, clock)) = text.split_once('T') else { return text };
        if clock == "00:00:00Z" {
            return date.to_owned();
        }
        match (self, clock.strip_suffix('Z')) {
            (Self::Rfc3339, _) | (Self::NoZone, None) => text,
            (Self::NoZone, Some(clock)) => format!("{date}T{clock}"),
            (Self::Blanks, Some(clock)) => format!("{date} {clock}"),
            (Self::Blanks, None) => match clock.rfind(['+', '-']) {
                Some(at) => {
                    format!("{date} {} {}", &clock[..at], clock[at..].replace(':', ""))
                }
                None => text,
            },
        }
    }
}

#[cfg(all(test, feature = "markdown"))]
mod tests {
    use super::*;

    #[test]
    fn times_are_spelled_and_read_as_the_same() {
        let cases = [
            ("2024-01-23T00:00:00Z", ["2024-01-23"; 3]),
            (
                "2024-01-23T12:30:00Z",
                ["2024-01-23T12:30:00Z", "2024-01-23 12:30:00", "2024-01-23T12:30:00"],
            ),
            (
                "2024-01-23T00:00:00+01:00",
                [
                    "2024-01-23T00:00:00+01:00",
                    "2024-01-23 00:00:00 +0100",
                    "2024-01-23T00:00:00+01:00",
                ],
            ),
            (
                "0000-01-02T12:00:00.123456789-23:59",
                [
                    "0000-01-02T12:00:00.123456789-23:59",
                    "0000-01-02 12:00:00.123456789 -2359",
                    "0000-01-02T12:00:00.123456789-23:59",
                ],
            ),
        ];
        for (text, spelled) in cases {
            let time: Timestamp = text.parse().expect("a time");
            for ((_, times), wanted) in Times::ALL.iter().zip(spelled) {
                assert_eq!(times.spelled(time), wanted);
                assert_eq!(Timestamp::parse(wanted).map(|(time, _)| time), Ok(time), "{wanted}");
            }
        }
    }
}
