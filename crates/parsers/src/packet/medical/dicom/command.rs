//! The command set of a DIMSE message (PS3.7 §6.3 and annex E): always implicit little-endian, never patient data.

use crate::cursor::Cursor;

/// The fields we act on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// (0000,0100): `0x0001` C-STORE-RQ, `0x0020` C-FIND-RQ, `0x0140` N-CREATE-RQ, `0x8110` N-GET-RSP …
    pub field: u16,
    /// (0000,0002) or (0000,0003): affected or requested SOP class.
    pub class: Option<String>,
    /// (0000,1030): the store was ordered by a C-MOVE, so the sender is an archive.
    pub ordered_by_move: bool,
    /// (0000,0800) is not 0x0101: a data set follows.
    pub has_data_set: bool,
}

pub const C_STORE_RQ: u16 = 0x0001;
pub const C_FIND_RQ: u16 = 0x0020;
pub const N_GET_RSP: u16 = 0x8110;
pub const N_CREATE_RQ: u16 = 0x0140;

impl Command {
    /// Reads what is there; a cut command keeps what came before the cut.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Self {
        let mut command = Self::default();
        let mut cursor = Cursor::new("DIMSE command", bytes);
        while let (Ok(group), Ok(element), Ok(length)) = (cursor.u16_le(), cursor.u16_le(), cursor.u32_le()) {
            let Ok(value) = cursor.take(length as usize) else { break };
            if group != 0 {
                break;
            }
            let number = value.first_chunk().map_or(0, |two| u16::from_le_bytes(*two));
            match element {
                0x0002 | 0x0003 => {
                    let text = std::str::from_utf8(value).unwrap_or_default().trim_matches(['\0', ' ']);
                    command.class = (!text.is_empty() && text.len() <= 64).then(|| text.to_owned());
                }
                0x0100 => command.field = number,
                0x0800 => command.has_data_set = number != 0x0101,
                0x1030 => command.ordered_by_move = value.iter().any(|b| *b > b' '),
                _ => {}
            }
        }
        command
    }
}
