//! Formats `sprp` and `sprp-ss`: one picker's order in a rectangular warehouse, every article in
//! one place or in several; `-two-block` reads the same files with a cross aisle in the middle.
//!
//! `KEY : VALUE` lines say how many aisles and cells there are, where the depot is, and distances
//! in cell widths, of which one is taken as a metre. `SKU_SECTION` has a line for each position
//! that holds an article (`ID 3 AISLE 1 CELL 137 QUANTITY 1 LEFT_RIGHT_HAND_SIDE left`; cell 0 is
//! next to the top cross aisle, and the hand costs nothing), `ORDER_SECTION` a line for each
//! article wanted. With two blocks the cells of the lower half keep their height, those of the
//! upper half move up by the two ways between a cross aisle and its nearest cells.
//!
//! Sources: Weidinger (2018), doi:10.1016/j.omega.2017.12.002; Goeke & Schneider (2021),
//! doi:10.1287/ijoc.2020.1007; Hessler & Irnich (2024), github.com/katrinhessler/SPRP-SS.

use std::collections::BTreeMap;

use domain::decision::pick_route::{Ground, PickRouteQuestion, PickStop};
use domain::store::{Aisles, FloorZone, Slot};
use domain::units::{Grams, Millimeters};

use super::error::FormatError;
use super::lines::{fields, lines, unless_counted};
use super::listing::{Instance, Listing};
use super::numbers;

type Question = PickRouteQuestion<'static>;

/// Every article in one place, one block.
pub const FORMAT: Listing<Question> = Listing {
    name: "sprp",
    summary: "Single picker routing: an order in a warehouse of one block; a cell width is 1 m.",
    read: |text| read(text, PLAIN, 1),
};

/// Every article in one place, two blocks.
pub const TWO_BLOCK: Listing<Question> = Listing {
    name: "sprp-two-block",
    summary: "As `sprp`, with a third cross aisle in the middle.",
    read: |text| read(text, PLAIN, 2),
};

/// Articles in several places, one block.
pub const SCATTERED: Listing<Question> = Listing {
    name: "sprp-ss",
    summary: "Single picker routing with scattered storage: articles lie in several places.",
    read: |text| read(text, SCATTERED_TYPE, 1),
};

/// Articles in several places, two blocks.
pub const SCATTERED_TWO_BLOCK: Listing<Question> = Listing {
    name: "sprp-ss-two-block",
    summary: "As `sprp-ss`, with a third cross aisle in the middle.",
    read: |text| read(text, SCATTERED_TYPE, 2),
};

const PLAIN: &str = "Single_picker_routing";
const SCATTERED_TYPE: &str = "Single_picker_routing_with_scattered_storage";

/// Millimetres in a cell width.
const CELL: u64 = 1_000;

/// Keys of the head with a number each, and the most that is allowed.
const KEYS: [(&str, u32); 8] = [
    ("NUM_AISLES", u16::MAX as u32),
    ("NUM_CELLS", 1_000_000),
    ("DEPOT_AISLE", u16::MAX as u32),
    ("DISTANCE_AISLE_TO_AISLE", 1_000_000),
    ("DISTANCE_CELL_TO_CELL", 1_000_000),
    ("DISTANCE_TOP_TO_CELL", 1_000_000),
    ("DISTANCE_BOTTOM_TO_CELL", 1_000_000),
    ("DISTANCE_TOP_OR_BOTTOM_TO_DEPOT", 0),
];

/// A line that is not empty, and where it stands.
type Line<'a> = (usize, &'a str);

