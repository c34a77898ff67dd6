//! The receive ring of a packet socket: the only module with unsafe code, because memory is shared with the kernel.
//!
//! Receive only: there is no transmit ring and no call that sends. Frames that the machine itself sends on the interface are
//! not received either. See packet(7) and Documentation/networking/packet_mmap.rst of the kernel.
#![expect(
    unsafe_code,
    reason = "a ring shared with the kernel cannot be had otherwise; every use says why it is sound"
)]

use std::{
    io,
    mem::size_of,
    os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd},
    ptr::{self, NonNull},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use nix::sys::socket::{LinkAddr, getsockname, getsockopt, sockopt};

use crate::block::{self, Arrived};

/// Bytes of a block; a multiple of the page size, and more than the largest frame.
const BLOCK: usize = 1 << 20;
/// A block that is not full is handed over after so long.
pub const HAND_OVER: Duration = Duration::from_millis(100);
/// Every protocol (linux/if_ether.h `ETH_P_ALL`).
const EVERY_PROTOCOL: u16 = 0x0003;

/// An open ring on one interface.
#[derive(Debug)]
pub struct Ring {
    // Declared before the socket, so that the memory goes first.
    memory: Memory,
    socket: OwnedFd,
    next: usize,
}

/// What the kernel counted since it was asked last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KernelCounts {
    /// Frames that arrived at the socket, with the dropped ones.
    pub arrived: u64,
    /// Frames dropped because the ring was full.
    pub dropped: u64,
}

impl Ring {
    /// Opens a ring of about `bytes` bytes on the interface with this index, in promiscuous mode. Needs `CAP_NET_RAW`. The
    /// interface needs no address and is not changed otherwise.
    ///
    /// # Errors
    /// What the operating system says: no right, no such interface, no memory.
    pub fn open(index: u32, bytes: usize) -> io::Result<Self> {
        let index = i32::try_from(index).map_err(|_| io::ErrorKind::InvalidInput)?;
        // SAFETY: a plain system call without pointers.
        let fd = unsafe { libc::socket(libc::AF_PACKET, libc::SOCK_RAW | libc::SOCK_CLOEXEC, 0) };
        check(fd)?;
        // SAFETY: the descriptor was just opened and belongs to nobody else.
        let socket = unsafe { OwnedFd::from_raw_fd(fd) };
        set(&socket, libc::PACKET_VERSION, &(libc::tpacket_versions::TPACKET_V3 as libc::c_int))?;
        // Own frames are of no interest. Kernels before 4.20 do not know the option; nothing is lost then.
        drop(set(&socket, libc::PACKET_IGNORE_OUTGOING, &1));
        let blocks = (bytes / BLOCK).clamp(4, 1024);
        let request = libc::tpacket_req3 {
            tp_block_size: BLOCK as libc::c_uint,
            tp_block_nr: blocks as libc::c_uint,
            tp_frame_size: 2048,
            tp_frame_nr: (BLOCK / 2048 * blocks) as libc::c_uint,
            tp_retire_blk_tov: HAND_OVER.as_millis() as libc::c_uint,
            tp_sizeof_priv: 0,
            tp_feature_req_word: 0,
        };
        set(&socket, libc::PACKET_RX_RING, &request)?;
        let memory = Memory::map(socket.as_fd(), blocks)?;
        bind(&socket, index)?;
        let promiscuous = libc::packet_mreq {
            mr_ifindex: index,
            mr_type: libc::PACKET_MR_PROMISC as libc::c_ushort,
            mr_alen: 0,
            mr_address: [0; 8],
        };
        set(&socket, libc::PACKET_ADD_MEMBERSHIP, &promiscuous)?;
        Ok(Self { memory, socket, next: 0 })
    }

    /// Hands over every frame of at most one full turn of the ring; the number of blocks that were ready.
    pub fn take(&mut self, mut each: impl FnMut(Arrived<'_>)) -> usize {
        for ready in 0..self.memory.blocks {
            let Some(bytes) = self.memory.filled(self.next) else { return ready };
            block::frames(bytes).for_each(&mut each);
            self.memory.give_back(self.next);
            self.next = (self.next + 1) % self.memory.blocks;
        }
        self.memory.blocks
    }

    /// Frames and drops since this was called last.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn counts(&self) -> io::Result<KernelCounts> {
        let mut stats = libc::tpacket_stats_v3 { tp_packets: 0, tp_drops: 0, tp_freeze_q_cnt: 0 };
        let mut length = size_of::<libc::tpacket_stats_v3>() as libc::socklen_t;
        // SAFETY: `stats` and `length` outlive the call, and `length` is the size of `stats`.
        let done = unsafe {
            libc::getsockopt(
                self.socket.as_raw_fd(),
                libc::SOL_PACKET,
                libc::PACKET_STATISTICS,
                ptr::from_mut(&mut stats).cast(),
                &raw mut length,
            )
        };
        check(done)?;
        Ok(KernelCounts { arrived: stats.tp_packets.into(), dropped: stats.tp_drops.into() })
    }

