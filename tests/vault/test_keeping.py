# SPDX-License-Identifier: Apache-2.0
"""The vault's promises: entered before it is read, kept, deleted for good, and every damage found."""

import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from counterfoil.identity.commitment import commitment
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.registers.person_commitments import commit
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CorruptionError, InputError, LockedError, StorageError
from counterfoil.primitives.types import ChainId, PartyId, Timestamp
from counterfoil.vault.access_log import Act, Head
from counterfoil.vault.box import Box
from counterfoil.vault.keeping import Access, Person, Vault
from counterfoil.vault.vault_file import FILE

KEY = PrivateKey(seed=bytes(range(32)))
ALICE, BOB = Person(ChainId("main"), PartyId("H-alice")), Person(ChainId("main"), PartyId("H-bob"))
NAME = '{"name":"王小明","number":"11010119900307301X"}'
WHY = Access(by="desk 4", reason="request 7", at=Timestamp(1_700_000_000_000))
DELETED = Access(by="officer", reason="request 8", at=Timestamp(1_700_000_500_000))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
def vault(folder: Path) -> Iterator[Vault]:
    """A new vault with the data of one person."""
    with Vault.create(folder, KEY) as made:
        made.put(ALICE, NAME, WHY)
        yield made


def whole(folder: Path) -> bytes:
    """Every byte of every file in a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def changed(folder: Path, statement: str, *values: object) -> None:
    """Change the file as somebody who has it could."""
    with sqlite3.connect(folder / FILE) as database:
        assert database.execute(statement, values).rowcount == 1
    database.close()


def found_wrong(folder: Path, *kept: Head) -> list[str]:
    """What a check finds."""
    with Vault(folder, KEY) as vault:
        return list(vault.problems(kept))


def test_what_is_put_is_shown_with_its_salt(vault: Vault) -> None:
    """Text and salt give the commitment that the party is registered with, and the log says who read them and why."""
    found = vault.read(ALICE, WHY)
    assert found.text == NAME
    assert commitment(bytes.fromhex(found.salt), found.text) == found.commitment
    assert [(one.act, one.by, one.reason, one.party) for one in vault.entries()] == [
        (Act.put, "desk 4", "request 7", "H-alice"),
        (Act.shown, "desk 4", "request 7", "H-alice"),
    ]


def test_two_persons_of_one_text_have_two_commitments(vault: Vault) -> None:
    """Salts are by chance: equal data is not seen to be equal."""
    assert vault.put(BOB, NAME, WHY) != vault.read(ALICE, WHY).commitment


def test_an_imported_person_is_adopted_under_the_commitment_that_stands(vault: Vault) -> None:
    """With the register's secret the salt is the import's; that it can be computed again is noted."""
    stands = vault.put(BOB, "P-1234567", WHY, register_secret=b"a secret of a register")
    assert stands == commit(b"a secret of a register", "P-1234567")
    assert [entry.derived for entry in vault.entries()] == [False, True]


def test_nothing_legible_lies_on_the_disk(vault: Vault, folder: Path) -> None:
    """Neither data nor salt, nor rights for others."""
    salt = vault.read(ALICE, WHY).salt
    lying = whole(folder)
    for secret in ("王小明".encode(), b"11010119900307301X", salt.encode(), bytes.fromhex(salt)):
        assert secret not in lying
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600


def test_a_deletion_is_gone_from_every_file(vault: Vault, folder: Path) -> None:
    """Not even the encrypted row is left, in whatever page of whatever file; the log says that it was deleted."""
    for number in range(200):
        vault.put(Person(ChainId("main"), PartyId(f"H-{number}")), f"person number {number}", WHY)
    with sqlite3.connect(folder / FILE) as database:
        sealed = dict(database.execute("SELECT party, sealed FROM persons"))
    database.close()
    assert all(box[-32:] in whole(folder) for box in sealed.values())
    entry = vault.delete(ALICE, DELETED)
    left = whole(folder)
    assert sealed.pop("H-alice")[-32:] not in left and all(box[-32:] in left for box in sealed.values())
    assert vault.deletion(ALICE) == entry and (entry.at, entry.reason) == (DELETED.at, "request 8")
    assert list(vault.problems()) == []


def test_what_was_deleted_stays_deleted(vault: Vault) -> None:
    """It is neither read nor deleted again nor put again, and each refusal says when it was deleted."""
    vault.delete(ALICE, DELETED)
    for asked in (lambda: vault.read(ALICE, WHY), lambda: vault.delete(ALICE, WHY), lambda: vault.put(ALICE, "x", WHY)):
        with pytest.raises(InputError, match=r"was deleted at 2023-11-14T22:21:40\.000Z \(request 8\)"):
            asked()
    assert len(vault.entries()) == 2


def test_a_row_that_opens_no_more_can_be_deleted(vault: Vault, folder: Path) -> None:
    """Whoever asks for deletion does not wait until the damage is mended."""
    changed(folder, "UPDATE persons SET sealed = zeroblob(90)")
    with pytest.raises(InputError, match="does not open"):
        vault.read(ALICE, WHY)
    vault.delete(ALICE, DELETED)
    assert list(vault.problems()) == []


REFUSED = {
    "a second time": (lambda vault: vault.put(ALICE, "other data", WHY), "is in the vault already"),
    "nothing": (lambda vault: vault.put(BOB, "", WHY), "between 1 and 65536 bytes"),
    "nobody's": (lambda vault: vault.read(BOB, WHY), "is not in the vault"),
    "without a reason": (lambda vault: vault.read(ALICE, Access("desk", " ", Timestamp(1))), "reason: 1 characters"),
    "by nobody": (lambda vault: vault.read(ALICE, Access("", "why", Timestamp(1))), "by: 0 characters"),
    "a long story": (lambda vault: vault.delete(ALICE, Access("x", "y" * 501, Timestamp(1))), "reason: 501 characters"),
    "the name in the reason": (
        lambda vault: vault.read(ALICE, Access("desk", "王小明 asks", Timestamp(1))),
        "repeats the person's data",
    ),
    "the number in the reference": (
        lambda vault: vault.delete(ALICE, Access("desk", "no. 11010119900307301x", Timestamp(1))),
        "repeats the person's data",
    ),
    "a field of plain text in the reason": (
        lambda vault: vault.put(BOB, "Bob Smith, Paris", Access("desk", "on bob smith's wish", Timestamp(1))),
        "repeats the person's data",
    ),
}


@pytest.mark.parametrize(("asked", "problem"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_leaves_no_trace(vault: Vault, asked, problem: str) -> None:
    """Nothing is entered, and no error repeats the person's data."""
    before = vault.head
    with pytest.raises(InputError, match=problem) as raised:
        asked(vault)
    assert vault.head == before
    assert "王小明" not in str(raised.value) and "11010119900307301X" not in str(raised.value)


