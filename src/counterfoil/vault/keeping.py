# SPDX-License-Identifier: Apache-2.0
"""The vault: persons' data behind the commitments of their parties; what is done with it is entered before it is done.

1. Whoever reads data has entered who, when and why; the entry is on the disk before the data leaves.
2. What is put, shown or deleted is so once the call returns, whatever dies then.
3. Data is deleted when somebody asks for it, and never otherwise; with it goes the salt. The log keeps that it was.
4. What was deleted is not put again under the same party: its commitment could not be met.
5. No reason, name or reference of the log holds the person's data, as far as that is found (``impersonal``); nor does
   the name of a party whose data is put.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

import msgspec

from counterfoil.evidence.text import format_time
from counterfoil.identity.commitment import DISCLOSURE_FORMAT, Disclosure, commitment, salt_of_register
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CounterfoilError, InputError
from counterfoil.primitives.types import ChainId, HexHash, PartyId, Timestamp
from counterfoil.vault.access_log import BEFORE_THE_FIRST, TEXT_LENGTH_MAX, AccessEntry, Act, Head, log_problems
from counterfoil.vault.box import Box, new_salt
from counterfoil.vault.impersonal import names, repeats
from counterfoil.vault.vault_file import Row, VaultFile

_KEY: Final = "key"
_HEAD: Final = "head"


class Person(NamedTuple):
    """A party of a chain."""

    chain: ChainId
    party: PartyId

    def __str__(self) -> str:
        return f"{self.party} of {self.chain}"


@dataclass(frozen=True, slots=True)
class Access:
    """Who does it, why, and at what time."""

    by: str
    reason: str
    at: Timestamp


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    salt: str
    text: str

    def __repr__(self) -> str:
        return "_Kept(…)"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A person's data, sealed and not put yet."""

    person: Person
    row: Row
    salt: bytes = field(repr=False)

    @property
    def commitment(self) -> HexHash:
        return HexHash(self.row.commitment)

    def met_by(self, text: str) -> HexHash | None:
        """The commitment, if it is to this text."""
        return self.commitment if commitment(self.salt, text) == self.row.commitment else None


def _deleted(entry: AccessEntry) -> str:
    return f"was deleted at {format_time(entry.at)} ({entry.reason})"


