//! Which questions and answers count, and what an answer is worth.

use super::*;
use crate::decision::Decision as _;
use crate::store::{Aisles, Slot};
use crate::units::Millimeters;

/// Two aisles of 10 m, 2 m apart, a bay at 4 and at 8 m of each; the second aisle is cold.
fn question() -> SlottingQuestion<'static> {
    let bay = |(aisle, depth)| Bay {
        slot: Slot { aisle, depth: Millimeters(depth) },
        is_cold: aisle == 1,
        room: 2,
    };
    let goods = |is_cold, bay, turn| Goods {
        space: 1,
        category: 0,
        is_cold,
        turn,
        bay,
        is_fixed: bay == 3,
    };
    SlottingQuestion {
        aisles: Aisles {
            count: 2,
            pitch: Millimeters(2_000),
            length: Millimeters(10_000),
            blocks: 1,
        },
        depot: Slot { aisle: 0, depth: Millimeters(0) },
        bays: [(0, 4_000), (0, 8_000), (1, 4_000), (1, 8_000)].map(bay).to_vec().into(),
        goods: vec![goods(false, 0, 0), goods(false, 0, 0), goods(true, 2, 1), goods(true, 3, 1)]
            .into(),
        training: vec![vec![0, 2]].into(),
        judged: vec![vec![2, 0], vec![1]].into(),
    }
}

type Change<T> = fn(&mut T);

#[test]
fn an_answer_is_worth_the_metres_of_a_judged_basket() {
    let answer = Slotted { bays: vec![1, 0, 2, 3], routes: vec![vec![1, 0], vec![0]] };
    let question = question();
    answer.check(&question).unwrap();
    // 8 m in, 2 + 2 m to the back and over, 6 m forward, 4 + 2 m home; 4 m in and out.
    assert_eq!(answer.lengths(&question), [Millimeters(24_000), Millimeters(8_000)]);
    assert_eq!(<dyn Slotting>::objective(&answer, &question).unwrap().value, 16.0);
    let nobody = SlottingQuestion { judged: Vec::new().into(), ..question };
    assert_eq!(Slotted { routes: Vec::new(), ..answer }.price(&nobody).value, 0.0);
}

#[test]
fn broken_answers_name_their_rule() {
    let question = question();
    let sound = Slotted { bays: question.today(), routes: vec![vec![1, 0], vec![0]] };
    sound.check(&question).unwrap();
    let cases: [(Change<Slotted>, &str); 10] = [
        (|a| a.bays.truncate(3), "bays of 3 SKUs for 4"),
        (|a| a.bays[0] = 4, "SKU 0 lies in bay 4, there are 4"),
        (|a| a.bays[0] = 2, "SKU 0 is not cold and lies in bay 2 of the cold room"),
        (|a| a.bays[2] = 0, "cold SKU 2 lies in bay 0 outside the cold room"),
        (|a| a.bays[3] = 2, "SKU 3 is fixed in bay 3 and lies in bay 2"),
        (|a| a.routes.truncate(1), "1 routes of 2 baskets"),
        (|a| a.routes[0].truncate(1), "the route of basket 0 visits 1 of 2 lines"),
        (
            |a| a.routes[1] = vec![1],
            "the route of basket 1 has line 1 twice, or there is no such line",
        ),
        (
            |a| a.routes[0] = vec![1, 1],
            "the route of basket 0 has line 1 twice, or there is no such line",
        ),
        (
            |a| a.routes[0] = vec![0, 1],
            "the route of basket 0 has line 1 of turn 0 after one of turn 1",
        ),
    ];
    for (change, rule) in cases {
        let mut answer = sound.clone();
        change(&mut answer);
        assert_eq!(answer.check(&question).unwrap_err().to_string(), rule);
    }
    let mut narrow = question.clone();
    narrow.bays.to_mut()[0].room = 1;
    let full = sound.check(&narrow).unwrap_err().to_string();
    assert_eq!(full, "bay 0 holds 2, its room is 1");
}

#[test]
fn questions_without_an_answer_are_refused() {
    assert!(<dyn Slotting>::admit(&question()).is_ok());
    let cases: [(Change<SlottingQuestion<'_>>, &str); 7] = [
        (|q| q.aisles.blocks = 3, "3 blocks, allowed 1 or 2"),
        (
            |q| q.depot.aisle = 2,
            "the depot 0 mm into aisle 2, allowed: 0 to 10000 in aisles below 2",
        ),
        (
            |q| q.bays.to_mut()[1].slot.depth.0 = 10_001,
            "bay 1 10001 mm into aisle 0, allowed: 0 to 10000 in aisles below 2",
        ),
        (
            |q| q.goods.to_mut()[0].bay = 2,
            "as goods lie today, SKU 0 is not cold and lies in bay 2 of the cold room",
        ),
        (|q| q.training.to_mut().push(vec![]), "training basket 1 has 0 lines, allowed 1 to 60000"),
        (|q| q.judged.to_mut()[1].push(4), "judged basket 1 holds SKU 4, there are 4"),
        (|q| q.judged.to_mut()[0].push(2), "judged basket 0 holds SKU 2 twice"),
    ];
    for (change, fault) in cases {
        let mut question = question();
        change(&mut question);
        assert_eq!(<dyn Slotting>::admit(&question).unwrap_err().to_string(), fault);
    }
}
