//! A sheet as a list of marks, in points from the upper left corner, before it is written.

/// One point is 1/72 inch; this many are a millimetre.
pub const MM: f32 = 72.0 / 25.4;

/// Colours of the light theme (`tokens.css`), dark enough for paper; status never depends on colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink(pub u8, pub u8, pub u8);

impl Ink {
    pub const TEXT: Self = Self(0x14, 0x20, 0x2b);
    pub const QUIET: Self = Self(0x42, 0x50, 0x5d);
    pub const LINE: Self = Self(0xc3, 0xcb, 0xd3);
    pub const HEAD: Self = Self(0xf0, 0xf2, 0xf5);
    pub const WHITE: Self = Self(0xff, 0xff, 0xff);
    pub const ACCENT: Self = Self(0x14, 0x56, 0x8c);
    pub const BLUE: Self = Self(0x6f, 0xa3, 0xcb);
    pub const DANGER: Self = Self(0xa1, 0x14, 0x18);
    pub const WARN: Self = Self(0x8f, 0x56, 0x00);
    pub const SAND: Self = Self(0xdc, 0xaf, 0x63);
    pub const UNKNOWN: Self = Self(0x5b, 0x3d, 0x91);
    pub const LILAC: Self = Self(0xf2, 0xec, 0xfb);
    pub const GREEN: Self = Self(0x93, 0xc9, 0xab);
    pub const FINE: Self = Self(0x1d, 0x69, 0x41);
}

/// Weight of letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    #[default]
    Regular,
    Bold,
}

/// How letters look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    pub size: f32,
    pub weight: Weight,
    pub ink: Ink,
}

impl Style {
    /// Regular letters in the text colour.
    pub const fn new(size: f32) -> Self {
        Self { size, weight: Weight::Regular, ink: Ink::TEXT }
    }

    /// The same in bold.
    pub const fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    /// The same in another colour.
    pub const fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }
}

/// A box: left, top, width, height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl Area {
    pub const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self { x, y, width, height }
    }
}

/// The line around a box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    pub ink: Ink,
    pub width: f32,
    pub dashed: bool,
}

impl Edge {
    pub const fn thin(ink: Ink) -> Self {
        Self { ink, width: 0.6, dashed: false }
    }
}

/// One mark.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// `y` is the base line.
    Text {
        x: f32,
        y: f32,
        style: Style,
        text: String,
    },
    Box {
        area: Area,
        fill: Option<Ink>,
        edge: Option<Edge>,
    },
    /// An SVG scaled to fill the area.
    Drawing {
        area: Area,
        svg: String,
    },
    /// Touching the area leads to a page, counted from 0.
    Link {
        area: Area,
        page: usize,
    },
}

/// One sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    pub width: f32,
    pub height: f32,
    pub marks: Vec<Mark>,
    /// Entry in the document's outline.
    pub outline: Vec<String>,
}

impl Page {
    /// An empty sheet; sizes in points.
    pub fn new((width, height): (f32, f32)) -> Self {
        Self { width, height, ..Self::default() }
    }

    /// Letters from `x` on, on the base line `y`.
    pub fn text(&mut self, x: f32, y: f32, style: Style, text: impl Into<String>) {
        self.marks.push(Mark::Text { x, y, style, text: text.into() });
    }

    /// A box.
    pub fn area(&mut self, area: Area, fill: Option<Ink>, edge: Option<Edge>) {
        self.marks.push(Mark::Box { area, fill, edge });
    }

    /// A level line.
    pub fn rule(&mut self, x: f32, y: f32, width: f32, thickness: f32, ink: Ink) {
        self.area(Area::new(x, y, width, thickness), Some(ink), None);
    }

    /// Everything written on the sheet, for tests.
    #[cfg(test)]
    pub fn words(&self) -> String {
        let texts = self.marks.iter().filter_map(|mark| match mark {
            Mark::Text { text, .. } => Some(text.as_str()),
            _ => None,
        });
        texts.collect::<Vec<_>>().join("\n")
    }
}
