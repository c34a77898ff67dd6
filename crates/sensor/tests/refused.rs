//! After giving up rights and filtering, a watcher cannot send, open, connect or execute. Needs root; says so when it cannot run.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail loudly")]

use std::{fs::File, io, net::UdpSocket, os::fd::AsRawFd, process::Command};

use nix::sys::socket::{MsgFlags, send};
use sensor::{
    filter,
    interface::Interface,
    privileges::{self, Identity},
    ring::Ring,
};

const CHILD: &str = "KIKIMORI_REFUSED_CHILD";
/// A frame of an experimental protocol (IEEE 802 Local Experimental Ethertype 1) that nobody answers.
const FRAME: [u8; 60] = {
    let mut frame = [0; 60];
    frame[12] = 0x88;
    frame[13] = 0xb5;
    frame
};

#[test]
fn a_watcher_cannot_send() {
    if std::env::var_os(CHILD).is_some() {
        return try_everything();
    }
    if !nix::unistd::geteuid().is_root() {
        return eprintln!("skipped: needs root to open a packet socket");
    }
    let name = ["--exact", "a_watcher_cannot_send", "--nocapture", "--test-threads", "1"];
    let out = Command::new(std::env::current_exe().unwrap()).args(name).env(CHILD, "1").output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success() && text.contains("everything refused"), "{text}");
}

fn try_everything() {
    let ring = Ring::open(Interface::find("lo").unwrap().index, 4 << 20).unwrap();
    send(ring.as_fd_number(), &FRAME, MsgFlags::empty()).expect("before the filter the socket could send");
    privileges::give_up(Identity::choose(None).unwrap()).unwrap();
    let standing = privileges::standing();
    assert!(
        standing.contains("CapEff: 0000000000000000") && standing.contains("NoNewPrivs: 1"),
        "{standing}"
    );
    assert!(!standing.contains("Uid: 0,"), "{standing}");
    filter::receive_only().unwrap();
    let refused =
        |what: &str, error: io::Error| assert_eq!(error.raw_os_error(), Some(libc::EPERM), "{what}");
    refused("send", send(ring.as_fd_number(), &FRAME, MsgFlags::empty()).unwrap_err().into());
    refused("write", nix::unistd::write(&ring, &FRAME).unwrap_err().into());
    refused("open", File::open("/etc/hostname").unwrap_err());
    refused("socket", UdpSocket::bind("127.0.0.1:0").unwrap_err());
    refused("execute", Command::new("/bin/true").status().unwrap_err());
    assert!(ring.counts().is_ok(), "counters still work");
    println!("everything refused");
}

trait Number {
    fn as_fd_number(&self) -> i32;
}

impl Number for Ring {
    fn as_fd_number(&self) -> i32 {
        use std::os::fd::AsFd;
        self.as_fd().as_raw_fd()
    }
}
