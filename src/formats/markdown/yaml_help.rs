//! What is wrong with YAML that cannot be parsed, and what to do about it, in words of our own.

use granit_parser::ErrorKind;

pub(super) const NO_TABS: &str = "indent with spaces; YAML does not allow tabs there";

/// Returns what the parser met, as a sentence about the place where it stopped.
pub(super) fn message(kind: &ErrorKind) -> String {
    use ErrorKind as E;
    let text = match kind {
        E::UnexpectedEof
        | E::UnexpectedEofFlowSequence
        | E::UnexpectedEofFlowMapping
        | E::UnexpectedEofImplicitFlowMapping
        | E::UnexpectedEofBlockSequence
        | E::UnexpectedEofBlockMapping
        | E::UnexpectedEndOfPlainScalar
        | E::ExpectedNodeContent => "a value was expected here",
        E::ExpectedBlockMappingKey => "a key was expected here",
        E::ExpectedFlowMappingSeparator => "a `,` or `}` was expected here",
        E::ExpectedFlowSequenceSeparator => "a `,` or `]` was expected here",
        E::ExpectedBlockSequenceEntry => "a list item, which begins with `- `, was expected here",
        E::BlockSequenceEntryNotAllowed | E::BlockEntryInFlowCollection => {
            "a list item cannot begin here"
        }
        E::InvalidBlockEntryWhitespace | E::PlainScalarStartsWithDashFlowIndicator => {
            "a dash that begins a list item needs a space after it"
        }
        E::UnknownAnchor => "no anchor above has the name of this alias",
        E::SimpleKeyExpected | E::InvalidSimpleKey => "this line is not `key: value`",
        E::MappingKeyNotAllowed => "a key cannot begin here",
        E::MappingValueNotAllowed | E::InvalidColonPlacement => {
            "a colon that ends a key is not allowed here"
        }
        E::InvalidMappingValueWhitespace | E::FlowMappingValueAdjacentCollection => {
            "the colon after a key needs a space after it"
        }
        E::InvalidIndentation | E::InvalidFlowScalarIndent => {
            "this line is indented unlike all lines above"
        }
        E::TabNotAllowed | E::TabInBlockIndentation | E::TabInIndentation => {
            "a tab indents this line"
        }
        E::TabAtBlockScalarStart | E::TabInPlainScalar => "a tab is not allowed here",
        E::InvalidQuotedScalarIndent => {
            "the quoted text goes on here, with less indent than it needs"
        }
        E::DocumentIndicatorInQuotedScalar => "the quoted text contains a fence",
        E::UnclosedQuotedScalar => "the quote that begins here is not closed",
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            "text follows the closing quote"
        }
        E::UnknownQuotedScalarEscape | E::InvalidQuotedScalarHexEscape => {
            "the quoted text has an escape that YAML does not know"
        }
        E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => "the quoted text has an escape that does not name a character",
        E::MissingAnchorOrAliasName => "a name was expected after `&` or `*`",
        E::UndeclaredTagHandle => "the tag begins with a handle that is not declared",
        E::ExpectedTagBang
        | E::InvalidTagTerminator
        | E::MissingTagUri
        | E::UnclosedVerbatimTag
        | E::InvalidGlobalTagCharacter
        | E::InvalidTagEscape
        | E::InvalidTagUtf8
        | E::InvalidTagUtf8LeadingByte
        | E::InvalidTagUtf8TrailingByte => "the tag that begins here is not well formed",
        E::UnexpectedCharacter { character } => {
            return format!("a value cannot begin with `{}`", character.escape_default());
        }
        E::BomInsideDocument => "there is a byte order mark here, in the middle of the text",
        E::DirectiveDisallowed
        | E::MissingDirectiveName
        | E::InvalidDirectiveName
        | E::InvalidDirectiveTerminator => "a line that begins with `%` is not allowed here",
        E::UnclosedFlowCollection { open } => {
            return format!("the bracket `{open}` that begins here is not closed");
        }
        E::MisplacedFlowCollectionEnd => "this bracket closes nothing",
        E::MismatchedFlowCollectionEnd { open, close } => {
            return format!("`{close}` cannot close the bracket `{open}`");
        }
        E::CommentNotSeparated => "a comment begins here without a space before it",
        E::CommentInterceptedScalar => "there is a comment within a text of several lines",
        E::InvalidBlockScalarHeader | E::ZeroBlockScalarIndent => {
            "`|` or `>` is followed by something that YAML does not allow there"
        }
        E::InvalidBlockScalarIndent => "this line has less indent than the text it belongs to",
        E::RecursionLimitExceeded => "values are nested too deeply",
        E::InvalidDocumentEnd => "text follows the end of the document",
        E::ExpectedWhitespace => "a space was expected here",
        _ => return format!("the YAML cannot be parsed here: {kind}"),
    };
    text.to_owned()
}

