//! System call filters (seccomp BPF). What a process does not need it cannot do, whoever has taken it over.
//!
//! The watcher's filter is a list of what is allowed: waiting, memory, the clock, counters of the socket, and writing to
//! standard output and error. No call that sends, connects, opens or executes is on it, and `write` is refused for every
//! other descriptor, so the packet socket cannot send by any path. The courier's filter is a list of what is refused.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen as Width, SeccompCmpOp as Op, SeccompCondition as Condition,
    SeccompFilter, SeccompRule as Rule,
};

use crate::error::SensorError;

type Rules = BTreeMap<i64, Vec<Rule>>;

/// Filters the calling thread and those it starts: receive only.
///
/// # Errors
/// [`SensorError::Filter`] when the kernel has no seccomp or the machine is not known: the caller must not go on.
pub fn receive_only() -> Result<(), SensorError> {
    let mut rules = any(WATCHER_MAY);
    rules.insert(libc::SYS_write, vec![when(0, Op::Eq, 1)?, when(0, Op::Eq, 2)?]);
    // Reading only the pipe that says when to stop.
    rules.insert(libc::SYS_read, vec![when(0, Op::Eq, 0)?]);
    // Memory, but never executable memory.
    let executable = u64::from(libc::PROT_EXEC.unsigned_abs());
    for call in [libc::SYS_mmap, libc::SYS_mprotect] {
        rules.insert(call, vec![when(2, Op::MaskedEq(executable), 0)?]);
    }
    install(rules, SeccompAction::Errno(refused()), SeccompAction::Allow)
}

/// Filters the calling thread and those it starts: no packet sockets, no other programs, no looking into other processes.
///
/// # Errors
/// As [`receive_only`].
pub fn no_packets() -> Result<(), SensorError> {
    let mut rules = any(COURIER_MAY_NOT);
    let family = u64::from(libc::AF_PACKET.unsigned_abs());
    // The type is in the low four bits; the rest are flags.
    let raw_type = condition(1, Op::MaskedEq(0xf), u64::from(libc::SOCK_RAW.unsigned_abs()))?;
    // The resolver of the C library asks the kernel for addresses through a raw netlink socket.
    let not_netlink = condition(0, Op::Ne, u64::from(libc::AF_NETLINK.unsigned_abs()))?;
    let raw = Rule::new(vec![not_netlink, raw_type]).map_err(failed)?;
    rules.insert(libc::SYS_socket, vec![when(0, Op::Eq, family)?, raw]);
    install(rules, SeccompAction::Allow, SeccompAction::Errno(refused()))
}

/// Calls the watcher needs with any argument.
const WATCHER_MAY: &[i64] = &[
    // waiting and the clock
    libc::SYS_ppoll,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_poll,
    libc::SYS_clock_gettime,
    libc::SYS_gettimeofday,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_restart_syscall,
    libc::SYS_sched_yield,
    libc::SYS_futex,
    // memory
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_getrandom,
    // the socket's counters and pending error
    libc::SYS_getsockopt,
    libc::SYS_getsockname,
    // ending, with and without an error
    libc::SYS_close,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_rt_sigreturn,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigaction,
    libc::SYS_sigaltstack,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_tgkill,
];

/// Calls no courier has a reason for.
const COURIER_MAY_NOT: &[i64] = &[
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_getfd,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_io_uring_setup,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_setns,
    libc::SYS_unshare,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
];

fn any(calls: &[i64]) -> Rules {
    calls.iter().map(|call| (*call, Vec::new())).collect()
}

fn condition(argument: u8, op: Op, value: u64) -> Result<Condition, SensorError> {
    Condition::new(argument, Width::Dword, op, value).map_err(failed)
}

fn when(argument: u8, op: Op, value: u64) -> Result<Rule, SensorError> {
    Rule::new(vec![condition(argument, op, value)?]).map_err(failed)
}

const fn refused() -> u32 {
    libc::EPERM.unsigned_abs()
}

fn install(rules: Rules, otherwise: SeccompAction, listed: SeccompAction) -> Result<(), SensorError> {
    let machine = std::env::consts::ARCH.try_into().map_err(failed)?;
    let filter = SeccompFilter::new(rules, otherwise, listed, machine).map_err(failed)?;
    let program: BpfProgram = filter.try_into().map_err(failed)?;
    seccompiler::apply_filter(&program).map_err(failed)
}

fn failed<E: std::fmt::Display>(error: E) -> SensorError {
    SensorError::Filter(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_sends_opens_or_executes_is_allowed_to_a_watcher() {
        let sends = [
            libc::SYS_sendto,
            libc::SYS_sendmsg,
            libc::SYS_sendmmsg,
            libc::SYS_writev,
            libc::SYS_pwrite64,
            libc::SYS_pwritev,
            libc::SYS_pwritev2,
            libc::SYS_sendfile,
            libc::SYS_splice,
            libc::SYS_tee,
            libc::SYS_vmsplice,
            libc::SYS_io_uring_setup,
            libc::SYS_io_submit,
        ];
        let others = [
            libc::SYS_socket,
            libc::SYS_connect,
            libc::SYS_bind,
            libc::SYS_setsockopt,
            libc::SYS_ioctl,
            libc::SYS_openat,
            libc::SYS_execve,
            libc::SYS_clone,
            libc::SYS_dup3,
            libc::SYS_ptrace,
        ];
        for call in sends.iter().chain(&others) {
            assert!(!WATCHER_MAY.contains(call), "system call {call}");
        }
    }
}
