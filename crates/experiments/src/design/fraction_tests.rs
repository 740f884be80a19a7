//! Fractions judged by brute force over their runs and by published tables.

use std::collections::BTreeMap;

use super::fraction::{Fraction, MAX_FACTORS, Word};
use super::fractions::STANDARD;

/// Signs of a product of factors over all runs.
fn signs(rows: &[Vec<usize>], word: u32) -> Vec<i32> {
    let sign = |row: &Vec<usize>| {
        let low = row.iter().enumerate().filter(|(f, level)| word & 1 << f != 0 && **level == 0);
        if low.count() % 2 == 0 { 1 } else { -1 }
    };
    rows.iter().map(sign).collect()
}

/// The least number of factors whose product is the same in all runs.
fn resolution_by_force(rows: &[Vec<usize>], factors: usize) -> Option<u8> {
    let constant = |word: &u32| {
        let signs = signs(rows, *word);
        signs.iter().all(|sign| *sign == signs[0])
    };
    (1..1 << factors).filter(constant).map(|word: u32| word.count_ones() as u8).min()
}

#[test]
fn standard_fractions_have_the_published_resolutions() {
    // Box, Hunter & Hunter (2005), table 6.22; Montgomery, table of 2^(k-p) designs.
    let published = [
        (8, &[(4, 4), (5, 3), (6, 3), (7, 3)][..]),
        (16, &[(5, 5), (6, 4), (7, 4), (8, 4), (9, 3), (10, 3), (11, 3), (15, 3)]),
        (32, &[(6, 6), (9, 4), (10, 4), (11, 4), (15, 4)]),
        (64, &[(7, 7), (8, 5)]),
        (128, &[(8, 8), (9, 6), (10, 5), (11, 5)]),
    ];
    for (runs, list) in published {
        for (factors, resolution) in list {
            let fraction = Fraction::standard(*factors, *resolution).unwrap();
            assert_eq!(
                (fraction.runs, fraction.resolution),
                (runs, Some(*resolution)),
                "{factors}"
            );
        }
    }
}

#[test]
fn standard_fractions_have_the_published_word_lengths() {
    // Chen, Sun & Wu (1993): numbers of words of length 3, 4, 5 (and 6) of the first design.
    for (basic, factors, lengths) in [
        (4, 9, &[4, 14, 8][..]),
        (4, 10, &[8, 18, 16]),
        (5, 9, &[0, 6, 8]),
        (5, 10, &[0, 10, 16]),
        (5, 11, &[0, 25, 0, 27]),
        (6, 9, &[0, 1, 4, 2]),
        (6, 10, &[0, 2, 8, 4]),
        (6, 12, &[0, 6, 24, 16]),
        (6, 13, &[0, 14, 28, 24]),
        (6, 15, &[0, 30, 60, 60]),
    ] {
        let row = STANDARD.iter().find(|row| (row.0, row.1) == (basic, factors)).unwrap();
        let text: Vec<String> = (0..row.2.len())
            .map(|at| {
                let product: String = (0..basic)
                    .filter(|bit| row.2[at] & 1 << bit != 0)
                    .map(|bit| Word(1 << bit).to_string())
                    .collect();
                format!("{} = {product}", Word(1 << (basic + at)))
            })
            .collect();
        let fraction = Fraction::generated(factors, &text).unwrap();
        assert_eq!(fraction.generators, text);
        assert_eq!(&fraction.word_lengths[3..3 + lengths.len()], lengths, "{factors} in 2^{basic}");
    }
}

#[test]
fn standard_fractions_are_orthogonal_and_of_the_resolution_they_claim() {
    for &(basic, factors, _) in STANDARD.iter().filter(|row| row.1 <= 10 && row.0 <= 6) {
        for resolution in 3..=8 {
            let Ok(fraction) = Fraction::standard(factors, resolution) else { continue };
            let rows = fraction.rows();
            if rows.len() != 1 << basic {
                continue;
            }
            assert_eq!(fraction.resolution, resolution_by_force(&rows, factors));
            let columns: Vec<Vec<i32>> = (0..factors).map(|f| signs(&rows, 1 << f)).collect();
            for (a, one) in columns.iter().enumerate() {
                assert_eq!(one.iter().sum::<i32>(), 0, "balanced");
                for other in &columns[..a] {
                    let product: i32 = one.iter().zip(other).map(|(x, y)| x * y).sum();
                    assert_eq!(product, 0, "orthogonal");
                }
            }
        }
    }
}

