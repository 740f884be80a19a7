//! Format `bags`: grocery baskets, one a line, each named by its line.
//!
//! `capacity;weight:class weight:class ...`, grams. The class is 0 (dry), 1 (cold) or 2 (household
//! and care), plus 4 where the unit is fragile. Classes do not share a bag, and a fragile unit does
//! not share one with a unit above 2 kg.

use domain::decision::bagging::{BagItem, BaggingQuestion};
use domain::units::{Grams, Millilitres};

use super::bpp::plain;
use super::error::FormatError;
use super::lines::lines;
use super::listing::{Instance, Listing};
use super::numbers;

/// In the list of formats.
pub const FORMAT: Listing<BaggingQuestion<'static>> = Listing {
    name: "bags",
    summary: "Grocery baskets, one a line: `capacity;weight:class weight:class ...`.",
    read,
};

/// A unit above it crushes what is fragile.
const CRUSH: Grams = Grams(2_000);

/// The class of what is cold.
const COLD: u8 = 1;

fn read(text: &str) -> Result<Vec<Instance<BaggingQuestion<'static>>>, FormatError> {
    let baskets: Result<Vec<_>, _> = lines(text).map(|(line, text)| basket(line, text)).collect();
    let baskets = baskets?;
    if baskets.is_empty() {
        return Err(FormatError::new(1, "the file is empty, expected a basket a line"));
    }
    Ok(baskets)
}

fn basket(line: usize, text: &str) -> Result<Instance<BaggingQuestion<'static>>, FormatError> {
    let (capacity, units) = text.split_once(';').ok_or_else(|| {
        FormatError::new(line, "no `;`, expected `capacity;weight:class weight:class ...`")
    })?;
    let capacity = numbers::whole(capacity.trim(), line, &"the capacity of a bag")?;
    let items: Result<Vec<_>, _> = units.split_whitespace().map(|word| unit(line, word)).collect();
    let mut question = BaggingQuestion::of(items?, Grams(capacity), Millilitres(u32::MAX));
    question.crush_weight = Some(CRUSH);
    Ok(Instance { line, name: Some(line.to_string()), question })
}

fn unit(line: usize, word: &str) -> Result<BagItem, FormatError> {
    let fault = || {
        let message =
            format!("`{word}`, expected `weight:class`, the class 0, 1 or 2, plus 4 where fragile");
        FormatError::new(line, message)
    };
    let (weight, class) = word.split_once(':').ok_or_else(fault)?;
    let class: u8 = class.parse().map_err(|_| fault())?;
    if class & !4 > 2 {
        return Err(fault());
    }
    let weight = numbers::whole(weight, line, &"a weight")?;
    let (is_fragile, class) = (class & 4 != 0, class & !4);
    Ok(BagItem { is_cold: class == COLD, is_fragile, class, ..plain(weight) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_basket_that_goes_by_its_number() {
        let read = (FORMAT.read)("8000;200:1 58:4\n\n5000;7:2\n").unwrap();
        let names: Vec<_> = read.iter().map(|basket| basket.name.as_deref()).collect();
        assert_eq!(names, [Some("1"), Some("3")]);
        let question = &read[0].question;
        assert_eq!((question.max_weight, question.crush_weight), (Grams(8_000), Some(CRUSH)));
        let cold = BagItem { is_cold: true, class: 1, ..plain(200) };
        let fragile = BagItem { is_fragile: true, ..plain(58) };
        assert_eq!(*question.items, [cold, fragile]);
        assert_eq!(read[1].question.items[0].class, 2);
    }

    #[test]
    fn faults_name_their_line() {
        for (text, line, message) in [
            ("", 1, "the file is empty"),
            ("8000;1:0\n8000 1:0", 2, "no `;`"),
            ("x;1:0", 1, "`x`, expected the capacity of a bag"),
            ("8000;1", 1, "`1`, expected `weight:class`"),
            ("8000;1:3", 1, "`1:3`, expected `weight:class`"),
            ("8000;1:8", 1, "`1:8`, expected `weight:class`"),
            ("8000;-1:0", 1, "`-1`, expected a weight"),
        ] {
            let fault = (FORMAT.read)(text).unwrap_err();
            assert_eq!(fault.line, line, "{text}");
            assert!(fault.message.starts_with(message), "{fault}");
        }
    }
}
