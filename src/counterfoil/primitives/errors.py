# SPDX-License-Identifier: Apache-2.0
"""The one exception tree.

::

    CounterfoilError
    ├── InputError              what somebody gave us is wrong; says what, where, and what would be right
    │   ├── DecodeError         bytes that do not decode; ``where`` is the path inside the document
    │   ├── KeyFileError        a private key file that cannot be opened
    │   ├── InputErrors         several of them, such as all that is wrong with a file
    │   └── RefusalForeseen     calls that the ledger would refuse as it stands; nothing was sent
    ├── StorageError            the disk
    │   ├── LockedError         another process uses the same data directory
    │   │   └── ServedError     a running service holds it, and does not do this for others
    │   └── CorruptionError     a file that is not as we left it; names the file and the offset
    ├── ClosedError             what was asked is closed; it was not done
    ├── CustodyError            the custody log refuses an entry
    │   └── QuorumError         too few witnesses cosigned
    ├── WitnessRefusal          a witness refuses a checkpoint; carries the protocol's status
    ├── WitnessUnavailable      a witness does not answer, or not in the protocol
    └── InvariantBroken         a bug or tampering: the node stops

Business rejections are not here: they are members of ``law.outcome.Outcome``. Nor is what a check of the verifier
finds wrong (``verify.checks.CheckFailed``): it never leaves the verifier but as a report.
"""

from collections.abc import Sequence
from pathlib import Path


class CounterfoilError(Exception):
    """Any error that Counterfoil raises on purpose."""


class InputError(CounterfoilError):
    """What somebody gave us is wrong."""

    def __init__(self, problem: str, *, where: str = "", remedy: str = "") -> None:
        self.problem = problem
        self.where = where
        self.remedy = remedy
        super().__init__(problem, where, remedy)

    def __reduce__(self) -> tuple[object, ...]:
        """Errors go from one process to another whole, whatever their constructors take."""
        return _restored, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        located = f"{self.where}: {self.problem}" if self.where else self.problem
        return f"{located} ({self.remedy})" if self.remedy else located


def _restored(kind: type[InputError], args: tuple[object, ...], values: dict[str, object]) -> InputError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(values)
    return error


class DecodeError(InputError):
    """Bytes that do not decode; ``where`` is the path inside the document."""


class KeyFileError(InputError):
    """A private key file that cannot be opened: absent, readable by others, or wrong passphrase."""


class InputErrors(InputError):
    """Several things that are wrong with what somebody gave us; ``more``: how many there are beside those listed."""

    def __init__(
        self, problem: str, errors: Sequence[InputError], *, where: str = "", remedy: str = "", more: int = 0
    ) -> None:
        super().__init__(problem, where=where, remedy=remedy)
        self.errors = tuple(errors)
        self.more = more

    def __str__(self) -> str:
        return "; ".join([super().__str__(), *map(str, self.errors), *([f"and {self.more} more"] if self.more else [])])


class RefusalForeseen(InputError):
    """What was given can be read, and the ledger would refuse it as it stands; nothing was sent."""


class StorageError(CounterfoilError):
    """The disk did not do what was asked."""


class LockedError(StorageError):
    """Another process uses the same data directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        super().__init__(f"{directory} is in use by another process; stop it first or use another directory")


class ServedError(LockedError):
    """A running service holds the folder of a network, and what was asked is nothing that it does for others."""

    def __init__(self, directory: Path, process: int | None) -> None:
        super().__init__(directory)
        self.process = process


class CorruptionError(StorageError):
    """A file that is not as we left it."""

    def __init__(self, file: Path, offset: int, problem: str) -> None:
        self.file = file
        self.offset = offset
        self.problem = problem
        super().__init__(f"{file} is corrupt at byte {offset}: {problem}")


class ClosedError(CounterfoilError):
    """What was asked to do something is closed; it was not done."""


class CustodyError(CounterfoilError):
    """The custody log refuses an entry, and nothing was written."""


class QuorumError(CustodyError):
    """Too few witnesses cosigned a checkpoint."""


class WitnessRefusal(CounterfoilError):
    """A witness refuses a checkpoint (C2SP tlog-witness); ``status`` is the HTTP status it answers with."""

    def __init__(self, status: int, problem: str, *, size: int | None = None) -> None:
        self.status = status
        self.problem = problem
        self.size = size
        super().__init__(f"{status}: {problem}")


class WitnessUnavailable(CounterfoilError):
    """A witness did not answer, or not in the protocol: neither a cosignature nor a refusal."""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        self.problem = problem
        super().__init__(f"witness {name}: {problem}")


class InvariantBroken(CounterfoilError):
    """A bug or tampering: going on would make it worse, so the node stops."""
