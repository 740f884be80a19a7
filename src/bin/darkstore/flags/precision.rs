//! `--precision KPI:2%`: as many replications as it takes.

use experiments::KeyFigure;
use experiments::precision::{Precision, Wanted};
use scenarios::experiment::Precision as Asked;

use crate::flags::kpis::figure;
use crate::terminal::failure::Failure;

/// How well figures are to be known, and the most replications to spend on it.
#[derive(clap::Args)]
pub(crate) struct PrecisionArgs {
    /// Go on until the interval of this figure is so narrow: half of it at most VALUE in the
    /// figure's unit, or at most VALUE % of its mean, e.g. click_to_door_s_mean:2%; repeatable
    #[arg(long, value_name = "KPI:VALUE[%]", value_parser = asked)]
    precision: Vec<Asked>,
    /// With --precision, stop after so many replications whatever the interval
    #[arg(long, value_name = "R", default_value = "1000", requires = "precision")]
    #[arg(value_parser = crate::flags::shared::replications)]
    max_replications: u32,
}

fn asked(text: &str) -> Result<Asked, String> {
    let asked = Asked::parse(text)?;
    KeyFigure::named(&asked.kpi).map_err(|(message, help)| match help {
        Some(help) => format!("{message}; {help}"),
        None => message,
    })?;
    Ok(asked)
}

impl PrecisionArgs {
    /// What is asked for.
    pub(crate) fn precision(&self) -> Result<Precision, Failure> {
        let wanted = |asked: &Asked| -> Result<Wanted, Failure> {
            let Asked { kpi, half_width, is_relative } = asked;
            let (half_width, is_relative) = (*half_width, *is_relative);
            Ok(Wanted { figure: figure(kpi)?, half_width, is_relative })
        };
        let wanted = self.precision.iter().map(wanted).collect::<Result<_, _>>()?;
        Ok(Precision { wanted, most: self.max_replications })
    }
}
