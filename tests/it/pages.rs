//! Every sample page in README and docs is what its command prints.
//!
//! A page is a `text` block whose first line is `$ darkstore ...`, or a section of one under a
//! comment `<!-- printed by: darkstore ... -->`. With `UPDATE_DOCS=1` the blocks are written anew;
//! with `PAGES=all` those marked `slow` are run too.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A sample page.
struct Page {
    /// Lines of the block in its file, counted from 0: the first of its content, and the fence that
    /// ends it.
    lines: std::ops::Range<usize>,
    command: String,
    /// Whether the block begins with the command and shows the page from its beginning.
    is_whole: bool,
    is_slow: bool,
}

pub(crate) fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = vec![root.join("README.md")];
    let mut folders = vec![root.join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                _ if path.is_dir() => folders.push(path),
                Some(ending) if ending == "md" => all.push(path),
                _ => {}
            }
        }
    }
    all.sort();
    all
}

/// The pages of a document; a block with a table that names no command is a fault.
fn pages(shown: &str, text: &[&str]) -> Vec<Page> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if !text[at].starts_with("```") {
            at += 1;
            continue;
        }
        let end = at + 1 + text[at + 1..].iter().position(|line| line.starts_with("```")).unwrap();
        let body = &text[at + 1..end];
        let above = (0..at).rev().map(|line| text[line]).find(|line| !line.is_empty());
        let comment = above.and_then(|line| line.strip_prefix("<!-- printed by: "));
        let comment = comment.and_then(|line| line.strip_suffix(" -->"));
        let whole =
            body.first().and_then(|line| line.strip_prefix("$ ")).filter(|_| body.len() > 1);
        let is_page = body.iter().any(|line| line.trim_start().starts_with("────"));
        if let Some(command) = whole.filter(|_| is_page).or(comment) {
            let (command, is_slow) = match command.split_once(" (slow)") {
                Some((command, _)) => (command, true),
                None => (command, above.is_some_and(|line| line == "<!-- slow -->")),
            };
            let command = command.to_owned();
            found.push(Page { lines: at + 1..end, command, is_whole: comment.is_none(), is_slow });
        } else {
            assert!(!is_page, "{shown}:{}: a page that no command is named for", at + 1);
        }
        at = end + 1;
    }
    found
}

fn printed(command: &str) -> Vec<String> {
    let words: Vec<&str> = command.split_whitespace().collect();
    assert_eq!(words[0], "darkstore", "{command}");
    let output = Command::new(env!("CARGO_BIN_EXE_darkstore"))
        .args(&words[1..])
        .current_dir(std::env::temp_dir())
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let page = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    page.lines().map(str::to_owned).collect()
}

/// What a heading is known by: its words in capitals, since figures in it may change.
fn heading(line: &str) -> Option<&str> {
    let is_small = |c: char| c.is_lowercase() || c == '±' || c == ',' || c.is_numeric();
    let words = &line[..line.find(is_small).unwrap_or(line.len())];
    // A word that goes on in small letters is none of them.
    let is_cut = words.len() < line.len() && !words.ends_with(' ');
    let words =
        if is_cut { words.rsplit_once(' ').map_or("", |(before, _)| before) } else { words };
    let words = words.trim_end();
    (words.len() > 3 && words == words.to_uppercase() && !line.starts_with(' ')).then_some(words)
}

/// The part of a page that a block shows: the section of its heading, or all up to the end of the
/// last section that it has a heading of.
fn excerpt(page: &Page, shown: &[&str], printed: &[String]) -> Vec<String> {
    // A section ends where the next heading stands: tables within it are set apart too.
    let ends = |at: usize| {
        let next = printed.get(at + 1).is_none_or(|next| !next.starts_with(' '));
        printed[at].is_empty() && next
    };
    let end_of = |from: usize| (from..printed.len()).find(|at| ends(*at)).unwrap_or(printed.len());
    let find = |words: &str| printed.iter().position(|line| heading(line) == Some(words));
    if !page.is_whole {
        let words = heading(shown[0]).unwrap_or_else(|| panic!("`{}` is no heading", shown[0]));
        let from = find(words).unwrap_or_else(|| panic!("{}: no `{words}`", page.command));
        return printed[from..end_of(from)].to_vec();
    }
    let head = vec![format!("$ {}", page.command)];
    if shown.last() != Some(&"...") {
        return head.into_iter().chain(printed.iter().cloned()).collect();
    }
    let last = shown.iter().rev().find_map(|line| heading(line));
    let end = last.and_then(find).map_or_else(|| end_of(0), end_of);
    let body = printed[..end].iter().cloned();
    head.into_iter().chain(body).chain(["...".to_owned()]).collect()
}

#[test]
fn sample_pages_are_what_their_commands_print() {
    let is_update = std::env::var_os("UPDATE_DOCS").is_some();
    let is_all = std::env::var_os("PAGES").is_some_and(|value| value == "all");
    let (mut run, mut stale) = (0, Vec::new());
    for document in documents() {
        let shown = document.display().to_string();
        let text = std::fs::read_to_string(&document).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let mut anew: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        // From the last to the first, so that lines before keep their numbers.
        for page in pages(&shown, &lines).iter().rev() {
            if page.is_slow && !is_all {
                println!("skipped, PAGES=all runs it: {}", page.command);
                continue;
            }
            run += 1;
            let old = &lines[page.lines.clone()];
            let new = excerpt(page, old, &printed(&page.command));
            let is_same =
                old.iter().map(|line| line.trim_end()).eq(new.iter().map(|l| l.trim_end()));
            if !is_same {
                stale.push(format!("{shown}:{}: {}", page.lines.start, page.command));
                anew.splice(page.lines.clone(), new.iter().map(|line| line.trim_end().to_owned()));
            }
        }
        if is_update && anew != lines {
            std::fs::write(&document, anew.join("\n") + "\n").unwrap();
        }
    }
    assert!(run >= 3, "pages are found");
    assert!(
        stale.is_empty() || is_update,
        "out of date; UPDATE_DOCS=1 PAGES=all cargo test --test it pages writes them anew:\n{}",
        stale.join("\n")
    );
}

#[test]
fn headings_are_known_by_their_capitals() {
    assert_eq!(heading("LATENCY BUDGET of delivered orders"), Some("LATENCY BUDGET"));
    assert_eq!(heading("DIFFERENCES TO A ± half of intervals"), Some("DIFFERENCES TO A"));
    assert_eq!(heading("CELLS"), Some("CELLS"));
    assert_eq!(heading("WHAT MOVES click_to_door_s_mean"), Some("WHAT MOVES"));
    assert_eq!(heading("  A  B  contribution"), None);
    assert_eq!(heading("tiny · seed 1"), None);
}