/// Returns advice about an error of the parser in `line`; `None` where nothing is known that helps.
pub(super) fn help(kind: &ErrorKind, line: &str) -> Option<&'static str> {
    use ErrorKind as E;
    if let Some(help) = about_value(kind, line) {
        return Some(help);
    }
    Some(match kind {
        E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabNotAllowed
        | E::TabAtBlockScalarStart
        | E::TabInPlainScalar => NO_TABS,
        E::SimpleKeyExpected | E::InvalidSimpleKey => {
            "each line is `key: value`, with a colon and a space; indent a text that goes on, or put it \
             in quotes"
        }
        E::ExpectedBlockMappingKey | E::InvalidIndentation | E::InvalidFlowScalarIndent => {
            "indent all keys of a map by the same number of spaces, put each on its own line, and write nothing \
             after a closing quote"
        }
        E::ExpectedBlockSequenceEntry
        | E::BlockSequenceEntryNotAllowed
        | E::InvalidBlockEntryWhitespace
        | E::BlockEntryInFlowCollection => {
            "begin each item of a list with `- `, on its own line, with the same indent"
        }
        E::MappingValueNotAllowed
        | E::InvalidMappingValueWhitespace
        | E::MappingKeyNotAllowed
        | E::InvalidColonPlacement => "put a text that contains `: ` in quotes",
        E::InvalidQuotedScalarIndent
        | E::UnclosedQuotedScalar
        | E::DocumentIndicatorInQuotedScalar => {
            "close the quote; indent further lines of a quoted text more than its key"
        }
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            "the text ends at its closing quote; inside, write \\\" between double quotes and '' between \
             single ones"
        }
        E::UnknownQuotedScalarEscape | E::InvalidQuotedScalarHexEscape => {
            "write \\\\ for a backslash, or put the text in single quotes"
        }
        E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => {
            "write the character itself; half of a surrogate pair is not a character"
        }
        E::UnknownAnchor => {
            "`*name` repeats what `&name` marks further up; put a text that begins with `*` in quotes"
        }
        E::MissingAnchorOrAliasName => "put a text that begins with `*` or `&` in quotes",
        E::ExpectedTagBang
        | E::InvalidTagTerminator
        | E::MissingTagUri
        | E::UndeclaredTagHandle
        | E::UnclosedVerbatimTag
        | E::InvalidTagEscape
        | E::InvalidGlobalTagCharacter => "put a text that begins with `!` in quotes",
        E::UnexpectedCharacter { character } if character.is_control() => {
            "remove the control character, or write it as an escape between double quotes"
        }
        E::UnexpectedCharacter { .. } => "put a text that begins with this character in quotes",
        E::BomInsideDocument => "remove it; files that were joined leave one behind",
        E::DirectiveDisallowed
        | E::MissingDirectiveName
        | E::InvalidDirectiveName
        | E::InvalidDirectiveTerminator => "put a text that begins with `%` in quotes",
        E::UnclosedFlowCollection { .. }
        | E::ExpectedFlowMappingSeparator
        | E::ExpectedFlowSequenceSeparator
        | E::UnexpectedEofFlowSequence
        | E::UnexpectedEofFlowMapping
        | E::MisplacedFlowCollectionEnd
        | E::MismatchedFlowCollectionEnd { .. } => {
            "close each bracket, and separate the items by commas; put a text with a bracket in quotes"
        }
        E::CommentNotSeparated => "a comment needs a space before its `#`",
        E::InvalidBlockScalarHeader | E::InvalidBlockScalarIndent | E::ZeroBlockScalarIndent => {
            "after `|` or `>` the text begins on the next line, and all its lines are indented by the same \
             number of spaces"
        }
        E::PlainScalarStartsWithDashFlowIndicator => "put a text that begins with `-` in quotes",
        _ => return None,
    })
}

