"""News archives between Markdown with front matter and typed columns, losing nothing.

    >>> import newsconv
    >>> articles = newsconv.read("posts/", profile="hugo", select=["title", "topics"])   # doctest: +SKIP
    >>> articles.to_polars()                                                             # doctest: +SKIP
"""

from newsconv._articles import Articles
from newsconv._calls import (
    Checked,
    Comparison,
    Difference,
    Plan,
    Profile,
    Summary,
    check,
    convert,
    dumps,
    explain,
    loads,
    profiles,
    read,
    schema,
    suggest,
    verify,
    write,
)
from newsconv._errors import (
    ConversionError,
    Diagnostic,
    InputError,
    InternalError,
    NewsconvError,
    NewsconvWarning,
    OutputError,
    UsageError,
)
from newsconv._native import Batch, __version__

__all__ = [
    "Articles",
    "Batch",
    "Checked",
    "Comparison",
    "ConversionError",
    "Diagnostic",
    "Difference",
    "InputError",
    "InternalError",
    "NewsconvError",
    "NewsconvWarning",
    "OutputError",
    "Plan",
    "Profile",
    "Summary",
    "UsageError",
    "__version__",
    "check",
    "convert",
    "dumps",
    "explain",
    "loads",
    "profiles",
    "read",
    "schema",
    "suggest",
    "verify",
    "write",
]
