//! The table of all facts, in the order in which they happened.

use domain::units::SimTime;
use sim_core::trace::Fact;

use super::table::{Column, Table};

/// Facts turned into text at a time; bounds the memory that text takes.
const CHUNK: usize = 1 << 18;

/// All facts of a replication in pieces: time, kind, and the fact's own fields as JSON.
pub(super) fn tables(replication: u32, facts: &[(SimTime, Fact)]) -> impl Iterator<Item = Table> {
    facts.chunks(CHUNK).map(move |chunk| table(replication, chunk))
}

/// One piece; empty where `facts` is.
pub(super) fn table(replication: u32, facts: &[(SimTime, Fact)]) -> Table {
    let (kinds, fields): (Vec<String>, Vec<String>) =
        facts.iter().map(|(_, fact)| spelled_out(fact)).unzip();
    Table::new(vec![
        Column::numbers("replication", vec![replication; facts.len()]),
        Column::numbers("time_ms", facts.iter().map(|(at, _)| at.0).collect::<Vec<u64>>()),
        Column::words("kind", &kinds),
        Column::words("fields", &fields),
    ])
}

/// The kind of a fact and its fields as a JSON object.
///
/// A fact is written as `{"Kind":{...}}`, which is cut in two.
fn spelled_out(fact: &Fact) -> (String, String) {
    let parts = |tagged: &str| {
        let (kind, fields) = tagged.strip_prefix("{\"")?.strip_suffix('}')?.split_once("\":")?;
        Some((kind.to_owned(), fields.to_owned()))
    };
    let tagged = serde_json::to_string(fact).unwrap_or_default();
    parts(&tagged).unwrap_or_else(|| unreachable!("a fact is a struct with a name: {tagged}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{OrderId, StoreId};
    use domain::units::{Millis, Paise};

    #[test]
    fn a_fact_keeps_its_kind_and_fields() {
        let quoted = Fact::Quoted {
            order: OrderId(4),
            store: StoreId(1),
            promise: Millis(600_000),
            fee: Paise(2500),
            under_way: 3,
            is_known_building: true,
            other: Paise(700),
        };
        let (kind, fields) = spelled_out(&quoted);
        assert_eq!(kind, "Quoted");
        let fields: serde_json::Value = serde_json::from_str(&fields).unwrap();
        assert_eq!(fields["promise"], 600_000);
    }
}
