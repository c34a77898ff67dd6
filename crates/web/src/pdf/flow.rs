//! Content that flows from sheet to sheet: headings, paragraphs, room; then head and foot on every sheet.

use super::{
    PdfError,
    font::Fonts,
    page::{Area, Edge, Ink, MM, Mark, Page, Style},
    write::{self, About},
};
use domain::civil::Civil;

use crate::{locale::Lang, parts::numbers::full_date, t, view::View};

/// Margin of every sheet (DESIGN_LANGUAGE §9).
pub const MARGIN: f32 = 12.0 * MM;
/// Room for the line at the top, and the one at the bottom.
const HEAD: f32 = 20.0;
const FOOT: f32 = 18.0;

/// A document in the making.
pub struct Flow<'v> {
    pub view: &'v View,
    pub lang: Lang,
    pub fonts: &'static Fonts,
    /// Sheets that are full.
    pages: Vec<Page>,
    current: Page,
    /// Where the next thing goes, from the top of the sheet.
    pub y: f32,
    title: String,
    size: (f32, f32),
}

impl<'v> Flow<'v> {
    /// A document with one empty sheet of this size.
    ///
    /// # Errors
    /// [`PdfError::Font`].
    pub fn new(view: &'v View, lang: Lang, title: String, size: (f32, f32)) -> Result<Self, PdfError> {
        let fonts = Fonts::get()?;
        Ok(Self {
            view,
            lang,
            fonts,
            pages: Vec::new(),
            current: Page::new(size),
            y: Self::top(),
            title,
            size,
        })
    }

    /// Begins another sheet, of this size.
    pub fn sheet(&mut self, size: (f32, f32)) {
        self.size = size;
        self.pages.push(std::mem::replace(&mut self.current, Page::new(size)));
        self.y = Self::top();
    }

    /// Width between the margins.
    pub fn width(&self) -> f32 {
        self.size.0 - 2.0 * MARGIN
    }

    /// Lowest place that may be written on.
    pub fn bottom(&self) -> f32 {
        self.size.1 - MARGIN - FOOT
    }

    /// Where content begins on a sheet.
    pub const fn top() -> f32 {
        MARGIN + HEAD
    }

    /// The sheet being written on.
    pub const fn page(&mut self) -> &mut Page {
        &mut self.current
    }

    /// The number of the sheet being written on, from 0.
    pub const fn at(&self) -> usize {
        self.pages.len()
    }

    /// Begins another sheet when less room than this is left.
    pub fn need(&mut self, height: f32) {
        if self.y + height > self.bottom() && self.y > Self::top() + 1.0 {
            self.sheet(self.size);
        }
    }

    /// A heading, kept with what follows; also in the document's outline.
    pub fn heading(&mut self, text: &str) {
        self.need(70.0);
        if self.y > Self::top() + 1.0 {
            self.y += 10.0;
        }
        let line = self.fonts.fit(Style::new(13.0).bold(), text, self.width());
        let y = self.y + 13.0;
        let page = self.page();
        page.outline.push(text.to_owned());
        page.text(MARGIN, y, Style::new(13.0).bold(), line);
        self.y += 22.0;
    }

    /// A paragraph over the whole width.
    pub fn paragraph(&mut self, style: Style, text: &str) {
        let lines = self.fonts.wrap(style, text, self.width(), 40);
        for line in lines {
            self.need(style.size * 1.6);
            let y = self.y + style.size;
            self.page().text(MARGIN, y, style, line);
            self.y += style.size * 1.6;
        }
        self.y += style.size * 0.4;
    }

    /// Head and foot on every sheet, then the file.
    ///
    /// # Errors
    /// [`PdfError`].
    pub fn finish(self) -> Result<Vec<u8>, PdfError> {
        let about = About {
            title: format!("{}　{}", self.title, self.view.snapshot.org_name),
            lang: self.lang,
            made: Civil::utc(self.view.snapshot.taken),
        };
        write::write(&self.sheets(), &about)
    }

    /// The sheets with head and foot.
    pub fn sheets(mut self) -> Vec<Page> {
        self.pages.push(self.current);
        let lang = self.lang;
        let snapshot = &self.view.snapshot;
        let style = Style::new(8.0).ink(Ink::QUIET);
        let date = full_date(lang, snapshot.taken);
        let version =
            snapshot.map_versions.first().map(|version| t!(lang, "map-version", n = version.number));
        let foot =
            [Some(snapshot.org_name.clone()), version, Some(date), Some(lang.t("product").into_owned())];
        let foot = foot.into_iter().flatten().collect::<Vec<_>>().join("　");
        let total = self.pages.len();
        for (at, page) in self.pages.iter_mut().enumerate() {
            let room = page.width - 2.0 * MARGIN;
            let place = format!("{} / {total}", at + 1);
            let right = page.width - MARGIN;
            let y = MARGIN + 8.0;
            page.text(MARGIN, y, style, self.fonts.fit(style, &snapshot.org_name, room * 0.4));
            let title = self.fonts.fit(style, &self.title, room * 0.35);
            page.text(right - self.fonts.width(style, &title), y, style, title);
            if snapshot.fictional {
                fictional(page, self.fonts, &lang.t("print-fictional"));
            }
            let low = page.height - MARGIN;
            page.rule(MARGIN, low - 12.0, room, 0.5, Ink::LINE);
            page.text(MARGIN, low, style, self.fonts.fit(style, &foot, room - 60.0));
            page.text(right - self.fonts.width(style, &place), low, style, place);
        }
        self.pages
    }
}

/// The mark of an invented hospital, in the middle of the head.
fn fictional(page: &mut Page, fonts: &Fonts, words: &str) {
    let style = Style::new(8.0).bold().ink(Ink::DANGER);
    let width = fonts.width(style, words);
    let x = (page.width - width) / 2.0;
    let area = Area::new(x - 8.0, MARGIN - 3.0, width + 16.0, 15.0);
    page.area(area, None, Some(Edge { ink: Ink::DANGER, width: 1.0, dashed: false }));
    page.marks.push(Mark::Text { x, y: MARGIN + 8.0, style, text: words.to_owned() });
}
