//! Format `foodmart`: joint order batching and picker routing, as the Foodmart instances have it.
//!
//! Sections that begin with `//` lines: products, orders, arcs, all shortest paths, coordinates.
//! Every order is on one trolley and takes as many of its boxes as the file says, which it shares
//! with no other order, whatever the line on mixed orders says: so the published optima have it.
//! Where the shortest paths are those of parallel aisles with a depot in front, that is the ground;
//! otherwise they are taken as they are.
//!
//! Source: Valle, Beasley & da Cunha (2017), doi:10.1016/j.ejor.2017.03.069; Briant et al. (2020),
//! doi:10.1016/j.ejor.2020.01.059.

use domain::decision::pick_batch::{PickBatchQuestion, PickTimes, WaitingOrder};
use domain::decision::pick_route::{DistanceTable, Ground, PickStop};
use domain::ids::OrderId;
use domain::store::{FloorZone, Slot};
use domain::units::{Grams, Millimeters, Millis, SimTime};

use super::error::FormatError;
use super::foodmart_floor::{Floor, Paths};
use super::foodmart_sections::Sections;
use super::listing::{Instance, Listing};
use super::numbers::{count, whole};
use super::picking::MOST_NODES;

/// In the list of formats.
pub const FORMAT: Listing<PickBatchQuestion<'static>> = Listing {
    name: "foodmart",
    summary: "Order batching and picker routing (Foodmart): every order on a trolley of some boxes; \
              metres walked.",
    read,
};

/// An order: boxes, then location and quantity of each product.
struct Listed {
    boxes: u32,
    lines: Vec<(usize, u16)>,
}

fn read(text: &str) -> Result<Vec<Instance<PickBatchQuestion<'static>>>, FormatError> {
    let sections = Sections::of(text)?;
    let capacity = sections.whole("K:")?;
    let orders = orders(&sections, &locations(&sections)?, capacity)?;
    let depots = [sections.whole("DepartingDepot")?, sections.whole("ArrivalDepot")?];
    let paths = Paths::of(&sections, depots.map(|depot| depot as usize))?;
    let places = || orders.iter().flat_map(|order| &order.lines).map(|line| line.0);
    let floor = Floor::of(&sections, &paths)
        .filter(|floor| places().all(|place| floor.slots.contains_key(&place)));
    let stop = |&(location, quantity): &(usize, u16)| PickStop {
        slot: floor.as_ref().map_or(NOWHERE, |floor| floor.slots[&location]),
        zone: FloorZone::A,
        unit_weight: Grams(0),
        quantity,
        is_cold: false,
        is_fragile: false,
        turn: 0,
        line: 0,
    };
    let waiting = (1..).zip(&orders).map(|(number, listed)| WaitingOrder {
        order: OrderId(number),
        since: SimTime::ZERO,
        due: SimTime::NEVER,
        is_premium: false,
        size: listed.boxes,
        stops: listed.lines.iter().map(stop).collect(),
    });
    let waiting: Vec<_> = waiting.collect();
    let ground = match floor {
        Some(floor) => Ground::Gated(floor.aisles),
        None if places().count() >= MOST_NODES => {
            let message = format!("{} order lines, allowed below {MOST_NODES}", places().count());
            return Err(FormatError::new(1, message));
        }
        None => Ground::Distances(DistanceTable { cells: paths.table(places().collect()).into() }),
    };
    let none = Millis::ZERO;
    Ok(Instance::whole(PickBatchQuestion {
        now: SimTime::ZERO,
        ground,
        pickers: waiting.len() as u16,
        orders: waiting.into(),
        capacity,
        times: PickTimes { tour: none, order: none, stop: none, unit: none, walk_mm_per_s: 1_000 },
        is_last: true,
        pickers_in_aisle: vec![].into(),
    }))
}

/// A slot where the ground is a table.
const NOWHERE: Slot = Slot { aisle: 0, depth: Millimeters::ZERO };

/// Where each product lies, by its number from 1.
fn locations(sections: &Sections<'_>) -> Result<Vec<usize>, FormatError> {
    let section = sections.named("Idx Location")?;
    let expected = sections.whole("NbProducts")? as usize;
    let mut locations = Vec::new();
    for (line, fields) in &section.rows {
        let [index, location, ..] = fields[..] else {
            return Err(FormatError::new(*line, "expected index, location and volume"));
        };
        if count(index, *line, &"a product")? != locations.len() + 1 {
            let message = format!("product {index}, expected {}", locations.len() + 1);
            return Err(FormatError::new(*line, message));
        }
        locations.push(whole(location, *line, &"a location")? as usize);
    }
    super::lines::unless_counted(locations.len(), expected, "products", section.line)?;
    Ok(locations)
}

