//! Where everything stands: zones in four columns, opened ones over two, buses above each row. Pixels of the drawing.

use super::model::Model;

/// Width of the drawing.
pub const WIDTH: u32 = 1064;
/// A collapsed zone.
pub const ZONE: (u32, u32) = (236, 138);
/// An opened zone.
pub const OPEN_WIDTH: u32 = 496;
/// One device of an opened zone, with its gap.
pub const CELL: (u32, u32) = (79, 42);
/// Devices side by side in an opened zone.
pub const ACROSS: u32 = 6;
/// Most devices drawn in one opened zone; the rest is counted.
pub const MOST_CELLS: usize = 240;
/// A box outside, and its pitch.
pub const OUTSIDE: (u32, u32) = (112, 50);
pub const OUTSIDE_PITCH: (u32, u32) = (128, 62);
/// Boxes outside per row.
pub const OUTSIDE_ACROSS: usize = 8;
/// The lane at the right edge for lines that pass no gate.
pub const RED_LANE: u32 = 1052;

const LEFT: u32 = 24;
const COLUMN: u32 = 260;
const ROW_GAP: u32 = 36;

/// A place on the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

impl Place {
    /// Middle from left to right.
    #[must_use]
    pub const fn middle(self) -> u32 {
        self.x + self.width / 2
    }
}

/// Places for every part of a model.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    pub height: u32,
    /// Lower edge of the outside.
    pub edge: u32,
    /// The gate row and the core bar.
    pub gate: u32,
    pub core: u32,
    /// In the order of `model.zones`.
    pub zones: Vec<Option<Place>>,
    /// In the order of `model.switches`, and the upper edge of them all.
    pub switches: Vec<Place>,
    pub switches_top: u32,
    /// In the order of `model.outside`, after the internet box which stands first.
    pub outside: Vec<Place>,
    /// Upper edge of each row of zones, for its bus.
    pub rows: Vec<u32>,
}

impl Grid {
    /// Places a model.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        let boxes = model.outside.len() + 1;
        let outside: Vec<_> = (0..boxes).map(outside_place).collect();
        let edge = 34 + boxes.div_ceil(OUTSIDE_ACROSS) as u32 * OUTSIDE_PITCH.1 + 8;
        let (gate, core) = (edge + 34, edge + 102);
        let mut grid =
            Self { edge, gate, core, zones: vec![None; model.zones.len()], outside, ..Self::default() };
        let bottom = grid.place_zones(model, core + 70);
        grid.height = grid.place_switches(model, bottom) + 16;
        grid
    }

    /// Two side by side, below the zones.
    fn place_switches(&mut self, model: &Model, bottom: u32) -> u32 {
        if model.switches.is_empty() {
            return bottom;
        }
        self.switches_top = bottom;
        let mut y = bottom + 24;
        for pair in model.switches.chunks(2) {
            let mut tallest = 0;
            for (column, switch) in (0u32..).zip(pair) {
                let height = open_height(switch.cells.len());
                self.switches.push(Place { x: LEFT + column * 2 * COLUMN, y, width: OPEN_WIDTH, height });
                tallest = tallest.max(height);
            }
            y += tallest + ROW_GAP / 2;
        }
        y
    }

    fn place_zones(&mut self, model: &Model, top: u32) -> u32 {
        let mut y = top;
        let mut waiting: Vec<_> = (0..model.zones.len()).collect();
        waiting.reverse();
        while let Some(at) = waiting.pop() {
            let Some(zone) = model.zones.get(at) else { break };
            self.rows.push(y);
            if zone.open {
                y = self.open_band(model, at, &mut waiting, y);
            } else {
                self.put(at, LEFT, y, ZONE.0, ZONE.1);
                for column in 1..4 {
                    match waiting.last().filter(|next| model.zones.get(**next).is_some_and(|z| !z.open)) {
                        Some(next) => self.put(*next, LEFT + column * COLUMN, y, ZONE.0, ZONE.1),
                        None => break,
                    }
                    waiting.pop();
                }
                y += ZONE.1 + ROW_GAP;
            }
        }
        y
    }

    /// An opened zone left; collapsed zones, or a second opened one, right of it.
    fn open_band(&mut self, model: &Model, at: usize, waiting: &mut Vec<usize>, y: u32) -> u32 {
        let height = model.zones.get(at).map_or(ZONE.1, |zone| open_height(zone.cells.len()));
        self.put(at, LEFT, y, OPEN_WIDTH, height);
        let is_open = |at: &usize| model.zones.get(*at).is_some_and(|zone| zone.open);
        if let Some(second) = waiting.last().copied().filter(|next| is_open(next)) {
            waiting.pop();
            let other = model.zones.get(second).map_or(ZONE.1, |zone| open_height(zone.cells.len()));
            self.put(second, LEFT + 2 * COLUMN, y, OPEN_WIDTH, other);
            return y + height.max(other) + ROW_GAP;
        }
        let rows = ((height + ROW_GAP) / (ZONE.1 + ROW_GAP)).max(1);
        let mut lowest = y + height;
        for row in 0..rows {
            let top = y + row * (ZONE.1 + ROW_GAP);
            let mut placed = false;
            for column in 2..4 {
                let Some(next) = waiting.last().copied().filter(|next| !is_open(next)) else { break };
                waiting.pop();
                self.put(next, LEFT + column * COLUMN, top, ZONE.0, ZONE.1);
                lowest = lowest.max(top + ZONE.1);
                placed = true;
            }
            if row > 0 && placed {
                self.rows.push(top);
            }
        }
        lowest + ROW_GAP
    }

    fn put(&mut self, at: usize, x: u32, y: u32, width: u32, height: u32) {
        if let Some(place) = self.zones.get_mut(at) {
            *place = Some(Place { x, y, width, height });
        }
    }
}

fn outside_place(at: usize) -> Place {
    let (row, column) = (at / OUTSIDE_ACROSS, at % OUTSIDE_ACROSS);
    Place {
        x: LEFT + column as u32 * OUTSIDE_PITCH.0,
        y: 34 + row as u32 * OUTSIDE_PITCH.1,
        width: OUTSIDE.0,
        height: OUTSIDE.1,
    }
}

/// Height of an opened zone with so many devices.
#[must_use]
pub fn open_height(cells: usize) -> u32 {
    let more = u32::from(cells > MOST_CELLS) * 24;
    56 + (cells.min(MOST_CELLS) as u32).div_ceil(ACROSS) * CELL.1 + 6 + more
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{diagram::model::Options, fixture, view::View};

    fn overlaps(a: Place, b: Place) -> bool {
        a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
    }

    #[test]
    fn every_zone_has_a_place_and_none_overlap_however_many_are_open() {
        let view = View::new(Arc::new(fixture::hospital(1_200)));
        let ids: Vec<_> = view.snapshot.picture.zones.iter().map(|zone| zone.id.clone()).collect();
        for mask in 0u32..64 {
            let open = ids.iter().enumerate().filter(|(at, _)| mask >> (at % 6) & 1 == 1);
            let options = Options { open: open.map(|(_, id)| id.clone()).collect(), ..Options::default() };
            let model = Model::new(&view, &options);
            let grid = Grid::new(&model);
            let places: Vec<_> = grid.zones.iter().map(|place| place.expect("a place")).collect();
            for (at, a) in places.iter().enumerate() {
                assert!(a.x + a.width <= WIDTH && a.y + a.height <= grid.height);
                for b in &places[at + 1..] {
                    assert!(!overlaps(*a, *b), "{mask}: {a:?} {b:?}");
                }
            }
        }
    }
}
