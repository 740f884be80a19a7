//! Verdicts as JUnit XML, one test case for each, as build servers read it.

use std::io;

use domain::shown::{one_line, safe};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::judge::{Item, Judgement, Verdict};
use super::results::Results;

/// The XML: a failure where a solver is worse than it may be. It holds no times, so that the same
/// solvers always give the same text.
#[must_use]
pub fn junit(results: &Results, judgement: &Judgement) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    write(&mut writer, results, judgement).expect("memory can be written to");
    let mut text = String::from_utf8(writer.into_inner()).expect("names are text");
    text.push('\n');
    text
}

fn write(writer: &mut Writer<Vec<u8>>, results: &Results, judgement: &Judgement) -> io::Result<()> {
    let counts = |items: &[&Item]| {
        let count = |verdict| items.iter().filter(|item| item.verdict == verdict).count();
        [items.len(), count(Verdict::Worse), 0, count(Verdict::Skipped)].map(|n| n.to_string())
    };
    let names = ["tests", "failures", "errors", "skipped"];
    let all: Vec<&Item> = judgement.items.iter().collect();
    let mut blocks: Vec<&str> = Vec::new();
    for item in &all {
        if !blocks.contains(&&*item.block) {
            blocks.push(&item.block);
        }
    }
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let values = counts(&all);
    let mut suites = writer.create_element("testsuites").with_attribute(("name", "darkstore"));
    // Schemas know no number of skipped cases here, only of a suite.
    for (name, value) in names.iter().zip(&values).take(3) {
        suites = suites.with_attribute((*name, &**value));
    }
    suites.write_inner_content(|writer| {
        for block in blocks {
            let items: Vec<&Item> =
                all.iter().copied().filter(|item| item.block == block).collect();
            let name = format!("{}: {block}", results.suite);
            let name = one_line(&name);
            let values = counts(&items);
            let mut suite = writer.create_element("testsuite").with_attribute(("name", &*name));
            for (name, value) in names.iter().zip(&values) {
                suite = suite.with_attribute((*name, &**value));
            }
            suite.write_inner_content(|writer| {
                items.iter().try_for_each(|item| case(writer, &name, item))
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

fn case(writer: &mut Writer<Vec<u8>>, class: &str, item: &Item) -> io::Result<()> {
    let parts = [&*item.solver, &*item.measure];
    let name: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let name = if name.is_empty() { item.block.clone() } else { name.join(": ") };
    let (name, detail) = (one_line(&name), safe(&item.detail));
    let case = writer
        .create_element("testcase")
        .with_attribute(("name", &*name))
        .with_attribute(("classname", class));
    match item.verdict {
        Verdict::Worse => case.write_inner_content(|writer| {
            writer
                .create_element("failure")
                .with_attribute(("message", &*detail))
                .with_attribute(("type", item.verdict.label()))
                .write_text_content(BytesText::new(&detail))?;
            Ok(())
        })?,
        Verdict::Skipped => case.write_inner_content(|writer| {
            let message = ("message", &*detail);
            writer.create_element("skipped").with_attribute(message).write_empty()?;
            Ok(())
        })?,
        verdict => case.write_inner_content(|writer| {
            let said = format!("{}: {detail}", verdict.label());
            let out = writer.create_element("system-out");
            out.write_text_content(BytesText::new(&said))?;
            Ok(())
        })?,
    };
    Ok(())
}
