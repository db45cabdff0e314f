# SPDX-License-Identifier: Apache-2.0
"""What is looked at again in the simulation: by state auditors as they go, and by everybody after each disaster."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from counterfoil.application import TransactionResult
from counterfoil.commerce.app import LedgerApplication
from counterfoil.commerce.ledger import Ledger, broken_invariants
from counterfoil.consensus.replay import replay
from counterfoil.custody.custody_log import CustodyLog
from counterfoil.custody.fsck import fsck
from counterfoil.evidence.event import ConsentKind, Event, Side, decode_event
from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.evidence.record import state_key
from counterfoil.evidence.transaction import decode_envelope, intent_id, split_transaction
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.policy import KeyPolicy
from counterfoil.modules.contracts.records import CONTRACTS
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.node.audit import audit_chain
from counterfoil.node.published_log import PublishedLog
from counterfoil.node.state_auditor import audit_header
from counterfoil.primitives.authmap.map import root_of
from counterfoil.primitives.hashing import digest, from_hex, to_hex
from counterfoil.primitives.types import ChainId, Height, HexHash, RecordPath
from counterfoil.storage.blocklog import BlockLog
from counterfoil.storage.state import KeySpace, MemoryStateStore, StateStore
from counterfoil.verify.trust import Trust
from support import custody
from support.programs import programs
from support.simulation_chain import Running, SimulatedChain
from support.simulation_genesis import genesis_of, key_of
from support.statements import add_up

AUDITORS = ("one", "two")


def auditor_policy() -> KeyPolicy:
    """Either state auditor will do."""
    return KeyPolicy(keys=tuple(key_of("auditors", name).public for name in AUDITORS), threshold=1)


class StateAuditor:
    """Executes every chain by itself, and speaks for the last header that is anchored."""

    def __init__(self, name: str, root: Path) -> None:
        self._key = key_of("auditors", name)
        self._directory = root / "state-auditors" / name

    def speak(self, node: Running, log: CustodyLog) -> Envelope:
        """Its word on the last anchored header of a chain."""
        chain = node.reader.chain
        height = log.height(chain)
        return audit_header(
            self._directory / chain,
            chain,
            node.block_log,
            genesis=genesis_of(chain),
            genesis_hash=from_hex(node.reader.genesis_hash),
            seals=log.seals(chain),
            anchored=(height, node.reader.sealed_header(height).hash),
            origin=custody.ORIGIN,
            key=self._key,
        )


def check_chain(
    simulated: SimulatedChain, answered: Mapping[HexHash, TransactionResult], issued: Mapping[str, int]
) -> None:
    """Nothing acknowledged is lost, nothing stands twice, everything computed again is the same."""
    node = simulated.node
    reader = node.reader
    for result in answered.values():
        assert reader.transaction_position(result.id) == (result.height, result.index), "acknowledged and lost"
    names = Counter(
        intent_id(decode_envelope(split_transaction(data).envelope)[1])
        for height in range(reader.height + 1)
        for data in reader.transactions(Height(height))
    )
    assert max(names.values()) == 1, "an intent stands twice"
    assert names.keys() == answered.keys(), "something stands there that nobody submitted"
    for kind, quantity in issued.items():
        held = sum(one.balance for _, one in node.ledger.view.rows(HOLDINGS) if one.instrument == kind)
        assert held == quantity, f"{held} of {kind} are held, {quantity} were issued"
    assert list(broken_invariants(node.ledger.view)) == []
    _check_times(node.block_log)
    check_contracts(node)
    again = MemoryStateStore()
    replayed(simulated.chain, node.block_log, again)
    for space in KeySpace:
        assert list(again.scan(space)) == list(node.store.scan(space)), space
    records = {state_key(RecordPath(path.decode())): digest(value) for path, value in again.scan(KeySpace.RECORDS)}
    assert reader.header(reader.height).state == to_hex(root_of(records.items()))


def replayed(chain: ChainId, log: BlockLog, store: StateStore | None = None) -> Ledger:
    """All blocks executed again, one after another, by a node that has no worker; each header must be the same."""
    ledger = Ledger(chain, store or MemoryStateStore(), lambda _dialect: programs())
    replay(LedgerApplication(ledger), log, genesis=genesis_of(chain))
    return ledger


def check_contracts(node: Running) -> None:
    """What left a contract's account left it by its own record, or by an order; all else that came in is there."""
    contracts = {one.account: CONTRACTS.path(one.contract) for _, one in node.ledger.view.rows(CONTRACTS)}
    units: Counter[str] = Counter()
    events = (
        decode_event(one) for height in range(node.reader.height + 1) for one in node.reader.events(Height(height))
    )
    for event in events:
        for account, quantity in _moved(event):
            if account in contracts:
                units[account] += quantity
        for consent in event.consents:
            if consent.side is Side.gives and consent.account in contracts and consent.kind is not ConsentKind.order:
                assert consent.record == event.data["cause"] == contracts[consent.account], event
    for account in contracts:
        held = sum(one.balance for _, one in node.ledger.view.rows(HOLDINGS, account))
        assert held == units[account], f"{account}: {held} are held, {units[account]} came in and did not go out"


def _moved(event: Event) -> Iterator[tuple[str, int]]:
    """Which accounts an event gave units, or took some from."""
    data = event.data
    quantity = data.get("quantity", data.get("free"))
    if event.type in ("holdings.transferred", "holdings.forced"):
        yield from ((data["sender"], -quantity), (data["receiver"], quantity))
    elif event.type in ("holdings.issued", "holdings.burned"):
        yield data["account"], quantity if event.type == "holdings.issued" else -quantity


def _check_times(log: BlockLog) -> None:
    times = [decode_header(block.header).time for block in log.blocks(Height(0))]
    assert times == sorted(set(times)), "a block is not later than the one before"


def check_custody(root: Path, *, leftovers: bool) -> None:
    """The custody folder is sound, but for what a crash may leave behind."""
    findings = fsck(root / "custody", custody.with_auditor())
    serious = [str(one) for one in findings if not (leftovers and one.leftover)]
    assert not serious, serious


def check_anchors(root: Path, simulated: SimulatedChain, trust: Trust) -> None:
    """The published log anchors this chain's headers, statements add up; over files, the audit must be clean too."""
    add_up(simulated.node)
    check_custody(root, leftovers=False)
    state = PublishedLog(root / "custody").chains[simulated.chain]
    assert state.height == simulated.height
    for height, anchored in enumerate(state.headers):
        assert header_hash(simulated.node.ledger.header(Height(height))) == anchored
    if simulated.disk.directory is not None:
        simulated.node.close()
        report = audit_chain(simulated.disk.directory, simulated.chain, trust=trust, custody=root / "custody")
        assert report.first_difference is None, report.first_difference
        assert report.anchored_height == simulated.height
        simulated.node = simulated.disk.start(simulated.clock)
