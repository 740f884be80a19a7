//! Format `bpp`: one-dimensional bin packing, as the library BPPLIB has it.
//!
//! The number of items, the capacity of a bin, then the weight of each item.
//!
//! Source: Delorme, Iori & Martello (2018), doi:10.1007/s11590-017-1192-z.

use domain::decision::bagging::{BagItem, BaggingQuestion};
use domain::units::{Grams, Millilitres};

use super::error::FormatError;
use super::listing::{Instance, Listing};
use super::numbers::Numbers;

/// In the list of formats.
pub const FORMAT: Listing<BaggingQuestion<'static>> = Listing {
    name: "bpp",
    summary: "Bin packing (BPPLIB): number of items, capacity, then a weight a line.",
    read,
};

fn read(text: &str) -> Result<Vec<Instance<BaggingQuestion<'static>>>, FormatError> {
    let mut numbers = Numbers::of(text);
    let count = numbers.count("the number of items")?;
    let capacity = numbers.whole("the capacity of a bin")?;
    let mut items = Vec::new();
    for number in 1..=count {
        let weight = numbers.whole(format_args!("the weight of item {number} of {count}"))?;
        unless_oversize(number, weight, capacity, numbers.line())?;
        items.push(plain(weight));
    }
    numbers.end()?;
    Ok(Instance::whole(BaggingQuestion::of(items, Grams(capacity), Millilitres(u32::MAX))))
}

/// An item that no bin holds leaves the problem of these formats without an answer.
pub(super) fn unless_oversize(
    number: usize,
    weight: u32,
    capacity: u32,
    line: usize,
) -> Result<(), FormatError> {
    if weight <= capacity {
        return Ok(());
    }
    let message =
        format!("item {number} of weight {weight} fits into no bin, the capacity is {capacity}");
    Err(FormatError::new(line, message))
}

/// An item that has weight and nothing else.
pub(super) fn plain(weight: u32) -> BagItem {
    BagItem {
        weight: Grams(weight),
        volume: Millilitres(0),
        is_cold: false,
        is_fragile: false,
        class: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_one_question_and_faults_name_their_line() {
        let read = (FORMAT.read)("2\n10\n7\n4\n").unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!(*read[0].question.items, [plain(7), plain(4)]);
        assert_eq!(read[0].question.max_weight, Grams(10));
        let marked = (FORMAT.read)("\u{feff}2\n10\n7\n4\n").unwrap();
        assert_eq!(marked[0].question.items, read[0].question.items);
        let fault = |text| (FORMAT.read)(text).unwrap_err();
        let ends = "the file ends, expected the weight of item 2 of 2";
        assert_eq!(fault("2\n10\n7\n"), FormatError::new(3, ends));
        assert_eq!(fault("1\n10\n7\n4\n").line, 4);
        assert!(fault("1\n10\n-7\n").message.contains("a whole number from 0"));
        let oversize = "item 2 of weight 11 fits into no bin, the capacity is 10";
        assert_eq!(fault("2\n10\n10\n11\n"), FormatError::new(4, oversize));
    }
}
