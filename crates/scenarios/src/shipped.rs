//! The scenarios that come with the program.

/// A scenario that comes with the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shipped {
    /// Name by which it is run.
    pub name: &'static str,
    /// What it shows.
    pub sentence: &'static str,
    /// The file.
    pub text: &'static str,
}

/// Names the files once; their first line is the sentence.
macro_rules! shipped {
    ($($name:literal,)*) => {
        &[$({
            const TEXT: &str = include_str!(concat!("../../../scenarios/", $name, ".toml"));
            Shipped { name: $name, sentence: opening(TEXT), text: TEXT }
        },)*]
    };
}

const SHIPPED: &[Shipped] =
    shipped!["quickstart", "tiny", "mvp", "growth", "scale", "dominance", "bengaluru",];

/// The first line of a file without its `# `.
pub(crate) const fn opening(text: &'static str) -> &'static str {
    let bytes = text.as_bytes();
    assert!(bytes[0] == b'#' && bytes[1] == b' ', "a shipped file opens with a sentence");
    let mut end = 2;
    while end < bytes.len() && bytes[end] != b'\n' && bytes[end] != b'\r' {
        end += 1;
    }
    text.split_at(end).0.split_at(2).1
}

/// All scenarios that come with the program.
#[must_use]
pub fn shipped() -> &'static [Shipped] {
    SHIPPED
}
