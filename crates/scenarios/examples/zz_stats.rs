//! Stats.
use domain::fleet::RiderKind;
fn main() {
    for name in std::env::args().skip(1) {
        let s = scenarios::shipped().iter().find(|s| s.name == name).unwrap();
        let sc = scenarios::parse(s.name, s.text, &[]).unwrap();
        let t = std::time::Instant::now();
        let c = sc.city().unwrap();
        let tc = t.elapsed();
        let t = std::time::Instant::now();
        let w = sc.build().unwrap();
        let tb = t.elapsed();
        let exp: Vec<f64> = w.stores.iter().map(|s| s.expected_orders_per_day).collect();
        let sum: f64 = exp.iter().sum();
        let ded: Vec<_> =
            w.fleet.riders.iter().filter(|r| r.kind == RiderKind::Dedicated).collect();
        let rh: f64 = ded.iter().map(|r| (r.shift.end.0 - r.shift.start.0) as f64 / 3.6e6).sum();
        let ph: f64 = w
            .stores
            .iter()
            .flat_map(|s| &s.pickers)
            .map(|r| (r.shift.end.0 - r.shift.start.0) as f64 / 3.6e6)
            .sum();
        let pop: f64 = w.demand.zones.iter().map(|z| z.population).sum();
        let nod =
            w.demand.zones.iter().filter(|z| z.doors.is_empty()).map(|z| z.population).sum::<f64>();
        let sess: f64 = w.demand.zones.iter().map(|z| z.sessions_per_day).sum();
        let doors: usize = w.demand.zones.iter().map(|z| z.doors.len()).sum();
        println!(
            "{name}: {} junctions, zones {} pop {pop:.0} (no doors {nod:.0}) doors {doors}; sessions {sess:.0}, expected {sum:.0} = {:.2} of sessions; store min {:.0} max {:.0}; riders {} ({rh:.0} h, {:.2} orders/h), pickers {ph:.0} h ({:.1}/h) stations {:?}; city {tc:?} build {tb:?}",
            c.network.graph.node_count(),
            w.demand.zones.len(),
            sum / sess,
            exp.iter().copied().fold(1e9, f64::min),
            exp.iter().copied().fold(0., f64::max),
            ded.len(),
            sum / rh,
            sum / ph,
            w.stores.iter().map(|s| s.packing_stations).take(8).collect::<Vec<_>>()
        );
        let mut near: Vec<f64> = (0..w.stores.len())
            .map(|i| {
                (0..w.stores.len())
                    .filter(|j| *j != i)
                    .map(|j| w.stores[i].point.distance(w.stores[j].point).as_km())
                    .fold(1e9, f64::min)
            })
            .collect();
        near.sort_by(f64::total_cmp);
        println!(
            "   nearest other store km: min {:.2} median {:.2} max {:.2}",
            near[0],
            near[near.len() / 2],
            near[near.len() - 1]
        );
    }
    let rss = std::fs::read_to_string("/proc/self/status").unwrap();
    println!("{}", rss.lines().find(|l| l.starts_with("VmHWM")).unwrap());
}