fn orders(
    sections: &Sections<'_>,
    locations: &[usize],
    capacity: u32,
) -> Result<Vec<Listed>, FormatError> {
    let section = sections.named("Idx M")?;
    let expected = sections.whole("Nb Orders")? as usize;
    let mut orders = Vec::new();
    for (line, fields) in &section.rows {
        let ([_, boxes, products, pairs @ ..], line) = (&fields[..], *line) else {
            let message = "expected index, boxes, number of products, products and quantities";
            return Err(FormatError::new(*line, message));
        };
        let products = whole(products, line, &"the number of products")? as usize;
        if pairs.len() != 2 * products {
            let message = format!("{} numbers after {products} products", pairs.len());
            return Err(FormatError::new(line, message));
        }
        let mut lines = Vec::new();
        for pair in pairs.chunks_exact(2) {
            let product = count(pair[0], line, &"a product")?;
            let location = locations.get(product - 1).copied().ok_or_else(|| {
                let known = locations.len();
                FormatError::new(line, format!("product {product}, expected 1 to {known}"))
            })?;
            let quantity = whole(pair[1], line, &"a quantity")?;
            lines.push((location, u16::try_from(quantity).unwrap_or(u16::MAX)));
        }
        let boxes = whole(boxes, line, &"the boxes of an order")?;
        if boxes > capacity {
            let message = format!("an order of {boxes} boxes fits on no trolley of {capacity}");
            return Err(FormatError::new(line, message));
        }
        orders.push(Listed { boxes, lines });
    }
    super::lines::unless_counted(orders.len(), expected, "orders", section.line)?;
    if orders.len() > usize::from(u16::MAX) {
        return Err(FormatError::new(section.line, "more than 65535 orders"));
    }
    Ok(orders)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::decision::Decision;
    use domain::decision::pick_batch::PickBatch;

    /// Two aisles 5 m apart, cross aisles at 0, 4 and 10 m, the depot 2 m in front of the first;
    /// products at 3 m in the first and at 6 m in the second aisle.
    const FILE: &str = "\
//NbProducts\n3\n//K: NbBoxesTrolley\n8\n//Products\n//Idx Location Volume\n1 1 1\n2 2 1\n3 1 1
//Orders\n//Nb Orders\n2\n//Idx M NbProdInOrder ProdIdx1 Qty1\n1 2 2 1 4 2 5\n2 1 1 3 1
//DepartingDepot\n0\n//ArrivalDepot\n9
//LocStart LocEnd ShortestPath\n0 1 5.0\n1 0 5.0\n1 9 5.0\n9 1 5.0\n0 2 11.39\n2 0 11.39\n2 9 11.39
9 2 11.39\n1 2 8.0\n2 1 8.0\n0 3 2.0\n0 4 5.39
//Vertices coordinates LocationName\n0 2.5 -2.0 \"depot\"\n1 2.5 3.0 \"product\"\n2 7.5 6.0 \"product\"
3 2.5 0.0 \"intersection\"\n4 7.5 0.0 \"intersection\"\n5 2.5 4.0 \"intersection\"
6 7.5 4.0 \"intersection\"\n7 2.5 10.0 \"intersection\"\n8 7.5 10.0 \"intersection\"\n9 2.5 -2.0 \"depot\"
";

    fn question(text: &str) -> PickBatchQuestion<'static> {
        let read = (FORMAT.read)(text).unwrap();
        let question = read.into_iter().next().unwrap().question;
        assert_eq!(<dyn PickBatch>::admit(&question), Ok(()));
        question
    }

    #[test]
    fn orders_are_read_with_their_boxes_on_a_floor_that_fits() {
        let question = question(FILE);
        let sizes: Vec<u32> = question.orders.iter().map(|order| order.size).collect();
        assert_eq!((sizes, question.capacity, question.is_last), (vec![2, 1], 8, true));
        assert_eq!(question.orders[0].stops[1].quantity, 5);
        assert_eq!(question.orders[0].stops[0].slot, question.orders[1].stops[0].slot);
        let Ground::Gated(aisles) = &question.ground else { panic!("{:?}", question.ground) };
        let mm =
            |lengths: &[u64]| -> Vec<_> { lengths.iter().map(|&mm| Millimeters(mm)).collect() };
        assert_eq!(*aisles.cross, mm(&[0, 4_000, 10_000]));
        assert_eq!(*aisles.gates, mm(&[2_000, 5_390]));
        let route = [(0, 0), (0, 1)];
        assert_eq!(question.length(&route), Some(Millimeters(5_000 + 8_000 + 11_390)));
    }

    #[test]
    fn paths_of_another_floor_are_taken_as_they_are() {
        let question = question(&FILE.replace("1 2 8.0", "1 2 7.0"));
        assert!(matches!(question.ground, Ground::Distances(_)));
        assert_eq!(question.length(&[(0, 0), (0, 1)]), Some(Millimeters(5_000 + 7_000 + 11_390)));
        assert_eq!(question.walk(Some((0, 1)), Some((1, 0))), Some(Millimeters(8_000)));
    }

    #[test]
    fn faults_name_their_line() {
        let fault = |from: &str, to: &str| (FORMAT.read)(&FILE.replace(from, to)).unwrap_err();
        assert_eq!(fault("1 2 2 1 4 2 5", "1 2 2 1 4 9 5").message, "product 9, expected 1 to 3");
        assert_eq!(
            fault("1 2 2 1 4 2 5", "1 2 2 1 4 2"),
            FormatError::new(14, "3 numbers after 2 products")
        );
        assert_eq!(
            fault("Nb Orders\n2", "Nb Orders\n3").message,
            "2 orders, expected 3 as the head says"
        );
        assert!(fault("//K: NbBoxesTrolley", "//J").message.contains("no section `//K:`"));
        assert_eq!(
            fault("1 2 2 1 4 2 5", "1 9 2 1 4 2 5"),
            FormatError::new(14, "an order of 9 boxes fits on no trolley of 8")
        );
        assert!(fault("1 2 8.0\n", "").message.contains("no path from 1 to 2"));
        assert!(fault("1 2 8.0", "1 2 -8").message.contains("metres from 0"));
    }
}
