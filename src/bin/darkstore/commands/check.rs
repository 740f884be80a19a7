//! `darkstore check`: what the world of a scenario is, without simulating it.

use domain::fleet::RiderKind;
use domain::instance::Instance;
use domain::shown::shown;
use domain::units::Millis;
use experiments::report::number;

use crate::commands::capacity::{self, Shortage};
use crate::flags::scenario::{self, ScenarioArgs};
use crate::terminal::failure::Failure;
use crate::terminal::printing::print;

/// Which scenario.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    scenario: ScenarioArgs,
}

const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Checks the scenario and prints its world.
pub(crate) fn check(args: &Args) -> Result<(), Failure> {
    let scenario = args.scenario.load()?;
    let choices = scenario::choices(&scenario)?;
    let policies = scenario::policies(&scenario, &choices)?.names();
    let instance = scenario.build()?;
    let city = scenario.city()?;
    let streets = city.network.describe();
    let mut page = format!("{} is well formed.\n\n", shown(&scenario.name));
    let mut line = |name: &str, text: String| page.push_str(&format!("  {name:<11} {text}\n"));
    line(
        "streets",
        format!(
            "{} junctions, {} directed streets, {} km on {:.1} x {:.1} km",
            number(streets.junctions as f64, 0),
            number(streets.streets as f64, 0),
            number(streets.total_km(), 0),
            streets.extent_km[0],
            streets.extent_km[1]
        ),
    );
    for (row, text) in city.left_out.lines().into_iter().enumerate() {
        line(if row == 0 { "left out" } else { "" }, text);
    }
    for (name, text) in world(&instance) {
        line(name, text);
    }
    let names: Vec<String> =
        policies.iter().map(|(decision, solver)| format!("{decision} {solver}")).collect();
    for (row, names) in names.chunks(3).enumerate() {
        line(if row == 0 { "policies" } else { "" }, names.join(" · "));
    }
    page.push_str(&format!("\n{}", stores(&instance)));
    let shortages = capacity::shortages(&instance);
    let mut warnings = city.left_out.warnings();
    warnings.extend(on_one_point(&instance));
    warnings.extend(shortages.iter().map(|one| worded(&instance, one)));
    warnings.extend(too_heavy(&instance));
    for (number, warning) in warnings.iter().enumerate() {
        let gap = if number == 0 { "\n" } else { "" };
        page.push_str(&format!("{gap}warning: {warning}\n"));
    }
    print(&page)
}

fn world(instance: &Instance) -> Vec<(&'static str, String)> {
    let zones = &instance.demand.zones;
    let sum = |of: fn(&domain::demand::Zone) -> f64| zones.iter().map(of).sum::<f64>();
    let sessions = sum(|zone| zone.sessions_per_day);
    let orders: f64 = instance.stores.iter().map(|store| store.expected_orders_per_day).sum();
    let riders = |kind| instance.fleet.riders.iter().filter(|rider| rider.kind == kind).count();
    let pickers: usize = instance.stores.iter().map(|store| store.pickers.len()).sum();
    let disturbances =
        instance.disruptions.len() + instance.incidents.len() + instance.demand.events.len();
    vec![
        (
            "people",
            format!(
                "{} in {} zones, {} of them customers",
                number(sum(|zone| zone.population), 0),
                zones.len(),
                number(sum(|zone| f64::from(zone.customers)), 0)
            ),
        ),
        (
            "demand",
            format!(
                "{} sessions a day, {} orders expected",
                number(sessions, 0),
                number(orders, 0)
            ),
        ),
        (
            "catalogue",
            format!(
                "{} SKUs in {} categories",
                number(instance.catalog.skus.len() as f64, 0),
                instance.catalog.categories.len()
            ),
        ),
        ("days", days(instance)),
        ("stores", format!("{}, {pickers} picker shifts", instance.stores.len())),
        (
            "riders",
            format!(
                "{} shifts on the payroll, {} gig riders",
                riders(RiderKind::Dedicated),
                riders(RiderKind::Gig)
            ),
        ),
        (
            "disturbed",
            format!("{disturbances} planned events, {} rain spells", instance.rain_spells.len()),
        ),
    ]
}

