//! The text of a scenario and where in it each setting stands.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::ScenarioError;
use crate::fault::Fault;
use crate::overrides::{Override, split};

/// The text of a scenario file and the settings that replace parts of it.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Where the text comes from.
    pub(crate) file: String,
    /// The file's text.
    pub(crate) text: String,
    /// Settings given beside the file.
    pub(crate) overrides: Vec<Override>,
}

impl Source {
    /// An error about the whole file.
    pub(crate) fn error(&self, message: impl Into<String>) -> ScenarioError {
        ScenarioError {
            message: message.into(),
            file: self.file.clone(),
            text: self.text.clone(),
            span: None,
            help: None,
        }
    }

    /// Turns a path into a place: in the override that set it, else in the file.
    pub(crate) fn point(&self, fault: Fault) -> ScenarioError {
        let keys = split(&fault.path);
        let by_override = self.overrides.iter().rev().find(|o| keys.starts_with(&o.keys));
        let mut error = match by_override {
            Some(set) => ScenarioError {
                span: Some(set.value_span()),
                file: format!("--set {}", set.keys.join(".")),
                text: set.text(),
                ..self.error(fault.message)
            },
            None => ScenarioError { span: self.locate(&keys), ..self.error(fault.message) },
        };
        error.help = fault.help;
        error
    }

    /// Bytes of the setting, or of the nearest thing around it that the file spells out.
    pub(crate) fn locate(&self, keys: &[String]) -> Option<Range<usize>> {
        let table = DeTable::parse(&self.text).ok()?;
        let mut span = None;
        let mut inside = Inside::Table(table.get_ref());
        let mut rest = keys;
        while !rest.is_empty() {
            let mut used = 1;
            let found: (Range<usize>, &Spanned<DeValue<'_>>) = match inside {
                Inside::Table(table) => {
                    // A key in quotes may be a whole path: `"city.width_km" = 4`.
                    let leads = |path: &[String]| !path.is_empty() && rest.starts_with(path);
                    let Some((name, value)) =
                        table.iter().find(|(k, _)| leads(&split(k.get_ref())))
                    else {
                        break;
                    };
                    used = split(name.get_ref()).len();
                    // A table is pointed at by its name, a value by itself.
                    let place = if value.get_ref().is_table() || value.get_ref().is_array() {
                        name.span()
                    } else {
                        value.span()
                    };
                    (place, value)
                }
                Inside::Array(items) => {
                    let Some(item) = rest[0].parse().ok().and_then(|i: usize| items.get(i)) else {
                        break;
                    };
                    (item.span(), item)
                }
            };
            span = Some(found.0);
            rest = &rest[used..];
            inside = match found.1.get_ref() {
                DeValue::Table(table) => Inside::Table(table),
                DeValue::Array(items) => Inside::Array(items),
                _ => break,
            };
        }
        span
    }

    /// Bytes of a key, for keys that should not be there.
    pub(crate) fn locate_key(&self, keys: &[String]) -> Option<Range<usize>> {
        let (last, parents) = keys.split_last()?;
        let table = DeTable::parse(&self.text).ok()?;
        let mut table = table.get_ref();
        let mut items: Option<&[Spanned<DeValue<'_>>]> = None;
        for key in parents {
            let value = match items.take() {
                Some(items) => items.get(key.parse::<usize>().ok()?)?,
                None => table.iter().find(|(k, _)| k.get_ref() == key)?.1,
            };
            match value.get_ref() {
                DeValue::Table(inner) => table = inner,
                DeValue::Array(inner) => items = Some(inner),
                _ => return None,
            }
        }
        table.iter().find(|(k, _)| k.get_ref() == last).map(|(k, _)| k.span())
    }
}

/// What a path has led to so far.
enum Inside<'a> {
    Table(&'a DeTable<'a>),
    Array(&'a [Spanned<DeValue<'a>>]),
}
