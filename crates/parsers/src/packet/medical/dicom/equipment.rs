//! Equipment attributes of data sets (PS3.3 C.7.5.1 general equipment, C.4.10 worklist, C.4.14 performed step, C.13.9 printer).

use super::{
    command::{C_FIND_RQ, C_STORE_RQ, Command, N_CREATE_RQ, N_GET_RSP},
    data_set::{DataSetReader, Encoding, Tag, Wanted},
    sop::Purpose,
};
use crate::packet::medical::text::{self, Charset};

/// In what the equipment was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Object stored by the side that opened the association.
    Stored,
    /// Object stored because of a C-MOVE or C-GET: the sender is an archive, not the equipment.
    Retrieved,
    /// Worklist query: the asking equipment names itself.
    WorklistQuery,
    /// Performed procedure step: the equipment names itself.
    PerformedStep,
    /// A printer's answer about itself.
    Printer,
}

/// Equipment, never a person. Belongs together: one object's values are one piece of equipment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equipment {
    pub origin: Origin,
    /// Title of the side that opened the association, when seen.
    pub calling_ae: Option<String>,
    /// (0008,0060)
    pub modality: Option<String>,
    /// (0008,0070)
    pub manufacturer: Option<String>,
    /// (0008,1090)
    pub model: Option<String>,
    /// (0008,1010), (0040,0242), (0040,0010) or a printer's name (2110,0030)
    pub station: Option<String>,
    /// (0018,1000)
    pub serial: Option<String>,
    /// (0018,1020), several joined by `, `
    pub software: Option<String>,
    /// (0008,0080)
    pub institution: Option<String>,
    /// (0008,1040)
    pub department: Option<String>,
    /// (0040,0243) or (0040,0011)
    pub location: Option<String>,
    /// (0040,0241) or (0040,0001)
    pub station_ae: Option<String>,
    /// (0018,1009) inside (0018,100A)
    pub udi: Option<String>,
}

const STORED: Wanted = Wanted {
    values: &[
        0x0008_0005,
        0x0008_0060,
        0x0008_0070,
        0x0008_0080,
        0x0008_1010,
        0x0008_1040,
        0x0008_1090,
        0x0018_1000,
        0x0018_1009,
        0x0018_1020,
    ],
    sequences: &[0x0018_100a],
    last: 0x0018_1020,
};
const WORKLIST: Wanted = Wanted {
    values: &[0x0008_0005, 0x0008_0060, 0x0040_0001, 0x0040_0010, 0x0040_0011],
    sequences: &[0x0040_0100],
    last: 0x0040_0100,
};
const PERFORMED: Wanted = Wanted {
    values: &[0x0008_0005, 0x0008_0060, 0x0040_0241, 0x0040_0242, 0x0040_0243],
    sequences: &[],
    last: 0x0040_0243,
};
const PRINTER: Wanted = Wanted {
    values: &[0x0008_0005, 0x0008_0070, 0x0008_1090, 0x0018_1000, 0x0018_1020, 0x2110_0030],
    sequences: &[],
    last: 0x2110_0030,
};

/// What to read of the data set that follows a command. `None`: nothing, it is only counted.
pub fn interest(command: &Command, from_requestor: bool) -> Option<(Origin, Wanted)> {
    let purpose = command.class.as_deref().map(Purpose::of);
    match (command.field, purpose) {
        _ if !command.has_data_set => None,
        (C_STORE_RQ, _) if command.ordered_by_move || !from_requestor => Some((Origin::Retrieved, STORED)),
        (C_STORE_RQ, _) => Some((Origin::Stored, STORED)),
        (C_FIND_RQ, Some(Purpose::Worklist)) => Some((Origin::WorklistQuery, WORKLIST)),
        (N_CREATE_RQ, Some(Purpose::PerformedStep)) => Some((Origin::PerformedStep, PERFORMED)),
        (N_GET_RSP, Some(Purpose::Printer)) => Some((Origin::Printer, PRINTER)),
        _ => None,
    }
}

/// Equipment of an object that is not sent by an association.
pub fn of_set(set: &[u8], origin: Origin, encoding: Encoding) -> Option<Equipment> {
    let mut reader = DataSetReader::new(STORED, Some(encoding));
    reader.feed(set);
    equipment(origin, None, &reader.finish())
}

/// Turns the kept values into equipment. `None` when nothing says what it is.
pub fn equipment(origin: Origin, calling_ae: Option<String>, values: &[(Tag, Vec<u8>)]) -> Option<Equipment> {
    let raw = |tag: Tag| values.iter().find(|(t, _)| *t == tag).map(|(_, value)| value.as_slice());
    let charset = Charset::declared(&String::from_utf8_lossy(raw(0x0008_0005).unwrap_or_default()));
    let text = |tag: Tag| raw(tag).and_then(|value| text::field(&charset.decode(value).replace('\\', ", ")));
    let either = |first: Tag, second: Tag| text(first).or_else(|| text(second));
    let equipment = Equipment {
        origin,
        calling_ae,
        modality: text(0x0008_0060).filter(|code| code != "*" && code.len() <= 16),
        manufacturer: text(0x0008_0070),
        model: text(0x0008_1090),
        station: either(0x0008_1010, 0x0040_0242).or_else(|| either(0x0040_0010, 0x2110_0030)),
        serial: text(0x0018_1000),
        software: text(0x0018_1020),
        institution: text(0x0008_0080),
        department: text(0x0008_1040),
        location: either(0x0040_0243, 0x0040_0011),
        station_ae: either(0x0040_0241, 0x0040_0001).filter(|title| title != "*" && !title.contains('?')),
        udi: text(0x0018_1009),
    };
    let said = [
        &equipment.modality,
        &equipment.manufacturer,
        &equipment.model,
        &equipment.station,
        &equipment.serial,
    ];
    (said.iter().any(|value| value.is_some()) || equipment.station_ae.is_some()).then_some(equipment)
}