def test_another_key_opens_nothing(vault: Vault, folder: Path) -> None:
    """It is refused at the door; without a key the log is read, and nothing else."""
    vault.close()
    with pytest.raises(InputError, match="another key than"):
        Vault(folder, PrivateKey(seed=bytes(32)))
    with Vault(folder) as sealed:
        assert len(sealed.entries()) == 1 and list(sealed.problems()) == []
        with pytest.raises(InputError, match="opened without its key"):
            sealed.read(ALICE, WHY)
        with pytest.raises(InputError, match="opened without its key"):
            sealed.put(BOB, "somebody", WHY)
        assert len(sealed.entries()) == 1


def test_one_process_at_a_time(vault: Vault, folder: Path) -> None:
    """A second one is told so."""
    with pytest.raises(LockedError):
        Vault(folder, KEY)


def test_a_vault_is_made_where_nothing_is(vault: Vault, folder: Path, tmp_path: Path) -> None:
    """Neither over another vault nor among other files; and none is made by opening one."""
    vault.close()
    with pytest.raises(InputError, match="a vault already"):
        Vault.create(folder, KEY)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    with pytest.raises(InputError, match="not empty"):
        Vault.create(tmp_path / "full", KEY)
    with pytest.raises(InputError, match="there is no vault"):
        Vault(tmp_path / "nowhere", KEY)
    assert found_wrong(folder) == []


def test_a_file_that_is_no_vault_is_refused(folder: Path) -> None:
    """Whether it is no database or another's."""
    folder.mkdir()
    (folder / FILE).write_bytes(b"not a database" * 100)
    with pytest.raises(CorruptionError, match="not a database"):
        Vault(folder, KEY)
    (folder / FILE).unlink()
    sqlite3.connect(folder / FILE).execute("CREATE TABLE facts (name, value)").connection.close()
    with pytest.raises(CorruptionError, match="not a vault of this format"):
        Vault(folder, KEY)