fn days(instance: &Instance) -> String {
    let calendar = &instance.calendar;
    let weekday = WEEKDAYS[usize::from(calendar.first_weekday % 7)];
    let warmup_h = calendar.warmup.0 as f64 / Millis::HOUR.0 as f64;
    match calendar.days {
        1 if warmup_h == 0.0 => format!("1, a {weekday}"),
        days if warmup_h == 0.0 => format!("{days}, from a {weekday} on"),
        days => format!("{days}, from a {weekday} on, the first {warmup_h:.1} h not counted"),
    }
}

fn stores(instance: &Instance) -> String {
    let hours = |spans: &mut dyn Iterator<Item = Millis>| {
        spans.sum::<Millis>().0 as f64 / Millis::HOUR.0 as f64 / f64::from(instance.calendar.days)
    };
    let name_width = instance
        .stores
        .iter()
        .map(|store| shown(&store.name).chars().count())
        .max()
        .unwrap_or(0)
        .max(5);
    let mut table = format!(
        "  {:<name_width$}  {:>12}  {:>14}  {:>13}  {:>8}\n",
        "store", "orders a day", "picker hours", "rider hours", "stations"
    );
    for (index, store) in instance.stores.iter().enumerate() {
        let pickers = &mut store.pickers.iter().map(|p| p.shift.end.since(p.shift.start));
        let riders = &mut instance
            .fleet
            .riders
            .iter()
            .filter(|rider| rider.store.index() == index && rider.kind == RiderKind::Dedicated)
            .map(|r| {
                r.shift.end.since(r.shift.start).saturating_sub(r.rest.end.since(r.rest.start))
            });
        table.push_str(&format!(
            "  {:<name_width$}  {:>12.0}  {:>14.1}  {:>13.1}  {:>8}\n",
            shown(&store.name),
            store.expected_orders_per_day,
            hours(pickers),
            hours(riders),
            store.packing_stations
        ));
    }
    table
}

/// What is said where baskets that no rider carries are more than rare.
fn too_heavy(instance: &Instance) -> Option<String> {
    const BASKETS: u64 = 10_000;
    let refused = sim_core::not_carried(instance, BASKETS);
    let fleet = &instance.fleet;
    (refused * 50 >= BASKETS).then(|| {
        format!(
            "{} of {} baskets are more than a rider carries ({} kg, {} l) and will be refused",
            number(refused as f64, 0),
            number(BASKETS as f64, 0),
            f64::from(fleet.capacity_weight.0) / 1e3,
            f64::from(fleet.capacity_volume.0) / 1e3
        )
    })
}

/// Stores that stand where another does.
fn on_one_point(instance: &Instance) -> Vec<String> {
    let mut stores: Vec<_> = instance.stores.iter().collect();
    stores.sort_by_key(|store| store.point);
    let pairs = stores.windows(2).filter(|pair| pair[0].point == pair[1].point);
    let told = |pair: &[&domain::store::Store]| {
        format!("`{}` and `{}` stand on one point", shown(&pair[0].name), shown(&pair[1].name))
    };
    pairs.map(told).collect()
}

fn worded(instance: &Instance, shortage: &Shortage) -> String {
    let Shortage { store, who, hour, orders, needed, on_duty } = shortage;
    let store = shown(&instance.stores[store.index()].name);
    let day = match instance.calendar.days {
        1 => String::new(),
        _ => format!(" of day {}", hour.day() + 1),
    };
    format!(
        "`{store}` is short of {who} from {:02}:00{day}: {orders:.0} orders an hour keep \
         {needed:.1} busy, {on_duty:.1} are on duty",
        hour.hour() % 24
    )
}
