# SPDX-License-Identifier: Apache-2.0
"""A seeded simulation of the whole node: two chains, their custody log, three witnesses, and bad luck.

The seed decides everything: who does what, what time it is, what fails when. Envelopes go in one bundle at a time,
so that threads have nothing to decide; what threads may decide is the subject of other tests.
"""

from collections import Counter
from pathlib import Path
from random import Random

from counterfoil.application import Refusal, TransactionResult
from counterfoil.commerce.app import broken_invariants
from counterfoil.commerce.ledger import Ledger
from counterfoil.commerce.modules.holdings.state import HOLDINGS
from counterfoil.consensus.replay import replay
from counterfoil.custody.custody_log import CustodyLog
from counterfoil.custody.fsck import fsck
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.header import header_hash
from counterfoil.evidence.package import encode_package
from counterfoil.evidence.record import state_key
from counterfoil.evidence.transaction import transaction_id
from counterfoil.identity import dsse
from counterfoil.node.anchoring import anchor_new_headers, register_chain
from counterfoil.node.application import LedgerApplication
from counterfoil.node.audit import audit_chain
from counterfoil.node.collect import collect_absence, collect_control, collect_position, collect_transfer
from counterfoil.node.published_log import PublishedLog
from counterfoil.primitives.authmap.map import root_of
from counterfoil.primitives.errors import CustodyError, InputError, QuorumError, StorageError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import ChainId, Hash, Height, HexHash, Timestamp
from counterfoil.storage.state import KeySpace, MemoryStateStore
from counterfoil.verify.trust import Trust, TrustedChain
from counterfoil.verify.verifier import verify_package
from support import custody
from support.simulation_chain import FileDisk, MemoryDisk, SimulatedChain, seal_policy
from support.simulation_faults import FAULTS, MOODS, Crash, MoodyWitness, crash_at
from support.simulation_market import CASH, SHARE, START_MS, Act, Market, genesis_of

CHAINS = (ChainId("alliance"), ChainId("regional"))
ROLLED_BACK_S = 5


