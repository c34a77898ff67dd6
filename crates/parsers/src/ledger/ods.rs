//! OpenDocument spreadsheets (OASIS ODF 1.2 part 1 §9): own reader, because repeated cells can ask for any amount of memory.

use quick_xml::{Reader, events::BytesStart, events::Event};

use super::workbook::{
    Budget, Cell, Fits, LedgerError, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, MAX_TEXT, Merge, Sheet, Workbook,
};

struct Place {
    row: usize,
    column: usize,
    row_repeat: usize,
    row_start: usize,
}

/// Reads `content.xml`.
pub(super) fn read(file: &str, content: &[u8]) -> Result<Workbook, LedgerError> {
    let mut reader = Reader::from_reader(content);
    let mut out = Workbook::default();
    let mut budget = Budget::default();
    let mut sheet: Option<Sheet> = None;
    let mut place = Place { row: 0, column: 0, row_repeat: 1, row_start: 0 };
    let mut cell: Option<(Cell, usize)> = None;
    let mut full = false;
    loop {
        let event = reader.read_event().map_err(|e| LedgerError::Damaged {
            file: file.to_owned(),
            format: "an .ods workbook",
            detail: e.to_string().chars().take(160).collect(),
        })?;
        match &event {
            Event::Start(e) | Event::Empty(e) => {
                let closed = matches!(event, Event::Empty(_));
                match e.local_name().as_ref() {
                    b"table" if !closed => {
                        let name = attribute(e, b"name").unwrap_or_default();
                        sheet = Some(Sheet { name: name.chars().take(100).collect(), ..Sheet::default() });
                        place = Place { row: 0, column: 0, row_repeat: 1, row_start: 0 };
                    }
                    b"table-row" => {
                        place.row_start = place.row;
                        place.column = 0;
                        place.row_repeat = repeat(e, b"number-rows-repeated", MAX_ROWS);
                        if closed {
                            place.row = place.row.saturating_add(place.row_repeat);
                        }
                    }
                    b"table-cell" | b"covered-table-cell" => {
                        let opened = open_cell(e, &place, sheet.as_mut());
                        if closed {
                            full |= close_cell(opened, &mut place, sheet.as_mut(), &mut budget, &mut out);
                        } else {
                            cell = Some(opened);
                        }
                    }
                    b"line-break" => push(&mut cell, "\n"),
                    b"s" => push(&mut cell, " "),
                    b"p" if cell.as_ref().is_some_and(|(c, _)| !c.text.is_empty()) => push(&mut cell, "\n"),
                    _ => {}
                }
            }
            Event::Text(text) => {
                if let Ok(text) = text.decode() {
                    push(&mut cell, &text);
                }
            }
            Event::GeneralRef(name) => push(&mut cell, entity(name)),
            Event::End(e) => match e.local_name().as_ref() {
                b"table-cell" | b"covered-table-cell" => {
                    if let Some(opened) = cell.take() {
                        full |= close_cell(opened, &mut place, sheet.as_mut(), &mut budget, &mut out);
                    }
                }
                b"table-row" => place.row = place.row_start.saturating_add(place.row_repeat),
                b"table" => out.sheets.extend(sheet.take()),
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
        if full || out.sheets.len() >= MAX_SHEETS {
            break;
        }
    }
    out.sheets.extend(sheet);
    Ok(out)
}

/// Only the five entities of XML; a document's own are not expanded.
fn entity(name: &[u8]) -> &'static str {
    match name {
        b"amp" => "&",
        b"lt" => "<",
        b"gt" => ">",
        b"quot" => "\"",
        b"apos" => "'",
        _ => "",
    }
}

fn push(cell: &mut Option<(Cell, usize)>, text: &str) {
    if let Some((cell, _)) = cell
        && cell.date.is_none()
        && cell.text.len() < MAX_TEXT
    {
        cell.text.push_str(text);
    }
}

fn open_cell(e: &BytesStart<'_>, place: &Place, sheet: Option<&mut Sheet>) -> (Cell, usize) {
    let mut cell = Cell::default();
    if let Some(date) = attribute(e, b"date-value") {
        let day: String = date.chars().take_while(|c| *c != 'T').take(10).collect();
        cell = Cell { text: day.clone(), number: None, date: Some(day) };
    } else if let Some(number) = attribute(e, b"value").and_then(|v| v.parse::<f64>().ok()) {
        cell.number = Some(number);
    }
    let wide = repeat(e, b"number-columns-spanned", MAX_COLUMNS);
    let high = repeat(e, b"number-rows-spanned", MAX_ROWS);
    if let Some(sheet) = sheet
        && (wide > 1 || high > 1)
        && sheet.merges.len() < 50_000
    {
        sheet.merges.push(Merge {
            first_row: place.row as u32,
            first_column: place.column as u32,
            last_row: (place.row + high - 1) as u32,
            last_column: (place.column + wide - 1) as u32,
        });
    }
    (cell, repeat(e, b"number-columns-repeated", MAX_COLUMNS + 1))
}

/// Puts the cell at its places. `true` when the bounds are used up.
fn close_cell(
    (cell, columns): (Cell, usize),
    place: &mut Place,
    sheet: Option<&mut Sheet>,
    budget: &mut Budget,
    out: &mut Workbook,
) -> bool {
    let start = place.column;
    place.column = place.column.saturating_add(columns);
    let Some(sheet) = sheet else { return false };
    if cell.text.trim().is_empty() {
        return false;
    }
    for row in place.row_start..place.row_start.saturating_add(place.row_repeat) {
        for column in start..place.column {
            match budget.take(row, column, cell.text.len()) {
                Fits::Yes => sheet.put(row, column, cell.clone()),
                Fits::Skip(code) => {
                    let name = sheet.name.clone();
                    out.warn(code, &name);
                    break;
                }
                Fits::Stop(code) => {
                    let name = sheet.name.clone();
                    out.warn(code, &name);
                    return true;
                }
            }
        }
    }
    false
}

fn attribute(e: &BytesStart<'_>, local: &[u8]) -> Option<String> {
    e.attributes()
        .flatten()
        .find(|a| a.key.local_name().as_ref() == local)
        .map(|a| String::from_utf8_lossy(&a.value).into_owned())
        .and_then(|raw| quick_xml::escape::unescape(&raw).ok().map(std::borrow::Cow::into_owned))
}

fn repeat(e: &BytesStart<'_>, local: &[u8], most: usize) -> usize {
    attribute(e, local).and_then(|v| v.parse::<usize>().ok()).unwrap_or(1).clamp(1, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>"#;

    #[test]
    fn cells_dates_and_repeats_are_read() {
        let xml = format!(
            r#"{HEAD}<table:table table:name="台帳"><table:table-row table:number-rows-repeated="2"/><table:table-row>
            <table:table-cell table:number-columns-repeated="2"/><table:table-cell office:value-type="string"><text:p>A &amp; B</text:p></table:table-cell>
            <table:table-cell office:value-type="date" office:date-value="2012-03-30"><text:p>H24.3.30</text:p></table:table-cell></table:table-row></table:table>"#
        );
        let workbook = read("a.ods", xml.as_bytes()).unwrap();
        let sheet = &workbook.sheets[0];
        assert_eq!(
            (sheet.name.as_str(), sheet.text(2, 2), sheet.text(2, 3)),
            ("台帳", "A & B", "2012-03-30")
        );
    }

    #[test]
    fn a_cell_repeated_without_end_stays_bounded() {
        let xml = format!(
            r#"{HEAD}<table:table table:name="x"><table:table-row table:number-rows-repeated="99999999999"><table:table-cell table:number-columns-repeated="99999999999"><text:p>x</text:p></table:table-cell></table:table-row></table:table>"#
        );
        let workbook = read("a.ods", xml.as_bytes()).unwrap();
        assert!(workbook.sheets[0].rows.len() <= MAX_ROWS);
        assert!(!workbook.warnings.is_empty());
    }
}