fn read(text: &str, kind: &str, blocks: u8) -> Result<Vec<Instance<Question>>, FormatError> {
    let mut rest = lines(text);
    let head = Head::read(&mut rest, kind)?;
    let plan = head.plan(blocks)?;
    let articles = section(&mut rest, "NUM_ARTICLES", "SKU_SECTION", |line, text| {
        let [_, id] = labelled(line, text, ["ID"], "`ID a`")?;
        numbers::whole(id, line, &"an article")
    })?;
    let known = |line: usize, id: &str| {
        let id = numbers::whole(id, line, &"an article")?;
        if articles.contains(&id) {
            return Ok(id);
        }
        let message = format!("article {id} is not in ARTICLE_SECTION");
        Err(FormatError::new(line, message))
    };
    let places = section(&mut rest, "NUM_SKUS", "ORDER_SECTION", |line, text| {
        let form = "`ID a AISLE i CELL j QUANTITY n LEFT_RIGHT_HAND_SIDE side`";
        let labels = ["ID", "AISLE", "CELL", "QUANTITY", "LEFT_RIGHT_HAND_SIDE"];
        let [_, id, _, aisle, _, cell, _, quantity, _, _side] = labelled(line, text, labels, form)?;
        let aisle = below(aisle, line, "an aisle", head.value("NUM_AISLES"))?;
        let cell = below(cell, line, "a cell", head.value("NUM_CELLS"))?;
        let quantity = below(quantity, line, "a quantity", u64::from(u16::MAX) + 1)? as u16;
        let depth = Millimeters(head.depth(cell, blocks));
        Ok((known(line, id)?, Slot { aisle: aisle as u16, depth }, quantity))
    })?;
    let mut orders = BTreeMap::new();
    let mut last = 1;
    let wanted = section(&mut rest, "NUM_ARTICLES", "EOF", |line, text| {
        let [_, id, _, quantity] = labelled(line, text, ["ID", "QUANTITY"], "`ID a QUANTITY n`")?;
        let id = known(line, id)?;
        let number = orders.len() as u16;
        if orders.insert(id, number).is_some() {
            return Err(FormatError::new(line, format!("article {id} is ordered twice")));
        }
        last = line;
        Ok(below(quantity, line, "a quantity", u64::from(u16::MAX) + 1)? as u16)
    })?;
    if let Some((line, text)) = rest.next() {
        return Err(FormatError::new(line, format!("`{text}` after EOF, expected nothing")));
    }

    let mut stops = Vec::new();
    let mut there = vec![0_u64; wanted.len()];
    for (id, slot, quantity) in places {
        if let Some(&line) = orders.get(&id) {
            there[usize::from(line)] += u64::from(quantity);
            stops.push(stop(slot, quantity, line));
        }
    }
    for (id, &line) in &orders {
        let (there, wanted) = (there[usize::from(line)], wanted[usize::from(line)]);
        if there < u64::from(wanted) {
            let message = format!("{wanted} of article {id} ordered, {there} in SKU_SECTION");
            return Err(FormatError::new(last, message));
        }
    }
    let depot = Slot { aisle: head.value("DEPOT_AISLE") as u16, depth: head.depot(&plan) };
    let mut question = Question::of(Ground::Aisles { plan, depot }, stops);
    if kind == SCATTERED_TYPE {
        question.wanted = wanted.into();
    }
    Ok(Instance::whole(question))
}

/// A position that holds goods of a line.
fn stop(slot: Slot, quantity: u16, line: u16) -> PickStop {
    PickStop {
        slot,
        zone: FloorZone::A,
        unit_weight: Grams(0),
        quantity,
        is_cold: false,
        is_fragile: false,
        turn: 0,
        line,
    }
}

/// What stands before the first section.
struct Head {
    values: BTreeMap<&'static str, u64>,
    is_depot_at_top: bool,
    /// Its last line.
    line: usize,
}

