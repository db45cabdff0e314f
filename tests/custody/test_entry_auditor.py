# SPDX-License-Identifier: Apache-2.0
"""The entry auditor: what the log's own key could publish without it, and what it refuses to cosign."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from counterfoil.custody.entry_auditor import EntryAuditor
from counterfoil.custody.log import TileLog
from counterfoil.custody.reader import FolderEntries
from counterfoil.custody.registry import Registry
from counterfoil.custody.witness import Witness
from counterfoil.custody.witness_client import HttpWitness, LocalWitness, WitnessClient
from counterfoil.custody.witness_request import AddCheckpoint
from counterfoil.custody.witness_server import serving
from counterfoil.evidence.entries import (
    AnchorEntry,
    AuditEntry,
    Entry,
    RollEntry,
    RotationEntry,
    decode_entry,
    encode_entry,
)
from counterfoil.evidence.seal import SealedHeader
from counterfoil.evidence.witness_policy import open_checkpoint
from counterfoil.identity.note import open_note
from counterfoil.primitives.errors import CustodyError, QuorumError, WitnessRefusal, WitnessUnavailable
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import HexHash, Timestamp
from support.custody import (
    AUDITOR_SIGNER,
    LOG_SIGNER,
    NOW_S,
    ORIGIN,
    Clock,
    LogClock,
    TestChain,
    entry_auditor,
    local_witnesses,
    open_custody_log,
    open_tile_log,
    private_key,
    two_of_three,
    with_auditor,
)

NOW = Timestamp(NOW_S * 1_000)
ORIGIN_HASH = digest(ORIGIN.encode()).hex()


def clients(directory: Path, auditor: EntryAuditor) -> list[WitnessClient]:
    """Three witnesses and the auditor, all in this process."""
    return [*local_witnesses(directory), LocalWitness("delta", auditor)]


@pytest.fixture
def auditor(tmp_path: Path) -> EntryAuditor:
    """An entry auditor beside the log."""
    return entry_auditor(tmp_path)


@pytest.fixture
def chain(tmp_path: Path, auditor: EntryAuditor) -> TestChain:
    """A chain of two headers, published with the auditor's word: entries 0 to 3."""
    chain = TestChain()
    chain.seal_next()
    with open_custody_log(tmp_path, clients(tmp_path, auditor), policy=with_auditor()) as log:
        log.register_chain(chain.entry)
        for sealed in chain.headers:
            log.anchor(sealed)
        log.publish()
    return chain


def publish_forged(directory: Path, auditor: EntryAuditor, entries: list[Entry]) -> None:
    """What somebody with the log's key, and nothing else, can do: append what they like, and ask for cosignatures."""
    with TileLog.open(
        directory / "custody", signer=LOG_SIGNER, policy=with_auditor(), witnesses=clients(directory, auditor)
    ) as log:
        log.append([encode_entry(entry) for entry in entries])
        log.publish()


def anchor(sealed: SealedHeader, **changes: object) -> AnchorEntry:
    """An anchor as a log would write it that checks nothing."""
    entry = AnchorEntry(header=sealed.header, late=False, received=NOW, seal=sealed.seal)
    return msgspec.structs.replace(entry, **changes)


def roll(chain: TestChain, height: int, **changes: object) -> RollEntry:
    """A roll that names this header as the last."""
    registry = Registry(ORIGIN)
    registry.apply(0, chain.entry)
    for sealed in chain.headers[: height + 1]:
        registry.apply(1, anchor(sealed))
    line = msgspec.structs.replace(registry.roll(NOW).chains[0], **changes)
    return RollEntry(chains=(line,), received=NOW)


def sealed_next(chain: TestChain, **changes: object) -> SealedHeader:
    """The next header, sealed and not remembered, or a variation of it."""
    return chain.seal(chain.header(2, **changes))


def test_the_log_key_alone_publishes_a_false_roll_that_names_an_old_header(
    tmp_path: Path, auditor: EntryAuditor, chain: TestChain
) -> None:
    """Two witnesses cosign it, for it rewrites nothing; the entry auditor does not, and keeps it as evidence."""
    with pytest.raises(
        QuorumError, match=r"3 witnesses cosigned size 5.*delta: 422: entry 4: the roll says that header"
    ):
        publish_forged(tmp_path, auditor, [roll(chain, 0)])
    (file,) = auditor.refused(ORIGIN)
    evidence = json.loads(file.read_text())
    assert "entry 4: the roll says that header of securities is" in evidence["problem"]
    for name in ("cosigned", "refused"):
        open_note(evidence[name].encode(), [LOG_SIGNER.verifier])
    published = open_checkpoint((tmp_path / "custody/log/checkpoint").read_bytes(), with_auditor())
    assert published.checkpoint.size == 4


