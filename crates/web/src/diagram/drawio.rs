//! The map as a draw.io file (mxGraph XML), so that the hospital can go on drawing.

use std::fmt::Write as _;

use super::{
    grid::{self, Grid, Place},
    model::{Model, ZoneBox},
};

/// The file. Zones are containers, devices lie in them, lines are edges.
#[must_use]
pub fn file(model: &Model) -> String {
    let grid = Grid::new(model);
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<mxfile host=\"kikimori\"><diagram name=\"map\">\
         <mxGraphModel grid=\"1\" gridSize=\"4\" page=\"1\"><root><mxCell id=\"0\"/><mxCell id=\"1\" parent=\"0\"/>",
    );
    for (at, (outside, place)) in model.outside.iter().zip(grid.outside.iter().skip(1)).enumerate() {
        let style = if outside.declared == Some(false) { UNDECLARED } else { BOX };
        let label = format!("{} {}\n{}", outside.number, outside.label, outside.what);
        vertex(&mut out, &format!("o{at}"), "1", &label, style, *place);
    }
    for (at, (zone, place)) in model.zones.iter().zip(&grid.zones).enumerate() {
        let Some(place) = place else { continue };
        let label = format!("{} ({})\n{}", zone.name, zone.cells.len(), zone.address);
        vertex(&mut out, &format!("z{at}"), "1", &label, if zone.blind { UNSEEN } else { ZONE }, *place);
        if zone.open {
            devices(&mut out, &format!("z{at}"), zone);
        }
    }
    for (at, (switch, place)) in model.switches.iter().zip(&grid.switches).enumerate() {
        vertex(&mut out, &format!("s{at}"), "1", &switch.name, ZONE, *place);
        devices(&mut out, &format!("s{at}"), switch);
    }
    for (at, outside) in model.outside.iter().enumerate() {
        if let Some(zone) = model.zones.iter().position(|zone| Some(&zone.id) == outside.zone.as_ref()) {
            let style = if outside.declared == Some(false) { RED } else { BLUE };
            let _ = write!(
                out,
                "<mxCell id=\"e{at}\" edge=\"1\" parent=\"1\" source=\"o{at}\" target=\"z{zone}\" style=\"{style}\">\
                 <mxGeometry relative=\"1\" as=\"geometry\"/></mxCell>"
            );
        }
    }
    out.push_str("</root></mxGraphModel></diagram></mxfile>\n");
    out
}

/// The devices of an opened box, inside it.
fn devices(out: &mut String, parent: &str, zone: &ZoneBox) {
    for (nth, cell) in zone.cells.iter().take(grid::MOST_CELLS).enumerate() {
        let within = Place {
            x: 12 + nth as u32 % grid::ACROSS * grid::CELL.0,
            y: 54 + nth as u32 / grid::ACROSS * grid::CELL.1,
            width: 74,
            height: 38,
        };
        vertex(
            out,
            &format!("{parent}d{nth}"),
            parent,
            &format!("{}\n{}", cell.name, cell.tail),
            DEVICE,
            within,
        );
    }
}

const BOX: &str = "rounded=1;whiteSpace=wrap;html=0;strokeColor=#76838f;fillColor=#ffffff;fontSize=11;";
const UNDECLARED: &str =
    "rounded=1;whiteSpace=wrap;html=0;dashed=1;strokeColor=#b3191e;fillColor=#fdebea;fontSize=11;";
const ZONE: &str = "rounded=1;whiteSpace=wrap;html=0;container=1;verticalAlign=top;align=left;spacingLeft=8;strokeColor=#76838f;fillColor=#f3f5f7;";
const UNSEEN: &str = "rounded=1;whiteSpace=wrap;html=0;dashed=1;strokeColor=#8b6bc0;fillColor=#f2ecfb;";
const DEVICE: &str = "rounded=1;whiteSpace=wrap;html=0;strokeColor=#d8dee5;fillColor=#ffffff;fontSize=10;";
const BLUE: &str = "edgeStyle=orthogonalEdgeStyle;strokeColor=#14568c;strokeWidth=2;endArrow=none;";
const RED: &str = "edgeStyle=orthogonalEdgeStyle;strokeColor=#b3191e;strokeWidth=2;dashed=1;endArrow=none;";

fn vertex(out: &mut String, id: &str, parent: &str, label: &str, style: &str, place: Place) {
    let Place { x, y, width, height } = place;
    let _ = write!(
        out,
        "<mxCell id=\"{id}\" vertex=\"1\" parent=\"{parent}\" value=\"{}\" style=\"{style}\">\
         <mxGeometry x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" as=\"geometry\"/></mxCell>",
        escape(label)
    );
}

/// XML attribute text; control characters that XML 1.0 forbids are dropped.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_cannot_leave_their_attribute() {
        assert_eq!(escape("<b>\"&\u{1}\n"), "&lt;b&gt;&quot;&amp;&#10;");
    }
}
