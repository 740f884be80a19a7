//! Greedy insertion, swaps and the search against brute force on small random problems.

use domain::rng::{Purpose, Stream, Streams};
use kernels::Work;
use kernels::location::{Columns, Layout, Location, Site, Standing, greedy, search, swap};

fn stream(entity: u64) -> Stream {
    Streams::new(41, 0).open(Purpose::Test, entity)
}

/// What a random problem is like.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Median,
    Covering,
    Partial,
    Backup,
    Cover,
    Openings,
}

const KINDS: [Kind; 6] =
    [Kind::Median, Kind::Covering, Kind::Partial, Kind::Backup, Kind::Cover, Kind::Openings];

/// A problem of at most 9 sites and 12 customers, with whole or fractional costs, and sometimes
/// a budget, a site kept and one closed.
fn random(kind: Kind, rng: &mut Stream) -> Location {
    let sites = 2 + rng.below(8);
    let customers = 1 + rng.below(12);
    let whole = rng.chance(0.5);
    let mut amount = |most: u32| match whole {
        true => f64::from(rng.below(most)),
        false => f64::from(most) * rng.uniform(),
    };
    let mut location = Location {
        sites: Vec::new(),
        starts: vec![0],
        links: Vec::new(),
        costs: Vec::new(),
        unserved: Vec::new(),
        spare: Vec::new(),
        most: sites as usize,
        budget: f64::INFINITY,
        step: if whole { 1.0 } else { 0.0 },
    };
    for _ in 0..sites {
        let opening = match kind {
            Kind::Cover => 1.0,
            Kind::Openings => amount(30),
            _ => 0.0,
        };
        location.sites.push(Site { opening, price: amount(9), standing: Standing::Free });
    }
    for _ in 0..customers {
        let mut row: Vec<(f64, u32)> = (0..sites).map(|site| (amount(20), site)).collect();
        row.retain(|link| {
            !matches!(kind, Kind::Covering | Kind::Backup | Kind::Cover) || link.0 < 8.0
        });
        row.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        row.truncate(1 + amount(sites) as usize);
        let weight = 1.0 + amount(15);
        location.unserved.push(match kind {
            Kind::Median | Kind::Cover | Kind::Openings => f64::INFINITY,
            Kind::Partial => 14.0,
            Kind::Covering | Kind::Backup => weight,
        });
        if matches!(kind, Kind::Backup) {
            location.spare.push((weight / 2.0).floor());
        }
        location.links.extend(row.iter().map(|link| link.1));
        if matches!(kind, Kind::Median | Kind::Partial | Kind::Openings) {
            location.costs.extend(row.iter().map(|link| link.0));
        }
        location.starts.push(location.links.len());
    }
    if !matches!(kind, Kind::Cover | Kind::Openings) || rng.chance(0.3) {
        location.most = 1 + rng.below(sites) as usize;
    }
    if rng.chance(0.3) {
        location.budget = 4.0 + f64::from(rng.below(20));
    }
    for standing in [Standing::Open, Standing::Closed] {
        if rng.chance(0.3) {
            location.sites[rng.below(sites) as usize].standing = standing;
        }
    }
    location
}

/// Every set of sites that the location allows.
fn layouts(location: &Location) -> impl Iterator<Item = Vec<u32>> + '_ {
    let sites = location.sites.len() as u32;
    (1_u32..1 << sites)
        .map(move |set| (0..sites).filter(|site| set >> site & 1 == 1).collect::<Vec<_>>())
        .filter(|open| location.allows(open))
}

fn cases(per_kind: u64) -> impl Iterator<Item = (Kind, Location, Stream)> {
    KINDS.into_iter().zip(0..).flat_map(move |(kind, number)| {
        (0..per_kind).map(move |case| {
            let mut rng = stream(number * 1_000_000 + case);
            let location = random(kind, &mut rng);
            (kind, location, rng)
        })
    })
}

/// A random layout that the location allows.
fn start(location: &Location, rng: &mut Stream) -> Option<Vec<u32>> {
    let all: Vec<_> = layouts(location).collect();
    (!all.is_empty()).then(|| all[rng.below(all.len() as u32) as usize].clone())
}

fn alike(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-7 * (1.0 + a.abs().min(b.abs()))
}

#[test]
fn swaps_end_where_no_opening_closing_or_swap_saves() {
    let mut checked = 0;
    for (kind, location, mut rng) in cases(600) {
        let Some(open) = start(&location, &mut rng) else { continue };
        let before = location.cost(&open);
        let (open, cost) = swap::improve(&location, open, &mut Work::of(u64::MAX));
        assert!(location.allows(&open), "{kind:?} {open:?} {location:?}");
        assert!(alike(cost, location.cost(&open)) && cost <= before);
        let unserved = |open: &[u32]| {
            let out = |customer: &usize| {
                location.unserved[*customer].is_infinite()
                    && location.links_of(*customer).all(|link| !open.contains(&link.0))
            };
            (0..location.customers()).filter(out).count()
        };
        for other in layouts(&location) {
            let opens = other.iter().filter(|site| !open.contains(site)).count();
            let closes = open.iter().filter(|site| !other.contains(site)).count();
            if opens <= 1 && closes <= 1 {
                let saves = unserved(&other) < unserved(&open)
                    || location.cost(&other) < cost - 1e-6 * (1.0 + cost.abs());
                assert!(!saves, "{kind:?} {open:?} {cost} {other:?} {location:?}");
            }
        }
        checked += 1;
    }
    assert!(checked > 3_000, "{checked}");
}

