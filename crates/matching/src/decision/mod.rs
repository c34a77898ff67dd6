//! What to do first, and what to do: decision tables walked, their questions answered from what is known and seen, actions for the
//! people who can take them.

mod actions;
mod environment;
mod evaluate;
mod on_paper;
mod situation;
#[cfg(test)]
mod testing;
mod week;
mod words;

pub use actions::{
    Action, ActionKind, Case, Control, InUse, Letter, MakerSays, PartFix, Permit, Role, Said, Side, actions,
    control, letter,
};
pub use environment::{Adjusted, Changed, Surround, adjust};
pub use evaluate::{Alternative, Called, Decided, Given, NotAsked, Outcome, Step, evaluate};
pub use on_paper::{OnPaper, on_paper};
pub use situation::{
    Answer, ENOUGH, Exposure, Interim, Measures, Overruled, Seen, Signals, Situation, Surroundings, effect,
    effect_of_kind, exploitation, exposure, interim, is_answer,
};
pub use week::{Concern, Count, FIRST, Missing, Thing, Unknown, Week, five_things_this_week};
pub use words::Both;
