//! Reads two archives at the same time, so that neither has to be in memory.

use std::cmp::Ordering;
use std::collections::VecDeque;

use super::comparison::Comparison;
use super::difference::Difference;
use super::differences::{Sameness, are_same, differences};
use super::waiting::{Candidate, Entry, Key, Waiting};
use crate::diagnostic::error::{Error, Result};
use crate::io::shelf::Shelf;
use crate::model::article::Article;
use crate::model::value::Value;
use crate::pipeline::reader::{Chunk, Reader};
use crate::pipeline::sink::{ArticleSink, Flow, ForEach};

/// Compares the articles of two readers, and passes every difference to `report`.
///
/// # Errors
/// Those of the readers, and when the folder for temporary files is missing or full.
pub(super) fn compare_by(
    sameness: Sameness,
    left: &mut dyn Reader,
    right: &mut dyn Reader,
    report: &mut dyn FnMut(Difference),
) -> Result<Comparison> {
    let mut lefts = Lefts { reader: &mut *left, chunk: None, ready: VecDeque::new() };
    let mut pairs = Pairs::new(sameness);
    right.read(&mut ForEach(|article: &Article<'_>| {
        pairs.meet(article, &mut lefts)?;
        Ok(Flow::Continue)
    }))?;
    while let Some(article) = lefts.next()? {
        pairs.add_left(&article)?;
    }
    pairs.finish(report, left)
}

/// Articles that are paired at the end between two looks at whether the run was cancelled.
const UNWATCHED: usize = 64;

/// The articles of the left side, in their order.
struct Lefts<'r> {
    reader: &'r mut dyn Reader,
    /// The chunk that is being read.
    chunk: Option<Box<dyn Chunk>>,
    /// Articles that were read and not taken.
    ready: VecDeque<Article<'static>>,
}

impl Lefts<'_> {
    /// Returns the next article, which stays the next one; `None` at the end.
    fn peek(&mut self) -> Result<Option<&Article<'static>>> {
        while self.ready.is_empty() {
            let chunk = match &mut self.chunk {
                Some(chunk) => chunk,
                None => match self.reader.next_chunk()? {
                    Some(chunk) => self.chunk.insert(chunk),
                    None => return Ok(None),
                },
            };
            let mut articles: Vec<Article<'static>> = Vec::new();
            chunk.read(&mut articles)?;
            articles.end_chunk()?;
            if !chunk.has_more() {
                self.chunk = None;
            }
            self.ready = articles.into();
        }
        Ok(self.ready.front())
    }

    fn next(&mut self) -> Result<Option<Article<'static>>> {
        self.peek()?;
        Ok(self.ready.pop_front())
    }
}

/// How far one side has been read, and which of its articles wait.
struct Side {
    /// Number of articles, and of those without a path.
    count: u64,
    unnamed: u64,
    /// The last path, and whether all paths so far were sorted.
    path: String,
    is_sorted: bool,
    waiting: Waiting,
}

impl Side {
    fn new() -> Self {
        let (path, waiting) = (String::new(), Waiting::default());
        Self { count: 0, unnamed: 0, path, is_sorted: true, waiting }
    }

    /// Returns the key that `article` has if it is the next one.
    fn key<'k>(&self, article: &'k Article<'_>) -> Key<'k> {
        article.path.as_deref().map_or(Key::Unnamed(self.unnamed), Key::Path)
    }

    /// Counts `article` as the next one.
    fn count(&mut self, article: &Article<'_>) {
        self.count += 1;
        match article.path.as_deref() {
            None => self.unnamed += 1,
            Some(path) => {
                self.is_sorted &= self.path.as_str() <= path;
                self.path.clear();
                self.path.push_str(path);
            }
        }
    }
}

/// What was read of both sides.
struct Pairs {
    sameness: Sameness,
    left: Side,
    right: Side,
    equal: u64,
    store: Shelf,
}

impl Pairs {
    fn new(sameness: Sameness) -> Self {
        Self { sameness, left: Side::new(), right: Side::new(), equal: 0, store: Shelf::new() }
    }

    /// Takes the next article of the right side, and those of the left side that should come before it.
    fn meet(&mut self, right: &Article<'_>, lefts: &mut Lefts<'_>) -> Result<()> {
        while let Some(left) = lefts.peek()? {
            let (key, other) = (self.left.key(left), self.right.key(right));
            if key == other {
                if are_same(left, right, self.sameness) {
                    self.left.count(left);
                    self.right.count(right);
                    self.equal += 1;
                    lefts.next()?;
                    return Ok(());
                }
            } else if let Some(order) = self.order(key, other) {
                // Both sides are sorted so far, so the article that comes first is probably missing on the other side.
                if order == Ordering::Greater {
                    break;
                }
                let Some(left) = lefts.next()? else { break };
                self.add_left(&left)?;
                continue;
            }
            // Both wait: if the order of the sides differs little, few articles wait at any time.
            if let Some(left) = lefts.next()? {
                self.add_left(&left)?;
            }
            break;
        }
        self.add_right(right)
    }

    /// Returns the order of two different paths, if all paths so far were sorted on both sides.
    fn order(&self, left: Key<'_>, right: Key<'_>) -> Option<Ordering> {
        match (left, right) {
            (Key::Path(left), Key::Path(right)) if self.left.is_sorted && self.right.is_sorted => {
                Some(left.cmp(right))
            }
            _ => None,
        }
    }

    /// Pairs an article of the left side with an equal one that waits, or lets it wait.
    fn add_left(&mut self, article: &Article<'_>) -> Result<()> {
        let Self { sameness, left, right, equal, store } = self;
        add(article, [left, right], (*sameness, equal, store))
    }

