//! Damaged copies of files, drawn from a seed, for tests of readers.
//!
//! A reader must answer every file with what it says or with an error: it may not panic, hang, or
//! take memory for what a file only claims. [`Mutator::mutant`] makes files that try it. It knows
//! nothing of any format, and imports nothing, so that tests of every crate can use it.

/// Values that numbers are replaced by: the ends of ranges, and what is no number.
pub const EXTREMES: [&str; 24] = [
    "0",
    "-1",
    "1",
    "-0",
    "0.5",
    "2",
    "255",
    "256",
    "65535",
    "65536",
    "2147483647",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "1e308",
    "-1e308",
    "1e-308",
    "1e999",
    "NaN",
    "inf",
    "0x1p3",
];

/// What is put between other bytes: signs that formats give a meaning.
const SIGNS: [&str; 24] = [
    "\0",
    "\n",
    "\r",
    "\t",
    " ",
    ",",
    ";",
    ":",
    "=",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    "/",
    "#",
    "-",
    ".",
    "\u{feff}",
    "\u{1b}[2J",
    "ಬೆಂ",
];

/// Most bytes that a mutant has beyond its original.
const GROWTH: usize = 64 << 10;

/// A source of damage: the same seed, the same mutants.
#[derive(Clone, Debug)]
pub struct Mutator {
    state: u64,
}

impl Mutator {
    /// A source that nothing but the seed decides.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// SplitMix64. Source: Steele, Lea & Flood (2014), doi:10.1145/2660193.2660195.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 where there is none.
    fn below(&mut self, limit: usize) -> usize {
        if limit == 0 { 0 } else { (self.next() % limit as u64) as usize }
    }

    /// A stretch of at most `most` of `length` bytes.
    fn stretch(&mut self, length: usize, most: usize) -> std::ops::Range<usize> {
        let from = self.below(length + 1);
        let count = self.below(most + 1).min(length - from);
        from..from + count
    }

    /// A damaged copy: one to four changes, now and then many.
    #[must_use]
    pub fn mutant(&mut self, original: &[u8]) -> Vec<u8> {
        let mut bytes = original.to_vec();
        let changes = match self.below(10) {
            0 => 5 + self.below(20),
            _ => 1 + self.below(4),
        };
        for _ in 0..changes {
            self.change(&mut bytes);
            bytes.truncate(original.len() + GROWTH);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        match self.below(14) {
            0 => self.flip_a_bit(bytes),
            1 => {
                let at = self.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = self.next() as u8;
                }
            }
            2 => {
                let at = self.below(bytes.len() + 1);
                let sign = SIGNS[self.below(SIGNS.len())].as_bytes();
                bytes.splice(at..at, sign.iter().copied());
            }
            3 => {
                let gone = self.stretch(bytes.len(), 8);
                bytes.drain(gone);
            }
            4 => {
                let gone = self.stretch(bytes.len(), 200);
                bytes.drain(gone);
            }
            5 => {
                let cut = self.below(bytes.len() + 1);
                bytes.truncate(cut);
            }
            6 => {
                let copied = self.stretch(bytes.len(), 100);
                let copy = bytes[copied].to_vec();
                let at = self.below(bytes.len() + 1);
                bytes.splice(at..at, copy);
            }
            7..=9 => self.replace_a_number(bytes),
            10 => self.repeat_a_word(bytes),
            11 => self.drop_a_word(bytes),
            12 => self.swap_lines(bytes),
            _ => self.repeat_a_line(bytes),
        }
    }

