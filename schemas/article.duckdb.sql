-- newsconv schema version 2
CREATE TABLE article (
  -- Path of the source file relative to the input root, `/`-separated.
  "path" VARCHAR,
  -- What the source calls the article: the identifier of its system, such as the `guid` of a feed. Not made up where the source has none.
  "id" VARCHAR,
  -- The last part of the article's address, such as `the-ferry`.
  "slug" VARCHAR,
  -- Section of the site, such as `news`.
  "category" VARCHAR,
  -- Headline.
  "title" VARCHAR,
  -- Summary in a sentence or a few.
  "excerpt" VARCHAR,
  -- When the article was published.
  "publishedDateTime" TIMESTAMP WITH TIME ZONE,
  -- Offset of `publishedDateTime` in minutes east of UTC; null where it was written `Z`.
  "publishedOffset" SMALLINT,
  -- When the article was last changed.
  "updatedDateTime" TIMESTAMP WITH TIME ZONE,
  -- Offset of `updatedDateTime` in minutes east of UTC; null where it was written `Z`.
  "updatedOffset" SMALLINT,
  -- Where the publisher keeps the article; never normalised.
  "originalUrl" VARCHAR,
  -- Where a reader is sent; never normalised.
  "webUrl" VARCHAR,
  -- The article as an AMP page; never normalised.
  "ampWebUrl" VARCHAR,
  -- The AMP page on a cache; never normalised.
  "cdnAmpWebUrl" VARCHAR,
  -- Where the article was found; never normalised.
  "sourceUrl" VARCHAR,
  -- What it is: `article`, `video`, and so on.
  "type" VARCHAR,
  -- The template that the site shows it with, such as `post`.
  "layout" VARCHAR,
  -- Language and region, such as `en-us`; a language alone, such as `en`, is one too ([RFC 5646](https://www.rfc-editor.org/rfc/rfc5646)).
  "locale" VARCHAR,
  -- The terms under which it may be used: the name of a licence, or its URL.
  "license" VARCHAR,
  -- Text to be shown in a prominent place.
  "highlight" VARCHAR,
  -- HTML to be embedded, such as a video player.
  "featuredContent" VARCHAR,
  -- Editorial score; higher is better.
  "quality" BIGINT,
  -- Popularity score; higher is hotter.
  "heat" BIGINT,
  -- Whether the site shows the article.
  "published" BOOLEAN,
  -- Who published it.
  "provider" STRUCT(
    -- Name for readers.
    "name" VARCHAR,
    -- Domain name without a scheme.
    "domain" VARCHAR,
    -- Logos.
    "images" STRUCT(
      -- Where it is; a URL or a path on the site.
      "url" VARCHAR,
      -- Width in pixels.
      "width" BIGINT,
      -- Height in pixels.
      "height" BIGINT,
      -- Caption.
      "title" VARCHAR,
      -- Whom to credit.
      "attribution" VARCHAR,
      -- Whether the site keeps a copy.
      "isCached" BOOLEAN,
      -- Every key that the model does not know, in source order, as the text of a JSON object; null where there is none.
      "extra" VARCHAR
    )[],
    -- Who wrote the article.
    "authors" STRUCT(
      -- Name or handle.
      "name" VARCHAR,
      -- The author's page.
      "url" VARCHAR,
      -- Every key that the model does not know, in source order, as the text of a JSON object; null where there is none.
      "extra" VARCHAR
    )[],
    -- Every key that the model does not know, in source order, as the text of a JSON object; null where there is none.
    "extra" VARCHAR
  ),
  -- Names of the topics it belongs to.
  "topics" VARCHAR[],
  -- Free keywords.
  "tags" VARCHAR[],
  -- Other addresses that lead to it, such as those it had before.
  "aliases" VARCHAR[],
  -- Who translated it.
  "translators" VARCHAR[],
  -- Its pictures.
  "images" STRUCT(
    -- Where it is; a URL or a path on the site.
    "url" VARCHAR,
    -- Width in pixels.
    "width" BIGINT,
    -- Height in pixels.
    "height" BIGINT,
    -- Caption.
    "title" VARCHAR,
    -- Whom to credit.
    "attribution" VARCHAR,
    -- Whether the site keeps a copy.
    "isCached" BOOLEAN,
    -- Every key that the model does not know, in source order, as the text of a JSON object; null where there is none.
    "extra" VARCHAR
  )[],
  -- Stubs of related articles.
  "related" STRUCT(
    -- Headline.
    "title" VARCHAR,
    -- Summary in a sentence or a few.
    "excerpt" VARCHAR,
    -- When it was published.
    "publishedDateTime" TIMESTAMP WITH TIME ZONE,
    -- Offset of `publishedDateTime` in minutes east of UTC; null where it was written `Z`.
    "publishedOffset" SMALLINT,
    -- Where the publisher keeps it; never normalised.
    "originalUrl" VARCHAR,
    -- Where a reader is sent; never normalised.
    "webUrl" VARCHAR,
    -- What it is: `article`, `video`, and so on.
    "type" VARCHAR,
    -- Who published it.
    "provider" STRUCT(
      -- Name for readers.
      "name" VARCHAR,
      -- Domain name without a scheme.
      "domain" VARCHAR,
      -- Logos.
      "images" STRUCT(
        -- Where it is; a URL or a path on the site.
        "url" VARCHAR,
        -- Width in pixels.
        "width" BIGINT,
        -- Height in pixels.
        "height" BIGINT,
        -- Caption.
        "title" VARCHAR,
        -- Whom to credit.
        "attribution" VARCHAR,
        -- Whether the site keeps a copy.
        "isCached" BOOLEAN,
        -- Every key that the model does not know, in source order, as the text of a JSON object; null where there is none.
        "extra" VARCHAR
      )[],
      -- Who wrote the article.
      "authors" STRUCT(
        -- Name or handle.
        "name" VARCHAR,
        -- The author's page.
        "url" VARCHAR,
        -- Every key that the model does not know, in source order, as the text of a JSON object; null where there is none.
        "extra" VARCHAR
      )[],
      -- Every key that the model does not know, in source order, as the text of a JSON object; null where there is none.
      "extra" VARCHAR
    ),
    -- Editorial score; higher is better.
    "quality" BIGINT,
    -- Its pictures.
    "images" STRUCT(
      -- Where it is; a URL or a path on the site.
      "url" VARCHAR,
      -- Width in pixels.
      "width" BIGINT,
      -- Height in pixels.
      "height" BIGINT,
      -- Caption.
      "title" VARCHAR,
      -- Whom to credit.
      "attribution" VARCHAR,
      -- Whether the site keeps a copy.
      "isCached" BOOLEAN,
      -- Every key that the model does not know, in source order, as the text of a JSON object; null where there is none.
      "extra" VARCHAR
    )[],
    -- Every key that the model does not know, in source order, as the text of a JSON object; null where there is none.
    "extra" VARCHAR
  )[],
  -- Encrypted data: two base64 parts joined by `;`, ciphertext and 16-byte IV. Opaque text.
  "secured" VARCHAR,
  -- Every key that the model does not know, in source order, as the text of a JSON object; null where there is none.
  "extra" VARCHAR,
  -- Every byte after the closing fence's line. Empty text when nothing follows that line; absent when the file ends within it, without a line end.
  "body" VARCHAR,
  -- How the source spelled values that it did not write in the canonical form: a JSON object with a pointer to each. Absent if there are none.
  "sourceStyle" VARCHAR
);
