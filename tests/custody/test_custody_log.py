# SPDX-License-Identifier: Apache-2.0
"""The custody log: registration, anchoring, rolls, equivocation, and reopening."""

from pathlib import Path

import pytest

from counterfoil.custody.custody_log import CustodyLog
from counterfoil.evidence.entries import (
    AHEAD_MAX_MS,
    AnchorEntry,
    AuditEntry,
    EquivocationEntry,
    RollEntry,
    RotationEntry,
    decode_entry,
    encode_entry,
)
from counterfoil.evidence.tlog_proof import verify_tlog_proof
from counterfoil.evidence.witness_policy import parse_policy
from counterfoil.identity.note import parse_vkey
from counterfoil.primitives.errors import CorruptionError, CustodyError, QuorumError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.merkle.verify import leaf_hash
from counterfoil.primitives.types import ChainId, HexHash
from support.custody import (
    LOG_SIGNER,
    ORIGIN,
    WITNESS_SIGNERS,
    Clock,
    LogClock,
    TestChain,
    local_witnesses,
    open_custody_log,
    private_key,
    two_of_three,
)
from support.tlog_reader import read_log

ZEROS = HexHash("00" * 32)
YEAR_MS = 365 * 86_400_000


def last_entry(log: CustodyLog) -> object:
    """The entry at index size − 1 of the published tree."""
    assert log.published is not None
    return decode_entry(log.entry(log.published.checkpoint.size - 1))


def test_register_anchor_publish(tmp_path: Path) -> None:
    """Chain, anchors and a roll at the end, each provable offline, readable by an outsider."""
    chain = TestChain()
    with open_custody_log(tmp_path) as log:
        assert log.register_chain(chain.entry) == 0
        assert log.anchor(chain.headers[0]) == 1
        assert log.anchor(chain.seal_next()) == 2
        opened = log.publish()
        assert opened.checkpoint.size == 4
        roll = last_entry(log)
        assert isinstance(roll, RollEntry)
        assert (roll.chains[0].height, roll.chains[0].header) == (1, to_hex(chain.headers[1].hash))
        assert log.anchor_index(chain.id, 1) == 2
        verify_tlog_proof(log.tlog_proof(2), leaf_hash(log.entry(2)), two_of_three())
    vkeys = tuple(signer.verifier.vkey for signer in WITNESS_SIGNERS.values())
    read = read_log(tmp_path / "custody/log", (tmp_path / "custody/vkey").read_text(), vkeys)
    assert isinstance(decode_entry(read.entries[1]), AnchorEntry)


def test_public_files(tmp_path: Path) -> None:
    """The log's key and the policy lie beside the log; the policy is the one that the log was published under."""
    open_custody_log(tmp_path).close()
    assert parse_vkey((tmp_path / "custody/vkey").read_text().strip()) == LOG_SIGNER.verifier
    assert parse_policy((tmp_path / "custody/policy").read_bytes()) == two_of_three()
    (tmp_path / "custody/policy").write_text("# mine\n")
    with open_custody_log(tmp_path) as log:
        assert (tmp_path / "custody/policy").read_text() == "# mine\n"
        log.publish()
    assert parse_policy((tmp_path / "custody/policy").read_bytes()) == two_of_three()


def test_an_empty_log_publishes_a_roll_of_nothing(tmp_path: Path) -> None:
    """Every published checkpoint ends with a roll, the first one of an empty log too."""
    with open_custody_log(tmp_path) as log:
        assert log.publish().checkpoint.size == 1
        assert last_entry(log) == RollEntry(chains=(), received=LogClock()())


def test_no_second_roll_when_nothing_changed(tmp_path: Path) -> None:
    """Publishing again cosigns the same tree afresh; after a new anchor there is a new roll."""
    clock, chain = Clock(), TestChain()
    with open_custody_log(tmp_path, local_witnesses(tmp_path, clock)) as log:
        log.register_chain(chain.entry)
        first = log.publish()
        clock.now_s += 5
        again = log.publish()
        assert (again.checkpoint, set(again.cosigned.values())) == (first.checkpoint, {clock.now_s})
        log.anchor(chain.headers[0])
        assert log.publish().checkpoint.size == first.checkpoint.size + 2


def test_submitting_again_is_idempotent(tmp_path: Path) -> None:
    """Whatever the log holds gives its old index and no new entry, after a restart and at a later time too."""
    chain, successor = TestChain(), private_key("successor")
    chain.seal_next()

    def submit(log: CustodyLog) -> list[int]:
        indexes = [log.register_chain(chain.entry), *(log.anchor(sealed) for sealed in chain.headers)]
        return [*indexes, log.audit(chain.audit(1)), log.rotate(chain.rotation(chain.sealer, to=successor))]

    with open_custody_log(tmp_path) as log:
        first = submit(log)
        log.publish()
    assert first == [0, 1, 2, 3, 4]
    with open_custody_log(tmp_path, clock=LogClock(LogClock().now_ms + 1_000)) as log:
        size = log.size
        assert submit(log) == first
        assert log.size == size


