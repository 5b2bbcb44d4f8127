-- newsconv schema version 2
CREATE TABLE article (
  -- Path of the source file relative to the input root, `/`-separated.
  "path" VARCHAR,
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
  -- Language and region, such as `en-us`.
  "locale" VARCHAR,
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