def test_a_disk_that_fails_is_told_and_nothing_is_done(vault: Vault, folder: Path) -> None:
    """Somebody else holds the file: an error of storage, without what was to be put."""
    other = sqlite3.connect(folder / FILE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    vault._file._database.execute("PRAGMA busy_timeout=1")
    with pytest.raises(StorageError, match="locked") as raised:
        vault.put(BOB, "somebody else", WHY)
    assert "somebody else" not in str(raised.value)
    other.close()
    vault.put(BOB, "somebody else", WHY)


DAMAGE = {
    "a line changed": ("UPDATE log SET line = replace(line, 'desk 4', 'desk 5') WHERE number = 2", "does not follow"),
    "a line taken out": ("DELETE FROM log WHERE number = 2", "says that it is number 3"),
    "the end cut": ("DELETE FROM log WHERE number = 3", "it was cut, or written by another"),
    "a line that is none": ("UPDATE log SET line = x'00' WHERE number = 1", "log entry 1 cannot be read"),
    "data taken out": ("DELETE FROM persons WHERE party = 'H-bob'", "no entry says that it was deleted"),
    "data changed": ("UPDATE persons SET sealed = zeroblob(90) WHERE party = 'H-bob'", "does not open"),
    "data under another name": ("UPDATE persons SET party = 'H-carol' WHERE party = 'H-bob'", "does not open"),
    "another commitment": (
        "UPDATE persons SET commitment = (SELECT commitment FROM persons WHERE party = 'H-alice')"
        " WHERE party = 'H-bob'",
        "does not say that this data was put",
    ),
}


@pytest.mark.parametrize(("statement", "problem"), DAMAGE.values(), ids=DAMAGE)
def test_damage_is_found(vault: Vault, folder: Path, statement: str, problem: str) -> None:
    """Each way to change the file behind the vault's back is found, and says what it is."""
    vault.put(BOB, "somebody", WHY)
    vault.read(BOB, WHY)
    vault.close()
    assert found_wrong(folder) == []
    changed(
        folder,
        statement.replace("replace(line, ", "CAST(replace(CAST(line AS TEXT), ").replace(
            "'desk 5')", "'desk 5') AS BLOB)"
        ),
    )
    assert problem in "\n".join(found_wrong(folder))


def test_a_deletion_undone_behind_its_back_is_found(vault: Vault, folder: Path) -> None:
    """A row put back, and a deletion that the list no longer has."""
    with sqlite3.connect(folder / FILE) as database:
        row = database.execute("SELECT * FROM persons").fetchone()
    database.close()
    vault.delete(ALICE, DELETED)
    vault.close()
    changed(folder, "INSERT INTO persons VALUES (?, ?, ?, ?, ?)", *row)
    assert "there is data, and the log says that it was deleted" in "\n".join(found_wrong(folder))
    changed(folder, "DELETE FROM deletions")
    assert "the list of deletions does not" in "\n".join(found_wrong(folder))


def test_an_older_copy_is_found_by_the_head_that_was_written_down(vault: Vault, folder: Path) -> None:
    """Put back whole, an old copy contradicts itself nowhere; only what was written down elsewhere does."""
    copy = (folder / FILE).read_bytes()
    vault.delete(ALICE, DELETED)
    kept = vault.head
    assert list(vault.problems([kept])) == []
    vault.close()
    (folder / FILE).write_bytes(copy)
    assert found_wrong(folder) == []
    assert "was written down" in "\n".join(found_wrong(folder, kept))


def test_the_file_is_written_as_its_promises_need(vault: Vault) -> None:
    """Zeros over what goes, no log beside the file, a sync of file and folder: what no killed process can show."""
    asked = ("secure_delete", "journal_mode", "synchronous", "temp_store")
    set_to = [vault._file._database.execute(f"PRAGMA {name}").fetchone()[0] for name in asked]
    assert set_to == [1, "delete", 3, 2]


def test_data_exchanged_by_whoever_has_the_key_is_found(vault: Vault, folder: Path) -> None:
    """It opens, and does not give the commitment that the log says was put."""
    found = vault.read(ALICE, WHY)
    vault.close()
    kept = canonical.encode({"salt": found.salt, "text": "somebody else"})
    bound = canonical.encode({"chain": ALICE.chain, "commitment": found.commitment, "party": ALICE.party})
    changed(folder, "UPDATE persons SET sealed = ?", Box(KEY).seal(kept, bound))
    assert found_wrong(folder) == ["H-alice of main: salt and data do not give the commitment"]