impl Head {
    fn read<'a>(
        rest: &mut impl Iterator<Item = Line<'a>>,
        kind: &str,
    ) -> Result<Self, FormatError> {
        let mut head = Self { values: BTreeMap::new(), is_depot_at_top: false, line: 1 };
        let mut has_depot = false;
        for (line, text) in rest {
            head.line = line;
            if text == "ARTICLE_SECTION" {
                for (key, _) in KEYS {
                    if !head.values.contains_key(key) {
                        let message = format!("no {key} before ARTICLE_SECTION");
                        return Err(FormatError::new(line, message));
                    }
                }
                if !has_depot {
                    let message = "no DEPOT_LOCATION before ARTICLE_SECTION";
                    return Err(FormatError::new(line, message));
                }
                below(
                    &head.value("DEPOT_AISLE").to_string(),
                    line,
                    "the depot's aisle",
                    head.value("NUM_AISLES"),
                )?;
                return Ok(head);
            }
            let Some((key, value)) = text.split_once(':') else {
                return Err(FormatError::new(line, "expected `KEY : VALUE` or ARTICLE_SECTION"));
            };
            let expected = |what: &str| {
                Err(FormatError::new(line, format!("`{}`, expected {what}", value.trim())))
            };
            match (key.trim(), value.trim()) {
                ("NAME" | "COMMENT", _) | ("LAYOUT", "single-block") => {}
                ("LAYOUT", _) => return expected("single-block"),
                ("TYPE", value) if value == kind => {}
                ("TYPE", _) => return expected(kind),
                ("DEPOT_LOCATION", value @ ("top" | "bottom")) => {
                    head.is_depot_at_top = value == "top";
                    has_depot = true;
                }
                ("DEPOT_LOCATION", _) => return expected("top or bottom"),
                (key, value) => {
                    let Some((key, most)) = KEYS.iter().find(|(known, _)| *known == key) else {
                        return Err(FormatError::new(line, format!("unknown key {key}")));
                    };
                    let value = below(value, line, key, u64::from(*most) + 1)?;
                    head.values.insert(key, value);
                }
            }
        }
        Err(FormatError::new(head.line, "the file ends, expected ARTICLE_SECTION"))
    }

    /// A number of the head; all are there once it is read.
    fn value(&self, key: &str) -> u64 {
        self.values.get(key).copied().unwrap_or(0)
    }

    fn plan(&self, blocks: u8) -> Result<Aisles, FormatError> {
        let cells = self.value("NUM_CELLS");
        if cells == 0 || !cells.is_multiple_of(u64::from(blocks)) {
            let message = format!("{cells} cells in {blocks} blocks of the same length");
            return Err(FormatError::new(self.line, message));
        }
        Ok(Aisles {
            count: self.value("NUM_AISLES") as u16,
            pitch: Millimeters(CELL * self.value("DISTANCE_AISLE_TO_AISLE")),
            length: Millimeters(u64::from(blocks) * self.block(blocks)),
            blocks,
        })
    }

    /// Length of an aisle in a block.
    fn block(&self, blocks: u8) -> u64 {
        let between = (self.value("NUM_CELLS") / u64::from(blocks)).saturating_sub(1);
        let ways = self.value("DISTANCE_BOTTOM_TO_CELL") + self.value("DISTANCE_TOP_TO_CELL");
        CELL * (ways + self.value("DISTANCE_CELL_TO_CELL") * between)
    }

    /// Way from the bottom, which is the front here, to a cell.
    fn depth(&self, cell: u64, blocks: u8) -> u64 {
        let in_block = self.value("NUM_CELLS") / u64::from(blocks);
        let height = self.value("NUM_CELLS") - 1 - cell;
        let below = height / in_block * self.block(blocks);
        let step = height % in_block * self.value("DISTANCE_CELL_TO_CELL");
        below + CELL * (self.value("DISTANCE_BOTTOM_TO_CELL") + step)
    }

    fn depot(&self, plan: &Aisles) -> Millimeters {
        if self.is_depot_at_top { plan.length } else { Millimeters(0) }
    }
}

/// The lines of a section that begins with a count and ends with a line `end`.
fn section<'a, T>(
    rest: &mut impl Iterator<Item = Line<'a>>,
    count: &str,
    end: &str,
    mut read: impl FnMut(usize, &'a str) -> Result<T, FormatError>,
) -> Result<Vec<T>, FormatError> {
    // The section before ended with the name of this one, except for the last.
    let mut head = None;
    let (mut list, mut last) = (Vec::new(), 1);
    for (line, text) in rest {
        last = line;
        let Some(expected) = head else {
            let value = text.split_once(':').filter(|(key, _)| key.trim() == count);
            let Some((_, value)) = value else {
                return Err(FormatError::new(line, format!("`{text}`, expected `{count} : n`")));
            };
            head = Some(numbers::whole(value.trim(), line, &count)? as usize);
            continue;
        };
        if text == end {
            unless_counted(list.len(), expected, "lines", line)?;
            return Ok(list);
        }
        list.push(read(line, text)?);
    }
    Err(FormatError::new(last, format!("the file ends, expected {end}")))
}

/// The fields of a line in which every second is a label.
fn labelled<'a, const N: usize, const M: usize>(
    line: usize,
    text: &'a str,
    labels: [&str; N],
    form: &str,
) -> Result<[&'a str; M], FormatError> {
    let fields: [&str; M] = fields(line, text, form)?;
    for (label, found) in labels.iter().zip(fields.iter().step_by(2)) {
        if label != found {
            return Err(FormatError::new(line, format!("`{found}`, expected {form}")));
        }
    }
    Ok(fields)
}

