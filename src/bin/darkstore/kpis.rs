//! Key figures by the names that users give.

use sim_core::kpi::KPIS;

use crate::scenario::nearest;

/// Position of a key figure; what is wrong, and advice, where there is none of that name.
pub(crate) fn position(name: &str) -> Result<usize, (String, Option<String>)> {
    KPIS.iter().position(|kpi| kpi.name == name).ok_or_else(|| {
        let names: Vec<&str> = KPIS.iter().map(|kpi| kpi.name).collect();
        let help = nearest(name, &names).map_or_else(
            || "`darkstore list kpis` names them all".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        (format!("no key figure `{name}`"), Some(help))
    })
}
