# SPDX-License-Identifier: Apache-2.0
"""A socket in a folder of this machine: messages in frames, each its length in eight bytes, then itself.

Who may open the file may speak: the file system says who that is. It is made with rights for its owner alone before
anybody is heard.
"""

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from counterfoil.primitives.errors import ClosedError

MESSAGE_LENGTH_MAX: Final = 256 * 2**20
SEND_S: Final = 30
"""Whoever reads nothing for so long is let go of."""
PATH_LENGTH_MAX: Final = 100
"""Bytes: systems take 103 or 107."""
_LENGTH: Final = struct.Struct(">Q")
_BACKLOG: Final = 128


def listen(path: Path) -> socket.socket:
    """Listen at a path, in the place of whoever died there. The caller holds a lock: nobody else listens. OSError."""
    with suppress(FileNotFoundError):
        path.unlink()
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _address(path) as address:
            listening.bind(address)
        path.chmod(0o600)  # before it listens: until then nobody is heard
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        error.filename = error.filename or str(path)
        raise
    return listening


def connect(path: Path) -> socket.socket | None:
    """A connection to whoever listens at a path; None where nobody does. Raises OSError, such as for lack of rights."""
    if not path.exists():
        return None
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _address(path) as address:
            connection.connect(address)
    except (FileNotFoundError, ConnectionRefusedError, ConnectionResetError):  # it died, or it ends just now
        connection.close()
        return None
    except OSError as error:
        connection.close()
        error.filename = error.filename or str(path)
        raise
    return connection


def bound_sending(connection: socket.socket) -> None:
    """Have ``send`` fail where the other side reads nothing any more."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("@ll", SEND_S, 0))


def process_of(connection: socket.socket) -> int | None:
    """Who is at the other side, where the system tells."""
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    process: int = struct.unpack("3i", told)[0]
    return process or None


def send(connection: socket.socket, message: bytes) -> None:
    """Send one message; raises OSError."""
    connection.sendall(_LENGTH.pack(len(message)) + message)


def receive(connection: socket.socket) -> bytes | None:
    """The next message; None where the other side ended between two. Raises ClosedError within one, and OSError."""
    head = _read(connection, _LENGTH.size)
    if not head:
        return None
    length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else MESSAGE_LENGTH_MAX + 1
    if length > MESSAGE_LENGTH_MAX or len(body := _read(connection, length)) < length:
        raise ClosedError("the other side ended in the middle of a message, or speaks otherwise")
    return body


def _read(connection: socket.socket, length: int) -> bytes:
    """So many bytes, or fewer where there are no more."""
    parts: list[bytes] = []
    left = length
    while left and (part := connection.recv(min(left, 2**20))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


@contextmanager
def _address(path: Path) -> Iterator[str]:
    """The path, or a shorter name of it: an address has room for about a hundred bytes, a path for four thousand."""
    if len(os.fsencode(path)) <= PATH_LENGTH_MAX:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
