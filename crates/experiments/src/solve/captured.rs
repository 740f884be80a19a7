//! The format of captured questions: a JSON object a line.

use std::io::BufRead;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::format::{Format, FormatError, Posed, Posing};

/// In the list of formats.
pub(super) const FORMAT: Format = Format {
    name: "captured",
    summary: "Questions of a run, as `darkstore run --capture` and a run that stops write them.",
    decision: None,
    read,
};

/// What is read of a line; how the question came about is for people.
#[derive(Deserialize)]
struct Line {
    decision: String,
    instance: Option<String>,
    question: Box<RawValue>,
}

/// Lines with nothing on them are passed over.
fn read(file: Box<dyn BufRead>) -> Posing {
    let lines = file.lines().zip(1..);
    Box::new(lines.filter(|(text, _)| !text.as_ref().is_ok_and(|text| text.trim().is_empty())).map(
        |(text, line)| {
            let wrong = |message| FormatError { line, message };
            let text = text.map_err(|error| wrong(error.to_string()))?;
            let read: Line = serde_json::from_str(&text).map_err(|error| wrong(reason(&error)))?;
            let Line { decision, instance, question } = read;
            let instance = instance.unwrap_or_else(|| format!("line {line}"));
            Ok(Posed { line, decision, instance, question })
        },
    ))
}

/// What is wrong with JSON on one line: the line that serde names is always the first.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = text.strip_suffix(&place).unwrap_or(&text);
    if error.is_data() {
        message.into()
    } else {
        format!("not JSON: {message} (column {})", error.column())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
