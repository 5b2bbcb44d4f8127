//! Numbers by what they say, whatever their spelling.

use std::hash::{Hash, Hasher};
use std::mem::discriminant;

use crate::model::value::Value;

/// Digits of the longest integers that are read.
const LONGEST: i128 = 40;

/// A decimal number in its one normal form: `digits` × 10^`exponent`, no zeros at either end of the digits.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    negative: bool,
    /// Empty for zero.
    digits: String,
    exponent: i128,
}

impl Decimal {
    /// Returns the number that `text` spells in JSON's grammar; `None` where its exponent is beyond all bounds.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (significand, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
        let (whole, fraction) = significand.split_once('.').unwrap_or((significand, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_start_matches('0').trim_end_matches('0');
        if digits.is_empty() {
            return Some(Self { negative: false, digits: String::new(), exponent: 0 });
        }
        // The point moves to the end of the digits: `1.50` is 15 × 10^-1.
        let places = i128::try_from(fraction.len()).ok()?;
        let zeros = i128::try_from(all.len() - all.trim_end_matches('0').len()).ok()?;
        let exponent: i64 = exponent.parse().ok()?;
        Some(Self {
            negative,
            digits: digits.to_owned(),
            exponent: i128::from(exponent) - places + zeros,
        })
    }

    /// Returns the number as an integer; `None` where it is not whole, or too large.
    pub(crate) fn whole(&self) -> Option<i128> {
        if self.digits.is_empty() {
            return Some(0);
        }
        // A negative exponent is a fraction, since the digits do not end in zero. A large one would
        // make a text of terabytes: `1e999999999999`.
        if !(0..LONGEST).contains(&self.exponent) {
            return None;
        }
        let zeros = "0".repeat(usize::try_from(self.exponent).ok()?);
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}{}{zeros}", self.digits).parse().ok()
    }
}

impl Value<'_> {
    /// Returns whether this value says the same as `other`: numbers are compared by what they are, so that `1.10` is
    /// `1.1` and `1` is `1.0`; all else as by `==`.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(left), Self::List(right)) => {
                left.len() == right.len() && left.iter().zip(right).all(|(a, b)| a.is_same(b))
            }
            (Self::Map(left), Self::Map(right)) => {
                let pairs = || left.iter().zip(right);
                left.len() == right.len() && pairs().all(|((k, a), (l, b))| k == l && a.is_same(b))
            }
            // Before the general case, which would compare texts.
            (Self::Integer(left), Self::Integer(right)) => left == right,
            _ if self == other => true,
            _ => match (self.decimal(), other.decimal()) {
                (Some(left), Some(right)) => left == right,
                _ => false,
            },
        }
    }

    /// Adds what this value says to `hasher`: the same for values that are [the same](Value::is_same).
    pub(crate) fn hash_meaning(&self, hasher: &mut impl Hasher) {
        if let Some(number) = self.decimal() {
            return number.hash(hasher);
        }
        discriminant(self).hash(hasher);
        match self {
            Self::Null | Self::Integer(_) => {}
            Self::Boolean(value) => value.hash(hasher),
            // Not-a-number has many bit patterns.
            Self::Float(value) => (!value.is_nan()).then(|| value.to_bits()).hash(hasher),
            Self::Decimal(text) | Self::Text(text) => text.hash(hasher),
            Self::List(items) => {
                items.len().hash(hasher);
                for item in items {
                    item.hash_meaning(hasher);
                }
            }
            Self::Map(map) => {
                map.len().hash(hasher);
                for (key, value) in map {
                    key.hash(hasher);
                    value.hash_meaning(hasher);
                }
            }
        }
    }

    /// Returns the number that this finite one is.
    fn decimal(&self) -> Option<Decimal> {
        match self {
            Self::Float(value) if !value.is_finite() => None,
            Self::Integer(_) | Self::Float(_) => Decimal::parse(&self.to_string()),
            Self::Decimal(text) => Decimal::parse(text),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(value: &Value<'_>) -> u64 {
        let mut hasher = std::hash::DefaultHasher::new();
        value.hash_meaning(&mut hasher);
        hasher.finish()
    }

    #[test]
    fn numbers_are_the_same_in_every_spelling() {
        let number = |text: &'static str| Value::number(text.into());
        for (left, right) in [
            ("1.10", "1.1"),
            ("1", "1.0"),
            ("1E400", "1.0e400"),
            ("0.10000000000000000000000001E5", "10000.000000000000000000001"),
            ("-0", "0.00"),
            ("1234e5", "123400000"),
            ("18446744073709551616", "1.8446744073709551616e19"),
        ] {
            assert!(number(left).is_same(&number(right)), "{left} {right}");
            assert_eq!(hash(&number(left)), hash(&number(right)), "{left} {right}");
        }
        for (left, right) in [
            ("1", "-1"),
            ("1e400", "1e401"),
            ("10000000000000000.1", "10000000000000000"),
            ("1e99999999999999999999", "1e99999999999999999998"),
        ] {
            assert!(!number(left).is_same(&number(right)), "{left} {right}");
        }
        assert!(!number("1").is_same(&Value::Text("1".into())));
        assert!(Value::Float(f64::NAN).is_same(&Value::Float(f64::NAN)));
        let list = |text| Value::Map(vec![("a".into(), Value::List(vec![number(text)]))]);
        assert!(list("2.50").is_same(&list("2.5")) && !list("2.5").is_same(&list("3")));
        assert!(
            hash(&list("2.50")) == hash(&list("2.5")) && hash(&list("2.5")) != hash(&list("3"))
        );
        let nan = Value::Float(-f64::NAN);
        assert!(nan.is_same(&Value::Float(f64::NAN)));
        assert_eq!(hash(&nan), hash(&Value::Float(f64::NAN)));
        let huge = number("1e99999999999999999999");
        assert_eq!(hash(&huge), hash(&huge.clone()));
    }

    #[test]
    fn whole_numbers_are_integers_however_they_are_spelled() {
        let whole = |text| Decimal::parse(text).and_then(|number| number.whole());
        for (text, number) in [("5.00", 5), ("-0", 0), ("0.0e9", 0), ("1.2e1", 12), ("-30E-1", -3)]
        {
            assert_eq!(whole(text), Some(number), "{text}");
        }
        for text in ["5.5", "1e-1", "1e400", "1e39"] {
            assert_eq!(whole(text), None, "{text}");
        }
    }
}
