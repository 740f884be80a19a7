//! The guides on adding solvers and decisions quote code that is there.

use std::path::{Path, PathBuf};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(project().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Paths in backquotes, and blocks of Rust.
fn quotes(guide: &str) -> (Vec<&str>, Vec<String>) {
    let (mut paths, mut blocks) = (Vec::new(), Vec::new());
    let mut block: Option<String> = None;
    for line in guide.lines() {
        match &mut block {
            Some(_) if line == "```" => blocks.extend(block.take()),
            Some(code) => *code += &format!("{line}\n"),
            None if line == "```rust" => block = Some(String::new()),
            None => {
                let words = line.split('`').skip(1).step_by(2);
                paths.extend(words.filter(|w| w.starts_with("crates/") || w.starts_with("docs/")));
            }
        }
    }
    (paths, blocks)
}

#[test]
fn the_guides_quote_the_code_as_it_is() {
    for guide in ["docs/adding-a-solver.md", "docs/adding-a-decision.md"] {
        let text = read(guide);
        let (paths, blocks) = quotes(&text);
        assert!(paths.len() >= 6 && blocks.len() >= 5, "{guide} has lost its examples");
        for code in blocks {
            let found = paths.iter().any(|path| read(path).contains(&code));
            assert!(found, "{guide} quotes code that is in none of the files it names:\n{code}");
        }
    }
}

/// Defaults that the page on the reference design states are those of the code.
#[test]
fn the_page_on_the_reference_design_states_the_defaults_in_force() {
    let page = read("docs/reference-design.md");
    let listed = solvers::listing();
    let reference = |decision: &str| {
        let solver = listed.iter().find(|l| l.decision == decision && l.name == "reference");
        solver.unwrap_or_else(|| {
            panic!("no section of the page is named `{decision}` in the registry")
        })
    };
    let (mut decision, mut stated) = ("", 0);
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            decision = heading;
            reference(decision);
        }
        for word in line.split('`').skip(1).step_by(2) {
            let Some((name, value)) = word.split_once(" = ") else { continue };
            let mut parameters = reference(decision).parameters.iter();
            let Some(parameter) = parameters.find(|p| p.name == name) else { continue };
            stated += 1;
            let (said, is): (Result<f64, _>, Result<f64, _>) =
                (value.parse(), parameter.default.parse());
            if let (Ok(said), Ok(is)) = (said, is) {
                assert_eq!(said, is, "{decision}: {word}");
            }
        }
    }
    assert!(stated >= 12, "only {stated} defaults found on the page");
}