#[test]
fn changes_add_what_they_say_and_nothing_is_left_of_them_when_taken_back() {
    for (kind, location, mut rng) in cases(300) {
        let Some(open) = start(&location, &mut rng) else { continue };
        let columns = Columns::of(&location);
        let mut layout = Layout::new(&location, &columns, &open);
        let sites = location.sites.len() as u32;
        for _ in 0..20 {
            let before = layout.cost();
            let site = rng.below(sites);
            let closes = Some(rng.below(sites)).filter(|_| rng.chance(0.7));
            let opens = Some(site).filter(|_| closes.is_none() || rng.chance(0.8));
            let Some(change) = layout.change(opens, closes) else { continue };
            layout.apply(change);
            let anew = Layout::new(&location, &columns, layout.open());
            let slack = 1e-9 * (1.0 + before.abs());
            assert!((layout.cost() - before - change.delta).abs() <= slack, "{kind:?} {change:?}");
            assert!((layout.cost() - anew.cost()).abs() <= slack);
            assert!(location.allows(&layout.settled().1));
            for opens in (0..sites).map(Some).chain([None]) {
                for closes in (0..sites).map(Some).chain([None]) {
                    let [kept, fresh] =
                        [&layout, &anew].map(|it| it.change(opens, closes).map(|it| it.delta));
                    assert_eq!(kept.is_some(), fresh.is_some());
                    let apart = kept.unwrap_or(0.0) - fresh.unwrap_or(0.0);
                    assert!(apart.abs() <= slack, "{kind:?} {opens:?} {closes:?} {apart}");
                }
            }
            if rng.chance(0.3) {
                layout.apply(change.back());
                assert!((layout.cost() - before).abs() <= slack);
            }
        }
    }
}

#[test]
fn greedy_covers_its_share_of_the_most_that_can_be_covered() {
    let share = 1.0 - (-1.0_f64).exp();
    for (kind, mut location, _) in cases(500) {
        if !matches!(kind, Kind::Covering | Kind::Partial | Kind::Backup) {
            continue;
        }
        location.budget = f64::INFINITY;
        location.sites.iter_mut().for_each(|site| site.standing = Standing::Free);
        let open = greedy::open(&location, &mut Work::of(u64::MAX)).unwrap();
        assert!(location.allows(&open));
        let none = location.cost(&[]);
        let most = layouts(&location).map(|open| none - location.cost(&open)).fold(0.0, f64::max);
        let saved = none - location.cost(&open);
        assert!(saved >= share * most - 1e-9, "{kind:?} {saved} {most} {location:?}");
    }
}

#[test]
fn greedy_finds_what_repeated_full_comparison_finds() {
    for (kind, mut location, _) in cases(300) {
        // Distinct real costs: ties would be broken by rounding.
        if location.step > 0.0 || matches!(kind, Kind::Cover) {
            continue;
        }
        location.budget = f64::INFINITY;
        location.unserved.iter_mut().for_each(|unserved| *unserved = unserved.min(25.0));
        let must = |site: &u32| location.sites[*site as usize].standing == Standing::Open;
        let sites = location.sites.len() as u32;
        let mut open: Vec<u32> = (0..sites).filter(must).collect();
        if open.len() > location.most {
            continue;
        }
        loop {
            let with = |site: u32| [open.as_slice(), &[site]].concat();
            let next = (0..sites)
                .filter(|site| !open.contains(site))
                .map(with)
                .filter(|open| location.allows(open))
                .min_by(|a, b| location.cost(a).total_cmp(&location.cost(b)));
            match next.filter(|next| location.cost(next) < location.cost(&open) - 1e-9) {
                Some(next) => open = next,
                None => break,
            }
        }
        let found = greedy::open(&location, &mut Work::of(u64::MAX)).unwrap();
        assert!(alike(location.cost(&found), location.cost(&open)), "{kind:?} {found:?} {open:?}");
    }
}

#[test]
fn the_search_finds_the_best_of_all_layouts() {
    let (mut asked, mut missed) = (0, 0);
    for (kind, location, mut rng) in cases(120) {
        let best =
            layouts(&location).map(|open| location.cost(&open)).fold(f64::INFINITY, f64::min);
        let Some(open) = start(&location, &mut rng).filter(|_| best.is_finite()) else { continue };
        let mut work = Work::of(30_000);
        let pool = search::search(&location, open, &mut rng, &mut work);
        assert!(pool.layouts.is_sorted_by(|a, b| a.0 <= b.0), "{kind:?}");
        for (cost, open) in &pool.layouts {
            assert!(location.allows(open) && alike(*cost, location.cost(open)), "{kind:?}");
        }
        asked += 1;
        missed += usize::from(pool.layouts[0].0 > best + 1e-6 * (1.0 + best.abs()));
    }
    assert!(asked > 400 && missed * 100 <= asked, "{missed} of {asked} missed");
}