FORGERIES: dict[str, tuple[Callable[[TestChain], list[Entry]], str]] = {
    "a roll that leaves the chain out": (
        lambda c: [RollEntry(chains=(), received=NOW)],
        "entry 4: the roll does not name every chain",
    ),
    "an anchor out of order": (
        lambda c: [anchor(c.seal(c.header(3))), roll(c, 1)],
        "entry 4: header 3 of securities: the next height to anchor is 2",
    ),
    "an anchor that nobody sealed": (
        lambda c: [anchor(c.seal(c.header(2), key=private_key("thief"))), roll(c, 1)],
        "entry 4: header 2 of securities: the seal does not satisfy",
    ),
    "an anchor called late that is not": (
        lambda c: [anchor(sealed_next(c), late=True), roll(c, 1)],
        "entry 4: header 2 of securities: late is True, and should be False",
    ),
    "a late anchor not called so": (
        lambda c: [anchor(sealed_next(c, time=NOW + 2), received=NOW + 60_003), roll(c, 1)],
        "entry 4: header 2 of securities: late is False, and should be True",
    ),
    "an anchor received before the one before": (
        lambda c: [anchor(sealed_next(c), received=NOW - 1), roll(c, 1)],
        "entry 4: received at 2027-01-15T07:59:59.999Z, but an entry before it at",
    ),
    "a roll received before the anchor that it names": (
        lambda c: [anchor(sealed_next(c), received=NOW + 9), roll(c, 1)],
        "entry 5: received at 2027-01-15T08:00:00.000Z, but an entry before it at 2027-01-15T08:00:00.009Z",
    ),
    "a second header instead of an equivocation": (
        lambda c: [anchor(c.twin(1)), roll(c, 1)],
        "entry 4: header 1 of securities: the entry is an anchor, but this header makes an equivocation",
    ),
    "an audit of another state": (
        lambda c: [AuditEntry(audit=c.audit(1, state=HexHash("00" * 32)), received=NOW), roll(c, 1)],
        "entry 4: audit of header 1 of securities: it names the state 0000",
    ),
    "an audit of another chain's genesis": (
        lambda c: [AuditEntry(audit=c.audit(1, genesis=HexHash("00" * 32)), received=NOW), roll(c, 1)],
        "entry 4: audit of header 1 of securities: it begins at genesis 0000",
    ),
    "a rotation to the thief": (
        lambda c: [
            RotationEntry(received=NOW, rotation=c.rotation(private_key("thief"), to=private_key("thief"))),
            roll(c, 1),
        ],
        "entry 4: rotation of securities: not signed under the policy in force",
    ),
    "a tree that does not end with a roll": (
        lambda c: [anchor(sealed_next(c))],
        "entry 4 ends the tree, and is no roll",
    ),
}


@pytest.mark.parametrize("make, problem", FORGERIES.values(), ids=FORGERIES)
def test_forgeries(
    tmp_path: Path, auditor: EntryAuditor, chain: TestChain, make: Callable[[TestChain], list[Entry]], problem: str
) -> None:
    """A tree whose entries break a rule gets 422 and is kept as evidence, and the auditor stays where it was."""
    before = auditor.latest(ORIGIN_HASH)
    with pytest.raises(QuorumError, match=f"delta: 422: {problem}"):
        publish_forged(tmp_path, auditor, make(chain))
    assert len(auditor.refused(ORIGIN)) == 1
    assert auditor.latest(ORIGIN_HASH) == before


def test_what_was_refused_once_is_refused_for_good(tmp_path: Path, auditor: EntryAuditor, chain: TestChain) -> None:
    """A true roll after the false one does not mend the log, for this auditor or for one that starts afresh."""
    for one in (auditor, entry_auditor(tmp_path)):
        with pytest.raises(QuorumError, match="delta: 422: entry 4: the roll says that header"):
            publish_forged(tmp_path, one, [roll(chain, 0), roll(chain, 1)])


