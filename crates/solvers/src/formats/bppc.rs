//! Format `bppc`: bin packing with conflicts.
//!
//! The number of items and the capacity of a bin; then a line for each item: its number, counted
//! from 1 and in order, its weight, and the numbers of items that never share a bin with it. A pair
//! may be listed at either of the two or at both.
//!
//! Source: Muritiba, Iori, Malaguti & Toth (2010), doi:10.1287/ijoc.1090.0355.

use domain::decision::bagging::BaggingQuestion;
use domain::units::{Grams, Millilitres};

use super::bpp::{plain, unless_oversize};
use super::error::FormatError;
use super::lines::{fields, lines, unless_counted};
use super::listing::{Instance, Listing};
use super::numbers;

/// In the list of formats.
pub const FORMAT: Listing<BaggingQuestion<'static>> = Listing {
    name: "bppc",
    summary: "Bin packing with conflicts: `n capacity`, then a line for each item, `number weight \
              numbers-in-conflict`.",
    read,
};

fn read(text: &str) -> Result<Vec<Instance<BaggingQuestion<'static>>>, FormatError> {
    let mut lines = lines(text);
    let (line, head) = lines.next().ok_or_else(|| {
        FormatError::new(1, "the file is empty, expected the number of items and the capacity")
    })?;
    let [count, capacity] = fields(line, head, "number of items, capacity")?;
    let count = numbers::count(count, line, &"the number of items")?;
    if count > BaggingQuestion::MOST_ITEMS {
        let most = BaggingQuestion::MOST_ITEMS;
        return Err(FormatError::new(line, format!("{count} items, allowed up to {most}")));
    }
    let capacity = numbers::whole(capacity, line, &"the capacity of a bin")?;
    let (mut items, mut conflicts) = (Vec::new(), Vec::new());
    let mut last = line;
    for (line, text) in lines {
        last = line;
        let mut words = text.split_whitespace();
        let number = item(words.next().unwrap_or_default(), line, count)?;
        if usize::from(number) != items.len() + 1 {
            let expected = items.len() + 1;
            return Err(FormatError::new(line, format!("item {number}, expected {expected}")));
        }
        let weight = words.next().ok_or_else(|| {
            FormatError::new(line, format!("the line ends, expected the weight of item {number}"))
        })?;
        let weight = numbers::whole(weight, line, &"a weight")?;
        unless_oversize(usize::from(number), weight, capacity, line)?;
        items.push(plain(weight));
        for word in words {
            let other = item(word, line, count)?;
            if other == number {
                let fault = format!("item {number} in conflict with itself, expected another item");
                return Err(FormatError::new(line, fault));
            }
            conflicts.push((number - 1, other - 1));
        }
    }
    unless_counted(items.len(), count, "items", last)?;
    let mut question = BaggingQuestion::of(items, Grams(capacity), Millilitres(u32::MAX));
    question.conflicts = conflicts.into();
    Ok(Instance::whole(question))
}

/// The number of an item, from 1.
fn item(word: &str, line: usize, count: usize) -> Result<u16, FormatError> {
    let number: Option<u16> = word.parse().ok();
    number.filter(|number| (1..=count).contains(&usize::from(*number))).ok_or_else(|| {
        FormatError::new(line, format!("`{word}`, expected the number of an item, 1 to {count}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_item_with_those_it_conflicts_with() {
        let read = (FORMAT.read)("3 10\r\n1 7 2 3\n2 4\n3 5 2\n").unwrap();
        let question = &read[0].question;
        assert_eq!(*question.items, [plain(7), plain(4), plain(5)]);
        assert_eq!(
            (question.max_weight, &*question.conflicts),
            (Grams(10), &[(0, 1), (0, 2), (2, 1)][..])
        );
    }

    #[test]
    fn faults_name_their_line() {
        let fault = |text| (FORMAT.read)(text).unwrap_err();
        for (text, line, message) in [
            ("", 1, "the file is empty, expected the number of items and the capacity"),
            ("2\n", 1, "1 fields, expected 2: number of items, capacity"),
            ("60001 9\n", 1, "60001 items, allowed up to 60000"),
            ("2 9\n1 4 3\n2 4\n", 2, "`3`, expected the number of an item, 1 to 2"),
            ("2 9\n1 4 1\n", 2, "item 1 in conflict with itself, expected another item"),
            ("2 9\n2 4\n", 2, "item 2, expected 1"),
            ("2 9\n\n1\n", 3, "the line ends, expected the weight of item 1"),
            ("2 9\n1 4\n", 2, "1 items, expected 2 as the head says"),
            ("2 9\n1 9\n2 10\n", 3, "item 2 of weight 10 fits into no bin, the capacity is 9"),
            ("1 9\n1 5000000000\n", 2, "`5000000000`, expected a weight, a whole number from 0"),
        ] {
            assert_eq!(fault(text), FormatError::new(line, message), "{text}");
        }
    }
}
