//! `run --snapshot 18:00 FILE`, and going on from such a file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::decision::Policies;
use domain::instance::Instance;
use domain::units::SimTime;
use experiments::saved::{SavedDay, stop_at};
use experiments::start::{Origin, Saved, Start};
use scenarios::Scenario;

use crate::terminal::failure::Failure;

/// Where to stop a day and keep its state.
#[derive(clap::Args)]
pub(crate) struct SnapshotArgs {
    /// Also save the state of the first replication at a time of its day, to go on from later with
    /// `run FILE` or `compare --from FILE`; HH:MM, hours from 24 on being those of later days
    #[arg(long, num_args = 2, value_names = ["TIME", "FILE"])]
    snapshot: Vec<String>,
}

/// A time and a file.
pub(crate) struct Wanted {
    at: SimTime,
    file: PathBuf,
}

impl SnapshotArgs {
    /// What is asked for, checked.
    pub(crate) fn wanted(&self) -> Result<Option<Wanted>, Failure> {
        let [time, file] = &self.snapshot[..] else { return Ok(None) };
        let at = clock(time)
            .map_err(|message| Failure::input(format!("--snapshot {time}: {message}"), None))?;
        Ok(Some(Wanted { at, file: file.into() }))
    }
}

fn clock(text: &str) -> Result<SimTime, String> {
    let wrong = || "expected a time of day such as 18:00".to_owned();
    let (hours, minutes) = text.split_once(':').ok_or_else(wrong)?;
    let hours: u64 = hours.parse().map_err(|_| wrong())?;
    let minutes: u64 = minutes.parse().map_err(|_| wrong())?;
    if minutes < 60 && hours < 24 * 1000 {
        Ok(SimTime((hours * 60 + minutes) * 60_000))
    } else {
        Err(wrong())
    }
}

impl Wanted {
    /// Runs the first replication up to the time and writes the file.
    pub(crate) fn save(
        &self,
        scenario: &Scenario,
        instance: &Instance,
        policies: Policies,
        seed: u64,
        start: &Start,
    ) -> Result<(), Failure> {
        let end = instance.calendar.end();
        if self.at > end {
            let message = format!("--snapshot: the run ends at {}", end.clock());
            return Err(Failure::input(message, None));
        }
        if let Origin::Saved(from) = &start.origin
            && self.at < from.snapshot.at()
        {
            let message =
                format!("--snapshot: the saved day begins at {}", from.snapshot.at().clock());
            return Err(Failure::input(message, None));
        }
        let base = scenario.base();
        let base =
            std::path::absolute(if base.as_os_str().is_empty() { Path::new(".") } else { base });
        let saved = SavedDay {
            version: env!("CARGO_PKG_VERSION").into(),
            scenario: scenario.name.clone(),
            text: scenario.text.clone(),
            base: base.map_err(|error| Failure::input(error.to_string(), None))?,
            seed,
            replication: 0,
            snapshot: stop_at(instance, policies, start, seed, self.at)?,
        };
        Ok(saved.write(&self.file)?)
    }
}

/// The saved day in a file; `None` where the file is something else.
pub(crate) fn saved_day(name: &str) -> Result<Option<SavedDay>, Failure> {
    let path = Path::new(name);
    if !SavedDay::is_in(path) {
        return Ok(None);
    }
    Ok(Some(SavedDay::read(path, env!("CARGO_PKG_VERSION"))?))
}

/// Why means of a saved day are not corrected.
pub(crate) const NO_CONTROLS: &str = "--controls cannot go with a saved day: how chance fell until \
    then is part of the day, and its mean is not known";

/// What may be set anew in a saved day: decisions, and what lies after it on the timetable.
const LATER: [&str; 5] =
    ["policies", "weather", "disruptions", "fleet.riders_per_store", "fleet.gig_share"];

/// Whether a setting is one of those, or inside one.
fn is_later(path: &str) -> bool {
    LATER.iter().any(|later| {
        path.strip_prefix(later).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// A saved day under other policies, or another timetable from then on.
pub(crate) fn branch(saved: &SavedDay, settings: &[(String, String)]) -> Result<Scenario, Failure> {
    if let Some((path, _)) = settings.iter().find(|(path, _)| !is_later(path)) {
        let help = format!(
            "people, stock and streets of the saved day are what they are; allowed: {}",
            LATER.map(|later| format!("`{later}`")).join(", ")
        );
        return Err(Failure::input(
            format!("`{path}` cannot be changed in a saved day: it does not lie after it"),
            Some(help),
        ));
    }
    let scenario = scenarios::parse_in(&saved.scenario, &saved.text, &saved.base, settings)?;
    let before = scenarios::parse_in(&saved.scenario, &saved.text, &saved.base, &[])?;
    let at = saved.snapshot.at();
    if let Some(list) = scenarios::begun_otherwise(&before.spec, &scenario.spec, at) {
        return Err(Failure::input(
            format!("`{list}`: what began before {} is not that of the saved day", at.clock()),
            Some("only what begins later can be set anew: repeat what there was".into()),
        ));
    }
    Ok(scenario)
}

/// Where the futures of a saved day begin, which `scenarios` go on under.
pub(crate) fn origin<'a>(
    saved: &SavedDay,
    mut scenarios: impl Iterator<Item = &'a Scenario>,
) -> Result<Origin, Failure> {
    let before = scenarios::parse_in(&saved.scenario, &saved.text, &saved.base, &[])?;
    let is_other = scenarios.any(|scenario| scenario.world_key() != before.world_key());
    let world = if is_other { Some(Arc::new(before.build()?)) } else { None };
    let (snapshot, replication) = (Arc::new(saved.snapshot.clone()), saved.replication);
    Ok(Origin::Saved(Saved { snapshot, replication, world }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_are_read_and_nonsense_is_not() {
        assert_eq!(clock("18:00"), Ok(SimTime::from_hours(18)));
        assert_eq!(clock("25:30"), Ok(SimTime(25 * 3_600_000 + 30 * 60_000)));
        for text in ["18", "18:60", "six", "-1:00", "18:0x", "99999999999:00"] {
            assert!(clock(text).is_err(), "{text}");
        }
    }
}
