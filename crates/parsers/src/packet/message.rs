//! Everything a frame can turn out to say, one variant a family.

use super::{
    link::LinkMessage, medical::MedicalMessage, names::NamesMessage, plant::PlantMessage,
    remote::RemoteMessage, web::WebMessage,
};

/// A parsed message. Details are in the family's own enum.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    Link(LinkMessage),
    Names(NamesMessage),
    Web(WebMessage),
    Remote(RemoteMessage),
    Medical(MedicalMessage),
    Plant(PlantMessage),
}

macro_rules! from_family {
    ($($family:ident($message:ident)),*) => {
        $(impl From<$message> for Message {
            fn from(message: $message) -> Self {
                Self::$family(message)
            }
        })*
    };
}

from_family!(
    Link(LinkMessage),
    Names(NamesMessage),
    Web(WebMessage),
    Remote(RemoteMessage),
    Medical(MedicalMessage),
    Plant(PlantMessage)
);
