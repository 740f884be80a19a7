//! `darkstore city`: streets and zones, generated or imported, as GeoJSON or described.

mod map;

use std::io;
use std::path::{Path, PathBuf};

use domain::travel::RoadClass;
use experiments::record::WholeFile;
use scenarios::{City, Scenario};
use serde_json::json;

use crate::flags::scenario::ScenarioArgs;
use crate::terminal::failure::Failure;
use crate::terminal::printing::print;
use map::label;

/// Generate, import or describe.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Generate a city from a seed and write it as GeoJSON
    Generate {
        /// File to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Seed of the city
        #[arg(long, value_name = "N", default_value = "1")]
        seed: u64,
        /// Width, kilometres
        #[arg(long, value_name = "KM", default_value = "8")]
        width_km: f64,
        /// Height, kilometres
        #[arg(long, value_name = "KM", default_value = "8")]
        height_km: f64,
    },
    /// Read a street file, and wards if given, and write them as GeoJSON
    Import {
        /// Street file: .osm.pbf, .osm, .osm.gz, .graphml, .graphml.gz
        roads: PathBuf,
        /// Wards with their population: .kml, .kml.gz, .geojson, .geojson.gz
        #[arg(long, value_name = "FILE")]
        wards: Option<PathBuf>,
        /// File to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Describe the city of a scenario
    Info(ScenarioArgs),
    /// Write the city of a scenario as GeoJSON: streets, zones, stores and doors
    Export {
        #[command(flatten)]
        scenario: ScenarioArgs,
        /// File to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

/// Credit that the licence of the street data asks for.
const ATTRIBUTION: &str = "Streets © OpenStreetMap contributors, ODbL 1.0";

/// Does what was asked.
pub(crate) fn city(args: &Args) -> Result<(), Failure> {
    match &args.command {
        Command::Generate { out, seed, width_km, height_km } => {
            let settings = [
                ("city.seed", seed.to_string()),
                ("city.width_km", format!("{width_km:?}")),
                ("city.height_km", format!("{height_km:?}")),
            ];
            write(&made(&settings)?, out, None)
        }
        Command::Import { roads, wards, out } => {
            let mut settings = vec![("city.roads", quoted(roads))];
            settings.extend(wards.as_ref().map(|wards| ("city.wards", quoted(wards))));
            write(&made(&settings)?, out, Some(ATTRIBUTION))
        }
        Command::Info(scenario) => {
            let scenario = scenario.load()?;
            let attribution = scenario.spec.city.roads.is_some().then_some(ATTRIBUTION);
            print(&info(&scenario.city()?, attribution))
        }
        Command::Export { scenario, out } => export(&scenario.load()?, out),
    }
}

/// A path as a TOML string.
fn quoted(path: &Path) -> String {
    json!(path.to_string_lossy()).to_string()
}

/// The city of an otherwise empty scenario.
fn made(settings: &[(&str, String)]) -> Result<City, Failure> {
    let settings: Vec<(String, String)> =
        settings.iter().map(|(path, value)| ((*path).to_owned(), value.clone())).collect();
    Ok(scenarios::parse("city", "", &settings)?.city()?)
}

fn info(city: &City, attribution: Option<&str>) -> String {
    let described = city.network.describe();
    let mut page = format!(
        "{} junctions, {} directed streets, {:.1} km, on {:.1} x {:.1} km\n",
        described.junctions,
        described.streets,
        described.total_km(),
        described.extent_km[0],
        described.extent_km[1]
    );
    let mut counts = [0_usize; RoadClass::COUNT];
    for street in city.network.streets() {
        counts[street.weight().class as usize] += 1;
    }
    for class in RoadClass::ALL {
        let (count, km) = (counts[class as usize], described.km[class as usize]);
        page.push_str(&format!("  {:<12} {count:>8} streets {km:>10.1} km\n", label(class)));
    }
    if let Some([low, high]) = city.network.bounds() {
        let [low, high] = [low, high].map(|corner| city.network.plane.unproject(corner));
        page.push_str(&format!(
            "longitude {:.5} to {:.5}, latitude {:.5} to {:.5}\n",
            low.lon, high.lon, low.lat, high.lat
        ));
    }
    let people: f64 = city.zones.iter().map(|zone| zone.population).sum();
    page.push_str(&format!("{people:.0} people in {} zones\n", city.zones.len()));
    page.push_str(&left_out(city));
    if let Some(attribution) = attribution {
        page.push_str(&format!("{attribution}\n"));
    }
    page
}

/// What of the files is not in the city, and what may be wrong with it, a line each.
fn left_out(city: &City) -> String {
    let left_out = city.left_out.lines().into_iter().map(|line| format!("left out: {line}\n"));
    let warnings = city.left_out.warnings().into_iter().map(|line| format!("warning: {line}\n"));
    left_out.chain(warnings).collect()
}

fn write(city: &City, out: &Path, attribution: Option<&str>) -> Result<(), Failure> {
    write_map(out, |file| {
        let features =
            map::streets(&city.network).chain(map::zones(&city.network.plane, &city.zones));
        map::write(file, attribution, features)
    })?;
    let streets = city.network.streets().count();
    print(&format!(
        "{}: {streets} directed streets, {} zones\n{}",
        out.display(),
        city.zones.len(),
        left_out(city)
    ))
}

/// The whole city as days find it, stores and doors too.
fn export(scenario: &Scenario, out: &Path) -> Result<(), Failure> {
    let city = scenario.city()?;
    let world = scenario.build()?;
    let (plane, zones) = (&city.network.plane, &world.demand.zones);
    let attribution = scenario.spec.city.roads.is_some().then_some(ATTRIBUTION);
    write_map(out, |file| {
        let features = map::streets(&city.network)
            .chain(map::zones(plane, zones))
            .chain(map::stores(plane, &world.stores))
            .chain(map::doors(plane, zones));
        map::write(file, attribution, features)
    })?;
    print(&format!(
        "{}: {} directed streets, {} zones, {} stores, {} doors\n{}",
        out.display(),
        city.network.streets().count(),
        zones.len(),
        world.stores.len(),
        zones.iter().map(|zone| zone.doors.len()).sum::<usize>(),
        left_out(&city)
    ))
}

fn write_map(
    out: &Path,
    write: impl FnOnce(&mut WholeFile) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut file = WholeFile::create(out)?;
    if let Err(error) = write(&mut file) {
        return Err(Failure::input(format!("cannot write `{}`: {error}", out.display()), None));
    }
    Ok(file.finish()?)
}
