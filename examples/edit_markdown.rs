//! Changes one Markdown text by its fields, and writes an article that was made by hand.
//!
//! ```sh
//! cargo run --example edit_markdown
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

use newsconv::{Article, Conversion, format, io::Memory, markdown};

fn main() -> newsconv::Result<()> {
    let mut article = markdown::parse("---\ntitle: Ferry\n---\nIt sails again.\n")?;
    article.tags.get_or_insert_default().push("sea".into());
    println!("{}", markdown::render(&article)?);

    let ferry = Article { title: Some("Ferry".into()), quality: Some(80), ..Article::default() };
    let output = Memory::default();
    let json = Conversion::new().output_format(&format::JSON);
    let summary = json.write([ferry], &output, &mut |problem| eprintln!("{problem}"))?;
    println!("{} article: {}", summary.articles, String::from_utf8_lossy(&output.take()));
    Ok(())
}
