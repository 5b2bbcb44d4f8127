//! Front matter in any style that YAML has, by the throw of dice.

use newsconv::{Article, Value};

/// A Markdown file of the article's fields in a style of the dice's choice.
pub(super) fn spell(article: &Article<'static>, dice: &[u8]) -> String {
    let mut plain = article.clone();
    (plain.path, plain.body) = (None, None);
    (plain.source_style, plain.front_matter) = (None, None);
    // Keys that mean something else beside the fields of JSON stay out.
    let apart = ["extra", "path", "body", "sourceStyle", "frontMatter"];
    plain.extra.retain(|(key, _)| !apart.contains(&&**key));
    let json = within_floats(&serde_json::to_string(&plain).expect("JSON"));
    let parsed = serde_json::from_str::<Value<'_>>(&json).expect("JSON");
    let Value::Map(mut members) = parsed else { panic!("an article is a map") };
    let mut speller = Speller { dice: dice.iter().copied().cycle(), anchors: 0 };
    if speller.one_in(2) && !members.is_empty() {
        let at = speller.below(members.len());
        members.rotate_left(at);
    }
    let body = article.body.as_deref().unwrap_or_default();
    speller.file(&members, body)
}

/// The JSON text without exponents of three digits, which no float has.
fn within_floats(json: &str) -> String {
    let mut rest = json;
    let mut kept = String::new();
    while let Some(at) = rest.find('e') {
        let (before, exponent) = rest.split_at(at);
        kept.push_str(before);
        let digits = exponent[1..].trim_start_matches(['-', '+']);
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let is_long = before.ends_with(|c: char| c.is_ascii_digit()) && length > 2;
        let end = exponent.len() - digits.len() + length;
        rest = if is_long {
            &exponent[end..]
        } else {
            kept.push('e');
            &exponent[1..]
        };
    }
    kept + rest
}

struct Speller<D> {
    dice: D,
    /// Texts that were given an anchor.
    anchors: usize,
}

