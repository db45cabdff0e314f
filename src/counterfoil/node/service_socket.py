# SPDX-License-Identifier: Apache-2.0
"""What a command asks of the service that holds its folder, and how: over a socket in that folder.

One question at a time on a connection, each with its answer. Errors come back as what they were there. The service
and whoever asks are of one version: both belong to one folder, and neither speaks to strangers.
"""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final, NamedTuple

import msgspec

from counterfoil import __version__
from counterfoil.application import Refusal, TransactionResult
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import (
    ClosedError,
    CounterfoilError,
    CustodyError,
    InputError,
    InvariantBroken,
    QuorumError,
    StorageError,
)
from counterfoil.primitives.types import ChainId, Height, Timestamp
from counterfoil.transport import local_socket

SERVICE_SOCKET: Final = "service.sock"
"""The file in a network's folder."""
HAND_IN_MAX: Final = 1_024
"""Transactions in one question."""

Answer = TransactionResult | Refusal


class ServiceLost(ClosedError):
    """The service ended before it answered: whether what was asked was done, the ledger says."""


class HandIn(msgspec.Struct, frozen=True, tag="hand-in"):
    """Have transactions ordered, each as it travels, and wait."""

    chain: ChainId
    transactions: tuple[bytes, ...]


class AskBlock(msgspec.Struct, frozen=True, tag="tick"):
    """Make a block even if nothing waits."""

    chain: ChainId


class AskPublication(msgspec.Struct, frozen=True, tag="publish"):
    """Anchor and publish what is ordered by now."""


class TakeAudit(msgspec.Struct, frozen=True, tag="audit"):
    """Take a state auditor's signed word into the log, and publish."""

    envelope: bytes


Question = HandIn | AskBlock | AskPublication | TakeAudit


class Answers(msgspec.Struct, frozen=True, tag="answers"):
    """What became of each transaction: the one or the other; and how far the chain is by now."""

    height: Height
    answers: tuple[tuple[TransactionResult | None, Refusal | None], ...] = ()


class Publication(msgspec.Struct, frozen=True, tag="published"):
    """The checkpoint that was published, and what that left undone."""

    note: bytes
    waiting: dict[ChainId, Timestamp] = {}
    trust_notice: str | None = None
    pages_left: tuple[str, ...] = ()
    index: int = 0
    """where in the log what was taken in stands"""


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """An error there."""

    kind: str
    problem: str
    where: str = ""
    remedy: str = ""
    number: int | None = None
    """of the system"""


Told = Answers | Publication | Failed


class Asked(msgspec.Struct, frozen=True):
    """A question, and of which version whoever asks it is."""

    version: str
    question: msgspec.Raw


def encode_question(question: Question) -> bytes:
    return msgspec.json.encode(Asked(__version__, msgspec.Raw(msgspec.json.encode(question))))


def decode_question(message: bytes) -> Question:
    """Raises InputError for one of another version."""
    try:
        asked = canonical.decode_json(message, Asked)
        if asked.version == __version__:
            found: Question = canonical.decode_json(bytes(asked.question), Question)  # type: ignore[arg-type]
            return found
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(f"not a question: {error}", where="the service of this folder") from error
    problem = f"it is of version {__version__}, and whoever asks of {asked.version}"
    raise InputError(problem, where="the service of this folder", remedy="end it, and begin it with the same version")


KINDS: Final[dict[str, type[CounterfoilError]]] = {
    kind.__name__: kind for kind in (QuorumError, CustodyError, StorageError, InvariantBroken, ClosedError)
}
"""Errors that are told apart by whoever asked; others are what all of ours are."""


def error_told(error: Exception) -> Failed:
    """An error as it is sent."""
    if isinstance(error, InputError):
        return Failed(InputError.__name__, error.problem, error.where, error.remedy)
    if isinstance(error, OSError) and error.strerror:
        return Failed(OSError.__name__, error.strerror, str(error.filename or ""), number=error.errno)
    kind = next((name for name, one in KINDS.items() if isinstance(error, one)), CounterfoilError.__name__)
    text = str(error) if isinstance(error, CounterfoilError | OSError) else "it failed, as its log says"
    return Failed(kind, text or type(error).__name__)


def error_of(told: Failed) -> Exception:
    """The error that it was."""
    if told.kind == InputError.__name__:
        return InputError(told.problem, where=told.where, remedy=told.remedy)
    if told.kind == OSError.__name__:
        return OSError(told.number or 0, told.problem, *([told.where] if told.where else []))
    return KINDS.get(told.kind, CounterfoilError)(told.problem)


class Ordered(NamedTuple):
    """Answers, and a height at which all of them can be read."""

    answers: Sequence[Answer]
    height: Height


@dataclass(frozen=True)
class ServiceConnection:
    """To the service that holds a folder. Any thread asks; one question is on its way at a time."""

    connection: socket.socket
    turn: Lock

    @classmethod
    def find(cls, root: Path) -> "ServiceConnection | None":
        """To whoever serves a folder; None where nobody does. Raises OSError, such as for lack of rights."""
        connection = local_socket.connect(root / SERVICE_SOCKET)
        return None if connection is None else cls(connection, Lock())

    @property
    def process(self) -> int | None:
        """Its number, where the system tells."""
        return local_socket.process_of(self.connection)

    def hand_in(self, chain: ChainId, transactions: Sequence[bytes]) -> Ordered:
        """Have transactions ordered, in this order, and wait; raises ServiceLost, and what stopped the engine."""
        told = self._ask(HandIn(chain, tuple(transactions)))
        assert isinstance(told, Answers)
        return Ordered([one for pair in told.answers for one in pair if one is not None], told.height)

    def tick(self, chain: ChainId) -> Height:
        """Have a block made even if nothing waits; its height. Raises as ``hand_in``."""
        told = self._ask(AskBlock(chain))
        assert isinstance(told, Answers)
        return told.height

    def publish(self, audit: bytes | None = None) -> Publication:
        """Have everything published, or what an auditor signed taken in before; raises as ``Network.publish``."""
        told = self._ask(AskPublication() if audit is None else TakeAudit(audit))
        assert isinstance(told, Publication)
        return told

    def close(self) -> None:
        self.connection.close()

    def _ask(self, question: Question) -> Told:
        with self.turn:
            try:
                local_socket.send(self.connection, encode_question(question))
                message = local_socket.receive(self.connection)
            except (OSError, ClosedError) as error:
                raise ServiceLost(f"the service ended before it answered: {error}") from error
        if message is None:
            raise ServiceLost("the service ended before it answered")
        try:
            told: Told = canonical.decode_json(message, Told)  # type: ignore[arg-type]
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            problem = f"it answers as no service of version {__version__} does: {error}"
            raise InputError(problem, where="the service of this folder", remedy="end it, and begin it anew") from error
        if isinstance(told, Failed):
            raise error_of(told)
        return told
