//! A picture as SVG text: shapes and words, with no font or drawing library.

/// Colours that colour-blind readers tell apart.
///
/// Source: Okabe & Ito (2008), "Color Universal Design", without yellow and black.
pub(super) const COLOURS: [&str; 6] =
    ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00"];
/// Words and lines.
pub(super) const INK: &str = "#222222";
/// What stands back.
pub(super) const FAINT: &str = "#8a8a8a";

/// A picture that is being drawn.
pub(super) struct Svg {
    text: String,
}

/// Where a text is held.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    pub(super) fn new(width: f64, height: f64) -> Self {
        let text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"Helvetica, Arial, sans-serif\">\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n"
        );
        Self { text }
    }

    pub(super) fn raw(&mut self, text: &str) {
        self.text += text;
        self.text.push('\n');
    }

    pub(super) fn line(&mut self, from: [f64; 2], to: [f64; 2], colour: &str, width: f64) {
        self.path(&[from, to], colour, width, "");
    }

    /// An open line through points; `dash` is a dash pattern or empty.
    pub(super) fn path(&mut self, points: &[[f64; 2]], colour: &str, width: f64, dash: &str) {
        let dash =
            if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        let way: Vec<String> = points.iter().map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
        self.raw(&format!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"{dash}/>",
            way.join(" ")
        ));
    }

    pub(super) fn rect(&mut self, corner: [f64; 2], size: [f64; 2], fill: &str) {
        self.raw(&format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{fill}\"/>",
            corner[0], corner[1], size[0], size[1]
        ));
    }

    pub(super) fn circle(&mut self, at: [f64; 2], radius: f64, fill: &str, stroke: &str) {
        self.raw(&format!(
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\" fill=\"{fill}\" stroke=\"{stroke}\"/>",
            at[0], at[1]
        ));
    }

    pub(super) fn words(
        &mut self,
        at: [f64; 2],
        size: f64,
        anchor: Anchor,
        colour: &str,
        words: &str,
    ) {
        self.styled(at, size, anchor, colour, "", words);
    }

    pub(super) fn bold(
        &mut self,
        at: [f64; 2],
        size: f64,
        anchor: Anchor,
        colour: &str,
        words: &str,
    ) {
        self.styled(at, size, anchor, colour, " font-weight=\"bold\"", words);
    }

    /// Words that run upward, held at their middle.
    pub(super) fn upward(&mut self, at: [f64; 2], size: f64, words: &str) {
        let turn = format!(" transform=\"rotate(-90 {:.1} {:.1})\"", at[0], at[1]);
        self.styled(at, size, Anchor::Middle, INK, &turn, words);
    }

    fn styled(
        &mut self,
        [x, y]: [f64; 2],
        size: f64,
        anchor: Anchor,
        colour: &str,
        more: &str,
        words: &str,
    ) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let words = quick_xml::escape::escape(words);
        self.raw(&format!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" text-anchor=\"{anchor}\" \
             fill=\"{colour}\"{more}>{words}</text>"
        ));
    }

    pub(super) fn finish(mut self) -> String {
        self.text += "</svg>\n";
        self.text
    }
}

/// The first characters of a name that is too long.
pub(super) fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.into();
    }
    let mut short: String = name.chars().take(most - 1).collect();
    short.push('…');
    short
}
