//! The life of a watcher process: open, give up every right, receive, and say what was seen, until told to stop.

use std::{
    io::{self, Write},
    os::fd::{AsFd, BorrowedFd},
    thread,
    time::{Duration, Instant},
};

use discovery::packing::pack;
use domain::time::Timestamp;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::{
    clock_jump::ClockWatch,
    error::SensorError,
    filter,
    interface::Interface,
    message::Message,
    privileges::{self, Identity},
    ring::{HAND_OVER, Ring},
    watcher::Watcher,
};

/// What a watcher is told when it starts.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Name of the sensor, for the summaries.
    pub sensor: String,
    pub interface: String,
    pub batch: Duration,
    /// Stop after this; `None` for months.
    pub at_most: Option<Duration>,
    /// Bytes of the receive ring.
    pub ring: usize,
    pub identity: Option<Identity>,
}

/// Where the wall time comes from.
pub type Wall = fn() -> Timestamp;

/// Opens, gives up rights, and watches until `stop` closes or the time is over. Batches go into `out`.
///
/// # Errors
/// What could not be done. Nothing of the traffic was looked at unless every right was given up.
pub fn run(
    settings: &Settings,
    wall: Wall,
    stop: BorrowedFd<'_>,
    out: &mut impl Write,
) -> Result<(), SensorError> {
    let interface = Interface::find(&settings.interface)?;
    let opening = SensorError::io(format!("opening {} for watching", settings.interface));
    let ring = Ring::open(interface.index, settings.ring).map_err(opening)?;
    privileges::give_up(settings.identity)?;
    let standing = privileges::standing();
    filter::receive_only()?;
    let ready = Message::Ready(format!("{}: watching; {standing}", settings.interface));
    ready.write(&mut *out).map_err(SensorError::io("telling the courier"))?;
    let name = format!("{}:{}", settings.sensor, settings.interface);
    let mut watcher = Watcher::new(&name, interface.link, interface.mac);
    for (code, detail) in interface.cautions() {
        watcher.note(code, &detail);
    }
    Watch { ring, watcher, clock: ClockWatch::default(), wall, began: Instant::now(), down: !interface.up }
        .run(settings, stop, out)
}

struct Watch {
    ring: Ring,
    watcher: Watcher,
    clock: ClockWatch,
    wall: Wall,
    began: Instant,
    down: bool,
}

/// Why waiting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Woken {
    ToLook,
    ToStop,
}

impl Watch {
    fn run(
        mut self,
        settings: &Settings,
        stop: BorrowedFd<'_>,
        out: &mut impl Write,
    ) -> Result<(), SensorError> {
        let mut next_batch = settings.batch;
        let mut scratch = Vec::new();
        self.look_at_clock();
        loop {
            let woken = self.wait(stop)?;
            self.receive(&mut scratch);
            let running = self.began.elapsed();
            let gone = self.interface_is_gone();
            let ends = woken == Woken::ToStop || gone || settings.at_most.is_some_and(|most| running >= most);
            if ends {
                // A block that is not full is handed over a little later: what arrived until now belongs to the last batch.
                thread::sleep(HAND_OVER * 2);
                self.receive(&mut scratch);
            }
            if ends || running >= next_batch {
                next_batch = running + settings.batch;
                self.say(out)?;
            }
            if gone {
                return Err(SensorError::Refused(format!("{} was removed", settings.interface)));
            }
            if ends {
                return Ok(());
            }
        }
    }

    fn receive(&mut self, scratch: &mut Vec<u8>) {
        let watcher = &mut self.watcher;
        self.ring.take(|arrived| {
            let (data, length) = arrived.on_the_wire(scratch);
            watcher.frame(arrived.time, data, length);
        });
    }

    fn wait(&self, stop: BorrowedFd<'_>) -> Result<Woken, SensorError> {
        let mut descriptors =
            [PollFd::new(self.ring.as_fd(), PollFlags::POLLIN), PollFd::new(stop, PollFlags::POLLIN)];
        match poll(&mut descriptors, PollTimeout::from(200u8)) {
            Ok(_) | Err(nix::Error::EINTR) => {}
            Err(error) => return Err(SensorError::os("waiting for frames")(error)),
        }
        let [_, stop] = descriptors;
        let stopped = stop.revents().is_some_and(|events| !events.is_empty());
        Ok(if stopped { Woken::ToStop } else { Woken::ToLook })
    }

    /// Notes that the interface went down or came back. The socket receives again by itself; only a removed interface ends it.
    fn interface_is_gone(&mut self) -> bool {
        if self.ring.take_error().is_some_and(|error| error.raw_os_error() == Some(libc::ENETDOWN)) {
            self.down = true;
            self.watcher.note("interface-down", "the interface went down");
        }
        self.ring.is_gone()
    }

    fn look_at_clock(&mut self) {
        if let Some(jump) = self.clock.jump((self.wall)(), self.began.elapsed()) {
            self.watcher.note("clock-jump", &format!("the clock was set by {} s", jump / 1_000_000));
        }
    }

    fn say(&mut self, out: &mut impl Write) -> Result<(), SensorError> {
        self.look_at_clock();
        let counts = self.ring.counts().unwrap_or_default();
        self.watcher.dropped(counts.dropped);
        if self.down && counts.arrived > 0 {
            self.down = false;
            self.watcher.note("interface-up", "frames arrive again");
        }
        let batch = pack(&self.watcher.batch()).map_err(SensorError::io("packing observations"))?;
        match Message::Batch(batch).write(out) {
            // The courier is gone: there is nobody left to watch for.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                Err(SensorError::Refused("the courier is gone".into()))
            }
            done => done.map_err(SensorError::io("telling the courier")),
        }
    }
}
