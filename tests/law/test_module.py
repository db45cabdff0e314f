# SPDX-License-Identifier: Apache-2.0
"""The laws of all modules in one table, records and their paths, and what every call may carry."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from counterfoil.evidence.event import ConsentKind, Trail
from counterfoil.law.call import SEALED_LENGTH_MAX, SealedAttachment, call_name
from counterfoil.law.event import Changes, is_grant
from counterfoil.law.module import Law, gather
from counterfoil.law.outcome import Refused
from counterfoil.law.table import TrailedRecord, bare_bytes, bare_hash, table_prefix
from counterfoil.modules import laws
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.holdings.events import Issued
from counterfoil.modules.holdings.records import BOOKS, HOLDINGS, Book, Holding
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.primitives.hashing import digest, to_hex

LAWS = list(laws().by_noun.values())
SEALED = {"ciphertext": "AAAA", "encapsulated": "", "recipient": "ab" * 32, "suite": "hpke-x25519-sha256-aes128gcm"}
MOVE = {"call": "holdings.transfer", "sender": "a", "receiver": "b", "instrument": "i", "quantity": 1}


def test_everything_is_found_by_its_name() -> None:
    """Calls, events and tables of all modules; what nobody has is None."""
    found = laws()
    assert found.calls["holdings.transfer"] is Transfer and call_name(Transfer) == "holdings.transfer"
    assert found.event_of("holdings.issued") is Issued and found.event_of("holdings.vanished") is None
    assert found.table_of("holdings/book/a") is BOOKS and found.table_of("holdings/none/a") is None
    assert table_prefix("holdings/holding/a/b") == HOLDINGS.prefix
    assert HOLDINGS.path("a", "b") == "holdings/holding/a/b"


@pytest.mark.parametrize("what", ["calls", "events", "tables", "outcomes"])
def test_no_two_modules_share_a_name(what: str) -> None:
    """Nor a number: the software does not start."""
    parties, instruments, *others = sorted(LAWS, key=lambda law: law.noun != "parties")
    doubled: Any = {what: getattr(parties, what)}
    twin = replace(instruments, **doubled)
    with pytest.raises(ValueError, match="two modules have"):
        gather([parties, twin, *others])


def test_the_same_laws_gather_to_the_same() -> None:
    """In whatever order the modules are found."""
    again = gather(reversed(LAWS))
    assert (again.calls, again.events, again.tables, again.outcomes) == (
        laws().calls,
        laws().events,
        laws().tables,
        laws().outcomes,
    )


def test_a_bare_record_is_one_without_its_trail() -> None:
    """What an opening shows; two records that differ in their trails alone are one."""
    one, two = Book(account="a"), Book(account="a", trail=Trail("ab" * 32, 7))
    assert bare_bytes(one) == bare_bytes(two) == b'{"account":"a","lines":0}'
    assert bare_hash(two) == to_hex(digest(bare_bytes(two)))


def test_common_folds_refuse_in_the_tables_words() -> None:
    """What is made must not be there, and what is changed must be."""
    changes: Changes[Any] = Changes(BOOKS)
    book = Book(account="a")
    assert changes.create(book, "a").fold(None) == book
    assert changes.replace("a", lines=3).fold(book) == Book(account="a", lines=3)
    for touch, before, outcome in (
        (changes.create(book, "a"), book, BOOKS.exists),
        (changes.replace("a", lines=3), None, BOOKS.unknown),
        (changes.change(lambda it: it, "a"), None, BOOKS.unknown),
    ):
        assert touch.path == "holdings/book/a"
        with pytest.raises(Refused) as refused:
            touch.fold(before)
        assert refused.value.outcome is outcome


def test_records_that_grant_are_known_by_what_they_can() -> None:
    """Of the base nouns a hold and a mandate do; no holding does, nor party, nor instrument. Each says its kind."""
    grants = {table.prefix: table.record for table in laws().tables.values() if hasattr(table.record, "grants")}
    base = {prefix for prefix in grants if prefix.partition("/")[0] in ("parties", "instruments", "holdings")}
    assert base == {"holdings/encumbrance", "holdings/mandate"}
    assert all(isinstance(record.grant_kind, ConsentKind) for record in grants.values())
    for prefix in grants:
        record = laws().tables[prefix].record
        assert issubclass(record, TrailedRecord) and record.grant_kind in ConsentKind  # type: ignore[attr-defined]
    assert not is_grant(Holding(account="a", instrument="i"))


def test_any_call_may_carry_sealed_attachments() -> None:
    """At most four, each bounded; what they say is nobody's business here."""
    for call in laws().calls.values():
        assert "sealed" in call.__struct_fields__
    read = msgspec.convert(MOVE | {"sealed": [SEALED] * 4}, Transfer)
    one = SealedAttachment(
        ciphertext=b"\0\0\0", encapsulated=b"", recipient="ab" * 32, suite="hpke-x25519-sha256-aes128gcm"
    )
    assert read.sealed == (one,) * 4


@pytest.mark.parametrize(
    "sealed",
    [
        [SEALED] * 5,
        [SEALED | {"suite": "Not Lower Case"}],
        [SEALED | {"suite": ""}],
        [SEALED | {"recipient": "li"}],
        [SEALED | {"also": 1}],
        [{"ciphertext": "AAAA"}],
        [SEALED | {"ciphertext": "A" * 4 * (SEALED_LENGTH_MAX // 3 + 1)}],
        [SEALED | {"encapsulated": "A" * 4 * 534}],
    ],
)
def test_other_attachments_are_refused(sealed: list[Any]) -> None:
    """When the bytes are decoded."""
    with pytest.raises(msgspec.ValidationError, match="sealed"):
        msgspec.convert(MOVE | {"sealed": sealed}, Transfer)


def test_a_law_knows_the_keys_of_parties() -> None:
    """One module alone says who stands."""
    assert [law.noun for law in LAWS if law.keys_of is not None] == ["parties"]
    assert all(isinstance(law, Law) for law in LAWS)
    assert PartiesOutcome.not_authorised in laws().outcomes.values()
