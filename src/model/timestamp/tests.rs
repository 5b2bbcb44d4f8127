//! Times as they are read and written.

use super::*;

#[test]
fn every_form_is_written_as_rfc_3339() {
    for (text, written, named) in [
        ("2024-01-23T12:00:00Z", "2024-01-23T12:00:00Z", true),
        ("2024-01-23t12:00:00z", "2024-01-23T12:00:00Z", true),
        ("2024-01-23T12:00:00+05:30", "2024-01-23T12:00:00+05:30", true),
        ("2024-01-23T12:00:00-0330", "2024-01-23T12:00:00-03:30", true),
        ("2024-01-23 12:00:00+00", "2024-01-23T12:00:00+00:00", true),
        ("2024-1-3 \t 1:00:00 -5", "2024-01-03T01:00:00-05:00", true),
        ("2024-01-23", "2024-01-23T00:00:00Z", false),
        ("2026-06-03 17:45", "2026-06-03T17:45:00Z", false),
        ("2026-06-03T17:45Z", "2026-06-03T17:45:00Z", true),
        ("2026-06-03 7:45 +0200", "2026-06-03T07:45:00+02:00", true),
        ("2024-01-23 12:00:00", "2024-01-23T12:00:00Z", false),
        ("2024-01-23T12:00:00.500Z", "2024-01-23T12:00:00.5Z", true),
        (
            "2024-01-23T12:00:00.123456789012345678Z",
            "2024-01-23T12:00:00.123456789012345678Z",
            true,
        ),
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z", true),
        ("1969-12-31T23:59:59.25Z", "1969-12-31T23:59:59.25Z", true),
    ] {
        let (time, has_offset) = Timestamp::parse(text).expect(text);
        assert_eq!((time.to_string().as_str(), has_offset), (written, named), "{text}");
        assert_eq!(written.parse(), Ok(time), "{text}");
    }
}

#[test]
fn years_have_four_digits() {
    for (seconds, written) in
        [(*YEARS.start(), "0000-01-01T00:00:00Z"), (*YEARS.end(), "9999-12-31T23:59:59Z")]
    {
        let time = Timestamp::new(seconds, 0, None).expect(written);
        assert_eq!(time.to_string(), written);
        assert_eq!(time.to_utc_micros(), written.replace('Z', ".000000Z"));
    }
    for (seconds, offset) in [
        (*YEARS.start() - 1, None),
        (*YEARS.end() + 1, None),
        (*YEARS.start(), Some(-1)),
        (*YEARS.end(), Some(1)),
        (i64::MAX, Some(60)),
        (i64::MIN, Some(-60)),
    ] {
        assert!(Timestamp::new(seconds, 0, offset).is_err(), "{seconds} {offset:?}");
    }
}

#[test]
fn impossible_times_and_other_texts_have_different_errors() {
    for text in [
        "2024-02-30",
        "2023-02-29",
        "2024-13-01",
        "2024-01-23T24:00:00Z",
        "2024-01-23T12:60:00Z",
        "2016-12-31T23:59:60Z",
        "2024-01-23T12:00:00+24:00",
        "0000-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-00:01",
        "2024-01-23T12:00:00.1234567890123456789Z",
    ] {
        assert!(matches!(text.parse::<Timestamp>(), Err(TimeError::Impossible(_))), "{text}");
    }
    for text in [
        "",
        "yesterday",
        "2024",
        "2024-01",
        "2024-01-23T",
        "2024-01-23T12Z",
        "2024-01-23T12:0",
        "2024-01-23T12:00:",
        "24-01-23",
        "2024-01-23T12:00:00 ",
        "2024-01-23T12:00:00Zulu",
        "2024-01-23T12:00:00+",
        "１２",
        "2024-01-23T12:00:00 UTC",
        "12024-01-23",
    ] {
        assert_eq!(text.parse::<Timestamp>(), Err(TimeError::NotATime), "{text}");
    }
}

#[test]
fn seconds_may_be_left_out() {
    for (text, whole) in [
        ("2026-06-03 17:45", "2026-06-03T17:45:00Z"),
        ("2026-06-03T7:45Z", "2026-06-03T07:45:00Z"),
        ("2026-06-03T17:45+02:00", "2026-06-03T17:45:00+02:00"),
        ("2026-6-3 17:45 -5", "2026-06-03T17:45:00-05:00"),
    ] {
        assert_eq!(
            text.parse::<Timestamp>().map(|time| time.to_string()).as_deref(),
            Ok(whole),
            "{text}"
        );
    }
}

/// RFC 9557: both say that the local time is not known.
#[test]
fn an_unknown_local_offset_is_utc() {
    for zone in ["-00:00", "-0000", "-00", " -0"] {
        let time: Timestamp = format!("2024-01-23T12:00:00{zone}").parse().expect("a time");
        assert_eq!(time.to_string(), "2024-01-23T12:00:00Z", "{zone}");
    }
    let time: Timestamp = "2024-01-23T12:00:00+00:00".parse().expect("a time");
    assert_eq!(time.offset_minutes(), Some(0));
}

#[test]
fn microseconds_round_down_and_come_back() {
    let time: Timestamp = "1969-12-31T23:59:59.2500001Z".parse().expect("a time");
    assert_eq!(time.unix_micros(), -750_000);
    assert!(time.is_finer_than_micros());
    let back = Timestamp::from_unix_micros(-750_000, Some(60)).expect("in range");
    assert_eq!(back.to_string(), "1970-01-01T00:59:59.25+01:00");
    assert_eq!(back.to_utc_micros(), "1969-12-31T23:59:59.250000Z");
    assert!(Timestamp::from_unix_micros(i64::MAX, None).is_err());
    assert!(Timestamp::from_unix_micros(0, Some(1440)).is_err());
    assert!(Timestamp::from_unix_micros(0, Some(i16::MIN)).is_err());
}
