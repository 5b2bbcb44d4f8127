//! Pictures: enclosures, Media RSS, and the images of podcasts.

use super::tree::{Members, Node};
use crate::model::article::{Image, Record as _};
use crate::model::value::Value;

/// Extensions of pictures.
const EXTENSIONS: [&str; 9] = ["jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "bmp", "tiff"];

/// Returns the picture that an element names, if it is one: `enclosure`, `media:content`, `media:thumbnail`, a link of
/// Atom, `image`, `itunes:image`.
pub(super) fn image(node: &Node) -> Option<Image<'static>> {
    let address = if node.name == "link" || node.name.ends_with(":image") { "href" } else { "url" };
    let url = node.attribute(address).or_else(|| node.child_text("url"))?;
    let is_picture = matches!(node.name.as_str(), "media:thumbnail" | "image" | "itunes:image");
    if !is_picture && !says_picture(node, url) {
        return None;
    }
    let number = |name: &str| node.attribute(name).and_then(|text| text.parse().ok());
    let text = |name: &str| node.child_text(name).map(|text| text.to_owned().into());
    let mut image = Image {
        url: Some(url.to_owned().into()),
        width: number("width"),
        height: number("height"),
        title: text("media:title"),
        attribution: text("media:credit"),
        ..Image::default()
    };
    let mut extra = Members::default();
    for (key, value) in &node.attributes {
        let is_read = match key.as_str() {
            "width" => image.width.is_some(),
            "height" => image.height.is_some(),
            // What they say is that it is a picture.
            "medium" | "rel" => true,
            key => key == address,
        };
        if !is_read {
            let value = Value::Text(value.clone().into());
            extra.add(free(key), value);
        }
    }
    image.extra = extra.map;
    Some(image)
}

/// Returns the names of the children that [`image`] reads.
pub(super) fn is_read(name: &str) -> bool {
    matches!(name, "media:title" | "media:credit" | "url")
}

/// Returns a name for an unknown key that is not that of a field.
fn free(key: &str) -> String {
    if Image::is_reserved(key) { format!("@{key}") } else { key.to_owned() }
}

/// Returns whether the element says that it is a picture, or its URL does where it says nothing.
fn says_picture(node: &Node, url: &str) -> bool {
    match (node.attribute("medium"), node.attribute("type")) {
        (Some(medium), _) => medium == "image",
        (None, Some(kind)) => kind.starts_with("image/"),
        (None, None) => {
            let path = url.split(['?', '#']).next().unwrap_or(url);
            let last = path.rsplit('.').next().unwrap_or_default();
            EXTENSIONS.iter().any(|extension| last.eq_ignore_ascii_case(extension))
        }
    }
}
