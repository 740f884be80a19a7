//! Every command in README and docs is one that the program takes, with settings that exist.

use std::process::Command;

use crate::pages::documents;

/// Commands that take a scenario and settings of it.
const RUNS: [&str; 4] = ["run", "compare", "check", "slot"];

/// A `darkstore` command of a document, as its words.
struct Told {
    place: String,
    words: Vec<String>,
}

/// The commands in fenced blocks, continued lines joined; shells around them are looked through.
fn commands() -> Vec<Told> {
    let mut found = Vec::new();
    for document in documents() {
        let text = std::fs::read_to_string(&document).unwrap();
        let mut is_block = false;
        let mut joined = String::new();
        for (number, line) in text.lines().enumerate() {
            if line.starts_with("```") {
                is_block = !is_block;
                continue;
            }
            if !is_block {
                continue;
            }
            let line = line.trim_start_matches(['$', '>']).trim();
            if let Some(begun) = line.strip_suffix('\\') {
                joined.push_str(begun);
                continue;
            }
            joined.push_str(line);
            let whole = std::mem::take(&mut joined);
            let Some(start) = whole.find("darkstore ") else { continue };
            let is_program = start == 0 || whole[..start].ends_with(['/', ' ', ';']);
            if !is_program || !whole[start..].starts_with("darkstore ") {
                continue;
            }
            let command = whole[start..].split(['#', '|', ';']).next().unwrap_or_default();
            // In a synopsis what a command is for stands apart, and what may be left out in brackets.
            let command = command.split("  ").next().unwrap_or_default();
            let command = command.split(" [").next().unwrap_or_default();
            let stands_for = |word: String| match word.as_str() {
                "SHELL" => "bash".to_owned(),
                "K" => "1".to_owned(),
                "DECISION" => "dispatch".to_owned(),
                _ if word.starts_with('$') && word[1..].chars().all(char::is_lowercase) => {
                    "1".into()
                }
                _ => word,
            };
            let Some(words) = shlex::split(command) else { continue };
            let words = words.into_iter().filter(|word| word != "...").map(stands_for).collect();
            let place = format!("{}:{}", document.display(), number + 1);
            found.push(Told { place, words });
        }
    }
    found
}

/// Settings that a command varies or sets, each with its first value.
fn settings(words: &[String]) -> Vec<(String, String)> {
    let named = words.windows(2).filter(|pair| ["--set", "--vary"].contains(&pair[0].as_str()));
    named
        .filter_map(|pair| pair[1].split_once('='))
        .map(|(path, values)| {
            // Lists of tables hold commas of their own.
            let is_nested = values.contains(['[', '{']);
            let first = values.split(',').next().filter(|_| !is_nested).unwrap_or("[]");
            (path.to_owned(), first.to_owned())
        })
        .collect()
}

#[test]
fn commands_in_the_documents_are_taken() {
    let commands = commands();
    assert!(commands.len() > 60, "{} commands are found", commands.len());
    let known = |name: &str| scenarios::shipped().iter().find(|shipped| shipped.name == name);
    let mut wrong = Vec::new();
    let mut held = 0;
    for Told { place, words } in &commands {
        // Words are read up to `--help`, which ends before anything is done.
        let output = Command::new(env!("CARGO_BIN_EXE_darkstore"))
            .args(&words[1..])
            .arg("--help")
            .current_dir(std::env::temp_dir())
            .output()
            .unwrap();
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = said.lines().next().unwrap_or_default().to_owned();
            wrong.push(format!("{place}: {}: {said}", words.join(" ")));
            continue;
        }
        let is_run = words.get(1).is_some_and(|word| RUNS.contains(&word.as_str()));
        let scenario = words.iter().skip(2).find_map(|word| known(word));
        if let (true, Some(shipped)) = (is_run, scenario) {
            held += 1;
            for setting in settings(words) {
                if let Err(error) = scenarios::parse(shipped.name, shipped.text, &[setting]) {
                    wrong.push(format!("{place}: {}: {error}", words.join(" ")));
                }
            }
        }
    }
    assert!(held > 30, "{held} commands run a scenario");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
