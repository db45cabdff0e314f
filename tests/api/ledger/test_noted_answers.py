# SPDX-License-Identifier: Apache-2.0
"""Who looked at what is kept before it is answered and noted on the ledger, where policy says so; else not answered."""

import errno
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from counterfoil.api.ledger.noted_answers import asked_for
from counterfoil.evidence.access_line import AccessLine
from counterfoil.law.dated import DAY_MS
from counterfoil.modules.access.records import Asker, Question, Watching
from counterfoil.node.access.keeper import AccessKeeper
from counterfoil.node.access.line_files import LineFiles
from counterfoil.node.access.receipts import HEADER, is_signed, read_receipt
from counterfoil.primitives.hashing import digest, to_hex
from support.network import CHAIN, copy_network
from support.node_service import CHAIN_PATH, SUPERVISOR, holding, key_of, paid
from support.noted_service import OPERATOR, Noted, make_noted_network, noted

SECRET = holding("alice")
ABSENT = holding("nobody")


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Not to be changed."""
    return make_noted_network(tmp_path_factory.mktemp("noted") / "network")


@pytest.fixture
def root(watched: Path, tmp_path: Path) -> Path:
    return copy_network(watched, tmp_path / "network")


@pytest.fixture
def service(root: Path) -> Iterator[Noted]:
    with noted(root) as running:
        yield running


def kept(root: Path) -> list[AccessLine]:
    """Every line that is kept, in order."""
    files = LineFiles(root / "access" / CHAIN / OPERATOR)
    return [line for number in files.kept() for line in files.lines(number)]


def told(line: AccessLine) -> tuple[str, str, str, int]:
    return line.party, line.asker, line.question, line.status


def test_every_question_is_kept_and_noted(service: Noted) -> None:
    """Who asked for what, what became of it, and the hash of what was answered; what is for everybody is not noted."""
    answers = [
        service.get("alice", SECRET),
        service.get("bob", SECRET),
        service.get(SUPERVISOR, f"{CHAIN_PATH}/events", limit=3),
        service.get(OPERATOR, f"{CHAIN_PATH}/transactions/{'0' * 64}"),
        service.rehearse("bob", {"calls": [], "by": ["bob"]}),
        service.get("bob", f"{CHAIN_PATH}/gossip"),
    ]
    for free in ("/chains", f"{CHAIN_PATH}/blocks/1", "/health"):
        assert HEADER not in service.get("alice", free).headers
    lines = kept(service.root)
    assert [told(one) for one in lines] == [
        ("alice", "member", "record_read", 200),
        ("bob", "member", "record_read", 404),
        (SUPERVISOR, "supervisor", "events_read", 200),
        (OPERATOR, "operator", "transaction_read", 404),
        ("bob", "member", "rehearsed", 400),
        ("bob", "member", "other_question", 404),
    ]
    assert [one.answer for one in lines] == [to_hex(digest(one.content)) for one in answers]
    assert [one.request for one in lines] == [one.headers["x-request-id"] for one in answers]
    assert lines[0].asked == f"GET {SECRET}"
    assert lines[2].asked.endswith("/events?limit=3")
    assert '"by":["bob"]' in lines[4].body
    assert [one.number for one in lines if one.party == "bob"] == [1, 2, 3]
    assert len({one.salt for one in lines}) == len(lines)
    assert service.batches == []


def test_the_end_notes_the_last_batch(root: Path) -> None:
    """In order: the batch is on the ledger, filled up, and published; the next process begins another."""
    with noted(root) as service:
        service.get("alice", SECRET)
    for ended in (1, 2):
        with noted(root) as service:
            noted_by_now = service.batches
            service.get("alice", SECRET)
        assert [one.batch for one in noted_by_now] == list(range(1, ended + 1))
        assert {one.lines for one in noted_by_now} == {8}
    files = LineFiles(root / "access" / CHAIN / OPERATOR)
    assert [files.head(number).said for number in files.over()] == [1, 1, 1]
    assert [files.batch(number).root for number in (1, 2)] == [one.root for one in noted_by_now]


def test_whoever_asks_is_given_a_receipt(service: Noted) -> None:
    """The line itself, signed by who notes: what is secret and what is absent have one that looks alike."""
    answers = [service.get("bob", path) for path in (SECRET, ABSENT)]
    assert answers[0].content != b"" and answers[0].status_code == answers[1].status_code == 404
    receipts = [read_receipt(one.headers[HEADER]) for one in answers]
    assert [one.line for one in receipts] == kept(service.root)
    key = key_of(service.root, OPERATOR).public
    assert all(is_signed(one, key) for one in receipts)
    assert not is_signed(receipts[0], key_of(service.root, "bob").public)
    assert not is_signed(replace(receipts[0], line=receipts[1].line), key)
    first, second = (set(one.headers) for one in answers)
    assert first == second


def test_numbers_tell_nothing_of_others(service: Noted) -> None:
    """However much a supervisor looks meanwhile, a member's own lines are 1, 2, 3."""
    numbers = []
    for looks in (0, 5, 2):
        for _ in range(looks):
            service.get(SUPERVISOR, SECRET)
        numbers.append(read_receipt(service.get("alice", SECRET).headers[HEADER]).line.number)
    assert numbers == [1, 2, 3]


