# SPDX-License-Identifier: Apache-2.0
"""A network of its own on this machine: hosts on one switch, which may be parted, and a line that is slow and lossy.

Hosts and switch are network namespaces (veth pairs and bridges of Linux, made with iproute2). They have no names: they
are there as long as this process or one that it started in them is, however that ends.
"""

import ctypes
import fcntl
import os
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from heapq import heappop, heappush
from pathlib import Path
from random import Random
from select import select
from threading import Thread
from time import monotonic
from typing import Final

import pytest

CLONE_NEWNS, CLONE_NEWNET = 0x00020000, 0x40000000
PREFIX: Final = "10.77.0."
WHOLE: Final = "whole"
OFFICE: Final = "office"
"""The host at which whoever tests is."""
OFFICE_NUMBER: Final = 200
TUNSETIFF: Final = 0x400454CA
TAP_WITHOUT_HEAD: Final = 0x1002
FRAME_MAX: Final = 2_048
_libc: Final = ctypes.CDLL(None, use_errno=True)


def require_namespaces() -> None:
    """Skip, saying so, or fail where tools are required, where no network namespaces can be made."""
    missing = [tool for tool in ("ip", "setpriv", "unshare", "mount") if shutil.which(tool) is None]
    problem = f"{', '.join(missing)} is missing (iproute2, util-linux)" if missing else ""
    if not missing:
        try:
            os.close(_new_namespace())
        except OSError as error:
            problem = f"this machine makes no network namespace: {error.strerror}"
    if problem and missing and os.environ.get("COUNTERFOIL_REQUIRE_TOOLS") == "1":
        raise AssertionError(problem)
    if problem:
        pytest.skip(problem)


@contextmanager
def inside(namespace: int) -> Iterator[None]:
    """This thread, and whatever it starts meanwhile, is in a namespace."""
    before = _own_namespace()
    try:
        _enter(namespace)
        yield
    finally:
        _enter(before)
        os.close(before)


class Floor:
    """The hosts, by name, and the switch between them."""

    def __init__(self, hosts: Sequence[str], closing: ExitStack) -> None:
        self._closing = closing
        self._switch = self._made()
        self._hosts: dict[str, int] = {}
        self.addresses: dict[str, str] = {}
        self._bridge(WHOLE)
        for number, host in enumerate([*hosts, OFFICE], start=1):
            self._plug(host, OFFICE_NUMBER if host == OFFICE else number)

    def at(self, host: str) -> AbstractContextManager[None]:
        """As ``inside``, by the host's name."""
        return inside(self._hosts[host])

    def part(self, *groups: Sequence[str]) -> None:
        """Hosts of one group hear each other, and nobody else; the office hears those of the first."""
        for number, group in enumerate(groups):
            bridge = f"part{number}"
            self._bridge(bridge)
            for host in [*group, *([OFFICE] if number == 0 else [])]:
                self._ip("link", "set", _port(host), "master", bridge)

    def heal(self) -> None:
        """All hear each other."""
        for host in self._hosts:
            self._ip("link", "set", _port(host), "master", WHOLE)

    @contextmanager
    def slow(
        self, host: str, *, delay_s: float, loss: float, seed: int = 1
    ) -> Iterator[Callable[[], Mapping[str, int]]]:
        """The line of a host delays each frame, and loses so large a part of them; gives what it did so far.

        It is made of two ends of ours, since not every kernel has netem.
        """
        address = self.addresses[host]
        with ExitStack() as ending:
            with inside(self._hosts[host]):
                here = _tap("slow0")
            ending.callback(os.close, here)
            with inside(self._switch):
                there = _tap("slow1")
            ending.callback(os.close, there)
            self._ip("link", "set", "slow1", "master", WHOLE, "up")
            self._ip("link", "set", _port(host), "down")
            self._ip("address", "del", f"{address}/24", "dev", "net0", at=host)
            self._ip("address", "add", f"{address}/24", "dev", "slow0", at=host)
            self._ip("link", "set", "slow0", "up", at=host)
            self._forget_neighbours()
            line = _Line(here, there, delay_s, loss, Random(seed))
            line.start()
            try:
                yield lambda: line.counted
            finally:
                line.end()
                self._ip("address", "del", f"{address}/24", "dev", "slow0", at=host)
                self._ip("address", "add", f"{address}/24", "dev", "net0", at=host)
                self._ip("link", "set", _port(host), "up")
                self._forget_neighbours()

    def _made(self) -> int:
        namespace = _new_namespace()
        self._closing.callback(os.close, namespace)
        with inside(namespace):
            _run("ip", "link", "set", "lo", "up")
        return namespace

    def _plug(self, host: str, number: int) -> None:
        self._hosts[host] = namespace = self._made()
        self.addresses[host] = address = f"{PREFIX}{number}"
        other = f"/proc/{os.getpid()}/fd/{namespace}"
        self._ip("link", "add", _port(host), "type", "veth", "peer", "name", "net0", "netns", other)
        self._ip("link", "set", _port(host), "master", WHOLE, "up")
        self._ip("address", "add", f"{address}/24", "dev", "net0", at=host)
        self._ip("link", "set", "net0", "up", at=host)

    def _bridge(self, name: str) -> None:
        with inside(self._switch):
            if subprocess.run(["ip", "link", "show", name], capture_output=True, check=False).returncode:
                _run("ip", "link", "add", name, "type", "bridge")
                _run("ip", "link", "set", name, "up")

    def _forget_neighbours(self) -> None:
        for host in self._hosts:
            self._ip("neighbour", "flush", "all", at=host)

    def _ip(self, *words: str, at: str = "") -> None:
        with inside(self._hosts[at] if at else self._switch):
            _run("ip", *words)


