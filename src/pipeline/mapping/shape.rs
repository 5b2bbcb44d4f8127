//! Gives an article the keys and shapes of a profile: the opposite of mapping it.

use std::borrow::Cow;
use std::cmp::Reverse;

use crate::decode::shapes::{self, Split, fold};
use crate::model::article::{Article, Kind, Provider, Record as _};
use crate::model::value::{Value, sort_keys};

use super::definition::Mapping;
use super::memory::{self, Entry, Kept};
use super::restore::{put, restore};
use super::rules::Rules;
use super::source::{From, Source};
use super::target::Target;

/// An article with the keys of a profile in place of its fields.
#[derive(Debug)]
pub(crate) struct Shaped<'a> {
    pub(crate) article: Article<'a>,
    /// The times among its unknown keys.
    pub(crate) times: Vec<Time>,
    /// Whether keys that hold nothing but text can say all lists.
    pub(crate) fits_texts: bool,
}

/// A time among unknown keys.
#[derive(Debug)]
pub(crate) struct Time {
    /// The keys that lead to it.
    pub(crate) way: Vec<String>,
    /// How it is spelled.
    pub(crate) spelled: String,
    /// Whether the source had it there, so that it may have spelled it in another way.
    pub(crate) is_own: bool,
}

/// Returns the article with the keys and shapes of the profile `mapping`, which gives the same article when it maps
/// what is returned. `texts` says that keys can hold nothing but text.
///
/// Keys that the source had come back if the profile has them too, or has no word of its own for their field. Every
/// other field goes to the first of the profile's keys that can say it. A field that none of them can say, or for which
/// there is none, keeps its own name.
pub(crate) fn shaped<'a>(article: &Article<'a>, mapping: &Mapping, texts: bool) -> Shaped<'a> {
    let rules = mapping.rules();
    let memory = article.source_style.as_deref().and_then(memory::read);
    // The body is not compared: it is never in a key.
    let body = article.body.as_ref().map(|_| Cow::Borrowed(""));
    let mut current = Article { body, front_matter: None, ..article.clone() };
    current.source_style = match &memory {
        Some((_, rest)) => rest.clone().map(Cow::Owned),
        None => current.source_style.clone(),
    };
    let wanted = rules.read(&current);
    let mut shape = Shape { rules, texts, current, wanted, times: Vec::new() };
    if let Some((memory, _)) = &memory {
        shape.own_keys(&memory.fields);
    }
    let before = shape.current.extra.len();
    // Parts of the provider come before the provider, which is then what is left of it.
    let mut words: Vec<_> = rules.words.iter().collect();
    words.sort_by_key(|(target, _)| (Reverse(matches!(target, Target::Provider(_))), *target));
    for (target, sources) in words {
        shape.field(*target, sources);
    }
    let fits_texts = !texts || shape.own_names();
    let Shape { mut current, times, .. } = shape;
    // The keys of fields come before those that no field has.
    let added = current.extra.len() - before;
    current.extra.rotate_right(added);
    current.body.clone_from(&article.body);
    current.front_matter.clone_from(&article.front_matter);
    Shaped { article: current, times, fits_texts }
}

impl Rules {
    /// Returns what the mapping makes of an article, without the order of unknown keys.
    fn read<'a>(&self, article: &Article<'a>) -> Article<'a> {
        let applied = self.apply(article, article.path.is_some(), &|_| true);
        let mut read = applied.map_or_else(|| article.clone(), |applied| applied.article);
        sort_keys(&mut read.extra);
        read
    }
}

struct Shape<'r, 'a> {
    rules: &'r Rules,
    texts: bool,
    current: Article<'a>,
    /// What must be read in the end.
    wanted: Article<'a>,
    times: Vec<Time>,
}