    /// Does the same for an article of the right side.
    fn add_right(&mut self, article: &Article<'_>) -> Result<()> {
        let Self { sameness, left, right, equal, store } = self;
        add(article, [right, left], (*sameness, equal, store))
    }

    /// Pairs what still waits, and reports all differences. `read` is a reader that is at its end.
    fn finish(
        self,
        report: &mut dyn FnMut(Difference),
        read: &mut dyn Reader,
    ) -> Result<Comparison> {
        let Self { sameness, left, right, equal, mut store } = self;
        let (left_count, right_count) = (left.count, right.count);
        let is_single = (left_count, right_count) == (1, 1);
        let lefts = left.waiting.into_entries();
        let (mut rights, mut alone) = paired(lefts, right.waiting.into_entries(), is_single);
        rights.sort_unstable_by_key(|(right, _)| right.number);
        alone.sort_unstable_by_key(|left| left.number);
        let mut result =
            Comparison { left: left_count, right: right_count, equal, ..Comparison::default() };
        let [mut left_bytes, mut right_bytes] = [Vec::new(), Vec::new()];
        for (number, (entry, left)) in rights.into_iter().enumerate() {
            if number % UNWATCHED == 0 {
                check_cancelled(read)?;
            }
            let mut right = entry.load(&mut store, &mut right_bytes)?;
            let article = name(&right, entry.number);
            let Some(left) = left else {
                report(missing(article, "absent", "an article"));
                continue;
            };
            let mut left = left.load(&mut store, &mut left_bytes)?;
            if is_single {
                without_path(&mut left);
                without_path(&mut right);
            }
            let mut differ = false;
            differences(&left, &right, sameness, &mut |field, left, right| {
                differ = true;
                report(Difference { article: article.clone(), field, left, right });
            });
            *(if differ { &mut result.different } else { &mut result.equal }) += 1;
        }
        for (number, entry) in alone.into_iter().enumerate() {
            if number % UNWATCHED == 0 {
                check_cancelled(read)?;
            }
            let left = entry.load(&mut store, &mut left_bytes)?;
            report(missing(name(&left, entry.number), "an article", "absent"));
        }
        Ok(result)
    }
}

/// Checks whether the run of a reader was cancelled.
///
/// # Errors
/// [`Error::Interrupted`] if the run of a reader, which is at its end, was cancelled.
fn check_cancelled(read: &mut dyn Reader) -> Result<()> {
    // A reader that can be cancelled says so whenever it is asked for more.
    match read.next_chunk() {
        Err(Error::Interrupted) => Err(Error::Interrupted),
        _ => Ok(()),
    }
}

/// Pairs an article of the side `own` with an equal one that waits on the side `other`, or lets it wait.
fn add(
    article: &Article<'_>,
    [own, other]: [&mut Side; 2],
    pairs: (Sameness, &mut u64, &mut Shelf),
) -> Result<()> {
    let (sameness, equal, store) = pairs;
    let key = own.key(article);
    let candidate = Candidate::new(article, key, own.count + 1, sameness);
    own.count(article);
    if other.waiting.remove_equal(&candidate, sameness, store)? {
        *equal += 1;
        return Ok(());
    }
    own.waiting.add(candidate, store)
}

/// An article of the right side with its counterpart, if there is one.
type Pair = (Entry, Option<Entry>);

/// Pairs articles with the same key in the order of their numbers, or the only ones. Returns the articles of the right
/// side, and those that are on the left alone. Both sides are sorted by key and then by number.
fn paired(lefts: Vec<Entry>, rights: Vec<Entry>, is_single: bool) -> (Vec<Pair>, Vec<Entry>) {
    let mut lefts = lefts.into_iter().peekable();
    let mut alone = Vec::new();
    let mut pairs = Vec::with_capacity(rights.len());
    for right in rights {
        while let Some(left) = lefts.next_if(|left| left.key < right.key && !is_single) {
            alone.push(left);
        }
        let left = lefts.next_if(|left| left.key == right.key || is_single);
        pairs.push((right, left));
    }
    alone.extend(lefts);
    (pairs, alone)
}

/// Returns the path of an article, or its number if it has none.
fn name(article: &Value<'_>, number: u64) -> String {
    let path = article.get("path").and_then(Value::as_text);
    path.map_or_else(|| format!("article {number}"), str::to_owned)
}

/// Removes the path, where it does not count.
fn without_path(article: &mut Value<'_>) {
    if let Value::Map(map) = article {
        map.retain(|(key, _)| key != "path");
    }
}

fn missing(article: String, left: &str, right: &str) -> Difference {
    Difference { article, field: String::new(), left: left.to_owned(), right: right.to_owned() }
}

/// Compares two readers, and returns also how many articles waited at most.
#[cfg(test)]
pub(super) fn watched(left: &mut dyn Reader, right: &mut dyn Reader) -> (Comparison, usize) {
    let mut lefts = Lefts { reader: &mut *left, chunk: None, ready: VecDeque::new() };
    let mut pairs = Pairs::new(Sameness::Meaning);
    let mut most = 0;
    let mut see = |pairs: &Pairs| {
        most = most.max(pairs.left.waiting.len() + pairs.right.waiting.len());
    };
    let read = right.read(&mut ForEach(|article: &Article<'_>| {
        pairs.meet(article, &mut lefts)?;
        see(&pairs);
        Ok(Flow::Continue)
    }));
    assert!(matches!(read, Ok(Flow::Continue)));
    while let Ok(Some(article)) = lefts.next() {
        assert!(pairs.add_left(&article).is_ok());
        see(&pairs);
    }
    (pairs.finish(&mut |_| {}, left).unwrap_or_default(), most)
}