def test_only_what_the_policy_says(service: Noted) -> None:
    """A policy that changes counts from its block on."""
    service.set_policy(
        watched=(
            Watching(askers=(Asker.supervisor,)),
            Watching(askers=(Asker.member,), questions=(Question.record,), tables=("parties/party",)),
        )
    )
    asked = [("alice", SECRET), ("alice", f"{CHAIN_PATH}/events"), (SUPERVISOR, SECRET)]
    asked += [("alice", f"{CHAIN_PATH}/records/parties/party/alice"), (OPERATOR, SECRET)]
    assert [HEADER in service.get(*one).headers for one in asked] == [False, False, True, True, False]
    service.set_policy(watched=())
    assert HEADER not in service.get(SUPERVISOR, SECRET).headers


def test_no_second_table_hides_the_first(service: Noted) -> None:
    """What is judged to be watched is what is answered: a query that names two tables is none."""
    service.set_policy(
        watched=(Watching(askers=(Asker.member,), questions=(Question.records,), tables=("holdings/holding",)),)
    )
    listed = f"{CHAIN_PATH}/records?table="
    assert HEADER in service.get("alice", f"{listed}holdings/holding").headers
    for first in ("instruments/instrument", ""):
        assert service.get("alice", f"{listed}{first}&table=holdings/holding").status_code == 400