impl<'a> Shape<'_, 'a> {
    /// Brings back the keys of the source, as far as the profile reads the same in them.
    fn own_keys(&mut self, entries: &[Entry<'_>]) {
        let mut wholes: Vec<Target> = entries.iter().map(|entry| entry.target.whole()).collect();
        wholes.sort_unstable();
        wholes.dedup();
        for whole in wholes {
            let of_whole: Vec<_> =
                entries.iter().filter(|entry| entry.target.whole() == whole).collect();
            let words = self.rules.words.iter().filter(|(target, _)| target.whole() == whole);
            let words: Vec<&Source> = words.flat_map(|(_, sources)| sources).collect();
            let entries: Option<Vec<_>> =
                of_whole.iter().map(|entry| self.in_own_spelling(entry, &words)).collect();
            let Some(entries) = entries else { continue };
            let of_whole: Vec<_> = entries.iter().collect();
            let mut next = self.current.clone();
            restore(&mut next, whole, &of_whole);
            if self.try_this(next) && whole.kind() == Kind::Time {
                self.times.extend(of_whole.iter().filter_map(|entry| time(entry, &self.current)));
            }
        }
    }

    /// Returns the entry with its keys as the profile spells them, one of whose `words` they are: generators do not read
    /// others. `None` if they are none of these, or the name of the field itself.
    fn in_own_spelling<'e>(&self, entry: &Entry<'e>, words: &[&Source]) -> Option<Entry<'e>> {
        let any_case = self.rules.writing.any_case;
        let is_same = |a: &str, b: &str| a == b || any_case && a.eq_ignore_ascii_case(b);
        let mut entry = entry.clone();
        if let Some(word) = words.iter().find(|word| is_from(&entry, word)) {
            let spelled = word.spelled.strip_prefix('!').unwrap_or(&word.spelled);
            let mut steps = spelled.split('.');
            if matches!(entry.kept, Kept::Simplest | Kept::Value(_))
                && let Some(first) = steps.next()
            {
                if !is_same(&entry.key, first) {
                    entry.key = Cow::Owned(first.to_owned());
                }
                for (step, own) in entry.way.iter_mut().zip(steps) {
                    if !is_same(step, own) {
                        own.clone_into(step);
                    }
                }
            }
            return Some(entry);
        }
        let name = entry.target.name();
        let is_called_so = entry.way.is_empty() && fold(&entry.key) == fold(&name);
        (words.is_empty() && (!is_called_so || is_same(&entry.key, &name))).then_some(entry)
    }

    /// Takes `next` for the article if it is read as what is wanted.
    fn try_this(&mut self, mut next: Article<'a>) -> bool {
        if next.provider.as_ref().is_some_and(|provider| *provider == Provider::default())
            && self.wanted.provider != next.provider
        {
            next.provider = None;
        }
        let is_same = self.rules.read(&next) == self.wanted;
        if is_same {
            self.current = next;
        }
        is_same
    }

    /// Moves a field to the first source that can say it.
    fn field(&mut self, target: Target, sources: &[Source]) {
        let is_body = target == Target::Field(Article::index("body").unwrap_or_default());
        if is_body || !target.is_set(&self.current) {
            return;
        }
        let own = fold(&target.name());
        for source in sources {
            let From::Keys(steps) = &source.from else { continue };
            let Some(first) = steps.first() else { continue };
            if source.only_key() == Some(&own) {
                return;
            }
            if source.is_copied() || is_field(&first.key) {
                continue;
            }
            let spelled = source.spelled.strip_prefix('!').unwrap_or(&source.spelled);
            let way: Vec<String> = spelled.split('.').map(str::to_owned).collect();
            for value in self.values(target, source) {
                if self.put(target, &way, value) {
                    return;
                }
            }
        }
    }

    /// Moves a field to a key. Returns false if it would not be read as the same.
    fn put(&mut self, target: Target, way: &[String], value: Value<'a>) -> bool {
        let Some((first, rest)) = way.split_first() else { return false };
        let mut next = self.current.clone();
        target.whole().clear(&mut next);
        let time = match &value {
            Value::Text(text) if target.kind() == Kind::Time => Some(text.to_string()),
            _ => None,
        };
        put(&mut next.extra, Cow::Owned(first.clone()), rest, value);
        let is_put = self.try_this(next);
        if let Some(time) = time.filter(|_| is_put) {
            self.times.push(Time { way: way.to_vec(), spelled: time, is_own: false });
        }
        is_put
    }

    /// Returns the values by which `source` can say a field, the simplest one first.
    fn values(&self, target: Target, source: &Source) -> Vec<Value<'a>> {
        let writing = &self.rules.writing;
        let simplest = target.simplest(&self.current);
        let values = match (target.kind(), simplest) {
            (Kind::Time, Some(Value::Text(text))) => {
                let spelled = text.parse().map(|time| writing.times.spelled(time));
                vec![spelled.map_or_else(|_| text.clone(), Cow::Owned), text]
                    .into_iter()
                    .map(Value::Text)
                    .collect()
            }
            (Kind::Boolean, Some(Value::Boolean(value))) => {
                let state = Value::Text(if value { "published" } else { "draft" }.into());
                let is_state = source.first() == Some("status");
                let other = Value::Boolean(value != source.is_negated);
                if is_state && !source.is_negated { vec![state, other] } else { vec![other] }
            }
            (Kind::Text, Some(Value::Text(text))) => {
                let is_elsewhere = writing.site_paths && text.contains("://");
                let is_page = target.name() == "webUrl";
                if is_page && is_elsewhere { Vec::new() } else { vec![Value::Text(text)] }
            }
            (Kind::Authors, _) if writing.author_maps => {
                whole_of(target, &self.current).into_iter().collect()
            }
            (Kind::Images, simplest) if writing.one_image => {
                simplest.filter(|one| matches!(one, Value::Text(_))).into_iter().collect()
            }
            (Kind::Authors | Kind::Images, simplest) => {
                let list = match &simplest {
                    Some(one @ Value::Text(_)) => Some(Value::List(vec![one.clone()])),
                    _ => None,
                };
                let whole = (!writing.lists).then(|| whole_of(target, &self.current)).flatten();
                let one = simplest.filter(|one| !writing.lists || matches!(one, Value::List(_)));
                [one, list, whole].into_iter().flatten().collect()
            }
            (_, simplest) => simplest.into_iter().chain(whole_of(target, &self.current)).collect(),
        };
        if self.texts {
            values.into_iter().filter_map(|value| as_text(value, self.rules.split)).collect()
        } else {
            values
        }
    }

    /// Joins the lists that have their own names to one text, where the profile splits that. Returns whether that says
    /// all of them.
    fn own_names(&mut self) -> bool {
        let mut fits = true;
        for (index, field) in Article::FIELDS.iter().enumerate() {
            let target = Target::Field(index);
            if field.kind != Kind::Texts || !target.is_set(&self.current) {
                continue;
            }
            let text = target.simplest(&self.current);
            let text = text.and_then(|value| as_text(value, self.rules.split));
            let before = self.current.clone();
            match text {
                Some(text) if self.put(target, &[field.name.to_owned()], text.clone()) => {
                    // A reader that maps nothing takes the text for a list of one, which is what is written.
                    self.current = before;
                    shapes::set(self.current.slot(index), &text, Split::Never);
                }
                _ => fits = false,
            }
        }
        fits
    }
}

