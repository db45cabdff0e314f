# SPDX-License-Identifier: Apache-2.0
"""A seeded simulation of the whole node: two chains, their custody log, witnesses, auditors, and bad luck.

The seed decides everything: who does what, what time it is, what fails when. Transactions go in one bundle at a time,
so that threads have nothing to decide; what threads may decide is the subject of other tests.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import pytest

from counterfoil.application import Refusal, TransactionResult
from counterfoil.commerce.ledger import broken_invariants
from counterfoil.custody.custody_log import CustodyLog
from counterfoil.custody.witness_client import LocalWitness
from counterfoil.evidence.event import decode_event
from counterfoil.identity import dsse
from counterfoil.law.call import call_name
from counterfoil.law.module import View
from counterfoil.node.anchoring import anchor_new_headers
from counterfoil.primitives.errors import CustodyError, InputError, QuorumError, StorageError
from counterfoil.primitives.types import ChainId, Hash, HexHash, Timestamp
from support import custody
from support.simulation_auditing import StateAuditor, check_anchors, check_chain, check_custody
from support.simulation_chain import FileDisk, MemoryDisk, SimulatedChain, anchored
from support.simulation_evidence import Exporter
from support.simulation_faults import FAULTS, MOODS, Crash, MoodyWitness, crash_at
from support.simulation_genesis import START_MS
from support.simulation_market import Act, Market
from support.simulation_names import name_of
from support.simulation_part import Part

CHAINS = (ChainId("alliance"), ChainId("regional"))
ROLLED_BACK_S = 5
HOUR_MS = 3_600_000
MEETING_MS = 72 * HOUR_MS
TEN_YEARS_MS = 10 * 365 * 86_400_000
Answers = list[TransactionResult | Refusal]


class Simulation:
    """One run. ``run`` plays ``steps`` random steps, then checks everything once more."""

    def __init__(self, seed: int, root: Path, *, files: bool) -> None:
        self.random, self.root = Random(seed), root
        self.seen: Counter[str] = Counter()
        self.now_ms = self.met_ms = START_MS
        self.witness_clock = custody.Clock(START_MS // 1000)
        shown: dict[int, Hash] = {}
        cosigners = custody.local_witnesses(root, self.witness_clock)
        cosigners.append(LocalWitness("delta", custody.entry_auditor(root, self.witness_clock)))
        self.witnesses = [MoodyWitness(one, shown) for one in cosigners]
        disks = {chain: FileDisk(chain, root) if files else MemoryDisk(chain, self.random) for chain in CHAINS}
        self.chains = {chain: SimulatedChain(chain, disks[chain], self.clock, self.random) for chain in CHAINS}
        self.markets = {chain: self.market(chain) for chain in CHAINS}
        self.auditors = [StateAuditor(name, root) for name in ("one", "two")]
        self.answered: dict[ChainId, dict[HexHash, TransactionResult]] = {chain: {} for chain in CHAINS}
        self.acts: dict[ChainId, dict[HexHash, Act]] = {chain: {} for chain in CHAINS}
        self.left_out: dict[ChainId, dict[HexHash, Act]] = {chain: {} for chain in CHAINS}
        """answered as incomplete, and by nothing else since"""
        self.exporter = Exporter(self)
        self.log = self.open_log()
        for chain, market in self.markets.items():
            for acts in (market.founding(), market.listing(), market.opening()):
                self.submit(chain, acts)

    def close(self) -> None:
        self.log.close()
        for chain in self.chains.values():
            chain.node.close()

    def clock(self) -> Timestamp:
        return Timestamp(self.now_ms)

    def market(self, chain: ChainId) -> Market:
        genesis, random = self.chains[chain].node.reader.genesis_hash, Random(self.random.random())
        return Market(chain, genesis, random, view=self.view(chain), seen=self.seen)

    def view(self, chain: ChainId) -> Callable[[], View]:
        """The state of a chain in its present life."""
        return lambda: self.chains[chain].node.ledger.view

    def open_log(self) -> CustodyLog:
        return custody.open_custody_log(
            self.root, list(self.witnesses), clock=self.clock, policy=custody.with_auditor()
        )

    def run(self, steps: int) -> None:
        """Play, and check everything once more."""
        self.play(steps)
        self.finish()

    def play(self, steps: int, *, tales: int = 2, by: type[Part] = Part) -> None:
        """Whatever happens, what was promised must hold. ``tales``: how often a story is told; ``by`` whom."""
        moves = [self.trade] * 8 + [self.resubmit, self.sign_again, self.complete] * 2 + [self.strip, self.nonsense]
        moves += [self.publish] * 3 + [self.wait] * 3 + [self.tick] + [lambda: self.tell(by)] * tales
        moves += [self.disaster, self.restart, self.publish_and_die, self.export, self.clock_back, self.clock_absurd]
        for _ in range(steps):
            self.random.choice(moves)()

    def finish(self, *, exports: int = 8) -> None:
        """All witnesses are well again; everything is published, restarted, checked and exported."""
        self.now_ms += 1_000 * ROLLED_BACK_S
        self.witness_clock.now_s += 100 * ROLLED_BACK_S
        self.meet(audited=True)
        for chain in CHAINS:
            self.chains[chain].restart(crash=self.random.random() < 0.5)
            self.check(chain)
            check_anchors(self.root, self.chains[chain], self.exporter.trust())
        for _ in range(exports):
            self.export()

    def chain(self) -> ChainId:
        return self.random.choice(CHAINS)

    def wait(self) -> None:
        """Time passes here, and within stories; all other moves happen at one instant."""
        self.pass_time(self.random.choice((1, 1_000, 20_000, 60_000)))

    def pass_time(self, ms: int) -> None:
        """After hours every chain says so to the log, and after days all witnesses: a week later none would believe."""
        self.now_ms += ms
        self.witness_clock.now_s = max(self.witness_clock.now_s, self.now_ms // 1000)
        if ms >= HOUR_MS:
            for simulated in self.chains.values():
                anchored(self.log, simulated)
            if self.now_ms > self.met_ms + MEETING_MS:
                self.meet()

    def meet(self, *, audited: bool = False) -> None:
        """All witnesses are well, and vouch for the time."""
        for witness in self.witnesses:
            witness.mood = "well"
        self.anchor_and_publish(audited=audited)
        self.met_ms = self.now_ms

    def clock_back(self) -> None:
        """Somebody sets the clocks back: block times go on by milliseconds, witnesses refuse until it has passed."""
        self.now_ms = max(START_MS, self.now_ms - ROLLED_BACK_S * 1000)
        self.witness_clock.now_s = self.now_ms // 1000

    def clock_absurd(self) -> None:
        """For a moment it is ten years later: no block is made, nothing is anchored, and all goes on afterwards."""
        chain = self.chain()
        simulated, market = self.chains[chain], self.markets[chain]
        act = market.sign(market.act(self.now_ms), height=simulated.tick())
        height = simulated.height
        self.now_ms += TEN_YEARS_MS
        [answer] = self.send(chain, [act.data])
        assert isinstance(answer, Refusal)
        assert answer.reason == "clock_not_believed"
        with pytest.raises(InputError, match="ahead of the last time"):
            simulated.tick()
        if self.log.size > len(CHAINS):  # Before its first stamp, a log has no time to compare with.
            with pytest.raises(CustodyError, match="ahead of the last time"):
                anchor_new_headers(self.log, simulated.node.reader)
            self.seen["absurd clock"] += 1
        self.now_ms -= TEN_YEARS_MS
        assert simulated.height == height

    def tick(self) -> None:
        """Time has passed, and the chain says so."""
        simulated = self.chains[self.chain()]
        before = simulated.height
        assert simulated.tick() == simulated.height == before + 1

    def trade(self) -> None:
        chain = self.chain()
        self.submit(chain, self.new_acts(chain))

    def tell(self, by: type[Part]) -> None:
        """Some go all the way, while nothing else happens."""
        chain = self.chain()
        market = self.markets[chain]
        for beat in self.random.choice(market.stories(by))(self.clock):
            self.submit(chain, [Act(*intent) for intent in beat.intents])
            self.pass_time(beat.then_ms)
            if self.random.random() < 0.1:
                assert list(broken_invariants(market.view())) == []
        assert list(broken_invariants(market.view())) == []

    def new_acts(self, chain: ChainId) -> list[Act]:
        market = self.markets[chain]
        acts = [market.act(self.now_ms) for _ in range(self.random.choice((1, 1, 3, 10, 25)))]
        return [market.sign(act, height=self.chains[chain].height) for act in acts]

    def submit(self, chain: ChainId, acts: list[Act], *, twice: float = 0.1) -> None:
        """One block, mostly: some transactions stand twice in the bundle."""
        for act in acts:
            if act.signed is None:
                self.markets[chain].sign(act, height=self.chains[chain].height)
        doubled = [act for act in acts for _ in range(2 if self.random.random() < twice else 1)]
        for act, answer in zip(doubled, self.send(chain, [act.data for act in doubled]), strict=True):
            self.note(chain, act, answer)

    def note(self, chain: ChainId, act: Act, answer: TransactionResult | Refusal) -> None:
        """An intent has one answer; what was left out because of a rotation or a suspension has none yet."""
        name = name_of(act.data)
        if isinstance(answer, TransactionResult):
            self.learn(chain, act, committed=answer.code == 0)
            if answer.call is not None:
                self.seen[f"{call_name(type(act.calls[answer.call]))}: {answer.outcome}"] += 1
        elif answer.reason == "incomplete":
            assert name not in self.answered[chain], "an answered intent was judged again"
            self.left_out[chain][name] = act
            self.seen["incomplete"] += 1
        else:
            assert answer.reason == "already_seen", answer
            assert name in self.answered[chain]

    def learn(self, chain: ChainId, act: Act, *, committed: bool) -> None:
        name = name_of(act.data)
        self.acts[chain][name] = act
        if self.left_out[chain].pop(name, None) is not None:
            self.seen["completed"] += 1
        self.seen["committed" if committed else "rejected"] += 1
        self.seen.update(call_name(type(call)) + ("" if committed else " refused") for call in act.calls)
        if committed:
            act.remember()

    def send(self, chain: ChainId, transactions: Sequence[bytes]) -> Answers:
        """Submit one bundle and note what is acknowledged."""
        engine = self.chains[chain].node.engine
        assert engine is not None
        answers = [ticket.result(30) for ticket in engine.submit_many(transactions)]
        for answer in answers:
            if isinstance(answer, TransactionResult):
                assert answer.id not in self.answered[chain], "acknowledged twice"
                self.answered[chain][answer.id] = answer
        return answers

    def resubmit(self) -> None:
        """What has its answer, committed or rejected, is never taken a second time: the old bytes."""
        chain = self.chain()
        again = self.random.sample(list(self.acts[chain].values()), min(5, len(self.acts[chain])))
        for answer in self.send(chain, [act.data for act in again]):
            assert isinstance(answer, Refusal), answer
            assert answer.reason in ("already_seen", "expired_transaction"), answer
            self.seen["resubmitted"] += 1

    def sign_again(self) -> None:
        """Nor when it is signed anew, for longer, with the keys of today: it is the same intent."""
        chain = self.chain()
        market, height = self.markets[chain], self.chains[chain].height
        again = self.random.sample(list(self.acts[chain].values()), min(5, len(self.acts[chain])))
        for act in again:
            before = act.data
            market.sign(act, height=height, valid_for=self.random.randint(1, 50))
            assert name_of(before) == name_of(act.data)
        for answer in self.send(chain, [act.data for act in again]):
            assert isinstance(answer, Refusal), answer
            assert answer.reason == "already_seen", answer
            self.seen["signed again"] += 1

    def complete(self) -> None:
        """What was left out burnt nothing: signed anew, with the keys of today, it is taken."""
        chain = self.chain()
        market, height = self.markets[chain], self.chains[chain].height
        waiting = [market.sign(act, height=height) for act in self.left_out[chain].values()]
        if waiting:
            self.submit(chain, waiting, twice=0)

    def strip(self) -> None:
        """A copy that lacks a signature stands ahead of the whole: it is left out, and the whole has its answer."""
        chain = self.chain()
        market = self.markets[chain]
        whole = market.sign(market._dvp(self.now_ms), height=self.chains[chain].height)
        assert whole.signed is not None
        envelope = dsse.decode(whole.signed.envelope)
        if len(envelope.signatures) < 2:
            return
        half = dsse.Envelope(envelope.payload, envelope.payload_type, envelope.signatures[:1])
        stripped = type(whole.signed)(half.encode(), whole.signed.lines).encode()
        first, second = self.send(chain, [stripped, whole.data])
        assert isinstance(first, Refusal)
        assert first.reason == "incomplete"
        self.note(chain, whole, second)
        self.seen["stripped"] += 1

    def nonsense(self) -> None:
        """Bytes that never enter a block, each for its own reason."""
        chain, other = self.random.sample(CHAINS, 2)
        market, height = self.markets[chain], self.chains[chain].height
        foreign = self.markets[other]

        def fresh(**how: object) -> bytes:
            return market.sign(market.act(self.now_ms), height=height, **how).data  # type: ignore[arg-type]

        good = fresh()
        transactions = {
            self.random.randbytes(20): "malformed",
            good[:-1]: "malformed",
            good + good.splitlines(keepends=True)[-1]: "malformed",
            good.replace(b'"sig":"', b'"sig":"AAAA', 1)[: len(good)]: "malformed",
            foreign.sign(foreign.act(self.now_ms), height=height).data: "wrong_chain",
            fresh(genesis=foreign.genesis): "wrong_chain",
            fresh(valid_for=0): "expired_transaction",
            fresh(valid_for=900): "validity_too_long",
        }
        for answer, reason in zip(self.send(chain, list(transactions)), transactions.values(), strict=True):
            assert isinstance(answer, Refusal)
            assert answer.reason == reason, (answer, reason)
            self.seen["refused"] += 1

    def disaster(self) -> None:
        """The disk fails under a block; nobody was told anything, and the next life knows what became of it."""
        chain, fault = self.chain(), self.random.choice(FAULTS)
        self.seen[fault] += 1
        simulated = self.chains[chain]
        acts = self.new_acts(chain)
        simulated.arm(fault)
        engine = simulated.node.engine
        assert engine is not None
        tickets = engine.submit_many([act.data for act in acts])
        unsure: list[Act] = []
        for act, ticket in zip(acts, tickets, strict=True):
            try:
                answer = ticket.result(30)
            except StorageError:
                unsure.append(act)
            else:
                assert isinstance(answer, Refusal), "acknowledged, though the disk failed"
                self.note(chain, act, answer)
        simulated.restart(crash=True)
        if unsure:  # Otherwise all were refused, so that there was no block to fail.
            self.settle_doubts(chain, unsure, fault)
            self.check(chain)

    def settle_doubts(self, chain: ChainId, unsure: list[Act], fault: str) -> None:
        """All of the block is there or none of it; none must be retried by hand, any may be."""
        reader = self.chains[chain].node.reader
        found = 0
        for act in unsure:
            name = name_of(act.data)
            try:
                height, index = reader.transaction_position(name)
            except InputError:
                continue
            found += 1
            events = [event for event in map(decode_event, reader.events(height)) if event.transaction == name]
            rejected = any(event.type == "transaction.rejected" for event in events)
            self.answered[chain][name] = TransactionResult(name, height, index, int(rejected), "", None, len(events))
            self.learn(chain, act, committed=not rejected)
        if fault in ("commit failed", "append reported failed but persisted"):
            # Left out of it is what was incomplete at its place, behind a rotation in the same block.
            assert found, "a durable block was lost"
            block = self.chains[chain].node.reader.transactions(reader.height)
            assert [name_of(data) for data in block] == [
                name for name in map(name_of, (act.data for act in unsure)) if name in self.answered[chain]
            ]
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
            self.anchor_and_publish(audited=self.random.random() < 0.7, ticked=self.random.random() < 0.5)
            self.seen["published"] += 1
        except QuorumError:
            assert self.log.published == before
            self.seen["no quorum"] += 1

    def anchor_and_publish(self, *, audited: bool = False, ticked: bool = True) -> None:
        for simulated in self.chains.values():
            anchored(self.log, simulated, ticked=ticked)
            if audited:
                for auditor in self.auditors:
                    self.log.audit(auditor.speak(simulated.node, self.log))
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
        check_custody(self.root, leftovers=True)
        self.log = self.open_log()
        check_custody(self.root, leftovers=False)

    def export(self) -> None:
        self.exporter.export(self.chain())

    def check(self, chain: ChainId) -> None:
        """Nothing acknowledged is lost, nothing stands twice, everything computed again is the same."""
        check_chain(self.chains[chain], self.answered[chain], self.markets[chain].issued)