def test_what_cannot_be_kept_is_not_answered(service: Noted, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk: 503 and no word of the answer, nothing torn is left; with space again all goes on."""
    service.get("alice", SECRET)
    real = os.write

    def full(descriptor: int, data: bytes) -> int:
        if b'"salt"' in data:
            real(descriptor, data[:10])
            raise OSError(errno.ENOSPC, "no space left")
        return real(descriptor, data)

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        for _ in range(2):
            answer = service.get("alice", SECRET)
            assert (answer.status_code, answer.json()["type"]) == (503, "urn:counterfoil:problem:unavailable")
            assert "free" not in answer.text and "space" not in answer.text
            assert HEADER not in answer.headers
        assert service.get("alice", "/chains").status_code == 200
    assert service.get("alice", SECRET).status_code == 200
    assert [one.number for one in kept(service.root)] == [1, 2]


def test_what_is_not_on_the_disk_first_is_not_answered(service: Noted, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the policy says first, a disk that does not sync refuses; the line stays, as of an answer not given."""

    def broken(_: int) -> None:
        raise OSError(errno.EIO, "broken")

    with monkeypatch.context() as patched:
        patched.setattr("counterfoil.node.access.line_files.os.fsync", broken)
        assert service.get("alice", SECRET).status_code == 503
    assert service.get("alice", SECRET).status_code == 200
    service.notices.clear()


def test_without_a_key_what_is_watched_is_refused(root: Path) -> None:
    """Neither with none nor with another party's; what nobody watches is answered."""
    for key in (None, "alice"):
        with noted(root, key=key) as service:
            assert service.get("alice", SECRET).status_code == 503
            assert service.get("alice", "/chains").status_code == 200
            assert service.hand_in("alice", paid(service.node, service.key("alice"))).status_code == 200
    assert not (root / "access").exists()


def test_another_noter_takes_over(service: Noted) -> None:
    """What was kept until then is noted by who kept it; from then on this service refuses."""
    service.get("alice", SECRET)
    service.set_policy(noter="bob")
    assert service.get("alice", SECRET).status_code == 503
    service.noting.work()
    assert [one.batch for one in service.batches] == [1]
    service.noting.work()
    assert len(service.batches) == 1


@pytest.mark.parametrize("died", ["before its batch was ended", "before it was noted", "before it knew"])
def test_lines_of_a_process_that_died_are_noted_once(root: Path, died: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever it dies, the next one notes what it kept: once, in a batch of its own, at once."""
    with monkeypatch.context() as patched, noted(root) as service:
        if died == "before its batch was ended":
            patched.setattr(AccessKeeper, "close", lambda keeper: keeper.files.close())
        elif died == "before it was noted":
            patched.setattr(AccessKeeper, "note", lambda _: None)
        service.get("alice", SECRET)
        service.get("bob", SECRET)
    with noted(root) as service:
        service.noting.work()
        service.noting.work()
        assert [one.batch for one in service.batches] == [1]
        files = service.keeper.files
        assert [line.party for line in files.batch(1).lines] == ["alice", "bob"]
        assert files.batch(1).root == service.batches[0].root


def test_an_old_copy_of_the_lines_is_told(root: Path) -> None:
    """What the ledger has and the folder lacks is not noted over: it goes on behind, and says so."""
    with noted(root) as service:
        service.get("alice", SECRET)
    folder = root / "access" / CHAIN / OPERATOR
    (folder / "00000001.head").unlink()
    with noted(root) as service:
        assert any("another copy" in one for one in service.notices)
        assert (folder / "00000001.stray").exists()
        service.get("alice", SECRET)
        service.keeper.work(ending=True)
        assert [one.batch for one in service.batches] == [1, 2]


def test_what_was_kept_long_enough_is_let_go(root: Path) -> None:
    """Lines go, heads and what is on the ledger stay."""
    with noted(root) as service:
        keeper = service.keeper
        for _ in range(3):
            service.get("alice", SECRET)
            keeper.work(ending=True)
        keeper._let_go(service.batches[1].until + 365 * DAY_MS)
        assert keeper.files.kept() == [2, 3]
        assert keeper.files.over() == [1, 2, 3]


def test_a_torn_line_is_cut_off(root: Path) -> None:
    """It was never answered for; those before it are noted."""
    folder = root / "access" / CHAIN / OPERATOR
    folder.mkdir(parents=True)
    (folder / "00000001.lines").write_bytes(b'{"answer":')
    with noted(root) as service:
        service.get("alice", SECRET)
    assert [one.party for one in kept(root)] == ["alice"]


def test_many_at_once_each_have_a_line(service: Noted) -> None:
    """Numbers without a gap, in the order of the file."""

    def ask(name: str) -> httpx.Response:
        return service.get(name, SECRET)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, ["alice", "bob"] * 20))
    assert all(HEADER in one.headers for one in answers)
    lines = kept(service.root)
    for name in ("alice", "bob"):
        assert [one.number for one in lines if one.party == name] == list(range(1, 21))
    assert [one.time for one in lines] == sorted(one.time for one in lines)


@pytest.mark.parametrize(
    ("method", "path", "query", "question", "table"),
    [
        ("GET", "/chains/main/records/holdings/holding/a/b", b"", Question.record, "holdings/holding"),
        ("GET", "/chains//main//records/holdings/holding/a", b"", Question.record, "holdings/holding"),
        ("GET", "/chains/main/records", b"table=holdings/holding&limit=1", Question.records, "holdings/holding"),
        ("GET", "/chains/main/records", b"", Question.records, ""),
        ("GET", "/chains/main/trails/parties/party/a", b"", Question.trail, "parties/party"),
        ("POST", "/chains/main/evidence", b"", Question.evidence, ""),
        ("GET", "/chains/main/transactions/00", b"", Question.transaction, ""),
        ("POST", "/chains/main/transactions", b"", None, ""),
        ("GET", "/chains/main/blocks/1", b"", None, ""),
        ("OPTIONS", "/chains/main/records/a", b"", None, ""),
        ("GET", "/chains", b"", None, ""),
    ],
)
def test_what_is_asked_for(method: str, path: str, query: bytes, question: Question | None, table: str) -> None:
    """By the address alone, whatever there is and is not."""
    found = asked_for({"type": "http", "method": method, "path": path, "query_string": query})
    assert (None if found is None else (found.question, found.table)) == (question and (question, table))