    fn flip_a_bit(&mut self, bytes: &mut [u8]) {
        let (at, bit) = (self.below(bytes.len()), self.below(8));
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << bit;
        }
    }

    fn replace_a_number(&mut self, bytes: &mut Vec<u8>) {
        let is_of_number = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
        let Some(number) = self.run(bytes, is_of_number) else { return };
        let extreme = EXTREMES[self.below(EXTREMES.len())];
        bytes.splice(number, extreme.bytes());
    }

    fn repeat_a_word(&mut self, bytes: &mut Vec<u8>) {
        let Some(word) = self.run(bytes, |byte| !byte.is_ascii_whitespace()) else { return };
        let mut copy = vec![b' '];
        copy.extend_from_slice(&bytes[word.clone()]);
        let times = if self.below(20) == 0 { 300 } else { 1 };
        bytes.splice(word.end..word.end, copy.repeat(times));
    }

    fn drop_a_word(&mut self, bytes: &mut Vec<u8>) {
        if let Some(word) = self.run(bytes, |byte| !byte.is_ascii_whitespace()) {
            bytes.drain(word);
        }
    }

    fn swap_lines(&mut self, bytes: &mut Vec<u8>) {
        let mut lines: Vec<Vec<u8>> = bytes.split(|byte| *byte == b'\n').map(Vec::from).collect();
        let (one, other) = (self.below(lines.len()), self.below(lines.len()));
        lines.swap(one, other);
        *bytes = lines.join(&b'\n');
    }

    fn repeat_a_line(&mut self, bytes: &mut Vec<u8>) {
        let Some(line) = self.run(bytes, |byte| *byte != b'\n') else { return };
        let mut copy = vec![b'\n'];
        copy.extend_from_slice(&bytes[line.clone()]);
        let times = if self.below(20) == 0 { 300 } else { 1 };
        bytes.splice(line.end..line.end, copy.repeat(times));
    }

    /// A run of bytes of a kind, from a place that is drawn.
    fn run(
        &mut self,
        bytes: &[u8],
        is_of_kind: impl Fn(&u8) -> bool,
    ) -> Option<std::ops::Range<usize>> {
        let from = self.below(bytes.len());
        let inside = from + bytes.get(from..)?.iter().position(&is_of_kind)?;
        let start =
            bytes[..inside].iter().rposition(|byte| !is_of_kind(byte)).map_or(0, |at| at + 1);
        let length = bytes[inside..].iter().position(|byte| !is_of_kind(byte));
        Some(start..length.map_or(bytes.len(), |length| inside + length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"3 10\n7 4.5 x\nlast -2\n";

    #[test]
    fn the_same_seed_gives_the_same_mutants() {
        let mutants = |seed| {
            let mut mutator = Mutator::new(seed);
            (0..50).map(|_| mutator.mutant(TEXT)).collect::<Vec<_>>()
        };
        assert_eq!(mutants(1), mutants(1));
        assert_ne!(mutants(1), mutants(2));
    }

    #[test]
    fn mutants_differ_and_every_kind_of_damage_occurs() {
        let mut mutator = Mutator::new(3);
        let mutants: Vec<Vec<u8>> = (0..3_000).map(|_| mutator.mutant(TEXT)).collect();
        let changed = mutants.iter().filter(|mutant| **mutant != TEXT).count();
        assert!(changed > 2_800, "{changed}");
        let any = |test: &dyn Fn(&[u8]) -> bool| mutants.iter().any(|mutant| test(mutant));
        assert!(any(&|m| m.len() < TEXT.len() / 2) && any(&|m| m.len() > 1_000));
        assert!(any(&|m| m.starts_with(b"last")) && any(&|m| m.contains(&0x1b)));
        for extreme in EXTREMES {
            let holds = |mutant: &[u8]| {
                mutant.windows(extreme.len()).any(|window| window == extreme.as_bytes())
            };
            assert!(any(&holds), "{extreme}");
        }
    }

    #[test]
    fn nothing_and_little_can_be_damaged_too() {
        let mut mutator = Mutator::new(4);
        for original in [&b""[..], b"\n", b"1", b"\xff\xfe"] {
            for _ in 0..500 {
                assert!(mutator.mutant(original).len() <= original.len() + GROWTH);
            }
        }
    }
}
