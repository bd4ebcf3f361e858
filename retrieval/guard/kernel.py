"""What Linux itself takes away from a child: the network, files, new rights, and life after its parent.

Each is asked for and goes without saying where the kernel or a container refuses it: other systems
and old kernels have only the limits of `sandbox`. Nothing here needs a privilege.

* a new network namespace, in a user namespace of its own where we are not root: no interface, no
  route, not even to this machine (user_namespaces(7), network_namespaces(7));
* Landlock (kernel.org/doc/html/latest/userspace-api/landlock.html, from 5.13; TCP from 6.7, abstract
  sockets and signals from 6.12): files are read below the named folders and written nowhere else;
* no new privileges by running a set-user-id program, and an end with the thread that started us
  (prctl(2)).
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_SIGKILL = 9
_CLONE_NEWNET, _CLONE_NEWUSER = 0x4000_0000, 0x1000_0000
# Numbers of the system calls, the same on all machines (include/uapi/asm-generic/unistd.h).
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_RULE_PATH_BENEATH = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_READING = _EXECUTE | _READ_FILE | _READ_DIR
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | 1 << 14 | 1 << 15  # truncate, ioctl of devices
# The rights to files, to TCP and the scopes that each version of the interface added.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
_NET_SINCE, _SCOPE_SINCE = 4, 6


def die_with_parent() -> None:
    """Be killed when the thread that started this process ends, and gain nothing by exec."""
    libc = _libc()
    if libc is not None:
        libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def leave_network() -> bool:
    """Go where there is no network; whether that was granted. Before any thread is started."""
    libc = _libc()
    if libc is None:
        return False
    flags = _CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWNET | _CLONE_NEWUSER
    return libc.unshare(flags) == 0


def leave_files(readable: Iterable[Path], writable: Iterable[Path]) -> bool:
    """Read below `readable` and write below `writable` alone from now on; whether that was granted."""
    libc = _libc()
    version = libc.syscall(_CREATE_RULESET, None, 0, 1) if libc is not None else -1
    if libc is None or version < 1:
        return False
    handled = (1 << _FILE_RIGHTS[max(v for v in _FILE_RIGHTS if v <= version)]) - 1
    wanted = struct.pack("=QQQ", handled, 0b11 if version >= _NET_SINCE else 0, 0b11 if version >= _SCOPE_SINCE else 0)
    size = 24 if version >= _SCOPE_SINCE else 16 if version >= _NET_SINCE else 8
    ruleset = libc.syscall(_CREATE_RULESET, wanted, size, 0)
    if ruleset < 0:
        return False
    try:
        for place in readable:
            _allow(libc, ruleset, place, _READING & handled)
        for place in writable:
            _allow(libc, ruleset, place, handled)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, place: Path, rights: int) -> None:
    """A place that is not there needs no leave."""
    try:
        opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = rights if place.is_dir() else rights & _OF_FILES
        libc.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, struct.pack("=Qi", rights, opened), 0)
    finally:
        os.close(opened)


def _libc() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return libc
