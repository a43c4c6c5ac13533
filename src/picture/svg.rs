//! Writing SVG as text, as much of it as the pictures need, and measuring text.

use std::fmt::Write as _;

use super::palette::Tint;

/// An SVG document being written. Its size is given at the end, once it is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Svg {
    body: String,
    defs: String,
    /// The patterns that are defined, each at the number in its id.
    patterns: Vec<String>,
}

/// Returns text escaped for XML. Characters that XML does not allow are left out.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\t' | '\n' => safe.push(' '),
            char if char.is_control() || matches!(char, '\u{fffe}' | '\u{ffff}') => {}
            char => safe.push(char),
        }
    }
    safe
}

/// Returns the approximate width of a text at a font size, in pixels. Fonts differ, so the estimate is generous.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    let width_of = |char: char| match char {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | '(' | ')' | '-' => 0.36,
        'm' | 'w' | 'M' | 'W' | '–' | '—' => 0.9,
        char if char.is_ascii_uppercase() => 0.7,
        char if u32::from(char) > 0x2e80 => 1.0,
        _ => 0.58,
    };
    text.chars().map(width_of).sum::<f64>() * size
}

/// Returns a text shortened to a width, with an ellipsis if anything was cut off.
pub(super) fn cut(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for char in text.chars() {
        if text_width(&kept, size) + text_width("W…", size) > width {
            break;
        }
        kept.push(char);
    }
    format!("{}…", kept.trim_end())
}

/// Returns a text broken into lines of a width, at most `most` of them. If there are too many, the last line is
/// shortened.
pub(super) fn wrapped(text: &str, size: f64, width: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if text_width(line, size) + text_width(" ", size) + text_width(word, size) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.len() > most {
        let rest = lines.split_off(most.saturating_sub(1)).join(" ");
        lines.push(rest);
    }
    lines.iter().map(|line| cut(line, size, width)).collect()
}

/// Returns a number of pixels rounded to tenths, for writing.
pub(super) fn px(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    // A negative zero would be written with a minus.
    format!("{}", if tenths == 0.0 { 0.0 } else { tenths })
}

impl Svg {
    pub(super) fn rect(&mut self, [x, y, width, height]: [f64; 4], fill: &str, more: &str) {
        let _ = writeln!(
            self.body,
            r#"<rect x="{}" y="{}" width="{}" height="{}" fill="{fill}"{more}/>"#,
            px(x),
            px(y),
            px(width.max(0.0)),
            px(height.max(0.0))
        );
    }

    pub(super) fn polygon(&mut self, points: &[(f64, f64)], fill: &str, more: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", px(*x), px(*y))).collect();
        let _ = writeln!(self.body, r#"<polygon points="{}" fill="{fill}"{more}/>"#, points.join(" "));
    }

    pub(super) fn path(&mut self, points: &[(f64, f64)], more: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", px(*x), px(*y))).collect();
        let _ = writeln!(self.body, r#"<polyline points="{}" fill="none"{more}/>"#, points.join(" "));
    }

    /// Writes a text. `more` are further attributes, each with a space before it.
    pub(super) fn text(&mut self, x: f64, y: f64, text: &str, more: &str) {
        let _ = writeln!(self.body, r#"<text x="{}" y="{}"{more}>{}</text>"#, px(x), px(y), escaped(text));
    }

    /// Begins a group with a title, which browsers show as a tooltip and screen readers read out.
    pub(super) fn group(&mut self, title: &str) {
        let _ = writeln!(self.body, "<g><title>{}</title>", escaped(title));
    }

    pub(super) fn end_group(&mut self) {
        self.body.push_str("</g>\n");
    }

    /// Returns the fill for what a holder certainly has: its colour with its texture over it.
    pub(super) fn solid(&mut self, tint: &Tint) -> String {
        let lines = match tint.texture {
            "rising" => r#"<path d="M-1,1 l2,-2 M0,8 l8,-8 M7,9 l2,-2" stroke="white" stroke-opacity="0.55"/>"#,
            "falling" => r#"<path d="M-1,7 l2,2 M0,0 l8,8 M7,-1 l2,2" stroke="white" stroke-opacity="0.55"/>"#,
            "dots" => {
                r#"<circle cx="2" cy="2" r="1.1" fill="white" fill-opacity="0.75"/><circle cx="6" cy="6" r="1.1" fill="white" fill-opacity="0.75"/>"#
            }
            "level" => r#"<path d="M0,4 h8" stroke="white" stroke-opacity="0.55"/>"#,
            "upright" => r#"<path d="M4,0 v8" stroke="white" stroke-opacity="0.55"/>"#,
            "crossed" => r#"<path d="M0,0 l8,8 M8,0 l-8,8" stroke="black" stroke-opacity="0.35" stroke-width="0.7"/>"#,
            "sparse" => r#"<circle cx="4" cy="4" r="0.8" fill="black" fill-opacity="0.4"/>"#,
            _ => return escaped(&tint.colour),
        };
        let back = format!(r#"<rect width="8" height="8" fill="{}"/>"#, escaped(&tint.colour));
        self.pattern(8.0, &format!("{back}{lines}"))
    }

    /// Returns the fill for what several holders may have: stripes of their colours with white between.
    pub(super) fn open(&mut self, tints: &[Tint]) -> String {
        let step = 4.0;
        let mut stripes = String::new();
        for (index, tint) in (0_u32..).zip(tints) {
            let x = f64::from(index) * step * 2.0;
            let _ = write!(
                stripes,
                r#"<rect x="{}" width="{}" height="8" fill="{}"/>"#,
                px(x),
                px(step),
                escaped(&tint.colour)
            );
        }
        let width = f64::from(u32::try_from(tints.len().max(1)).unwrap_or(1)) * step * 2.0;
        self.pattern(width, &format!(r#"<rect width="{}" height="8" fill="white"/>{stripes}"#, px(width)))
    }

    /// Defines a pattern, if an equal one is not defined yet, and returns the fill that refers to it.
    fn pattern(&mut self, width: f64, content: &str) -> String {
        let rotation =
            if content.starts_with(r#"<rect width="8" height="8""#) { "" } else { r#" patternTransform="rotate(45)""# };
        let body = format!(r#"width="{}" height="8" patternUnits="userSpaceOnUse"{rotation}>{content}"#, px(width));
        let known = self.patterns.iter().position(|known| *known == body);
        let number = known.unwrap_or_else(|| {
            let _ = writeln!(self.defs, r#"<pattern id="p{}" {body}</pattern>"#, self.patterns.len());
            self.patterns.push(body);
            self.patterns.len() - 1
        });
        format!("url(#p{number})")
    }

    /// Returns the whole document.
    pub(super) fn finish(self, width: f64, height: f64, title: &str, description: &str) -> String {
        let Self { body, defs, .. } = self;
        format!(
            r##"<?xml version="1.0" encoding="UTF-8"?>
<!-- made by whoheld -->
<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-labelledby="title description" font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif" font-size="12" fill="#1a1a1a">
<title id="title">{title}</title>
<desc id="description">{description}</desc>
<defs>
{defs}</defs>
<rect width="{w}" height="{h}" fill="#ffffff"/>
{body}</svg>
"##,
            w = px(width),
            h = px(height),
            title = escaped(title),
            description = escaped(description),
        )
    }
}