/// A whole number below a limit.
fn below(word: &str, line: usize, what: &str, limit: u64) -> Result<u64, FormatError> {
    let value = u64::from(numbers::whole(word, line, &what)?);
    if value < limit {
        return Ok(value);
    }
    let most = limit.saturating_sub(1);
    Err(FormatError::new(line, format!("{value}, expected {what}, 0 to {most}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two aisles of four cells; article 0 in two places, article 7 in one.
    fn text(kind: &str) -> String {
        format!(
            "NAME : x\nTYPE : {kind}\nCOMMENT : y\nLAYOUT : single-block\nNUM_AISLES : 2\n\
             NUM_CELLS : 4\nDEPOT_AISLE : 1\nDEPOT_LOCATION : top\nDISTANCE_AISLE_TO_AISLE : 3\n\
             DISTANCE_CELL_TO_CELL : 1\nDISTANCE_TOP_TO_CELL : 1\nDISTANCE_BOTTOM_TO_CELL : 1\n\
             DISTANCE_TOP_OR_BOTTOM_TO_DEPOT : 0\nARTICLE_SECTION\nNUM_ARTICLES : 2\nID 0\nID 7\n\
             SKU_SECTION\nNUM_SKUS : 3\n\
             ID 0 AISLE 0 CELL 0 QUANTITY 1 LEFT_RIGHT_HAND_SIDE left\n\
             ID 0 AISLE 1 CELL 3 QUANTITY 2 LEFT_RIGHT_HAND_SIDE left\n\
             ID 7 AISLE 1 CELL 1 QUANTITY 5 LEFT_RIGHT_HAND_SIDE right\n\
             ORDER_SECTION\nNUM_ARTICLES : 2\nID 7 QUANTITY 1\nID 0 QUANTITY 2\nEOF\n"
        )
    }

    fn question(format: &Listing<Question>, text: &str) -> Question {
        (format.read)(text).unwrap().remove(0).question
    }

    #[test]
    fn cells_are_counted_from_the_top_and_the_upper_half_moves_up_behind_a_middle_aisle() {
        let depths = |question: &Question| -> Vec<u64> {
            question.stops.iter().map(|stop| stop.slot.depth.0 / 1_000).collect()
        };
        let one = question(&SCATTERED, &text(SCATTERED_TYPE));
        assert_eq!(depths(&one), [4, 1, 3]);
        assert_eq!(*one.wanted, [1, 2]);
        assert_eq!(one.stops.iter().map(|stop| stop.line).collect::<Vec<_>>(), [1, 1, 0]);
        let Ground::Aisles { plan, depot } = one.ground else { panic!("of aisles") };
        assert_eq!((plan.length, plan.pitch), (Millimeters(5_000), Millimeters(3_000)));
        assert_eq!(depot, Slot { aisle: 1, depth: Millimeters(5_000) });
        let two = question(&SCATTERED_TWO_BLOCK, &text(SCATTERED_TYPE));
        assert_eq!(depths(&two), [5, 1, 4]);
        let Ground::Aisles { plan, .. } = two.ground else { panic!("of aisles") };
        assert_eq!((plan.length, plan.blocks), (Millimeters(6_000), 2));
        assert!(question(&FORMAT, &text(PLAIN)).visits_all());
    }

    #[test]
    fn faults_name_their_line() {
        let fault = |from: &str, to: &str| {
            let text = text(SCATTERED_TYPE).replace(from, to);
            let error = (SCATTERED.read)(&text).unwrap_err();
            (error.line, error.message)
        };
        assert_eq!(
            fault("AISLE 0 CELL", "AISLE 2 CELL"),
            (20, "2, expected an aisle, 0 to 1".into())
        );
        assert_eq!(fault("CELL 3 Q", "CELL 4 Q"), (21, "4, expected a cell, 0 to 3".into()));
        assert_eq!(fault("NUM_SKUS : 3", "NUM_SKUS : 4").0, 23);
        assert_eq!(fault("ID 7 QUANTITY 1\n", "ID 8 QUANTITY 1\n").0, 25);
        let short = "6 of article 7 ordered, 5 in SKU_SECTION";
        assert_eq!(fault("ID 7 QUANTITY 1", "ID 7 QUANTITY 6"), (26, short.into()));
        assert_eq!(fault("ID 0 QUANTITY 2\n", "ID 7 QUANTITY 2\n").1, "article 7 is ordered twice");
        assert_eq!(fault("EOF\n", ""), (26, "the file ends, expected EOF".into()));
        assert_eq!(fault("NUM_CELLS : 4\n", "").1, "no NUM_CELLS before ARTICLE_SECTION");
        assert_eq!(fault("NUM_CELLS : 4\n", "NUM_CELLS : 0\n").0, 14);
        assert_eq!(fault(" AISLE 0 CELL 0", " CELL 0 AISLE 0").0, 20);
        assert_eq!(fault("DEPOT : 0", "DEPOT : 1").0, 13);
        assert_eq!(fault("top", "left"), (8, "`left`, expected top or bottom".into()));
        let error = (FORMAT.read)(&text(SCATTERED_TYPE)).unwrap_err();
        assert_eq!(error.line, 2);
    }
}
