# SPDX-License-Identifier: Apache-2.0
"""The custody log: registration, anchoring, rolls, equivocation, and reopening."""

from pathlib import Path

import pytest

from counterfoil.custody.custody_log import CustodyLog
from counterfoil.evidence.entries import AnchorEntry, EquivocationEntry, RollEntry, decode_entry, encode_entry
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
    TestChain,
    local_witnesses,
    open_custody_log,
    private_key,
    two_of_three,
)
from support.tlog_reader import read_log


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
    """The log's key and the policy lie beside the log; an operator's own policy file is left alone."""
    open_custody_log(tmp_path).close()
    assert parse_vkey((tmp_path / "custody/vkey").read_text().strip()) == LOG_SIGNER.verifier
    assert parse_policy((tmp_path / "custody/policy").read_bytes()) == two_of_three()
    (tmp_path / "custody/policy").write_text("# mine\n")
    open_custody_log(tmp_path).close()
    assert (tmp_path / "custody/policy").read_text() == "# mine\n"


def test_an_empty_log_publishes_a_roll_of_nothing(tmp_path: Path) -> None:
    """Every published checkpoint ends with a roll, the first one of an empty log too."""
    with open_custody_log(tmp_path) as log:
        assert log.publish().checkpoint.size == 1
        assert last_entry(log) == RollEntry(chains=())


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
    """The same chain and the same headers give their old indexes and no new entry, after a restart too."""
    chain = TestChain()
    chain.seal_next()
    with open_custody_log(tmp_path) as log:
        first = [log.register_chain(chain.entry), *(log.anchor(sealed) for sealed in chain.headers)]
        log.publish()
    with open_custody_log(tmp_path) as log:
        size = log.size
        assert [log.register_chain(chain.entry), *(log.anchor(sealed) for sealed in chain.headers)] == first
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
        assert entry == EquivocationEntry(anchored=1, header=twin.header, seal=twin.seal)
        roll = last_entry(log)
        assert isinstance(roll, RollEntry)
        assert [(line.chain, line.halted) for line in roll.chains] == [("futures", False), ("securities", True)]
        size = log.size
        for sealed in (twin, chain.seal_next()):
            with pytest.raises(CustodyError, match="halted"):
                log.anchor(sealed)
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
        log.log.append([encode_entry(AnchorEntry(header=chain.headers[0].header, seal=chain.headers[0].seal))])
        log.publish()
    with pytest.raises(CorruptionError, match="entry 0"):
        open_custody_log(tmp_path)