def test_refused_entries_leave_no_trace(tmp_path: Path) -> None:
    """A badly sealed header and a contradicting registration change nothing."""
    chain = TestChain()
    with open_custody_log(tmp_path) as log:
        log.register_chain(chain.entry)
        size = log.size
        with pytest.raises(CustodyError, match="does not satisfy"):
            log.anchor(chain.seal(chain.header(0), key=private_key("thief")))
        with pytest.raises(CustodyError, match="registered already"):
            log.register_chain(TestChain(sealer=private_key("thief")).entry)
        with pytest.raises(CustodyError, match="not signed under the policy in force"):
            log.rotate(chain.rotation(private_key("thief"), to=private_key("thief"), last_height=-1, last_hash=ZEROS))
        with pytest.raises(CustodyError, match="the last anchored header is -1"):
            log.audit(chain.audit(0))
        for wrong in (log.rotate, log.audit):
            with pytest.raises(CustodyError, match=r"is not application/vnd\.counterfoil"):
                wrong(chain.headers[0].seal)
        assert log.size == size
        assert log.height(chain.id) == -1


def test_oversized_anchor_is_refused(tmp_path: Path) -> None:
    """A header that does not fit an entry is refused before anything is written."""
    chain = TestChain(name="n" * 70_000)
    chain_entry = TestChain(name="short").entry
    with open_custody_log(tmp_path) as log:
        log.register_chain(chain_entry)
        with pytest.raises(CustodyError, match="no identifier"):
            log.register_chain(chain.entry)


def test_equivocation_is_logged_and_halts(tmp_path: Path) -> None:
    """Both headers stay in the log under the chain's own seals, the roll says halted, other chains go on."""
    chain, other = TestChain(), TestChain("futures")
    twin = chain.seal(chain.header(0, state=HexHash("55" * 32)))
    with open_custody_log(tmp_path) as log:
        for one in (chain, other):
            log.register_chain(one.entry)
            log.anchor(one.headers[0])
        index = log.anchor(twin)
        assert log.is_halted(chain.id) and not log.is_halted(other.id)
        log.publish()
    with open_custody_log(tmp_path) as log:
        entry = decode_entry(log.entry(index))
        assert entry == EquivocationEntry(
            anchored=1, header=twin.header, received=LogClock()(), retired=False, seal=twin.seal
        )
        roll = last_entry(log)
        assert isinstance(roll, RollEntry)
        assert [(line.chain, line.halted) for line in roll.chains] == [("futures", None), ("securities", 0)]
        size = log.size
        assert log.anchor(twin) == index
        with pytest.raises(CustodyError, match="halted"):
            log.anchor(chain.seal_next())
        assert log.size == size
        assert log.anchor(other.seal_next()) == size


def test_no_quorum_and_sequencing_goes_on(tmp_path: Path) -> None:
    """Anchors are accepted without witnesses; when these are back, one publication shows all of it."""
    chain = TestChain()
    with open_custody_log(tmp_path, clients=[]) as log:
        log.register_chain(chain.entry)
        for _ in range(3):
            with pytest.raises(QuorumError):
                log.publish()
            log.anchor(chain.headers[-1])
            chain.seal_next()
        assert log.published is None
    with open_custody_log(tmp_path) as log:
        opened = log.publish()
        assert log.height(chain.id) == 1, "the third anchor was never part of a signed tree"
        assert isinstance(last_entry(log), RollEntry)
        assert opened.checkpoint.origin == ORIGIN


def test_unknown_chains(tmp_path: Path) -> None:
    """Asking about a chain that is not registered, or a height not anchored, says so."""
    with open_custody_log(tmp_path) as log:
        with pytest.raises(CustodyError, match="not registered"):
            log.height(ChainId("nobody"))
        chain = TestChain()
        log.register_chain(chain.entry)
        with pytest.raises(CustodyError, match="header 0 of securities is not anchored"):
            log.anchor_index(chain.id, 0)


def test_foreign_entries_refuse_to_open(tmp_path: Path) -> None:
    """A log that holds something else than custody entries does not open as one."""
    with open_custody_log(tmp_path) as log:
        log.log.append([b"not an entry"])
        log.publish()
    with pytest.raises(CorruptionError, match="entry 0"):
        open_custody_log(tmp_path)