impl<D: Iterator<Item = u8>> Speller<D> {
    fn below(&mut self, end: usize) -> usize {
        usize::from(self.dice.next().unwrap_or(0)) % end
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'s>(&mut self, from: &[&'s str]) -> &'s str {
        from[self.below(from.len())]
    }

    fn file(&mut self, members: &[(std::borrow::Cow<'_, str>, Value<'_>)], body: &str) -> String {
        let mut yaml = String::new();
        if members.is_empty() {
            yaml.push_str(self.pick(&["", "# nothing\n", "{}\n", "\n", "~\n"]));
        } else if self.one_in(4) {
            yaml.push_str(&self.flow_map(members));
            yaml.push('\n');
        } else {
            self.block_map(members, 0, &mut yaml);
        }
        if self.one_in(3) {
            yaml = yaml.replace('\n', "\r\n");
        }
        let mark = if self.one_in(4) { "\u{feff}" } else { "" };
        let open = self.pick(&["---\n", "---\r\n", "--- \n", "---\t\n"]);
        let close = self.pick(&["---", "...", "--- ", "---\t"]);
        let end = self.pick(&["\n", "\n", "\r\n", ""]);
        let body = if end.is_empty() { "" } else { body };
        format!("{mark}{open}{yaml}{close}{end}{body}")
    }

    fn block_map(
        &mut self,
        members: &[(std::borrow::Cow<'_, str>, Value<'_>)],
        indent: usize,
        out: &mut String,
    ) {
        for (key, value) in members {
            if self.one_in(6) {
                out.push_str(self.pick(&["\n", "# a comment\n", "   # another: one\n", "  \n"]));
            }
            out.push_str(&" ".repeat(indent));
            let key = self.text(key);
            out.push_str(&key);
            if key.chars().count() > 900 {
                // No reader looks further for the colon.
                out.insert_str(out.len() - key.len(), "? ");
                out.push('\n');
                out.push_str(&" ".repeat(indent));
            }
            out.push(':');
            self.block_value(value, indent, out);
        }
    }

    /// Appends what stands behind a colon or a dash, to the end of its last line.
    fn block_value(&mut self, value: &Value<'_>, indent: usize, out: &mut String) {
        match value {
            Value::Map(members) if !members.is_empty() && !self.one_in(3) => {
                out.push_str(self.pick(&["\n", " \n", " # below\n"]));
                let deeper = indent + 1 + self.below(4);
                self.block_map(members, deeper, out);
            }
            Value::List(items) if !items.is_empty() && !self.one_in(3) => {
                out.push_str(self.pick(&["\n", " # below\n"]));
                let deeper = indent + 1 + self.below(3);
                for item in items {
                    out.push_str(&" ".repeat(deeper));
                    out.push('-');
                    self.block_value(item, deeper, out);
                }
            }
            Value::Text(text) if is_plain(text) && self.one_in(4) => {
                let style = self.pick(&["|-", ">-", "|2-"]);
                let indent = " ".repeat(indent + 2);
                out.extend([" ", style, "\n", &indent, text, "\n"]);
            }
            other => {
                out.push(' ');
                if self.one_in(8) {
                    self.anchors += 1;
                    out.extend(["&a", &self.anchors.to_string(), " "]);
                }
                out.push_str(&self.flow(other));
                out.push_str(self.pick(&["\n", "\n", " \n", " # why\n"]));
            }
        }
    }

    fn flow_map(&mut self, members: &[(std::borrow::Cow<'_, str>, Value<'_>)]) -> String {
        let mut parts = Vec::new();
        for (key, value) in members {
            let (key, value) = (self.quoted(key), self.flow(value));
            parts.push(format!("{key}: {value}"));
        }
        let between = self.pick(&[", ", " , ", ",  "]);
        let last = if self.one_in(5) && !parts.is_empty() { "," } else { "" };
        format!("{{{}{last}}}", parts.join(between))
    }

    fn flow(&mut self, value: &Value<'_>) -> String {
        match value {
            Value::Null => self.pick(&["null", "~", "Null", "NULL"]).to_owned(),
            Value::Boolean(true) => self.pick(&["true", "True", "TRUE"]).to_owned(),
            Value::Boolean(false) => self.pick(&["false", "False", "FALSE"]).to_owned(),
            Value::Integer(whole) if *whole >= 0 && self.one_in(3) => format!("0x{whole:x}"),
            Value::Text(text) => self.text(text),
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.flow(item)).collect();
                let last = if self.one_in(5) && !items.is_empty() { " ," } else { "" };
                format!("[{}{last}]", items.join(", "))
            }
            Value::Map(members) => self.flow_map(members),
            other => other.to_string(),
        }
    }

    fn text(&mut self, text: &str) -> String {
        if is_plain(text) && self.one_in(3) { text.to_owned() } else { self.quoted(text) }
    }

    fn quoted(&mut self, text: &str) -> String {
        let printable = text.chars().all(|c| matches!(c, ' '..='~' | '\u{a1}'..='\u{d7ff}'))
            && !text.contains(['\u{2028}', '\u{2029}', '\u{ad}']);
        if printable && self.one_in(2) {
            return format!("'{}'", text.replace('\'', "''"));
        }
        let mut quoted = String::from('"');
        for c in text.chars() {
            let escape = !matches!(c, ' '..='~' | '\u{a1}'..='\u{d7ff}')
                || "\"\\\u{2028}\u{2029}".contains(c);
            if escape || self.one_in(40) {
                quoted.extend(["\\U", &format!("{:08X}", u32::from(c))]);
            } else {
                quoted.push(c);
            }
        }
        quoted + "\""
    }
}

/// Whether the text stands for itself in any style, and is no other value than text.
fn is_plain(text: &str) -> bool {
    let letters = |c: char| c.is_ascii_alphabetic();
    text.len() > 5
        && text.starts_with(letters)
        && text.chars().all(|c| letters(c) || c == ' ')
        && !text.ends_with(' ')
}
