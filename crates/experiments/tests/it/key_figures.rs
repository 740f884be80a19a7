//! Key figures of hours and of stores add up to those of all.

use experiments::KeyFigure;

use crate::world::{reference, simulate, tiny};

#[test]
fn parts_of_a_figure_add_up_to_the_whole() {
    let outcome = simulate(&reference, 2, 2, None).unwrap();
    let stores: Vec<&str> = tiny().stores.iter().map(|store| store.name.as_str()).collect();
    for summary in &outcome.summaries {
        let of = |name: &str| KeyFigure::named(name).unwrap().of(summary);
        for figure in ["orders_placed", "orders_delivered"] {
            let hours: f64 = (0..24).map(|hour| of(&format!("{figure}[{hour}h]"))).sum();
            let by_store: f64 = stores.iter().map(|name| of(&format!("{figure}[{name}]"))).sum();
            assert_eq!((hours, by_store), (of(figure), of(figure)), "{figure}");
            assert_eq!(of(&format!("{figure}[0-24h]")), of(figure));
        }
        let [evening, rest] = ["19-21h", "0-19h"].map(|hours| {
            of(&format!("sla_hit_rate[{hours}]")) * of(&format!("orders_delivered[{hours}]"))
        });
        let late_evening = of("sla_hit_rate[21-24h]") * of("orders_delivered[21-24h]");
        let all = of("sla_hit_rate") * of("orders_delivered");
        assert!((evening + rest + late_evening - all).abs() < 1e-6);
        assert_eq!(of("sla_hit_rate_placed[0-24h]"), of("sla_hit_rate_placed"));
        assert!(of("sla_hit_rate[nowhere]").is_nan());
    }
}