def test_an_honest_log_is_cosigned_through_everything(tmp_path: Path, auditor: EntryAuditor, chain: TestChain) -> None:
    """Halt, recovery, audits and headers under the new policy, published one by one; then all of it read at once."""
    clock, witness_clock, successor = LogClock(), Clock(), private_key("successor")

    def anchor_under_the_new_policy() -> None:
        clock.now_ms += 86_400_000
        witness_clock.now_s += 86_400
        log.anchor(chain.seal(chain.header(2, time=clock()), key=successor))

    recovery = chain.rotation(chain.recoverer, to=successor, effective=clock() + 86_400_000)
    local = [LocalWitness("delta", entry_auditor(tmp_path, witness_clock)), *local_witnesses(tmp_path, witness_clock)]
    with open_custody_log(tmp_path, local, policy=with_auditor(), clock=clock) as log:
        for step in (
            lambda: log.audit(chain.audit(1)),
            lambda: log.anchor(chain.twin(0)),
            lambda: log.rotate(recovery),
            lambda: log.anchor(chain.twin(1)),
            anchor_under_the_new_policy,
        ):
            step()
            assert "delta" in log.publish().cosigned
    fresh = EntryAuditor(
        tmp_path / "auditors/fresh",
        signer=AUDITOR_SIGNER,
        log=LOG_SIGNER.verifier,
        source=FolderEntries(tmp_path / "custody/log"),
        clock=witness_clock,
    )
    fresh.add_checkpoint(AddCheckpoint(0, (), (tmp_path / "custody/signed").read_bytes()).encode())


def test_a_restarted_auditor_reads_again_and_judges_only_what_is_new(tmp_path: Path, chain: TestChain) -> None:
    """After a restart, and after another process cosigned meanwhile, it goes on from the tree cosigned last."""
    first, second = entry_auditor(tmp_path), entry_auditor(tmp_path)
    for one in (first, first, second, first):
        with open_custody_log(tmp_path, clients(tmp_path, one), policy=with_auditor()) as log:
            log.anchor(chain.seal_next())
            assert "delta" in log.publish().cosigned
            assert "delta" in log.publish().cosigned


def test_entries_that_are_not_the_logs_are_refused(tmp_path: Path, chain: TestChain) -> None:
    """What is read must hash to the root that the log signed, whatever the source says."""

    class Lying(FolderEntries):
        """A source that leaves the last entry out, or tells another one."""

        last: tuple[bytes, ...] = ()

        def entries(self, start: int, end: int, *, size: int) -> Iterator[bytes]:
            """All but the last, which is another."""
            yield from super().entries(start, end - 1, size=size)
            yield from self.last

    for last in ((), (encode_entry(roll(chain, 0)),)):
        source = Lying(tmp_path / "custody/log")
        source.last = last
        one = EntryAuditor(
            tmp_path / "auditors/misled", signer=AUDITOR_SIGNER, log=LOG_SIGNER.verifier, source=source, clock=Clock()
        )
        with pytest.raises(WitnessRefusal, match="do not hash to the root of size 4") as refusal:
            one.add_checkpoint(AddCheckpoint(0, (), (tmp_path / "custody/signed").read_bytes()).encode())
        assert refusal.value.status == 422
        assert one.latest(ORIGIN_HASH) is None


def test_entries_that_cannot_be_read(tmp_path: Path, chain: TestChain) -> None:
    """Without its entries a tree is not cosigned; that is no evidence against the log."""
    request = AddCheckpoint(4, (), (tmp_path / "custody/signed").read_bytes()).encode()
    (tmp_path / "custody/log/tile/entries/000.p/4").unlink()
    entry_auditor(tmp_path).add_checkpoint(request)  # the same tree, which was read before
    one = EntryAuditor(
        tmp_path / "auditors/blind",
        signer=AUDITOR_SIGNER,
        log=LOG_SIGNER.verifier,
        source=FolderEntries(tmp_path / "custody/log"),
        clock=Clock(),
    )
    with pytest.raises(WitnessRefusal, match=r"cannot read the entries: .*000\.p/4") as refusal:
        one.add_checkpoint(request.replace(b"old 4", b"old 0"))
    assert refusal.value.status == 500
    assert one.refused(ORIGIN) == []


def test_an_auditor_builds_on_nothing_that_it_would_refuse(tmp_path: Path) -> None:
    """A key that cosigned as a mere witness before does not, as an auditor, go on from what is no custody log."""
    auditor = entry_auditor(tmp_path)
    mere = Witness(auditor.directory, signer=AUDITOR_SIGNER, logs=[LOG_SIGNER.verifier], clock=Clock())
    for one, size in ((mere, 1), (auditor, 2)):
        with open_tile_log(tmp_path) as log:
            log.append([b"hello"])
            log.publish()
            note = (tmp_path / "custody/signed").read_bytes()
            request = AddCheckpoint(size - 1, log.consistency_proof(size - 1, size), note).encode()
        if one is mere:
            one.add_checkpoint(request)
    with pytest.raises(WitnessRefusal, match="422: entry 0: "):
        auditor.add_checkpoint(request)


