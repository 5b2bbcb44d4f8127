//! The outline of the beginning of a JSON text: names of members and beginnings of lists, without the rest.

/// Items of each list, and values of the text, that are looked at.
const ITEMS: usize = 5;

/// Levels that are looked at.
const DEEPEST: usize = 8;

/// The outline of a value.
#[derive(Debug)]
pub(super) enum Sketch<'a> {
    /// A text, as it is between its quotes.
    Text(&'a [u8]),
    /// A number, a boolean or null, or what is too deep.
    Other,
    /// The first items of a list.
    List(Vec<Sketch<'a>>),
    /// The members of an object.
    Map(Vec<(&'a [u8], Sketch<'a>)>),
}

/// Returns the outlines of the first values of `text`, which may be cut off anywhere. What is not JSON ends them.
pub(super) fn values(text: &[u8]) -> Vec<Sketch<'_>> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut scan = Scan { text, at: 0 };
    let mut values = Vec::new();
    while values.len() < ITEMS
        && let Some(value) = scan.value(0)
    {
        values.push(value);
    }
    values
}

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    /// Returns the next byte that is not white space, without passing it.
    fn peek(&mut self) -> Option<u8> {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    /// Passes the byte `wanted`; returns false if the next one is another.
    fn pass(&mut self, wanted: u8) -> bool {
        let is_wanted = self.peek() == Some(wanted);
        self.at += usize::from(is_wanted);
        is_wanted
    }

    /// Returns the outline of the next value; `None` at the end or where no value begins.
    fn value(&mut self, depth: usize) -> Option<Sketch<'a>> {
        match self.peek()? {
            b'{' | b'[' if depth == DEEPEST => self.skip().map(|()| Sketch::Other),
            b'{' => Some(Sketch::Map(self.members(depth))),
            b'[' => Some(Sketch::List(self.items(depth))),
            b'"' => self.text().map(Sketch::Text),
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {
                let rest = &self.text[self.at..];
                let is_end = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b'\n' | b' ' | b'\r');
                self.at += rest.iter().position(is_end).unwrap_or(rest.len());
                Some(Sketch::Other)
            }
            _ => None,
        }
    }

    /// Returns the members of the object that begins here, as far as the text goes.
    fn members(&mut self, depth: usize) -> Vec<(&'a [u8], Sketch<'a>)> {
        let mut members = Vec::new();
        self.at += 1;
        while let Some(b'"') = self.peek() {
            let Some(name) = self.text() else { break };
            if !self.pass(b':') {
                break;
            }
            // A member whose value is cut off is there all the same.
            let value = self.value(depth + 1);
            let is_cut = value.is_none();
            members.push((name, value.unwrap_or(Sketch::Other)));
            if is_cut || !self.pass(b',') {
                break;
            }
        }
        self.pass(b'}');
        members
    }

    /// Returns the first items of the list that begins here, as far as the text goes, and passes the others.
    fn items(&mut self, depth: usize) -> Vec<Sketch<'a>> {
        let mut items = Vec::new();
        self.at += 1;
        while self.peek().is_some_and(|byte| byte != b']') {
            if items.len() < ITEMS {
                let Some(item) = self.value(depth + 1) else { break };
                items.push(item);
            } else if self.skip().is_none() {
                break;
            }
            if !self.pass(b',') {
                break;
            }
        }
        self.pass(b']');
        items
    }

    /// Returns the text that begins here, between its quotes; `None` if it is cut off.
    fn text(&mut self) -> Option<&'a [u8]> {
        let from = self.at + 1;
        let mut at = from;
        loop {
            at += memchr::memchr2(b'"', b'\\', self.text.get(at..)?)?;
            if self.text[at] == b'"' {
                self.at = at + 1;
                return Some(&self.text[from..at]);
            }
            // A backslash and the byte after it, which may be an escaped quote.
            at += 2;
        }
    }

    /// Passes the next value; `None` if it is cut off or where no value begins.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => {
                    self.text()?;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' if depth > 0 => self.at += 1,
                b',' | b':' => return None,
                _ => {
                    let rest = &self.text[self.at..];
                    let is_end =
                        |byte: &u8| matches!(byte, b',' | b':' | b']' | b'}' | b'{' | b'[' | b'"');
                    self.at += rest.iter().position(is_end)?.max(1);
                }
            }
            if depth == 0 {
                return Some(());
            }
        }
    }
}

impl Sketch<'_> {
    /// Returns the value of the member `name`.
    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        let Self::Map(members) = self else { return None };
        members.iter().find(|(key, _)| *key == name.as_bytes()).map(|(_, value)| value)
    }

    /// Returns whether the path, names with dots between, leads through maps and lists to a list of maps, an empty
    /// list or a map.
    pub(super) fn leads(&self, path: &str) -> bool {
        match self {
            Self::List(items) if path.is_empty() && items.is_empty() => true,
            Self::List(items) => items.iter().any(|item| item.leads(path)),
            Self::Map(_) if path.is_empty() => true,
            _ => {
                let (first, rest) = path.split_once('.').unwrap_or((path, ""));
                self.member(first).is_some_and(|value| value.leads(rest))
            }
        }
    }

    /// Calls `each` with every value at `path`, names with dots between, through lists; until it returns true.
    pub(super) fn any_at(&self, path: &str, each: &dyn Fn(&Self) -> bool) -> bool {
        if let Self::List(items) = self {
            return items.iter().any(|item| item.any_at(path, each));
        }
        if path.is_empty() {
            return each(self);
        }
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        self.member(first).is_some_and(|value| value.any_at(rest, each))
    }
}
