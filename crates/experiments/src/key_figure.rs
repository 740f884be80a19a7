//! A key figure by the name users give it: of all, of some hours of the day, or of one store.

use scenarios::nearest;
use sim_core::kpi::{Better, KPIS};
use sim_core::tally::OrderCounts;

use crate::summary::Summary;

/// Figures that are known hour by hour and store by store.
const IN_PARTS: [&str; 4] =
    ["sla_hit_rate", "sla_hit_rate_placed", "orders_placed", "orders_delivered"];

/// What a figure is of.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    /// All that counts.
    All,
    /// Orders clicked from the first hour of the day on and before the second.
    Hours(usize, usize),
    /// Orders of the store of this name.
    Store(String),
}

/// A key figure, or a part of one: `sla_hit_rate`, `sla_hit_rate[19-20h]`, `sla_hit_rate[store 1]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyFigure {
    /// Its name as given.
    pub name: String,
    /// Unit.
    pub unit: &'static str,
    /// Which way is better.
    pub better: Better,
    /// Position in [`KPIS`].
    position: usize,
    part: Part,
}

impl KeyFigure {
    /// The figure of this name.
    ///
    /// # Errors
    /// What is wrong with the name, and advice where there is any.
    pub fn named(name: &str) -> Result<Self, (String, Option<String>)> {
        let (kpi, part) = match name.split_once('[') {
            None => (name, Part::All),
            Some((kpi, rest)) => match rest.strip_suffix(']').map(str::trim) {
                Some(part) if !part.is_empty() => (kpi.trim(), parsed(name, part)?),
                _ => {
                    let help = "e.g. sla_hit_rate[19-20h] or sla_hit_rate[store 1]";
                    return Err((
                        format!("`{name}` has no `]` or nothing in it"),
                        Some(help.into()),
                    ));
                }
            },
        };
        let Some(position) = KPIS.iter().position(|known| known.name == kpi) else {
            let help = nearest(kpi, KPIS.iter().map(|known| known.name)).map_or_else(
                || "`darkstore list kpis` names them all".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Err((format!("`{kpi}` is no key figure"), Some(help)));
        };
        if part != Part::All && !IN_PARTS.contains(&kpi) {
            let message = format!("`{kpi}` is not known by hour or store");
            return Err((message, Some(format!("known so are {}", IN_PARTS.join(", ")))));
        }
        let known = &KPIS[position];
        let (unit, better) = (known.unit, known.better);
        Ok(Self { name: name.to_owned(), unit, better, position, part })
    }

    /// The figure at a position of [`KPIS`].
    #[must_use]
    pub fn at(position: usize) -> Self {
        let kpi = &KPIS[position];
        let (name, unit, better) = (kpi.name.to_owned(), kpi.unit, kpi.better);
        Self { name, unit, better, position, part: Part::All }
    }

    /// Its value in a replication; NaN where there is none.
    #[must_use]
    pub fn of(&self, summary: &Summary) -> f64 {
        let OrderCounts { placed, delivered, in_time } = match &self.part {
            Part::All => return summary.kpis[self.position],
            Part::Hours(from, to) => {
                let hours = summary.by_hour.iter().enumerate();
                let of_day = hours.filter(|(hour, _)| (*from..*to).contains(&(hour % 24)));
                of_day.map(|(_, counts)| *counts).sum()
            }
            Part::Store(name) => {
                let stores = summary.stores.iter().zip(&summary.by_store);
                let mut of_store = stores.filter(|(store, _)| *store == name);
                match of_store.next() {
                    Some((_, counts)) => *counts,
                    None => return f64::NAN,
                }
            }
        };
        let [placed, delivered, in_time] = [placed, delivered, in_time].map(|count| count as f64);
        match KPIS[self.position].name {
            "orders_placed" => placed,
            "orders_delivered" => delivered,
            "sla_hit_rate" => in_time / delivered,
            _ => in_time / placed,
        }
    }

    /// The store it is of, where it is of one.
    #[must_use]
    pub fn store(&self) -> Option<&str> {
        match &self.part {
            Part::Store(name) => Some(name),
            _ => None,
        }
    }

    /// What is wrong where it is of a store that is not among these, and advice.
    #[must_use]
    pub fn missing_store<'a>(
        &self,
        stores: impl Iterator<Item = &'a str> + Clone,
    ) -> Option<(String, Option<String>)> {
        let name = self.store().filter(|name| stores.clone().all(|store| store != *name))?;
        let help = nearest(name, stores).map(|near| format!("did you mean `{near}`?"));
        Some((format!("`{}`: no store is called `{name}`", self.name), help))
    }
}

/// Hours such as `19-21h` or `19h`; anything else is the name of a store.
fn parsed(name: &str, part: &str) -> Result<Part, (String, Option<String>)> {
    let Some(hours) = part.strip_suffix('h') else { return Ok(Part::Store(part.into())) };
    let (from, to) = hours.split_once('-').unwrap_or((hours, ""));
    let Ok(from) = from.trim().parse::<usize>() else { return Ok(Part::Store(part.into())) };
    let to = match to.trim() {
        "" => from + 1,
        to => match to.parse() {
            Ok(to) => to,
            Err(_) => return Ok(Part::Store(part.into())),
        },
    };
    if from < to && to <= 24 {
        Ok(Part::Hours(from, to))
    } else {
        let message = format!("`{name}`: hours from {from} to {to}, allowed 0 to 24 in order");
        Err((message, Some("e.g. sla_hit_rate[19-20h]".into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_of_all_of_hours_or_of_a_store() {
        let part = |name: &str| KeyFigure::named(name).unwrap().part;
        assert_eq!(part("sla_hit_rate"), Part::All);
        assert_eq!(part("sla_hit_rate[19-21h]"), Part::Hours(19, 21));
        assert_eq!(part("orders_placed[7h]"), Part::Hours(7, 8));
        assert_eq!(part("sla_hit_rate[store 1]"), Part::Store("store 1".into()));
        assert_eq!(part("sla_hit_rate[North]"), Part::Store("North".into()));
        for (name, says) in [
            ("sla_hit_rat", "`sla_hit_rat` is no key figure"),
            ("sla_hit_rate[", "has no `]`"),
            ("sla_hit_rate[]", "nothing in it"),
            ("sla_hit_rate[21-19h]", "allowed 0 to 24 in order"),
            ("sla_hit_rate[19-25h]", "allowed 0 to 24 in order"),
            ("batched_share[19h]", "not known by hour or store"),
        ] {
            let (message, help) = KeyFigure::named(name).unwrap_err();
            assert!(message.contains(says) && help.is_some(), "{message}");
        }
        let figure = KeyFigure::named("sla_hit_rate[norht]").unwrap();
        let (message, help) = figure.missing_store(["north", "south"].into_iter()).unwrap();
        assert!(message.contains("no store is called `norht`"), "{message}");
        assert_eq!(help.as_deref(), Some("did you mean `north`?"));
        assert!(figure.missing_store(["norht"].into_iter()).is_none());
    }
}
