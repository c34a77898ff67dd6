//! A-ASSOCIATE-RQ, -AC and -RJ (DICOM PS3.8 §9.3.2–9.3.4): who calls whom, with what software, for what.

use super::sop::Purpose;
use crate::{
    cursor::{Cursor, Parse},
    packet::medical::text,
};

/// What both association PDUs carry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Associate {
    pub called_ae: Option<String>,
    pub calling_ae: Option<String>,
    pub implementation_uid: Option<String>,
    pub implementation_version: Option<String>,
    /// At most 128: the identifiers are the odd numbers 1–255.
    pub contexts: Vec<PresentationContext>,
    /// SCU/SCP role selection (PS3.7 D.3.3.4): class, may be SCU, may be SCP.
    pub roles: Vec<(String, bool, bool)>,
}

/// One presentation context of a request or of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresentationContext {
    pub id: u8,
    /// Abstract syntax; empty in answers.
    pub class: String,
    /// Transfer syntaxes proposed, or the one chosen.
    pub syntaxes: Vec<String>,
    /// 0 accepted; always 0 in requests.
    pub result: u8,
}

/// A service of an association, as far as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Service {
    pub purpose: Purpose,
    /// `None`: no answer seen.
    pub accepted: Option<bool>,
    /// The side that opened the association uses the service.
    pub requestor_scu: bool,
    /// The side that opened the association offers the service.
    pub requestor_scp: bool,
}

const MAX_CONTEXTS: usize = 128;
const MAX_SYNTAXES: usize = 32;

impl Associate {
    /// Reads the body (after the six-byte PDU header) of a request or an acceptance.
    pub fn parse(body: &[u8]) -> Parse<Self> {
        let mut cursor = Cursor::new("A-ASSOCIATE", body);
        cursor.skip(4)?;
        let called_ae = text_of(cursor.take(16)?);
        let calling_ae = text_of(cursor.take(16)?);
        cursor.skip(32)?;
        let mut associate = Self { called_ae, calling_ae, ..Self::default() };
        // A damaged or cut item ends the reading; what came before it stands.
        while let Ok((kind, item)) = item(&mut cursor) {
            match kind {
                0x20 | 0x21 if associate.contexts.len() < MAX_CONTEXTS => {
                    if let Ok(context) = PresentationContext::parse(item) {
                        associate.contexts.push(context);
                    }
                }
                0x50 => associate.user_information(item),
                _ => {}
            }
        }
        Ok(associate)
    }

    /// User information item (PS3.8 §9.3.2.3, PS3.7 annex D.3.3).
    fn user_information(&mut self, bytes: &[u8]) {
        let mut cursor = Cursor::new("user information", bytes);
        while let Ok((kind, value)) = item(&mut cursor) {
            match kind {
                0x52 => self.implementation_uid = text_of(value),
                0x55 => self.implementation_version = text_of(value),
                0x54 if self.roles.len() < MAX_CONTEXTS => {
                    if let Ok(role) = role_selection(value) {
                        self.roles.push(role);
                    }
                }
                _ => {}
            }
        }
    }

    /// Purposes with the answers to them. Sorted, each once.
    #[must_use]
    pub fn services(&self, answer: Option<&Self>) -> Vec<Service> {
        let mut services: Vec<Service> = self
            .contexts
            .iter()
            .map(|context| {
                let accepted = answer.map(|a| a.contexts.iter().any(|c| c.id == context.id && c.result == 0));
                let role = self.roles.iter().find(|(class, ..)| *class == context.class);
                let (requestor_scu, requestor_scp) = role.map_or((true, false), |(_, scu, scp)| (*scu, *scp));
                Service { purpose: Purpose::of(&context.class), accepted, requestor_scu, requestor_scp }
            })
            .collect();
        services.sort_unstable();
        services.dedup();
        services
    }

    /// Class proposed under a context identifier.
    #[must_use]
    pub fn class(&self, id: u8) -> Option<&str> {
        self.contexts.iter().find(|context| context.id == id).map(|context| context.class.as_str())
    }

    /// The only transfer syntax of a context: chosen in an answer, or proposed alone.
    #[must_use]
    pub fn syntax(&self, id: u8) -> Option<&str> {
        match self.contexts.iter().find(|context| context.id == id)?.syntaxes.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}

impl PresentationContext {
    fn parse(bytes: &[u8]) -> Parse<Self> {
        let mut cursor = Cursor::new("presentation context", bytes);
        let id = cursor.u8()?;
        cursor.skip(1)?;
        let result = cursor.u8()?;
        cursor.skip(1)?;
        let mut context = Self { id, class: String::new(), syntaxes: Vec::new(), result };
        while let Ok((kind, value)) = item(&mut cursor) {
            match kind {
                0x30 => context.class = text_of(value).unwrap_or_default(),
                0x40 if context.syntaxes.len() < MAX_SYNTAXES => context.syntaxes.extend(text_of(value)),
                _ => {}
            }
        }
        Ok(context)
    }
}

/// One item: type, reserved, 16-bit length, value.
fn item<'a>(cursor: &mut Cursor<'a>) -> Parse<(u8, &'a [u8])> {
    let kind = cursor.u8()?;
    cursor.skip(1)?;
    let length = cursor.u16()?;
    Ok((kind, cursor.take(usize::from(length))?))
}

fn role_selection(bytes: &[u8]) -> Parse<(String, bool, bool)> {
    let mut cursor = Cursor::new("role selection", bytes);
    let length = cursor.u16()?;
    let class = text_of(cursor.take(usize::from(length))?).unwrap_or_default();
    Ok((class, cursor.u8()? == 1, cursor.u8()? == 1))
}

/// Titles and identifiers are ASCII (VR AE, UI); Japanese sites put Shift_JIS into titles all the same.
fn text_of(bytes: &[u8]) -> Option<String> {
    text::field(&text::Charset::default().decode(bytes))
}

/// A-ASSOCIATE-RJ (§9.3.4): why it was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    CallingAeNotKnown,
    CalledAeNotKnown,
    /// Busy, or any other reason.
    Other,
}

impl Refusal {
    /// From result, source and reason octets.
    #[must_use]
    pub const fn of(source: u8, reason: u8) -> Self {
        match (source, reason) {
            (1, 3) => Self::CallingAeNotKnown,
            (1, 7) => Self::CalledAeNotKnown,
            _ => Self::Other,
        }
    }
}