@contextmanager
def floor(hosts: Sequence[str]) -> Iterator[Floor]:
    """A network of these hosts and the office, in which this thread and those that it begins are meanwhile."""
    with ExitStack() as closing:
        made = Floor(hosts, closing)
        with made.at(OFFICE):
            yield made


@contextmanager
def small_disk(length: int) -> Iterator[Path]:
    """A disk with room for so many bytes, seen by this thread and those that it begins, as long as it lasts."""
    before = os.open("/proc/thread-self/ns/mnt", os.O_RDONLY)
    place = Path(tempfile.mkdtemp(prefix="cf-"))
    try:
        _check(_libc.unshare(CLONE_NEWNS))
        _run("mount", "--make-rprivate", "/")
        _run("mount", "-t", "tmpfs", "-o", f"size={length}", "tmpfs", str(place))
        yield place
    finally:
        _check(_libc.setns(before, CLONE_NEWNS))
        os.close(before)
        place.rmdir()


class _Line:
    """Hands on what comes at either end, some time later, or not at all."""

    def __init__(self, here: int, there: int, delay_s: float, loss: float, chance: Random) -> None:
        self._to = {here: there, there: here}
        self._delay_s, self._loss, self._chance = delay_s, loss, chance
        self._wake, self._waker = os.pipe()
        self._thread = Thread(target=self._run, name="slow line")
        self.counted = {"handed on": 0, "lost": 0}

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        os.write(self._waker, b".")
        self._thread.join()
        os.close(self._wake)
        os.close(self._waker)

    def _run(self) -> None:
        waiting: list[tuple[float, int, int, bytes]] = []
        number = 0
        while True:
            now = monotonic()
            while waiting and waiting[0][0] <= now:
                _, _, end, frame = heappop(waiting)
                os.write(end, frame)
            until = None if not waiting else max(0.0, waiting[0][0] - now)
            ready, _, _ = select([*self._to, self._wake], [], [], until)
            if self._wake in ready:
                return
            for end in ready:
                frame = os.read(end, FRAME_MAX)
                if self._chance.random() < self._loss:
                    self.counted["lost"] += 1
                    continue
                self.counted["handed on"] += 1
                number += 1
                heappush(waiting, (monotonic() + self._delay_s, number, self._to[end], frame))


def _port(host: str) -> str:
    """The switch's end of a host's line."""
    return f"v-{host}"[:15]


def _tap(name: str) -> int:
    """One end of a line in this thread's namespace, whose other end is the file."""
    file = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(file, TUNSETIFF, struct.pack("16sH22x", name.encode(), TAP_WITHOUT_HEAD))
    return file


def _new_namespace() -> int:
    """Made by a thread that ends: no other thread is moved."""
    made: list[int | OSError] = []

    def make() -> None:
        try:
            _check(_libc.unshare(CLONE_NEWNET))
            made.append(_own_namespace())
        except OSError as error:
            made.append(error)

    thread = Thread(target=make)
    thread.start()
    thread.join()
    [one] = made
    if isinstance(one, OSError):
        raise one
    return one


def _own_namespace() -> int:
    return os.open("/proc/thread-self/ns/net", os.O_RDONLY)


def _enter(namespace: int) -> None:
    _check(_libc.setns(namespace, CLONE_NEWNET))


def _check(code: int) -> None:
    if code:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, (command, done.stderr.decode())