/// Returns the time that the source had in the key of an entry, which the article has again.
fn time(entry: &Entry<'_>, article: &Article<'_>) -> Option<Time> {
    if matches!(entry.kept, Kept::Copied | Kept::Part(..)) {
        return None;
    }
    let key = &*entry.key;
    let mut value = article.extra.iter().find(|(other, _)| other == key).map(|(_, value)| value)?;
    for step in &entry.way {
        value = value.get(step)?;
    }
    let spelled = value.as_text()?.to_owned();
    let way = std::iter::once(key.to_owned()).chain(entry.way.iter().cloned()).collect();
    Some(Time { way, spelled, is_own: true })
}

/// Returns whether the source of an entry is this one.
fn is_from(entry: &Entry<'_>, source: &Source) -> bool {
    match &entry.kept {
        Kept::Copied | Kept::Part(..) => {
            Source::parse(&entry.key).is_some_and(|other| other.from == source.from)
        }
        Kept::Simplest | Kept::Value(_) => {
            let From::Keys(steps) = &source.from else { return false };
            let way = std::iter::once(&*entry.key).chain(entry.way.iter().map(String::as_str));
            entry.is_negated == source.is_negated
                && steps.iter().map(|step| step.key.clone()).eq(way.map(fold))
        }
    }
}

/// Returns whether a folded key is that of a field: readers take it for the field whatever the profile says.
fn is_field(key: &str) -> bool {
    Article::FIELDS
        .iter()
        .any(|field| Article::is_front_matter(field.name) && fold(field.name) == key)
}

/// Returns the value of a field with all that its records have, as maps.
fn whole_of<'a>(target: Target, article: &Article<'a>) -> Option<Value<'a>> {
    match target {
        Target::Field(index) => {
            article.fields().nth(index).and_then(|(_, field)| shapes::complete(field))
        }
        Target::Provider(index) => {
            let provider = article.provider.as_ref()?;
            provider.fields().nth(index).and_then(|(_, field)| shapes::complete(field))
        }
        Target::Author(_) | Target::Image(_) => None,
    }
}

/// Returns the value as one text; `None` if it has no such form. What a list has is separated by commas, or by
/// semicolons where the profile splits there and an item has a comma.
fn as_text(value: Value<'_>, split: Split) -> Option<Value<'_>> {
    match value {
        Value::Text(_) => Some(value),
        Value::Integer(_) => Some(Value::Text(value.to_string().into())),
        Value::List(items) => {
            let texts: Option<Vec<_>> = items.iter().map(Value::as_text).collect();
            let texts = texts?;
            let is_mixed = texts.iter().any(|text| text.contains(','));
            let text = match texts.as_slice() {
                // Only a mark behind it says that the comma does not split it.
                [one] if is_mixed && split == Split::Semicolons => format!("{one};"),
                several if is_mixed && split == Split::Semicolons => several.join("; "),
                several => several.join(", "),
            };
            Some(Value::Text(text.into()))
        }
        _ => None,
    }
}
