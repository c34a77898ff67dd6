//! The embedded Japanese font: widths, line breaking, shortening.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use super::{
    PdfError,
    page::{Style, Weight},
};

/// Both weights.
pub struct Fonts {
    regular: Face,
    bold: Face,
}

/// One weight.
pub struct Face {
    /// The TrueType file.
    pub bytes: Arc<Vec<u8>>,
    /// Glyph and advance in parts of the em.
    glyphs: HashMap<char, (u16, f32)>,
}

static FONTS: LazyLock<Result<Fonts, String>> = LazyLock::new(|| {
    Ok(Fonts {
        regular: Face::load(include_bytes!("../../../../assets/fonts/BIZUDPGothic-Regular.ttf.zst"))?,
        bold: Face::load(include_bytes!("../../../../assets/fonts/BIZUDPGothic-Bold.ttf.zst"))?,
    })
});

/// Drawn for a character that the font does not have.
const MISSING: char = '〓';

/// No line starts with one of these.
const NOT_FIRST: &str =
    "、。，．・：；？！）」』】〕〉》ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.:;?!)]}%％";
/// No line ends with one of these.
const NOT_LAST: &str = "（「『【〔〈《([{";

impl Fonts {
    /// The fonts, unpacked once.
    pub fn get() -> Result<&'static Self, PdfError> {
        FONTS.as_ref().map_err(|error| PdfError::Font(error.clone()))
    }

    /// The face of a weight.
    pub const fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// Width in points.
    pub fn width(&self, style: Style, text: &str) -> f32 {
        let face = self.face(style.weight);
        text.chars().map(|c| face.glyph(c).1).sum::<f32>() * style.size
    }

    /// The text, cut with `…` where the room ends.
    pub fn fit(&self, style: Style, text: &str, room: f32) -> String {
        let text = clean(text);
        if self.width(style, &text) <= room {
            return text;
        }
        let face = self.face(style.weight);
        let mut left = room - face.glyph('…').1 * style.size;
        let mut out = String::new();
        for c in text.chars() {
            left -= face.glyph(c).1 * style.size;
            if left < 0.0 {
                break;
            }
            out.push(c);
        }
        out.push('…');
        out
    }

    /// The text in lines no wider than the room; at most `most`, the last one shortened.
    pub fn wrap(&self, style: Style, text: &str, room: f32, most: usize) -> Vec<String> {
        let text = clean(text);
        let mut lines = Vec::new();
        let mut rest = text.trim_end();
        while !rest.is_empty() {
            if lines.len() + 1 >= most {
                lines.push(self.fit(style, rest, room));
                break;
            }
            let cut = self.line_end(style, rest, room);
            let (line, next) = rest.split_at(cut);
            lines.push(line.trim_end().to_owned());
            rest = next.trim_start_matches(' ');
        }
        lines
    }

    /// Where the first line of a text ends, in bytes; more than 0.
    fn line_end(&self, style: Style, text: &str, room: f32) -> usize {
        let face = self.face(style.weight);
        let mut width = 0.0;
        let mut allowed = 0;
        let mut before: Option<char> = None;
        for (at, c) in text.char_indices() {
            width += face.glyph(c).1 * style.size;
            if before.is_some_and(|b| may_break(b, c)) {
                allowed = at;
            }
            if width > room && at > 0 {
                return if allowed > 0 { allowed } else { at };
            }
            before = Some(c);
        }
        text.len()
    }
}

impl Face {
    fn load(packed: &[u8]) -> Result<Self, String> {
        let bytes = zstd::decode_all(packed).map_err(|error| error.to_string())?;
        let face = ttf_parser::Face::parse(&bytes, 0).map_err(|error| error.to_string())?;
        let em = f32::from(face.units_per_em());
        let mut glyphs = HashMap::new();
        let subtables = face.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables);
        for subtable in subtables.filter(ttf_parser::cmap::Subtable::is_unicode) {
            subtable.codepoints(|code| {
                let found = char::from_u32(code).zip(subtable.glyph_index(code));
                if let Some((c, glyph)) = found {
                    let advance = f32::from(face.glyph_hor_advance(glyph).unwrap_or_default());
                    glyphs.insert(c, (glyph.0, advance / em));
                }
            });
        }
        Ok(Self { bytes: Arc::new(bytes), glyphs })
    }

    /// Glyph and advance (parts of the em) of a character, or of [`MISSING`].
    pub fn glyph(&self, c: char) -> (u16, f32) {
        self.glyphs.get(&c).or_else(|| self.glyphs.get(&MISSING)).copied().unwrap_or((0, 1.0))
    }
}

fn may_break(before: char, after: char) -> bool {
    if NOT_FIRST.contains(after) || NOT_LAST.contains(before) || after == ' ' {
        return false;
    }
    before == ' ' || !before.is_ascii() || !after.is_ascii() || matches!(before, '/' | '-' | ',')
}

/// Without control characters and those that turn the direction of writing; line ends become spaces.
pub fn clean(text: &str) -> String {
    let bad = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.replace(['\n', '\t'], " ").chars().filter(|c| !bad(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style::new(10.0);

    #[test]
    fn the_font_has_what_the_documents_write() {
        let fonts = Fonts::get().unwrap();
        for c in "機器守つながないでください①②◆▲◇○□？〓…架空ABCxyz0123-:/".chars()
        {
            assert!(fonts.regular.glyphs.contains_key(&c) && fonts.bold.glyphs.contains_key(&c), "{c}");
        }
    }

    #[test]
    fn lines_keep_to_the_room_and_lose_nothing() {
        let fonts = Fonts::get().unwrap();
        for text in [
            "放射線科の画像サーバ（主系）は、台帳の記載と食い違います。",
            "a very long host name with words",
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        ] {
            let lines = fonts.wrap(STYLE, text, 80.0, 99);
            assert!(lines.len() > 1);
            for line in &lines {
                assert!(fonts.width(STYLE, line) <= 80.0, "{line}");
                assert!(!line.starts_with(['、', '。', '）']), "{line}");
            }
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        }
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        let fonts = Fonts::get().unwrap();
        let cut = fonts.fit(STYLE, "ネットワーク構成図ネットワーク構成図", 60.0);
        assert!(cut.ends_with('…') && fonts.width(STYLE, &cut) <= 60.0);
        assert_eq!(fonts.wrap(STYLE, "一二三四五六七八九十一二三四五六七八九十", 55.0, 2).len(), 2);
        assert!(fonts.wrap(STYLE, "", 55.0, 2).is_empty());
        assert!(!fonts.wrap(STYLE, "太", 1.0, 9).is_empty());
    }

    #[test]
    fn control_characters_and_turned_writing_do_not_reach_the_paper() {
        assert_eq!(clean("a\u{0}b\u{202e}c\nd"), "abc d");
    }
}