def test_the_empty_tree_ends_with_no_roll(tmp_path: Path, auditor: EntryAuditor) -> None:
    """A log that holds nothing is not cosigned: every published tree ends with a roll."""
    with pytest.raises(QuorumError, match=r"delta: 422: .*no roll"):
        publish_forged(tmp_path, auditor, [])


def test_all_that_a_witness_refuses_an_auditor_refuses(tmp_path: Path, auditor: EntryAuditor, chain: TestChain) -> None:
    """Sizes, proofs and clocks are checked before any entry is read."""
    signed = (tmp_path / "custody/signed").read_bytes()
    with pytest.raises(WitnessRefusal, match="409"):
        auditor.add_checkpoint(AddCheckpoint(0, (), signed).encode())
    unset = EntryAuditor(
        tmp_path / "auditors/unset",
        signer=AUDITOR_SIGNER,
        log=LOG_SIGNER.verifier,
        source=FolderEntries(tmp_path / "nowhere"),
        clock=lambda: 0,
    )
    with pytest.raises(WitnessRefusal, match="500: the clock says 0 ms"):
        unset.add_checkpoint(AddCheckpoint(0, (), signed).encode())


def test_an_accepted_clock_covers_the_logs_stamps(tmp_path: Path, chain: TestChain) -> None:
    """A log that stamped the future by mistake is cosigned again once a person says so, and goes on."""
    ahead = LogClock(LogClock().now_ms + 3_600_000)
    cautious, told = entry_auditor(tmp_path), entry_auditor(tmp_path, accept_clock=True)
    with open_custody_log(tmp_path, clients(tmp_path, cautious), policy=with_auditor(), clock=ahead) as log:
        log.anchor(chain.seal_next())
        with pytest.raises(QuorumError, match=r"delta: 422: .*3599000 ms ahead of this auditor's clock"):
            log.publish()
    for _ in range(2):
        with open_custody_log(tmp_path, clients(tmp_path, told), policy=with_auditor(), clock=ahead) as log:
            log.anchor(chain.seal_next())
            assert "delta" in log.publish().cosigned


def test_over_http(tmp_path: Path, chain: TestChain) -> None:
    """A witness's server and client serve an auditor as they are: 200, 422, and 500 for what cannot be read."""
    with serving(entry_auditor(tmp_path)) as url:
        http: list[WitnessClient] = [HttpWitness("delta", AUDITOR_SIGNER.verifier, url), *local_witnesses(tmp_path)]
        with open_custody_log(tmp_path, http, policy=with_auditor()) as log:
            log.anchor(chain.seal_next())
            assert "delta" in log.publish().cosigned
            log.log.append([encode_entry(roll(chain, 0))])
            with pytest.raises(QuorumError, match="delta: 422: entry 6: the roll says"):
                log.log.publish()
            (tmp_path / "custody/log/tile/entries/000.p/7").unlink()
            note = open_checkpoint((tmp_path / "custody/signed").read_bytes(), two_of_three()).note
            with pytest.raises(WitnessUnavailable, match="HTTP status 500: cannot read the entries"):
                http[0].cosign(note, 6, lambda old: log.log.consistency_proof(old, 7))


def test_a_folder_is_read_in_any_part(tmp_path: Path) -> None:
    """Entries across bundles, from the middle, none, and beyond the end."""
    chain = TestChain()
    with open_custody_log(tmp_path) as log:
        log.register_chain(chain.entry)
        for _ in range(300):
            log.anchor(chain.headers[-1])
            chain.seal_next()
        size = log.publish().checkpoint.size
        source = FolderEntries(tmp_path / "custody/log")
        for start, end in ((0, size), (250, 260), (255, 256), (256, size), (7, 7)):
            assert list(source.entries(start, end, size=size)) == [log.entry(index) for index in range(start, end)]
        assert isinstance(decode_entry(next(source.entries(1, 2, size=size))), AnchorEntry)
        assert list(source.entries(size - 1, 600, size=size)) == [log.entry(size - 1)]


def test_the_registry_that_judges_is_the_logs(tmp_path: Path, chain: TestChain) -> None:
    """Replaying the published entries gives the roll that they end with, whoever replays them."""
    registry = Registry(ORIGIN)
    for index, data in enumerate(FolderEntries(tmp_path / "custody/log").entries(0, 4, size=4)):
        registry.replay(index, data)
    assert registry.roll(NOW) == decode_entry(data)
    assert registry.chains[chain.id].head == to_hex(chain.headers[-1].hash)
    with pytest.raises(CustodyError, match="entry 4: chain securities is registered already"):
        registry.replay(4, encode_entry(chain.entry))
