//! `darkstore city`: streets and zones, generated or imported, as GeoJSON or described.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use domain::geo::Point;
use domain::travel::RoadClass;
use experiments::record::WholeFile;
use roads::network::Network;
use scenarios::City;
use serde_json::json;

use crate::failure::Failure;
use crate::printing::print;
use crate::scenario::ScenarioArgs;

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

fn label(class: RoadClass) -> String {
    format!("{class:?}").to_lowercase()
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
    let mut file = WholeFile::create(out)?;
    if let Err(error) = geojson(&mut file, city, attribution) {
        return Err(Failure::input(format!("cannot write `{}`: {error}", out.display()), None));
    }
    file.finish()?;
    let streets = city.network.streets().count();
    print(&format!(
        "{}: {streets} directed streets, {} zones\n{}",
        out.display(),
        city.zones.len(),
        left_out(city)
    ))
}

/// Streets as lines from junction to junction and zones as points, one feature a line of text.
fn geojson(out: &mut impl Write, city: &City, attribution: Option<&str>) -> io::Result<()> {
    let Network { graph, plane } = &city.network;
    let position = |point: Point| {
        let at = plane.unproject(point);
        // Seven decimals are a centimetre.
        [at.lon, at.lat].map(|degrees| (degrees * 1e7).round() / 1e7)
    };
    write!(out, "{{\"type\":\"FeatureCollection\"")?;
    if let Some(attribution) = attribution {
        write!(out, ",\"attribution\":{}", json!(attribution))?;
    }
    write!(out, ",\"features\":[")?;
    let streets = graph.raw_edges().iter().map(|street| {
        let ends = [street.source(), street.target()].map(|node| position(graph[node].point));
        json!({
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": ends},
            "properties": {
                "class": label(street.weight.class),
                "length_m": street.weight.length.as_m(),
            },
        })
    });
    let zones = city.zones.iter().map(|zone| {
        json!({
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": position(zone.centre)},
            "properties": {
                "zone": zone.name,
                "population": zone.population,
                "customers": zone.customers,
                "buildings": zone.buildings,
                "tower_share": zone.tower_share,
                "doors": zone.doors.len(),
            },
        })
    });
    for (number, feature) in streets.chain(zones).enumerate() {
        let comma = if number == 0 { "" } else { "," };
        write!(out, "{comma}\n{feature}")?;
    }
    writeln!(out, "\n]}}")
}
