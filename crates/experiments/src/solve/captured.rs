//! The format of captured questions: a JSON object a line.

use std::borrow::Cow;
use std::io::BufRead;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::posed::{FormatError, Posed, Posing, Question};

/// What a line should be.
const LINE: &str = "an object with `decision` and `question`";

/// What is read of a line; how the question came about is for people.
#[derive(Deserialize)]
#[serde(expecting = "an object with `decision` and `question`")]
struct Line {
    decision: String,
    instance: Option<String>,
    question: Box<RawValue>,
}

/// Reads a file's questions. Lines with nothing on them are passed over.
pub(super) fn read(file: Box<dyn BufRead>) -> Posing {
    let lines = file.lines().zip(1..);
    Box::new(lines.filter(|(text, _)| !text.as_ref().is_ok_and(|text| text.trim().is_empty())).map(
        |(text, line)| {
            let wrong = |message| FormatError { line, message };
            let text = text.map_err(|error| wrong(error.to_string()))?;
            // An array of the same values would be read as well.
            if text.trim_start().starts_with('[')
                && serde_json::from_str::<IgnoredAny>(&text).is_ok()
            {
                let found = "invalid type: sequence";
                return Err(wrong(format!("{found}, expected {LINE}")));
            }
            let read: Line = serde_json::from_str(&text).map_err(|error| wrong(reason(&error)))?;
            let Line { decision, instance, question } = read;
            let instance = instance.unwrap_or_else(|| format!("line {line}"));
            Ok(Posed { line, decision, instance, question: Question::Json(question) })
        },
    ))
}

/// What is wrong with JSON on one line: the line that serde names is always the first.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = text.strip_suffix(&place).unwrap_or(&text);
    if error.is_data() {
        match message.rsplit_once(", expected ") {
            Some((found, expected)) => format!("{found}, expected {}", plain(expected)),
            None => message.into(),
        }
    } else {
        format!("not JSON: {message} (column {})", error.column())
    }
}

/// What serde expects, without the names of this program's types.
fn plain(expected: &str) -> Cow<'_, str> {
    let is_whole = |kind: &str| kind[1..].parse::<u32>().is_ok();
    match expected.split_once(' ').unwrap_or((expected, "")) {
        ("struct", _) => "an object".into(),
        ("tuple", _) => "a list".into(),
        ("enum" | "variant", _) => "one of the names that are allowed".into(),
        ("unit", _) => "null".into(),
        ("f32" | "f64", "") => "a number".into(),
        ("a", "sequence") => "a list".into(),
        ("a", "map") => "an object".into(),
        ("usize" | "nonzero", _) => "a whole number from 0".into(),
        (kind, "") if kind.starts_with('u') && is_whole(kind) => {
            let most = u128::MAX >> (128 - kind[1..].parse::<u32>().unwrap_or(128).clamp(1, 128));
            format!("a whole number from 0 to {most}").into()
        }
        (kind, "") if kind.starts_with('i') && is_whole(kind) => "a whole number in range".into(),
        _ => expected.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_line_should_be_is_said_without_names_of_types() {
        let object = "expected an object with `decision` and `question`";
        for (text, complaint) in [
            ("null", format!("invalid type: null, {object}")),
            ("[1]", format!("invalid type: sequence, {object}")),
            ("[\"bagging\", \"a\", {}]", format!("invalid type: sequence, {object}")),
            ("3", format!("invalid type: integer `3`, {object}")),
            (
                "{\"decision\":5,\"question\":{}}",
                "invalid type: integer `5`, expected a string".into(),
            ),
        ] {
            let error = instances(text).remove(0).unwrap_err();
            assert_eq!(error.message, complaint, "{text}");
        }
    }

    #[test]
    fn questions_of_other_shapes_are_told_in_plain_words() {
        use domain::decision::bagging::BaggingQuestion;
        use domain::decision::pick_route::PickRouteQuestion;
        let told = |text: &str| {
            let bagging = serde_json::from_str::<BaggingQuestion<'_>>(text).map(drop);
            let route = serde_json::from_str::<PickRouteQuestion<'_>>(text).map(drop);
            [bagging, route].map(|read| reason(&read.unwrap_err()))
        };
        assert!(told("null").iter().all(|said| said == "invalid type: null, expected an object"));
        for said in told("{\"stops\":7,\"items\":7}") {
            assert!(said.ends_with("invalid type: integer `7`, expected a list"), "{said}");
        }
        let small = serde_json::from_str::<u16>("-1").unwrap_err();
        let said = reason(&small);
        assert!(said.ends_with("expected a whole number from 0 to 65535"), "{said}");
    }

    fn instances(text: &'static str) -> Vec<Result<(usize, String), FormatError>> {
        let posing = read(Box::new(text.as_bytes()));
        posing.map(|posed| posed.map(|posed| (posed.line, posed.instance))).collect()
    }

    #[test]
    fn every_line_is_an_instance_and_errors_name_theirs() {
        let text = "{\"decision\":\"radius\",\"instance\":\"a\",\"question\":{},\"seed\":1}\n\n\
            {\"decision\":\"radius\",\"question\":{}}\n{\"decision\":\"radius\"}\nradius\n";
        let read = instances(text);
        assert_eq!(read[0], Ok((1, "a".into())));
        assert_eq!(read[1], Ok((3, "line 3".into())));
        let missing = FormatError { line: 4, message: "missing field `question`".into() };
        assert_eq!(read[2], Err(missing));
        let error = read[3].as_ref().unwrap_err();
        assert_eq!((error.line, &error.message[..9]), (5, "not JSON:"));
    }
}
