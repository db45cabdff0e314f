# SPDX-License-Identifier: Apache-2.0
"""What a chain shows of itself agrees with its headers, and nothing is shown of a block before it is committed."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from counterfoil.evidence.event import decode_event
from counterfoil.evidence.header import header_hash
from counterfoil.evidence.record import state_key
from counterfoil.evidence.transaction import decode_envelope, intent_id, split_transaction
from counterfoil.node.chain_reader import ChainReader
from counterfoil.node.network import Network
from counterfoil.primitives.authmap.proof import verify_absence, verify_presence
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import digest, from_hex, to_hex
from counterfoil.primitives.merkle import verify as merkle
from counterfoil.primitives.types import Height, HexHash, RecordPath
from support.network import CHAIN, SHARES, copy_network, make_trading_network, open_network
from support.simulation_rogue import pay

HOLDING = RecordPath(f"holdings/holding/alice-1/{SHARES}")
NOBODY = RecordPath(f"holdings/holding/nobody-1/{SHARES}")


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """Open to be read; nobody changes it."""
    root = make_trading_network(tmp_path_factory.mktemp("reader") / "network")
    pay(root, 3)
    with open_network(root) as opened:
        opened.chain(CHAIN)
        yield opened


@pytest.fixture
def reader(network: Network) -> ChainReader:
    return network.chain(CHAIN).reader


def test_headers_are_linked_and_sealed(network: Network, reader: ChainReader) -> None:
    """Each header names the one before, and is what the ledger keeps."""
    for height in range(1, reader.height + 1):
        sealed, parent = reader.sealed_header(Height(height)), reader.sealed_header(Height(height - 1))
        assert sealed.header.parent == to_hex(parent.hash)
        assert sealed.seal.payload == network.chain(CHAIN).ledger.header(Height(height))
        assert header_hash(sealed.seal.payload) == sealed.hash


def test_events_are_under_their_header(reader: ChainReader) -> None:
    """Every event of every block, with its proof."""
    for height in map(Height, range(reader.height + 1)):
        events = reader.events(height)
        root = from_hex(reader.sealed_header(height).header.events)
        for index, event in enumerate(events):
            assert reader.event(height, index) == event
            size, path = reader.event_proof(height, index)
            assert size == len(events)
            assert merkle.verify_inclusion(merkle.leaf_hash(event), index, size, path, root)


def test_transactions_are_under_their_header(reader: ChainReader) -> None:
    """Every envelope as received, after its number of events, with its proof, and its lines by the id."""
    for height in map(Height, range(reader.height + 1)):
        root = from_hex(reader.sealed_header(height).header.transactions)
        transactions = [split_transaction(data) for data in reader.transactions(height)]
        caused = Counter(decode_event(event).transaction for event in reader.events(height))
        for index, transaction in enumerate(transactions):
            name = intent_id(decode_envelope(transaction.envelope)[1])
            assert reader.transaction_position(name) == (height, index)
            assert reader.transaction(name) == transaction
            size, path = reader.envelope_proof(height, index)
            assert size == len(transactions)
            assert reader.caused(height)[index] == caused[name] > 0
            leaf = caused[name].to_bytes(4, "big") + transaction.envelope
            assert merkle.verify_inclusion(merkle.leaf_hash(leaf), index, size, path, root)


def test_headers_and_genesis(reader: ChainReader) -> None:
    """A header is found by its height; that of block 0 names the chain."""
    for height in map(Height, range(reader.height + 1)):
        assert reader.header(height) == reader.sealed_header(height).header
    assert reader.genesis_hash == to_hex(reader.sealed_header(Height(0)).hash)


def test_trails_lead_to_the_events_that_touch(reader: ChainReader) -> None:
    """A trail's positions are those of all events that touch the record, and of no others."""
    touching = [
        (height, index)
        for height in range(reader.height + 1)
        for index, event in enumerate(reader.events(Height(height)))
        if any(link.record == HOLDING for link in decode_event(event).trails)
    ]
    assert reader.trail(HOLDING) == touching
    assert len(touching) == 3
    assert reader.trail(NOBODY) == []


def test_records_at_every_height(reader: ChainReader) -> None:
    """Present or absent, with a proof under the state root of that height."""
    for height in map(Height, range(reader.height + 1)):
        root = from_hex(reader.sealed_header(height).header.state)
        for record in (HOLDING, NOBODY):
            value, proof = reader.record(record, height), reader.record_proof(record, height)
            if value is None:
                assert verify_absence(root, state_key(record), proof)
            else:
                assert verify_presence(root, state_key(record), digest(value), proof)
    assert reader.record(HOLDING, Height(0)) is None
    assert reader.record(HOLDING, reader.height) is not None


@pytest.mark.parametrize("height", [-1, 6, 2**40])
def test_no_such_block(reader: ChainReader, height: int) -> None:
    """Asking for a block that is not there is an input error, whatever is asked."""
    asked = [
        reader.header,
        reader.sealed_header,
        reader.transactions,
        lambda at: reader.envelope_proof(at, 0),
        reader.events,
        lambda at: reader.event(at, 0),
        lambda at: reader.event_proof(at, 0),
        lambda at: reader.record(HOLDING, at),
        lambda at: reader.record_proof(HOLDING, at),
    ]
    for ask in asked:
        with pytest.raises(InputError):
            ask(Height(height))


@pytest.mark.parametrize("index", [-1, 99, 2**32, 2**70])
def test_no_such_event(reader: ChainReader, index: int) -> None:
    """An index that no event has is an input error."""
    for ask in (reader.event, reader.event_proof):
        with pytest.raises(InputError, match="has no event"):
            ask(Height(2), index)


@pytest.mark.parametrize("transaction", ["", "ab", "zz" * 32, "ab" * 32, "é"])
def test_no_such_transaction(reader: ChainReader, transaction: str) -> None:
    """An identifier that is in no block, or is none, is an input error."""
    with pytest.raises(InputError):
        reader.transaction(HexHash(transaction))


def test_asking_too_early_spoils_nothing(tmp_path: Path) -> None:
    """What is asked of a block before it is committed is not remembered once it is."""
    root = copy_network(make_trading_network(tmp_path / "made"), tmp_path / "network")
    with open_network(root) as opened:
        reader, coming = opened.chain(CHAIN).reader, Height(opened.chain(CHAIN).height + 1)
        for ask in (reader.events, reader.header, reader.sealed_header, lambda height: reader.event_proof(height, 0)):
            with pytest.raises(InputError, match="no block"):
                ask(coming)
    pay(root, 2)
    with open_network(root) as opened:
        reader = opened.chain(CHAIN).reader
        assert reader.event_proof(coming, 0)[0] == len(reader.events(coming)) > 0
