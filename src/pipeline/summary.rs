//! What a run reports, and to whom.

use crate::diagnostic::Diagnostic;
pub use crate::diagnostic::summary::Summary;
use crate::pipeline::mapping::{PROFILES, Profile};

/// Receives every diagnostic of a run, in input order.
pub type Report<'r> = &'r mut dyn FnMut(Diagnostic);

impl Summary {
    /// Returns the built-in profiles that joined the mapping since sources showed their signatures, such as `guardian`.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, format, io::Memory};
    ///
    /// let feed = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"1\",\"title\":\"Ferry\",\"url\":\"https://a.com/1\"}]}";
    /// let conversion = Conversion::new().output_format(&format::CSV);
    /// let summary = conversion.run(Input::bytes("a.json", feed.as_bytes()), Memory::default(), &mut |_| {})?;
    /// assert_eq!(summary.signatures().collect::<Vec<_>>(), ["jsonfeed"]);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    pub fn signatures(&self) -> impl Iterator<Item = &'static str> + use<> {
        let signed = self.signed;
        let is_one = move |(at, _): &(usize, &Profile)| bit(*at) & signed != 0;
        PROFILES.iter().enumerate().filter(is_one).map(|(_, profile)| profile.name)
    }

    /// Reports the problems, and counts those that do not reject a record.
    pub(crate) fn tell(
        &mut self,
        problems: impl IntoIterator<Item = Diagnostic>,
        report: Report<'_>,
    ) {
        for problem in problems {
            self.count(&problem);
            report(problem);
        }
    }
}

/// Returns the bit of the built-in profile with this name.
pub(crate) fn signature(profile: &str) -> u64 {
    PROFILES.iter().position(|built_in| built_in.name == profile).map_or(0, bit)
}

fn bit(place: usize) -> u64 {
    u32::try_from(place).ok().and_then(|place| 1_u64.checked_shl(place)).unwrap_or_default()
}
