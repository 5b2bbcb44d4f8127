//! What to do about YAML that cannot be parsed, where the parser's own words leave one alone with it.

use granit_parser::ErrorKind;

/// Advice about an error of the parser; none where its message says it all, or nobody knows.
pub(super) fn help(kind: &ErrorKind) -> Option<&'static str> {
    use ErrorKind as E;
    Some(match kind {
        E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabNotAllowed
        | E::TabAtBlockScalarStart
        | E::TabInPlainScalar => "indent with spaces; YAML does not allow tabs there",
        E::SimpleKeyExpected | E::InvalidSimpleKey => {
            "each line is `key: value`, with a colon and a space; indent a text that goes on, or put it \
             in quotes"
        }
        E::ExpectedBlockMappingKey | E::InvalidIndentation | E::InvalidFlowScalarIndent => {
            "indent all keys of a map by the same number of spaces, put each on its own line, and write nothing after a closing quote"
        }
        E::ExpectedBlockSequenceEntry | E::BlockSequenceEntryNotAllowed => {
            "begin each item of a list with `- `, on its own line, with the same indent"
        }
        E::MappingValueNotAllowed | E::InvalidMappingValueWhitespace | E::MappingKeyNotAllowed => {
            "put a text that contains `: ` in quotes"
        }
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
        | E::UnclosedVerbatimTag => "put a text that begins with `!` in quotes",
        E::UnexpectedCharacter { character } if character.is_control() => {
            "remove the control character, or write it as an escape between double quotes"
        }
        E::UnexpectedCharacter { .. } => "put a text that begins with this character in quotes",
        E::DirectiveDisallowed | E::MissingDirectiveName | E::InvalidDirectiveName => {
            "put a text that begins with `%` in quotes"
        }
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
            "after `|` or `>` the text begins on the next line, and all its lines are indented by the same number of spaces"
        }
        _ => return None,
    })
}
