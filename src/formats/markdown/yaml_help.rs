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
        | E::TabInPlainScalar => "indent with spaces; YAML takes no tabs there",
        E::SimpleKeyExpected | E::InvalidSimpleKey => {
            "each line is `key: value`, with a colon and a space; indent a text that goes on, or put it \
             in quotes"
        }
        E::ExpectedBlockMappingKey | E::InvalidIndentation | E::InvalidFlowScalarIndent => {
            "give all keys of one map the same indent, one to a line, and nothing after a closing quote"
        }
        E::ExpectedBlockSequenceEntry | E::BlockSequenceEntryNotAllowed => {
            "begin each item of a list with `- `, on a line of its own, with the same indent"
        }
        E::MappingValueNotAllowed | E::InvalidMappingValueWhitespace | E::MappingKeyNotAllowed => {
            "put a text that holds `: ` in quotes"
        }
        E::InvalidQuotedScalarIndent
        | E::UnclosedQuotedScalar
        | E::DocumentIndicatorInQuotedScalar => {
            "close the quote; a quoted text that goes on over lines is indented further than its key"
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
        | E::InvalidUnicodeEscape => "write the character itself; half of a surrogate pair is none",
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
            "close each bracket, and separate what it holds by commas; put a text with a bracket in quotes"
        }
        E::CommentNotSeparated => "a comment needs a space before its `#`",
        E::InvalidBlockScalarHeader | E::InvalidBlockScalarIndent | E::ZeroBlockScalarIndent => {
            "after `|` or `>` the text begins on the next line, all of it indented by the same spaces"
        }
        _ => return None,
    })
}
