//! Writes sheets of marks as a PDF file.

use std::sync::Arc;

use krilla::{
    Document,
    annotation::{Annotation, LinkAnnotation, Target},
    color::rgb,
    destination::XyzDestination,
    geom::{Path, PathBuilder, Point, Rect, Size, Transform},
    metadata::{DateTime, Metadata},
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::{Fill, Stroke, StrokeDash},
    surface::Surface,
    text::{Font, GlyphId, KrillaGlyph},
};
use krilla_svg::{SurfaceExt, SvgSettings};

use super::{
    PdfError,
    font::{Fonts, clean},
    page::{Area, Edge, Ink, Mark, Page, Style, Weight},
};
use domain::civil::Civil;

use crate::locale::Lang;

/// The embedded font as drawings ask for it.
const FAMILY: &str = "BIZ UDPGothic";

/// What the file says about itself.
pub struct About {
    pub title: String,
    pub lang: Lang,
    /// In UTC.
    pub made: Civil,
}

/// The file.
///
/// # Errors
/// [`PdfError`].
pub fn write(pages: &[Page], about: &About) -> Result<Vec<u8>, PdfError> {
    let pen = Pen::new()?;
    let mut document = Document::new();
    for sheet in pages {
        let settings = PageSettings::from_wh(sheet.width, sheet.height)
            .ok_or_else(|| PdfError::Write("a page has no size".into()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for mark in &sheet.marks {
            pen.draw(&mut surface, mark)?;
        }
        surface.finish();
        for mark in &sheet.marks {
            if let Mark::Link { area, page: to } = mark
                && *to < pages.len()
                && let Some(rect) = Rect::from_xywh(area.x, area.y, area.width, area.height)
            {
                let target = Target::Destination(XyzDestination::new(*to, Point::from_xy(0.0, 0.0)).into());
                page.add_annotation(Annotation::new_link(LinkAnnotation::new(rect, target), None));
            }
        }
        page.finish();
    }
    document.set_outline(outline(pages));
    document.set_metadata(metadata(about));
    document.finish().map_err(|error| PdfError::Write(format!("{error:?}")))
}

fn outline(pages: &[Page]) -> Outline {
    let mut outline = Outline::new();
    for (at, page) in pages.iter().enumerate() {
        for title in &page.outline {
            let top = XyzDestination::new(at, Point::from_xy(0.0, 0.0));
            outline.push_child(OutlineNode::new(clean(title), top));
        }
    }
    outline
}

fn metadata(about: &About) -> Metadata {
    let made = about.made;
    let year = u16::try_from(made.year).unwrap_or(1970);
    let date = DateTime::new(year)
        .month(made.month)
        .day(made.day)
        .hour(made.hour)
        .minute(made.minute)
        .second(made.second)
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .title(clean(&about.title))
        .language(about.lang.code().to_owned())
        .creator(about.lang.t("product").into_owned())
        .creation_date(date)
}

/// The fonts in the shape the writer wants, and how each mark is drawn.
struct Pen {
    fonts: &'static Fonts,
    regular: Font,
    bold: Font,
    drawings: usvg::Options<'static>,
}

impl Pen {
    fn new() -> Result<Self, PdfError> {
        let fonts = Fonts::get()?;
        let font = |weight| {
            Font::new(Arc::clone(&fonts.face(weight).bytes).into(), 0)
                .ok_or_else(|| PdfError::Font("the writer does not take it".into()))
        };
        let mut known = usvg::fontdb::Database::new();
        for weight in [Weight::Regular, Weight::Bold] {
            let bytes: Arc<Vec<u8>> = Arc::clone(&fonts.face(weight).bytes);
            known.load_font_source(usvg::fontdb::Source::Binary(bytes));
        }
        known.set_serif_family(FAMILY);
        known.set_sans_serif_family(FAMILY);
        known.set_monospace_family(FAMILY);
        let drawings =
            usvg::Options { fontdb: Arc::new(known), font_family: FAMILY.into(), ..usvg::Options::default() };
        Ok(Self { fonts, regular: font(Weight::Regular)?, bold: font(Weight::Bold)?, drawings })
    }

    fn draw(&self, surface: &mut Surface<'_>, mark: &Mark) -> Result<(), PdfError> {
        match mark {
            Mark::Text { x, y, style, text } => self.text(surface, (*x, *y), *style, text),
            Mark::Box { area, fill: inside, edge } => {
                if let Some(path) = rectangle(*area) {
                    surface.set_fill(inside.map(fill));
                    surface.set_stroke(edge.map(stroke));
                    surface.draw_path(&path);
                }
            }
            Mark::Drawing { area, svg } => self.drawing(surface, *area, svg)?,
            Mark::Link { .. } => {}
        }
        Ok(())
    }

    fn text(&self, surface: &mut Surface<'_>, (x, y): (f32, f32), style: Style, text: &str) {
        let text = clean(text);
        if text.is_empty() {
            return;
        }
        let face = self.fonts.face(style.weight);
        let glyphs: Vec<_> = text
            .char_indices()
            .map(|(at, c)| {
                let (glyph, advance) = face.glyph(c);
                let range = at..at + c.len_utf8();
                KrillaGlyph::new(GlyphId::new(glyph.into()), advance, 0.0, 0.0, 0.0, range, None)
            })
            .collect();
        let font = match style.weight {
            Weight::Regular => self.regular.clone(),
            Weight::Bold => self.bold.clone(),
        };
        surface.set_fill(Some(fill(style.ink)));
        surface.set_stroke(None);
        surface.draw_glyphs(Point::from_xy(x, y), &glyphs, font, &text, style.size, false);
    }

    fn drawing(&self, surface: &mut Surface<'_>, area: Area, svg: &str) -> Result<(), PdfError> {
        let tree = usvg::Tree::from_str(svg, &self.drawings)
            .map_err(|error| PdfError::Drawing(error.to_string()))?;
        let Some(size) = Size::from_wh(area.width, area.height) else { return Ok(()) };
        surface.push_transform(&Transform::from_translate(area.x, area.y));
        let drawn = surface.draw_svg(&tree, size, SvgSettings::default());
        surface.pop();
        drawn.ok_or_else(|| PdfError::Drawing("the writer does not take it".into()))
    }
}

fn rectangle(area: Area) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(area.x, area.y, area.width, area.height)?);
    path.finish()
}

fn paint(ink: Ink) -> rgb::Color {
    rgb::Color::new(ink.0, ink.1, ink.2)
}

fn fill(ink: Ink) -> Fill {
    Fill { paint: paint(ink).into(), ..Fill::default() }
}

fn stroke(edge: Edge) -> Stroke {
    let dash = edge.dashed.then(|| StrokeDash { array: vec![3.0, 2.0], offset: 0.0 });
    Stroke { paint: paint(edge.ink).into(), width: edge.width, dash, ..Stroke::default() }
}
