//! Rules between settings that a range beside one field cannot say.

use super::Spec;
use crate::fault::Fault;

/// Refuses `low` above `high`.
fn in_order(low: (&str, f64), high: (&str, f64)) -> Result<(), Fault> {
    Fault::unless(low.1 <= high.1, high.0, || {
        format!("`{}` is {}, allowed at least `{}`, which is {}", high.0, high.1, low.0, low.1)
    })
}

/// Refuses a span that ends before it begins.
fn span(path: &str, start_h: f64, end_h: f64) -> Result<(), Fault> {
    Fault::unless(start_h < end_h, &format!("{path}.end_h"), || {
        format!("`end_h` is {end_h}, allowed more than `start_h`, which is {start_h}")
    })
}

/// Refuses what would begin after the last day simulated.
fn on_a_day(path: &str, day: u16, start_h: f64, days: u16) -> Result<(), Fault> {
    let last = days.saturating_sub(1);
    let simulated = if days == 1 { "1 day is".into() } else { format!("{days} days are") };
    Fault::unless(day <= last, &format!("{path}.day"), || {
        format!("`day` is {day}, allowed 0 to {last}: {simulated} simulated, counted from 0")
    })?;
    let is_within = day < last || start_h < 24.0;
    Fault::unless(is_within, &format!("{path}.start_h"), || {
        format!(
            "`start_h` is {start_h} on the last day, allowed less than 24: {simulated} simulated"
        )
    })
}

/// Refuses half a position, or two.
fn position(
    path: &str,
    plane: [Option<f64>; 2],
    globe: [Option<f64>; 2],
    required: bool,
) -> Result<(), Fault> {
    let holds = match (plane, globe) {
        ([Some(_), Some(_)], [None, None]) | ([None, None], [Some(_), Some(_)]) => true,
        ([None, None], [None, None]) => !required,
        _ => false,
    };
    Fault::unless(holds, path, || {
        "a position is either `x_km` and `y_km` or `lon` and `lat`".into()
    })
}

impl Spec {
    /// Checks what stands between settings; ranges of single settings are in the schema.
    ///
    /// # Errors
    /// The first rule broken.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        self.check_city()?;
        self.check_demand()?;
        self.check_stores()?;
        self.check_service()?;
        self.check_supply()?;
        self.check_timetables()
    }

    fn check_city(&self) -> Result<(), Fault> {
        let city = &self.city;
        Fault::unless(city.wards.is_none() || city.roads.is_some(), "city.wards", || {
            "`city.wards` needs `city.roads`: a generated city brings its own people".into()
        })?;
        let zones = city.width_km * city.height_km / (city.zone_km * city.zone_km);
        Fault::unless(zones <= 20_000.0, "city.zone_km", || {
            let zone_km = city.zone_km;
            format!("`city.zone_km` of {zone_km} makes {zones:.0} zones, allowed at most 20000")
        })
    }

    fn check_demand(&self) -> Result<(), Fault> {
        let demand = &self.demand;
        for (path, values) in [
            ("demand.hour_of_day", &demand.hour_of_day[..]),
            ("demand.weekday", &demand.weekday[..]),
        ] {
            Fault::unless(values.iter().sum::<f64>() > 0.0, path, || {
                format!("`{path}` is zero throughout, allowed at least one positive number")
            })?;
        }
        Ok(())
    }

    fn check_stores(&self) -> Result<(), Fault> {
        let stores = &self.stores;
        Fault::unless(stores.opens_h < stores.closes_h, "stores.closes_h", || {
            format!(
                "`stores.closes_h` is {}, allowed more than `stores.opens_h`, which is {}",
                stores.closes_h, stores.opens_h
            )
        })?;
        if let Some(count) = stores.count {
            let sites = stores.site.len();
            Fault::unless(count as usize >= sites, "stores.count", || {
                format!("`stores.count` is {count}, allowed at least the {sites} sites listed")
            })?;
        }
        for (index, site) in stores.site.iter().enumerate() {
            let path = format!("stores.site.{index}");
            Fault::unless(!site.name.trim().is_empty(), &format!("{path}.name"), || {
                "a store's name is empty".into()
            })?;
            let known = stores.site[..index].iter().any(|other| other.name == site.name);
            Fault::unless(!known, &format!("{path}.name"), || {
                format!("two stores are named `{}`", site.name)
            })?;
            position(&path, [site.x_km, site.y_km], [site.lon, site.lat], true)?;
        }
        in_order(
            ("fleet.rating_low", self.fleet.rating_low),
            ("fleet.rating_high", self.fleet.rating_high),
        )?;
        in_order(
            ("fleet.break_min", self.fleet.break_min),
            ("fleet.shift_h", self.fleet.shift_h * 60.0),
        )
    }

    fn check_service(&self) -> Result<(), Fault> {
        let service = &self.service;
        in_order(
            ("service.radius_min_km", service.radius_min_km),
            ("service.radius_km", service.radius_km),
        )?;
        in_order(
            ("service.radius_km", service.radius_km),
            ("service.radius_max_km", service.radius_max_km),
        )?;
        let sum: f64 = service.budget_share.iter().sum();
        Fault::unless((sum - 1.0).abs() < 1e-6, "service.budget_share", || {
            format!("`service.budget_share` sums to {sum}, allowed 1")
        })?;
        let (warmup, days) = (self.calendar.warmup_h, self.calendar.days);
        Fault::unless(warmup < f64::from(days) * 24.0, "calendar.warmup_h", || {
            format!("`calendar.warmup_h` is {warmup}, allowed less than the {days} days simulated")
        })
    }

    fn check_supply(&self) -> Result<(), Fault> {
        let times = &self.supply.review_h;
        Fault::unless(times.is_sorted_by(|a, b| a < b), "supply.review_h", || {
            "`supply.review_h` must increase".into()
        })
    }

    fn check_timetables(&self) -> Result<(), Fault> {
        let days = self.calendar.days;
        for (index, spell) in self.weather.spell.iter().enumerate() {
            let path = format!("weather.spell.{index}");
            span(&path, spell.start_h, spell.end_h)?;
            on_a_day(&path, spell.day, spell.start_h, days)?;
        }
        for (index, event) in self.demand.event.iter().enumerate() {
            let path = format!("demand.event.{index}");
            span(&path, event.start_h, event.end_h)?;
            on_a_day(&path, event.day, event.start_h, days)?;
            position(&path, [event.x_km, event.y_km], [event.lon, event.lat], false)?;
        }
        for (index, closure) in self.disruptions.road_closure.iter().enumerate() {
            let path = format!("disruptions.road_closure.{index}");
            span(&path, closure.start_h, closure.end_h)?;
            on_a_day(&path, closure.day, closure.start_h, days)?;
            position(&path, [closure.x_km, closure.y_km], [closure.lon, closure.lat], true)?;
        }
        for (index, closure) in self.disruptions.store_closure.iter().enumerate() {
            let path = format!("disruptions.store_closure.{index}");
            span(&path, closure.start_h, closure.end_h)?;
            on_a_day(&path, closure.day, closure.start_h, days)?;
        }
        for (index, shortage) in self.disruptions.rider_shortage.iter().enumerate() {
            let path = format!("disruptions.rider_shortage.{index}");
            span(&path, shortage.start_h, shortage.end_h)?;
            on_a_day(&path, shortage.day, shortage.start_h, days)?;
        }
        Ok(())
    }
}
