//! Articles that look like a news site's: lengths, scripts and absent fields in similar proportions.

use std::fmt::Write as _;

use newsconv::{Article, Author, Image, Provider, Related, Timestamp, Value};

const WORDS: &[&str] = &[
    "the",
    "of",
    "and",
    "a",
    "to",
    "in",
    "for",
    "is",
    "on",
    "that",
    "by",
    "this",
    "with",
    "harbour",
    "council",
    "budget",
    "researchers",
    "language",
    "model",
    "market",
    "weather",
    "museum",
    "city",
    "reopens",
    "announces",
    "report",
    "quarter",
    "ferry",
    "energy",
    "“quoted”",
    "naïve",
    "café",
    "中国日报网",
    "新闻",
    "مرحبا",
    "2024",
    "4.5%",
    "e-mail",
    "mother-in-law",
    "isn’t",
    "re: answer",
];
const PROVIDERS: &[(&str, &str)] = &[
    ("Wired", "wired.com"),
    ("The Harbour Post", "harbourpost.example"),
    ("中国日报网", "chinadaily.example"),
    ("Yes", "yes.example"),
];
const TOPICS: &[&str] = &["AI", "Artificial Intelligence", "Business", "Science: Space", "World"];

/// `count` articles, sorted by path.
pub(super) fn articles(count: usize) -> impl Iterator<Item = Article<'static>> {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    (0..count).map(move |index| article(&mut random, index))
}

fn article(random: &mut Random, index: usize) -> Article<'static> {
    let title = random.sentence(6, 14);
    let url = format!("https://news.example/2024/{index}/{:x}", random.next());
    let mut article = Article {
        path: Some(format!("news/{index:06}.md").into()),
        category: Some("news".into()),
        excerpt: Some(random.sentence(20, 45).into()),
        published_date_time: Some(random.time()),
        updated_date_time: random.one_in(3).then(|| random.time()),
        original_url: Some(format!("{url}?utm_source=a&b=%20c").into()),
        web_url: Some(url.into()),
        r#type: Some("article".into()),
        locale: Some("en-us".into()),
        quality: Some(random.integer(100)),
        heat: Some(random.integer(400)),
        published: random.one_in(2).then_some(true),
        provider: Some(random.provider()),
        topics: Some((0..random.below(4)).map(|_| random.pick(TOPICS).into()).collect()),
        images: Some((0..=random.below(2)).map(|_| random.image(&title)).collect()),
        related: random.one_in(2).then(|| (0..=random.below(4)).map(|_| random.stub()).collect()),
        secured: random.one_in(2).then(|| random.secured().into()),
        body: Some(random.body().into()),
        title: Some(title.into()),
        ..Article::default()
    };
    if random.one_in(10) {
        article.extra.push(("rank".into(), Value::Integer(random.integer(50).into())));
    }
    article
}

/// Marsaglia's xorshift: all the randomness that test data needs.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("below a usize")
    }

    fn integer(&mut self, end: u32) -> i64 {
        i64::try_from(self.next() % u64::from(end)).expect("below a u32")
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn sentence(&mut self, least: usize, most: usize) -> String {
        let words: Vec<&str> =
            (0..least + self.below(most - least)).map(|_| self.pick(WORDS)).collect();
        words.join(" ")
    }

    /// A second of the year 2024, mostly in UTC.
    fn time(&mut self) -> Timestamp {
        let micros = 1_704_067_200_000_000 + self.integer(31_000_000) * 1_000_000;
        let offset = self.one_in(8).then_some(330);
        Timestamp::from_unix_micros(micros, offset).expect("a time in 2024")
    }

    fn provider(&mut self) -> Provider<'static> {
        let (name, domain) = self.pick(PROVIDERS);
        let author = |name: String| Author { name: Some(name.into()), ..Author::default() };
        Provider {
            name: Some(name.into()),
            domain: Some(domain.into()),
            authors: self.one_in(3).then(|| vec![author(self.sentence(2, 4))]),
            ..Provider::default()
        }
    }

    fn image(&mut self, title: &str) -> Image<'static> {
        Image {
            url: Some(format!("https://images.example/{:x}.jpg", self.next()).into()),
            width: Some(1280),
            height: Some(600 + self.integer(300)),
            title: Some(title.to_owned().into()),
            is_cached: self.one_in(2).then_some(true),
            ..Image::default()
        }
    }

    fn stub(&mut self) -> Related<'static> {
        Related {
            title: Some(self.sentence(6, 14).into()),
            excerpt: Some(self.sentence(20, 45).into()),
            published_date_time: Some(self.time()),
            web_url: Some(format!("https://news.example/{:x}", self.next()).into()),
            r#type: Some("article".into()),
            provider: Some(self.provider()),
            quality: Some(self.integer(100)),
            images: Some(vec![self.image("stub")]),
            ..Related::default()
        }
    }

    /// Two base64 parts joined by `;`, as long as the site's.
    fn secured(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..80 {
            let _ = write!(text, "{:016x}", self.next());
        }
        text + ";q83vEjRWeJCrze8SNFZ4kA=="
    }

    fn body(&mut self) -> String {
        let mut text = String::from("\n");
        for _ in 0..self.below(8) {
            text += &self.sentence(30, 120);
            text += "\n\n";
        }
        if self.one_in(6) {
            text += "```sh\n---\necho \"fences\"\n```\n";
        }
        text
    }
}