class Simulation:
    """One run. ``run`` plays ``steps`` random steps, then checks everything once more."""

    def __init__(self, seed: int, root: Path, *, files: bool) -> None:
        self.random = Random(seed)
        self.root = root
        self.seen: Counter[str] = Counter()
        self.now_ms = START_MS
        self.witness_clock = custody.Clock(START_MS // 1000)
        self.shown: dict[int, Hash] = {}
        self.witnesses = [MoodyWitness(one, self.shown) for one in custody.local_witnesses(root, self.witness_clock)]
        self.acknowledged: dict[ChainId, dict[HexHash, TransactionResult]] = {chain: {} for chain in CHAINS}
        self.committed: dict[ChainId, list[bytes]] = {chain: [] for chain in CHAINS}
        self.markets = {chain: Market(chain, Random(self.random.random())) for chain in CHAINS}
        disks = {chain: FileDisk(chain, root) if files else MemoryDisk(chain, self.random) for chain in CHAINS}
        self.chains = {
            chain: SimulatedChain(chain, disks[chain], lambda: Timestamp(self.now_ms), self.random) for chain in CHAINS
        }
        self.log = self.open_log()
        for chain, market in self.markets.items():
            self.submit(chain, market.founding())
            self.submit(chain, market.opening())

    def close(self) -> None:
        self.log.close()
        for chain in self.chains.values():
            chain.node.close()

    def open_log(self) -> CustodyLog:
        return custody.open_custody_log(self.root, list(self.witnesses))

    def run(self, steps: int) -> None:
        """Whatever happens, what was promised must hold."""
        moves = [self.trade] * 8 + [self.resubmit, self.nonsense, self.publish, self.publish, self.wait, self.wait]
        moves += [self.disaster, self.restart, self.publish_and_die, self.export, self.clock_back]
        for _ in range(steps):
            self.random.choice(moves)()
        self.finish()

    def finish(self) -> None:
        """All witnesses are well again; everything is published, restarted, checked and exported."""
        for witness in self.witnesses:
            witness.mood = "well"
        self.witness_clock.now_s += 100 * ROLLED_BACK_S
        self.anchor_and_publish()
        for chain in CHAINS:
            self.chains[chain].restart(crash=self.random.random() < 0.5)
            self.check(chain)
            self.check_anchors(chain)
        for _ in range(8):
            self.export()

    # Moves.

    def chain(self) -> ChainId:
        return self.random.choice(CHAINS)

    def wait(self) -> None:
        """Time passes only here; all other moves happen at one instant."""
        self.now_ms += self.random.choice((0, 1, 1_000, 60_000))
        self.witness_clock.now_s = max(self.witness_clock.now_s, self.now_ms // 1000)

    def clock_back(self) -> None:
        """Somebody sets the clocks back: blocks repeat the last time, witnesses refuse until it has passed."""
        self.now_ms = max(START_MS, self.now_ms - ROLLED_BACK_S * 1000)
        self.witness_clock.now_s = self.now_ms // 1000

    def acts(self, chain: ChainId) -> list[Act]:
        market = self.markets[chain]
        return [market.act(self.now_ms) for _ in range(self.random.choice((1, 1, 3, 10, 25)))]

    def trade(self) -> None:
        chain = self.chain()
        self.submit(chain, self.acts(chain))

    def submit(self, chain: ChainId, acts: list[Act], *, twice: float = 0.1) -> None:
        """One block, mostly: some envelopes stand twice in the bundle."""
        market, height = self.markets[chain], self.chains[chain].height
        for act in acts:
            market.envelope(act, height=height)
        doubled = [act for act in acts for _ in range(2 if self.random.random() < twice else 1)]
        answers = self.send(chain, [act.envelope for act in doubled])
        learned: set[bytes] = set()
        for act, answer in zip(doubled, answers, strict=True):
            if isinstance(answer, Refusal):
                # A rotation earlier in the run may have taken a key away, and the second of a pair is a duplicate:
                # of what was committed, or of what was rejected and may be tried again.
                assert answer.reason in ("already_seen", "not_proposed", "unknown_key"), answer
                assert answer.reason == "unknown_key" or act.envelope in learned
                continue
            learned.add(act.envelope)
            self.learn(chain, act, answer.code == 0)

    def learn(self, chain: ChainId, act: Act, committed: bool) -> None:
        self.seen["committed" if committed else "rejected"] += 1
        if committed:
            act.remember()

    def send(self, chain: ChainId, envelopes: list[bytes]) -> list[TransactionResult | Refusal]:
        """Submit one bundle and note what is acknowledged."""
        engine = self.chains[chain].node.engine
        assert engine is not None
        answers = [ticket.result(30) for ticket in engine.submit_many(envelopes)]
        for envelope, answer in zip(envelopes, answers, strict=True):
            if isinstance(answer, TransactionResult):
                assert answer.id not in self.acknowledged[chain], "acknowledged twice"
                self.acknowledged[chain][answer.id] = answer
                if answer.code == 0:
                    self.committed[chain].append(envelope)
        return answers

    def resubmit(self) -> None:
        """What was committed once is never taken a second time."""
        chain = self.chain()
        again = self.random.sample(self.committed[chain], min(5, len(self.committed[chain])))
        for answer in self.send(chain, again):
            assert isinstance(answer, Refusal), answer
            assert answer.reason in ("already_seen", "expired_transaction"), answer
            self.seen["resubmitted"] += 1

    def nonsense(self) -> None:
        """Bytes that never enter a block, each for its own reason."""
        chain, other = self.random.sample(CHAINS, 2)
        market, height = self.markets[chain], self.chains[chain].height
        good = market.envelope(market.act(self.now_ms), height=height).envelope
        foreign = self.markets[other]
        envelopes = {
            self.random.randbytes(20): "malformed",
            good[:-1]: "malformed",
            good.replace(b'"sig":"', b'"sig":"AAAA', 1)[: len(good)]: "malformed",
            foreign.envelope(foreign.act(self.now_ms), height=height).envelope: "wrong_chain",
            market.envelope(market.act(self.now_ms), height=height, valid_for=0).envelope: "expired_transaction",
            market.envelope(market.act(self.now_ms), height=height, valid_for=900).envelope: "validity_too_long",
        }
        for answer, reason in zip(self.send(chain, list(envelopes)), envelopes.values(), strict=True):
            assert isinstance(answer, Refusal)
            assert answer.reason in (reason, "unknown_key"), (answer, reason)
            self.seen["refused"] += 1

    def disaster(self) -> None:
        """The disk fails under a block; nobody was told anything, and the next life knows what became of it."""
        chain, fault = self.chain(), self.random.choice(FAULTS)
        self.seen[fault] += 1
        market, simulated = self.markets[chain], self.chains[chain]
        acts = [market.envelope(act, height=simulated.height) for act in self.acts(chain)]
        simulated.arm(fault)
        engine = simulated.node.engine
        assert engine is not None
        tickets = engine.submit_many([act.envelope for act in acts])
        unsure: list[Act] = []
        for act, ticket in zip(acts, tickets, strict=True):
            try:
                answer = ticket.result(30)
            except StorageError:
                unsure.append(act)
            else:
                assert isinstance(answer, Refusal), "acknowledged, though the disk failed"
        if not unsure:  # All were refused, so that there was no block to fail.
            simulated.restart(crash=True)
            return
        simulated.restart(crash=True)
        self.settle_doubts(chain, unsure, fault)
        self.check(chain)

    def settle_doubts(self, chain: ChainId, unsure: list[Act], fault: str) -> None:
        """All of the block is there or none of it; none must be retried by hand, any may be."""
        reader = self.chains[chain].node.reader
        found = 0
        for act in unsure:
            identifier = transaction_id(dsse.decode(act.envelope))
            try:
                height, index = reader.transaction_position(identifier)
            except InputError:
                continue
            found += 1
            events = [event for event in map(decode_event, reader.events(height)) if event.transaction == identifier]
            rejected = any(event.type == "transaction.rejected" for event in events)
            self.acknowledged[chain][identifier] = TransactionResult(
                identifier, height, index, int(rejected), "", None, len(events)
            )
            if not rejected:
                self.committed[chain].append(act.envelope)
            self.learn(chain, act, not rejected)
        assert found in (0, len(unsure))
        if fault in ("commit failed", "append reported failed but persisted"):
            assert found == len(unsure), "a durable block was lost"
        else:
            assert found == 0, "a block that was never whole is there"

    def restart(self) -> None:
        chain = self.chain()
        self.chains[chain].restart(crash=self.random.random() < 0.7)
        self.seen["restart"] += 1
        self.check(chain)

    def publish(self) -> None:
        for witness in self.witnesses:
            witness.mood = self.random.choice(MOODS)
        before = self.log.published
        try:
            self.anchor_and_publish()
            self.seen["published"] += 1
        except QuorumError:
            assert self.log.published == before
            self.seen["no quorum"] += 1

    def anchor_and_publish(self) -> None:
        for chain, simulated in self.chains.items():
            register_chain(self.log, simulated.node.reader, seal_policy(chain))
            anchor_new_headers(self.log, simulated.node.reader)
        self.log.publish()

    def publish_and_die(self) -> None:
        """The process dies at some step of a publication; the log opens again, and goes on."""
        step, after = self.random.randint(1, 25), self.random.random() < 0.5
        try:
            with crash_at(step, after=after):
                self.publish()
        except Crash:
            self.seen["died publishing"] += 1
        self.log.close()
        self.check_custody(leftovers=True)
        self.log = self.open_log()
        self.check_custody(leftovers=False)

    def export(self) -> None:
        """A package about something random, as of the published roll; it must convince a stranger."""
        chain = self.chain()
        try:
            published = PublishedLog(self.root / "custody")
            height = published.rolled_height(chain)
        except (CustodyError, InputError):
            return
        reader, market = self.chains[chain].node.reader, self.markets[chain]
        account, kind = self.random.choice(sorted(market.accounts)), self.random.choice((SHARE, CASH))
        opened = reader.record(f"parties/account/{account}", height) is not None  # type: ignore[arg-type]
        if not opened or height < reader.height - 100:
            return
        held = reader.record(HOLDINGS.path(account, kind), height) is not None
        if held:
            collect = self.random.choice((collect_control, collect_position))
            package = collect(reader, published, account, kind)  # type: ignore[operator]
        else:
            package = collect_absence(reader, published, account, kind)  # type: ignore[arg-type]
        self.require_proved(encode_package(package))
        moved = [one for one in self.acknowledged[chain].values() if one.code == 0 and one.height <= height]
        chosen = self.random.choice(moved)
        try:
            package = collect_transfer(reader, published, chosen.id)
        except InputError as error:
            assert "moved nothing" in str(error)
            return
        self.require_proved(encode_package(package))

    def require_proved(self, package: bytes) -> None:
        chains = {
            chain: TrustedChain(simulated.node.reader.sealed_header(Height(0)).hash, seal_policy(chain))
            for chain, simulated in self.chains.items()
        }
        report = verify_package(package, Trust(custody.two_of_three(), chains, None))
        assert report.proved, report.to_text()
        self.seen["proved"] += 1

    # Promises.

    def check(self, chain: ChainId) -> None:
        """Nothing acknowledged is lost, nothing stands twice, everything computed again is the same."""
        node = self.chains[chain].node
        reader = node.reader
        for result in self.acknowledged[chain].values():
            assert reader.transaction_position(result.id) == (result.height, result.index), "acknowledged and lost"
        ids = Counter(
            transaction_id(dsse.decode(envelope))
            for height in range(reader.height + 1)
            for envelope in reader.transactions(Height(height))
        )
        assert not ids or max(ids.values()) == 1, "applied twice"
        assert ids.keys() == self.acknowledged[chain].keys(), "something stands there that nobody submitted"
        for kind, quantity in self.markets[chain].issued.items():
            holdings = [holding for _, holding in node.ledger.view.rows(HOLDINGS) if holding.instrument == kind]
            held = sum(one.free + one.held + one.pledged + one.frozen for one in holdings)
            assert held == quantity, f"{held} of {kind} are held, {quantity} were issued"
        assert list(broken_invariants(node.ledger.view)) == []
        again = MemoryStateStore()
        replay(LedgerApplication(Ledger(chain, again)), node.block_log, genesis=genesis_of(chain))
        for table in KeySpace:
            assert list(again.scan(table)) == list(node.store.scan(table)), table
        records = {state_key(path.decode()): digest(value) for path, value in again.scan(KeySpace.RECORDS)}  # type: ignore[arg-type]
        header = reader.sealed_header(reader.height).header
        assert header.state == to_hex(root_of(records.items()))

    def check_custody(self, *, leftovers: bool) -> None:
        findings = fsck(self.root / "custody", custody.two_of_three())
        serious = [str(one) for one in findings if not (leftovers and one.leftover)]
        assert not serious, serious

    def check_anchors(self, chain: ChainId) -> None:
        """The published log anchors this chain's headers; over files, the audit must be clean too."""
        self.check_custody(leftovers=False)
        state = PublishedLog(self.root / "custody").chains[chain]
        simulated = self.chains[chain]
        assert state.height == simulated.height
        for height, anchored in enumerate(state.headers):
            assert header_hash(simulated.node.ledger.header(Height(height))) == anchored
        if simulated.disk.directory is not None:
            simulated.node.close()
            report = audit_chain(
                simulated.disk.directory, chain, seal=seal_policy(chain), custody=self.root / "custody"
            )
            assert report.first_difference is None
            assert report.anchored_height == simulated.height
            simulated.node = simulated.disk.start(simulated.clock)