/// Returns advice about a value that begins with what YAML takes for something else than a text.
fn about_value(kind: &ErrorKind, line: &str) -> Option<&'static str> {
    if let Some(help) = about_colon(line) {
        return Some(help).filter(|_| is_about_keys(kind));
    }
    let value = line.split_once(": ").map_or(line, |(_, value)| value).trim_start();
    let value = value.trim_start_matches("- ").trim_start();
    let help = about_beginning(value)?;
    let is_quote = value.starts_with(is_other_quote);
    (is_quote && is_about_keys(kind) || !is_quote && is_about_brackets(kind)).then_some(help)
}

/// Returns advice about a value that is no text to YAML because of its first character.
pub(super) fn about_beginning(value: &str) -> Option<&'static str> {
    let first = value.chars().next()?;
    Some(match first {
        '{' if value.starts_with("{{") || value.starts_with("{%") => {
            "YAML takes `{` for the beginning of a map: put a value with a template in quotes"
        }
        '{' => {
            "YAML takes `{` for the beginning of a map: put a text that begins with it in quotes"
        }
        '[' => {
            "YAML takes `[` for the beginning of a list: put a text that begins with it in quotes"
        }
        c if is_other_quote(c) => {
            "the quotes of YAML are \" and ': put one of these around the whole text too"
        }
        _ => return None,
    })
}

/// Returns advice about a key whose colon has no space after it.
pub(super) fn about_colon(line: &str) -> Option<&'static str> {
    let (key, value) = line.trim_start().split_once(':')?;
    let is_key = !key.is_empty()
        && key.starts_with(char::is_alphabetic)
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let is_joined = !value.is_empty() && !value.starts_with([' ', '\t', '/', ':']);
    (is_key && is_joined).then_some("write a space after the colon, as in `title: The ferry`")
}

fn is_other_quote(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '«' | '»' | '「' | '『' | '´' | '＂')
}

fn is_about_keys(kind: &ErrorKind) -> bool {
    use ErrorKind as E;
    matches!(
        kind,
        E::SimpleKeyExpected
            | E::InvalidSimpleKey
            | E::ExpectedBlockMappingKey
            | E::MappingValueNotAllowed
            | E::InvalidMappingValueWhitespace
            | E::MappingKeyNotAllowed
            | E::InvalidColonPlacement
    )
}

fn is_about_brackets(kind: &ErrorKind) -> bool {
    use ErrorKind as E;
    is_about_keys(kind)
        || matches!(
            kind,
            E::UnclosedFlowCollection { .. }
                | E::ExpectedFlowMappingSeparator
                | E::ExpectedFlowSequenceSeparator
                | E::UnexpectedEofFlowSequence
                | E::UnexpectedEofFlowMapping
                | E::UnexpectedEofImplicitFlowMapping
                | E::MisplacedFlowCollectionEnd
                | E::MismatchedFlowCollectionEnd { .. }
                | E::InvalidIndentation
                | E::InvalidFlowScalarIndent
                | E::ExpectedNodeContent
                | E::UnexpectedCharacter { .. }
                | E::CommentNotSeparated
                | E::BlockEntryInFlowCollection
        )
}