    /// Takes the pending error of the socket: `ENETDOWN` when the interface went down. It comes back by itself.
    #[must_use]
    pub fn take_error(&self) -> Option<io::Error> {
        let code = getsockopt(&self.socket, sockopt::SocketError).ok()?;
        (code != 0).then(|| io::Error::from_raw_os_error(code))
    }

    /// Whether the interface was removed: this ring will never receive again.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        // The kernel sets the index to -1; LinkAddr shows it as usize.
        getsockname::<LinkAddr>(self.socket.as_raw_fd()).is_ok_and(|address| address.ifindex() as i32 == -1)
    }
}

impl AsFd for Ring {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

/// The mapped ring.
#[derive(Debug)]
struct Memory {
    base: NonNull<u8>,
    blocks: usize,
}

// SAFETY: the mapping is owned by this value alone and is not tied to a thread.
unsafe impl Send for Memory {}

impl Memory {
    fn map(socket: BorrowedFd<'_>, blocks: usize) -> io::Result<Self> {
        // SAFETY: a new shared mapping at an address the kernel chooses; the length is that of the ring just made.
        let base = unsafe {
            libc::mmap(
                ptr::null_mut(),
                BLOCK * blocks,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED,
                socket.as_raw_fd(),
                0,
            )
        };
        if base == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        NonNull::new(base.cast())
            .map(|base| Self { base, blocks })
            .ok_or_else(|| io::ErrorKind::OutOfMemory.into())
    }

    fn block(&self, number: usize) -> NonNull<u8> {
        let offset = (number % self.blocks) * BLOCK;
        // SAFETY: `offset` is a multiple of BLOCK below `blocks * BLOCK`, the length of the mapping.
        unsafe { self.base.add(offset) }
    }

    fn status(&self, number: usize) -> &AtomicU32 {
        // SAFETY: the status word lies inside the block, is aligned (blocks are page aligned, the offset is 8), lives as long as
        // the mapping, and is written by the kernel and by us through this atomic only.
        unsafe { AtomicU32::from_ptr(self.block(number).add(block::STATUS_AT).cast().as_ptr()) }
    }

    /// The bytes of a block that the kernel has handed over.
    fn filled(&self, number: usize) -> Option<&[u8]> {
        let mine = self.status(number).load(Ordering::Acquire) & libc::TP_STATUS_USER != 0;
        // SAFETY: the block lies inside the mapping. Until it is given back the kernel does not write to it, and `give_back`
        // needs `&mut self`, so that no slice is alive then.
        mine.then(|| unsafe { std::slice::from_raw_parts(self.block(number).as_ptr(), BLOCK) })
    }

    fn give_back(&mut self, number: usize) {
        self.status(number).store(libc::TP_STATUS_KERNEL, Ordering::Release);
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        // SAFETY: exactly what `map` mapped; no slice of it outlives `self`.
        unsafe { libc::munmap(self.base.as_ptr().cast(), BLOCK * self.blocks) };
    }
}

fn bind(socket: &OwnedFd, index: i32) -> io::Result<()> {
    let address = libc::sockaddr_ll {
        sll_family: libc::AF_PACKET as libc::c_ushort,
        sll_protocol: EVERY_PROTOCOL.to_be(),
        sll_ifindex: index,
        sll_hatype: 0,
        sll_pkttype: 0,
        sll_halen: 0,
        sll_addr: [0; 8],
    };
    let length = size_of::<libc::sockaddr_ll>() as libc::socklen_t;
    // SAFETY: `address` outlives the call and has the length told.
    check(unsafe { libc::bind(socket.as_raw_fd(), ptr::from_ref(&address).cast(), length) })
}

fn set<T>(socket: &OwnedFd, option: libc::c_int, value: &T) -> io::Result<()> {
    let length = size_of::<T>() as libc::socklen_t;
    // SAFETY: `value` outlives the call and has the length told; the kernel only reads it.
    check(unsafe {
        libc::setsockopt(socket.as_raw_fd(), libc::SOL_PACKET, option, ptr::from_ref(value).cast(), length)
    })
}

fn check(returned: libc::c_int) -> io::Result<()> {
    if returned < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
