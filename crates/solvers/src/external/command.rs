//! Which program answers which decision, as the command line says it.

use std::collections::BTreeMap;
use std::time::Duration;

/// A program with its arguments, and how long it may think about a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Command {
    /// As the user wrote it.
    text: String,
    /// The program and its arguments; never empty.
    words: Vec<String>,
    /// The time that an answer may take.
    timeout: Duration,
}

/// Why a text is no command.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CommandError {
    /// Nothing but spaces.
    #[error("the command is empty, expected a program and its arguments")]
    Empty,
    /// A quote or a backslash without its counterpart.
    #[error("the command `{0}` has a quote that is not closed, or ends in a backslash")]
    Unclosed(String),
}

impl Command {
    /// Splits a command as a shell would, but expands nothing in it.
    ///
    /// # Errors
    /// When there is no program, or a quote is not closed.
    pub fn parse(text: &str, timeout: Duration) -> Result<Self, CommandError> {
        let words: Vec<String> =
            shlex::split(text).ok_or_else(|| CommandError::Unclosed(text.into()))?;
        if words.first().is_none_or(String::is_empty) {
            return Err(CommandError::Empty);
        }
        Ok(Self { text: text.trim().into(), words, timeout })
    }

    /// As the user wrote it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The time that an answer may take.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The program and its arguments.
    pub(super) fn words(&self) -> (&str, &[String]) {
        let (program, arguments) = self.words.split_first().expect("a command names a program");
        (program, arguments)
    }
}

/// A word as one would type it in a shell; `None` for one that none can be typed for.
#[must_use]
pub fn quote(word: &str) -> Option<String> {
    shlex::try_quote(word).ok().map(Into::into)
}

/// Programs by decision.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Commands(BTreeMap<&'static str, Command>);

impl Commands {
    /// The program for a decision.
    #[must_use]
    pub fn get(&self, decision: &str) -> Option<&Command> {
        self.0.get(decision)
    }

    /// Sets the program for a decision.
    pub(crate) fn set(&mut self, decision: &'static str, command: Command) {
        self.0.insert(decision, command);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_split_as_a_shell_would_but_never_expanded() {
        let parse = |text| Command::parse(text, Duration::from_secs(1));
        let command = parse(r#" python3 "my rule.py" --depth=2 '$HOME' a\ b "#).unwrap();
        let (program, arguments) = command.words();
        assert_eq!(program, "python3");
        assert_eq!(arguments, ["my rule.py", "--depth=2", "$HOME", "a b"]);
        assert_eq!(command.text(), r#"python3 "my rule.py" --depth=2 '$HOME' a\ b"#);
        for empty in ["", "  ", "''"] {
            assert_eq!(parse(empty), Err(CommandError::Empty), "{empty}");
        }
        assert!(matches!(parse("python3 'my.py"), Err(CommandError::Unclosed(_))));
    }
}