#[test]
fn aliases_are_the_effects_with_equal_columns() {
    for fraction in [
        Fraction::standard(7, 3).unwrap(),
        Fraction::standard(8, 4).unwrap(),
        Fraction::standard(5, 5).unwrap(),
        Fraction::generated(5, &["B = ACD".into(), "E=AC".into()]).unwrap(),
    ] {
        let rows = fraction.rows();
        let factors = rows[0].len();
        let mut by_force: BTreeMap<Vec<i32>, Vec<u32>> = BTreeMap::new();
        for word in (1..1_u32 << factors).filter(|word| word.count_ones() <= 2) {
            by_force.entry(signs(&rows, word)).or_default().push(word);
        }
        let mut by_force: Vec<Vec<u32>> = by_force.into_values().collect();
        by_force.sort();
        let mut told: Vec<Vec<u32>> = fraction
            .aliases
            .iter()
            .map(|alias| {
                let mut all = vec![alias.effect.0];
                all.extend(alias.with.iter().map(|word| word.0));
                all.sort_unstable();
                all
            })
            .collect();
        told.sort();
        assert_eq!(told, by_force);
        // Equal up to the sign, too: no column is another's opposite.
        let columns: Vec<Vec<i32>> = told.iter().map(|all| signs(&rows, all[0])).collect();
        for (a, one) in columns.iter().enumerate() {
            assert!(columns[..a].iter().all(|b| b.iter().zip(one).any(|(x, y)| x + y != 0)));
        }
    }
}

#[test]
fn the_half_fraction_of_three_factors_is_the_textbook_one() {
    let fraction = Fraction::standard(3, 3).unwrap();
    assert_eq!(fraction.generators, ["C = AB"]);
    // c, a, b, abc in Yates' order.
    assert_eq!(fraction.rows(), [[0, 0, 1], [1, 0, 0], [0, 1, 0], [1, 1, 1]]);
    let text = |word: &Word| word.to_string();
    let aliases: Vec<(String, Vec<String>)> = fraction
        .aliases
        .iter()
        .map(|alias| (text(&alias.effect), alias.with.iter().map(text).collect()))
        .collect();
    let one = |effect: &str, with: &str| (effect.to_owned(), vec![with.to_owned()]);
    assert_eq!(aliases, [one("A", "BC"), one("B", "AC"), one("C", "AB")]);
}

#[test]
fn few_factors_at_high_resolution_are_run_in_full() {
    let full = Fraction::standard(4, 5).unwrap();
    assert_eq!((full.runs, full.resolution, full.generators.len()), (16, None, 0));
    assert_eq!(full.rows().len(), 16);
    assert_eq!(Fraction::standard(1, 3).unwrap().runs, 2);
}

#[test]
fn what_cannot_be_a_fraction_is_refused() {
    let refused = |factors, texts: &[&str]| {
        let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
        Fraction::generated(factors, &texts).unwrap_err()
    };
    for (texts, at, rule) in [
        (&["D"][..], 0, "not a factor and a product"),
        (&["D = A"], 0, "not a factor and a product"),
        (&["D = AA"], 0, "not a factor and a product"),
        (&["D = AI"], 0, "not a factor and a product"),
        (&["DE = AB"], 0, "not a factor and a product"),
        (&["F = AB"], 0, "allowed A to E"),
        (&["D = AB", "D = AC"], 1, "generator already"),
        (&["D = AB", "E = AD"], 1, "itself a product"),
        (&["D = DA"], 0, "itself a product"),
        (&["D = AB", "E = AB"], 1, "the same column"),
    ] {
        let (index, message) = refused(5, texts);
        assert_eq!(index, at, "{message}");
        assert!(message.contains(rule), "{message}");
    }
    assert!(Fraction::standard(MAX_FACTORS + 1, 3).is_err());
    assert!(Fraction::standard(0, 3).is_err());
    let told = Fraction::standard(15, 6).unwrap_err();
    assert!(told.contains("allowed at most 4"), "{told}");
}