def test_an_anchor_of_an_unregistered_chain_refuses_to_open(tmp_path: Path) -> None:
    """Entries whose order makes no sense do not open."""
    chain = TestChain()
    with open_custody_log(tmp_path) as log:
        header, seal = chain.headers[0].header, chain.headers[0].seal
        log.log.append([encode_entry(AnchorEntry(header=header, late=False, received=LogClock()(), seal=seal))])
        log.publish()
    with pytest.raises(CorruptionError, match="entry 0"):
        open_custody_log(tmp_path)


def test_a_rotation_and_an_audit_are_entries(tmp_path: Path) -> None:
    """They stand in the log as they were signed, with the time of receipt, and the seal changes after them."""
    chain, successor = TestChain(), private_key("successor")
    clock = LogClock()
    rotation, audit = chain.rotation(chain.sealer, to=successor), chain.audit(0)
    with open_custody_log(tmp_path, clock=clock) as log:
        log.register_chain(chain.entry)
        log.anchor(chain.headers[0])
        clock.now_ms += 5
        assert decode_entry(log.entry(log.audit(audit))) == AuditEntry(audit=audit, received=clock())
        assert decode_entry(log.entry(log.rotate(rotation))) == RotationEntry(received=clock(), rotation=rotation)
        with pytest.raises(CustodyError, match="does not satisfy"):
            log.anchor(chain.seal(chain.header(1)))
        log.anchor(chain.seal(chain.header(1), key=successor))
        assert log.seals(chain.id).last_rotation == 3
        log.publish()
    with open_custody_log(tmp_path, clock=clock) as log:
        assert (log.height(chain.id), log.seals(chain.id).last_rotation) == (1, 3)


def test_times_of_receipt(tmp_path: Path) -> None:
    """The log stamps what it receives, marks what is late, and a clock that went back a little stands still."""
    clock, chain = LogClock(), TestChain()
    stamps = []
    with open_custody_log(tmp_path, clock=clock) as log:
        log.register_chain(chain.entry)
        for step in (AHEAD_MAX_MS, 1, -AHEAD_MAX_MS, 2 * AHEAD_MAX_MS):
            clock.now_ms += step
            entry = decode_entry(log.entry(log.anchor(chain.headers[-1])))
            assert isinstance(entry, AnchorEntry)
            stamps.append((entry.received - LogClock().now_ms, entry.late))
            chain.seal_next()
    assert stamps == [(60_000, False), (60_001, False), (60_001, False), (120_001, True)]


@pytest.mark.parametrize(
    "wrong_ms, problem",
    [
        (10 * YEAR_MS, "3650 days ahead of the last time"),
        (-AHEAD_MAX_MS - 1, "60001 ms before the last entry was received"),
        (-10 * YEAR_MS, "before 2026: it is not set"),
    ],
)
def test_a_clock_that_cannot_be_right_stamps_nothing(tmp_path: Path, wrong_ms: int, problem: str) -> None:
    """Neither an anchor nor a roll is written, and when the clock is set the log goes on."""
    clock, chain = LogClock(), TestChain()
    with open_custody_log(tmp_path, clock=clock) as log:
        log.register_chain(chain.entry)
        log.publish()
        clock.now_ms += wrong_ms
        with pytest.raises(CustodyError, match=f"{problem}.*nothing was written. Set the clock.*accept_clock"):
            log.anchor(chain.headers[0])
        log.register_chain(TestChain("futures").entry)
        with pytest.raises(CustodyError, match=problem):
            log.publish()
        clock.now_ms -= wrong_ms
        log.anchor(chain.headers[0])
        log.publish()


def test_a_clock_ten_years_ahead_is_recovered_from_by_a_documented_act(tmp_path: Path) -> None:
    """A person who accepts the clock lets the log go on: once too far ahead, then, set right, under standing stamps."""
    chain = TestChain()
    with open_custody_log(tmp_path) as log:
        log.register_chain(chain.entry)
        log.publish()
    wrong = LogClock(LogClock().now_ms + 10 * YEAR_MS)
    with open_custody_log(tmp_path, clock=wrong, accept_clock=True) as log:
        log.anchor(chain.headers[0])
        log.publish()
    with open_custody_log(tmp_path) as log, pytest.raises(CustodyError, match="before the last entry was received"):
        log.anchor(chain.seal_next())
    with open_custody_log(tmp_path, accept_clock=True) as log:
        entry = decode_entry(log.entry(log.anchor(chain.headers[1])))
        assert isinstance(entry, AnchorEntry)
        assert (entry.received, entry.late) == (wrong(), True)


def test_a_clock_at_zero_is_never_accepted(tmp_path: Path) -> None:
    """Not even a person can vouch for a clock before this software was written."""
    log = open_custody_log(tmp_path, clock=LogClock(0), accept_clock=True)
    with log, pytest.raises(CustodyError, match="it is not set"):
        log.publish()
