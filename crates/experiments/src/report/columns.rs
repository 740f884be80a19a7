//! What factors are called at the head of a column: their names, or letters where these are long.

use crate::design::{MAX_FACTORS, Word};

/// Names of factors in tables.
pub(super) struct Columns {
    /// One for each factor.
    pub(super) heads: Vec<String>,
    /// Whether letters stand for the names.
    pub(super) are_letters: bool,
}

impl Columns {
    /// Names, or letters where names and values together take more than `width` columns.
    pub(super) fn of(names: &[&str], longest: &[usize], width: usize) -> Self {
        let wanted = names.iter().zip(longest).map(|(name, most)| name.chars().count().max(*most));
        let are_letters = wanted.map(|column| column + 2).sum::<usize>() > width;
        let head = |(at, name): (usize, &&str)| match are_letters {
            true => letter(at),
            false => (*name).to_owned(),
        };
        Self { heads: names.iter().enumerate().map(head).collect(), are_letters }
    }

    /// The name of a factor, its letter before it where letters are used.
    pub(super) fn full(&self, name: &str, factor: usize) -> String {
        match self.are_letters {
            true => format!("{} {name}", self.heads[factor]),
            false => name.to_owned(),
        }
    }
}

/// The letter of a factor, as in generators and aliases.
fn letter(factor: usize) -> String {
    if factor < MAX_FACTORS { Word(1 << factor).to_string() } else { format!("F{}", factor + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_for_names_that_do_not_fit() {
        let names = ["riders_per_store", "dispatch"];
        let wide = Columns::of(&names, &[2, 10], 40);
        assert_eq!(wide.heads, names);
        let narrow = Columns::of(&names, &[2, 10], 20);
        assert_eq!(narrow.heads, ["A", "B"]);
        assert_eq!(narrow.full(names[1], 1), "B dispatch");
        assert_eq!(letter(8), "J", "I stands for the mean");
    }
}
