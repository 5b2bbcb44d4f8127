//! Finds the name that a misspelled one may mean.

/// Returns the one of `names` of which `name` may be a misspelling.
pub(crate) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let name = name.to_lowercase();
    let slips = names.map(|known| (slips(&name, &known.to_lowercase()), known));
    let (slips, known) = slips.min_by_key(|(slips, _)| *slips)?;
    (slips <= known.len().div_ceil(4)).then_some(known)
}

/// Returns the edit distance between `a` and `b`: the number of letters that were added, omitted or replaced.
fn slips(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (done, x) in a.chars().enumerate() {
        let mut beside = done;
        let mut last = done + 1;
        row[0] = last;
        for (slot, y) in row[1..].iter_mut().zip(b.chars()) {
            let either = 1 + last.min(*slot);
            last = either.min(beside + usize::from(x != y));
            beside = std::mem::replace(slot, last);
        }
    }
    row.last().copied().unwrap_or_default()
}
