# SPDX-License-Identifier: Apache-2.0
"""What a client does, said once: a conversation yields steps, and whoever carries them out says what came of each.

So requests are described and answers read in one place, without a socket in sight, and two thin drivers, one that waits
and one that awaits, serve ``Client`` and ``AsyncClient``.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, TypeVar

from counterfoil.identity.signing import Signer

ANSWER_MAX: Final = 16_777_216
"""Bytes of an answer that are read, unless a request says otherwise."""
JSON: Final = "application/json"


@dataclass(frozen=True)
class Request:
    """What is asked. The same object asked again is the same bytes, under a fresh signature of the request."""

    method: str
    path: str
    """absolute, with its query, in ASCII"""
    body: bytes | None = None
    accept: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    signer: Signer | None = None
    """whose key signs it; None: the client's own way of saying who asks"""
    answer_max: int = ANSWER_MAX

    @property
    def name(self) -> str:
        """In messages: the query may be long."""
        return f"{self.method} {self.path.partition('?')[0]}"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """names in lower case"""
    body: bytes = b""

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Lost:
    """No answer came, or not the whole of it: what was asked may have been done."""

    problem: str


@dataclass(frozen=True)
class TooMuch:
    """The answer is longer than what is read of one."""


@dataclass(frozen=True)
class Ask:
    """Sends back an Answer, Lost or TooMuch."""

    request: Request


@dataclass(frozen=True)
class Open:
    """Begin to read an answer that has no end: sends back an Answer without its body, or Lost."""

    request: Request


@dataclass(frozen=True)
class Read:
    """More of what was opened: sends back bytes, none at its end, or Lost."""


@dataclass(frozen=True)
class Shut:
    """Let go of what was opened."""


@dataclass(frozen=True)
class Pause:
    """Wait."""

    seconds: float


@dataclass(frozen=True)
class Give:
    """Hand one thing to whoever iterates."""

    item: Any


@dataclass(frozen=True)
class Take:
    """The next of what the caller gives one by one: sends back it, or END."""


@dataclass(frozen=True)
class Start:
    """Begin another conversation beside this one: sends back a handle to join it by."""

    conversation: "Conversation[Any]"


@dataclass(frozen=True)
class Join:
    """Wait for what was started: sends back what it came to, or raises what it raised."""

    handle: Any


class End:
    """There is no more to take."""


END: Final = End()
Step: TypeAlias = Ask | Open | Read | Shut | Pause | Give | Take | Start | Join
R = TypeVar("R")
Conversation: TypeAlias = Generator[Step, Any, R]
