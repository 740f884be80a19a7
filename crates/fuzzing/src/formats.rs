//! Public instance formats: read, and the question judged.

use std::io::Cursor;

use domain::decision::bagging::Bagging;
use domain::decision::pick_batch::PickBatch;
use domain::decision::pick_route::PickRoute;
use domain::decision::placement::{Model, Placement, PlacementQuestion};
use domain::decision::{Decision, Listed};
use experiments::solve::{FORMATS, Format, Posed, Question};
use solvers::formats::Asking;

use crate::reader::Reader;

/// A reader of each format whose files are texts.
pub(crate) fn readers() -> Vec<Reader> {
    let read_from_text = FORMATS.iter().filter(|format| !format.is_of_a_place());
    let named = read_from_text.filter_map(|format| Some((format, format.decision?)));
    named.map(|(format, decision)| of(format, decision)).collect()
}

/// Name of a format's reader: two decisions may have formats of the same name.
pub(crate) fn name(format: &Format, decision: &str) -> String {
    let is_other = |other: &Format| other.name == format.name && other.decision != format.decision;
    let is_placement = decision == <dyn Placement as Listed>::NAME;
    match is_placement && FORMATS.iter().any(is_other) {
        true => format!("placement-{}", format.name),
        false => format.name.to_owned(),
    }
}

fn of(format: &'static Format, decision: &'static str) -> Reader {
    let is_placement = decision == <dyn Placement as Listed>::NAME;
    let name = name(format, decision);
    if !is_placement {
        return Reader::of(&name, move |bytes| {
            asked(format, bytes, &Asking::default(), |posed| match decision {
                "bagging" => admits::<dyn Bagging>(posed),
                "pick_route" => admits::<dyn PickRoute>(posed),
                "pick_batch" => admits::<dyn PickBatch>(posed),
                other => panic!("no question of `{other}` is known here"),
            })
        });
    }
    Reader::of(&name, move |bytes| {
        let askings = Model::NAMES.map(|model| Asking {
            model: Some(model.into()),
            sites: Some(1),
            radius: model.ends_with("covering").then_some(5.0),
            capacity: model.starts_with("capacitated").then_some(1e6),
            ..Asking::default()
        });
        // What any model makes of it.
        let mut is_read = false;
        for asking in askings {
            is_read |= asked(format, bytes, &asking, |posed| {
                let Question::Read(question) = &posed.question else { return false };
                let question = question.downcast_ref::<PlacementQuestion<'static>>();
                question.is_some_and(|question| question.admit().is_ok())
            });
        }
        is_read
    })
}

/// Whether a file holds questions, the first of which is sound.
fn asked(
    format: &'static Format,
    bytes: &[u8],
    asking: &Asking,
    is_sound: impl Fn(&Posed) -> bool,
) -> bool {
    let Ok(posing) = format.read(Box::new(Cursor::new(bytes.to_vec())), "it", asking) else {
        return false;
    };
    let mut is_read = false;
    for posed in posing {
        match posed {
            Ok(posed) => is_read |= is_sound(&posed),
            Err(_) => return false,
        }
    }
    is_read
}

fn admits<D: Decision + ?Sized>(posed: &Posed) -> bool
where
    D::Question<'static>: 'static,
{
    let Question::Read(question) = &posed.question else { return false };
    let question = question.downcast_ref::<D::Question<'static>>();
    question.is_some_and(|question| D::admit(question).is_ok())
}