class Vault:
    """A vault in a folder, opened with its key; without a key only the log is read, and its chain checked."""

    def __init__(self, directory: Path, key: PrivateKey | None = None, *, wait_s: float = 0) -> None:
        """Raises InputError when there is no vault there or the key is another's, LockedError when it is in use."""
        self._file = VaultFile(directory, wait_s=wait_s)
        self._box = None if key is None else Box(key)
        if self._box is not None and self._file.fact(_KEY) != self._box.keyid.encode():
            self.close()
            raise InputError(f"another key than {self._box.keyid}", where=str(directory), remedy="name the vault's key")

    @classmethod
    def create(cls, directory: Path, key: PrivateKey) -> Self:
        """A new vault in a new or empty folder; raises InputError when something is there."""
        box = Box(key)
        sealed = box.seal(canonical.encode(Head(0, BEFORE_THE_FIRST)), _HEAD.encode())
        VaultFile(directory, new={_KEY: box.keyid.encode(), _HEAD: sealed}).close()
        return cls(directory, key)

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def put(self, person: Person, text: str, access: Access, *, register_secret: bytes | None = None) -> HexHash:
        """Take in a person's data; the commitment under which the party is to be registered.

        With the secret of an imported register, ``text`` is the identifier and the commitment the one that the import
        gave. Raises InputError when the vault has or had data of this party.
        """
        prepared = self.prepare(person, text, access, register_secret=register_secret)
        self.put_prepared([prepared], access)
        return prepared.commitment

    def prepare(self, person: Person, text: str, access: Access, *, register_secret: bytes | None = None) -> Prepared:
        """As ``put``, of which only the putting is left: nothing is on the disk yet."""
        salt = new_salt() if register_secret is None else salt_of_register(register_secret, text)
        stands = commitment(salt, text)
        _require_impersonal(text, access)
        _require_unnamed(text, person.party)
        if (gone := self.deletion(person)) is not None:
            raise InputError(
                _deleted(gone),
                where=str(person),
                remedy="register another party",
            )
        if self._file.row(*person) is not None:
            raise InputError(
                "is in the vault already", where=str(person), remedy="its commitment stands: register another party"
            )
        kept = canonical.encode(_Kept(salt=salt.hex(), text=text))
        derived = register_secret is not None
        row = Row(*person, stands, derived, self._opened_box().seal(kept, _bound(person, stands)))
        return Prepared(person, row, salt)

    def put_prepared(self, all_prepared: Sequence[Prepared], access: Access) -> None:
        """Take in what was prepared, all of it or nothing; each has its line in the log."""
        _require_said(access)
        with self._file.transaction():
            for prepared in all_prepared:
                self._enter(Act.put, prepared.person, access, prepared.row)
                self._file.add_row(prepared.row)

    def met_by(self, person: Person, text: str) -> HexHash | None:
        """This person's commitment, if the data is just this text; None if it is another. Nothing is read out of it.

        Raises InputError for who is not there.
        """
        found = self._opened(self._row(person))
        return found.commitment if found.text == text else None

    def read(self, person: Person, access: Access, act: Act = Act.shown) -> Disclosure:
        """A person's data and salt, once it is entered that it was read. Raises InputError for who is not there."""
        row = self._row(person)
        found = self._opened(row)
        _require_impersonal(found.text, access)
        with self._entering(act, person, access, row):
            return found

    def delete(self, person: Person, access: Access) -> AccessEntry:
        """Delete a person's data and salt, under the reference that ``access`` gives as the reason.

        A row that does not open any more is deleted too. Raises InputError for who is not there.
        """
        row = self._row(person)
        try:
            text = self._opened(row).text
        except InputError:
            text = ""
        _require_impersonal(text, access)
        with self._entering(Act.deleted, person, access, row) as entry:
            self._file.remove_row(*person, entry.number)
        self._file.scrub()
        return entry

    def holds(self, person: Person) -> bool:
        """Whether there is data of this party."""
        return self._file.row(*person) is not None

    def deletion(self, person: Person) -> AccessEntry | None:
        """When and under which reference this person's data was deleted; None when it was not."""
        line = self._file.deletion(*person)
        return None if line is None else canonical.decode(line, AccessEntry)

    def entries(self) -> list[AccessEntry]:
        """The log, the first entry first; raises DecodeError at a line that is none."""
        return [canonical.decode(line, AccessEntry) for line in self._file.lines()]

    @property
    def head(self) -> Head:
        """The log's length and last hash, to be written down elsewhere."""
        lines = self._file.lines()
        return Head(len(lines), canonical.decode(lines[-1], AccessEntry).hash if lines else BEFORE_THE_FIRST)

    def problems(self, kept: Iterable[Head] = ()) -> Iterator[str]:
        """What is wrong with the vault; nothing if nothing is. Without a key, of the log's chain alone."""
        lines = self._file.lines()
        yield from log_problems(lines, None if self._box is None else self._sealed_head(), kept)
        if self._box is None:
            return
        try:
            entries = self.entries()
        except CounterfoilError:
            return  # said above
        put = {Person(entry.chain, entry.party): entry for entry in entries if entry.act is Act.put}
        deleted = {Person(entry.chain, entry.party) for entry in entries if entry.act is Act.deleted}
        rows = {Person(ChainId(row.chain), PartyId(row.party)): row for row in self._file.rows()}
        for person in sorted(put.keys() - deleted - rows.keys()):
            yield f"{person}: there is no data, and no entry says that it was deleted"
        for person, row in rows.items():
            yield from self._row_problems(person, row, put.get(person), deleted=person in deleted)
        for person in sorted(deleted):
            if self.deletion(person) is None:
                yield f"{person}: the log says that it was deleted, and the list of deletions does not"

    def _row_problems(self, person: Person, row: Row, put: AccessEntry | None, *, deleted: bool) -> Iterator[str]:
        if deleted:
            yield f"{person}: there is data, and the log says that it was deleted"
        if put is None or put.commitment != row.commitment:
            yield f"{person}: the log does not say that this data was put"
        try:
            found = self._opened(row)
        except InputError as error:
            yield str(error)
            return
        if commitment(bytes.fromhex(found.salt), found.text) != row.commitment:
            yield f"{person}: salt and data do not give the commitment"

    def _row(self, person: Person) -> Row:
        row = self._file.row(*person)
        if row is not None:
            return row
        gone = self.deletion(person)
        problem = "is not in the vault" if gone is None else _deleted(gone)
        raise InputError(problem, where=str(person))

    def _opened(self, row: Row) -> Disclosure:
        person = Person(ChainId(row.chain), PartyId(row.party))
        bound = _bound(person, row.commitment)
        kept = canonical.decode(self._opened_box().open(row.sealed, bound, where=str(person)), _Kept)
        return Disclosure(
            chain=person.chain,
            commitment=HexHash(row.commitment),
            format=DISCLOSURE_FORMAT,
            party=person.party,
            salt=kept.salt,
            text=kept.text,
        )

    @contextmanager
    def _entering(self, act: Act, person: Person, access: Access, row: Row) -> Iterator[AccessEntry]:
        """A transaction that begins with its entry in the log, and vouches for the log's new end."""
        _require_said(access)
        with self._file.transaction():
            yield self._enter(act, person, access, row)

    def _enter(self, act: Act, person: Person, access: Access, row: Row) -> AccessEntry:
        head = self._sealed_head()
        entry = AccessEntry(
            act=act,
            at=access.at,
            by=access.by,
            chain=person.chain,
            commitment=HexHash(row.commitment),
            derived=row.derived,
            number=head.count + 1,
            party=person.party,
            previous=head.head,
            reason=access.reason,
        )
        self._file.add_line(entry.number, entry.line)
        sealed = self._opened_box().seal(canonical.encode(Head(entry.number, entry.hash)), _HEAD.encode())
        self._file.set_fact(_HEAD, sealed)
        return entry

    def _sealed_head(self) -> Head:
        sealed = self._file.fact(_HEAD) or b""
        return canonical.decode(self._opened_box().open(sealed, _HEAD.encode(), where="the log's end"), Head)

    def _opened_box(self) -> Box:
        if self._box is None:
            raise InputError("was opened without its key", where="vault", remedy="name the vault's key")
        return self._box


def _bound(person: Person, stands: str) -> bytes:
    return canonical.encode({"chain": person.chain, "commitment": stands, "party": person.party})


def _require_said(access: Access) -> None:
    """Raise InputError unless it says who and why, at a length that the log takes."""
    for name, text in (("by", access.by), ("reason", access.reason)):
        if not text.strip() or len(text) > TEXT_LENGTH_MAX:
            raise InputError(f"{len(text)} characters", where=name, remedy=f"say it, in at most {TEXT_LENGTH_MAX}")


def _require_impersonal(text: str, access: Access) -> None:
    """Raise InputError when the log would repeat the person's data, as far as that is found: it outlives a deletion."""
    for name, said in (("by", access.by), ("reason", access.reason)):
        if repeats(text, said):
            raise InputError(
                "repeats the person's data, and the log is kept", where=name, remedy="name a file number instead"
            )


def _require_unnamed(text: str, party: PartyId) -> None:
    """Raise InputError when the party is named by the person's data: it stands on the chain and in the log for good."""
    if names(text, party):
        raise InputError(
            "repeats the person's data, and stands on the chain for good",
            where="party",
            remedy="register a party whose name says nothing of the person",
        )
