# SPDX-License-Identifier: Apache-2.0
"""A small world in memory for evidence: one chain run by the real ledger, a custody log, witnesses and auditors.

All keys come from names and all times from a counter, so the same story always gives the same bytes. The operator may
go rogue: ``force`` executes what the laws forbid, ``rogue_block`` lets anything happen, all duly sealed.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any

import msgspec

from counterfoil.application import TransactionResult
from counterfoil.commerce.admission import Prepared
from counterfoil.commerce.context import Context
from counterfoil.commerce.genesis import Genesis
from counterfoil.commerce.ledger import Ledger
from counterfoil.evidence.event import GENESIS_TRANSACTION, decode_event
from counterfoil.evidence.header import Protocol
from counterfoil.evidence.seal import SealedHeader, seal_header
from counterfoil.evidence.transaction import Transaction, build_transaction, decode_envelope, intent_id
from counterfoil.identity import dsse
from counterfoil.law.call import call_name
from counterfoil.law.moment import NOBODY
from counterfoil.law.program import Interpreters
from counterfoil.modules import laws
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.records import PartyKind, Role
from counterfoil.modules.protocol.records import RULES, RULES_KEY, active_features
from counterfoil.modules.settlement.law import IMMEDIATE_SETTLEMENT
from counterfoil.node.chain_reader import ChainReader
from counterfoil.primitives import canonical
from counterfoil.primitives.types import ChainId, Height, HexHash, PartyId, Timestamp
from counterfoil.storage.blocklog import MemoryBlockLog, StoredBlock
from counterfoil.storage.state import MemoryStateStore
from counterfoil.verify.trust import Trust, TrustedChain
from support.evidence_log import ORIGIN, Log, key, policy, witness_policy
from support.lawless import everything_goes
from support.programs import programs

CHAIN = ChainId("alliance")
START_MS = 1_767_225_600_000
"""2026-01-01T00:00:00Z."""
BLOCK_MS = 1_000
Calls = list[dict[str, Any]]
AUDITORS = ("auditor-one", "auditor-two")


def plain_policy(*names: str, threshold: int | None = None) -> dict[str, Any]:
    """A key policy as a call carries it."""
    plain: dict[str, Any] = msgspec.to_builtins(policy(*names, threshold=threshold))
    return plain


def party_of(name: str) -> PartyId:
    """Whose key a name stands for: ``li-2`` is another key of li's."""
    return PartyId(name.removesuffix("-2"))


class World(ChainReader):
    """One chain. ``block`` runs transactions; the log sees every block at the next ``publish``."""

    def __init__(
        self,
        *,
        chain: ChainId = CHAIN,
        seal: Sequence[str] = ("operator",),
        audited: bool = True,
        features: Sequence[str] = (IMMEDIATE_SETTLEMENT,),
        founders: Sequence[RegisterParty] = (),
        calls: Calls | None = None,
        interpreters: Interpreters | None = None,
    ) -> None:
        """``founders`` are there from block 0 besides registrar and supervisor, and ``calls`` carried out by it."""
        self.blocks = MemoryBlockLog()
        self.store = MemoryStateStore()
        self.ledger = Ledger(chain, self.store, interpreters or (lambda _dialect: programs()))
        self.seal = tuple(seal)
        self.audited = audited
        self.features = tuple(sorted(features))
        self.waited_ms = 0
        super().__init__(chain, self.blocks, self.store)
        self.log = Log()
        self._seeds = 0
        self._genesis(founders, tuple(calls or ()))
        self.log.register(chain, self.ledger.genesis_hash, policy(*self.seal), policy("recovery"))

    # Doing business.

    def sign(
        self,
        calls: Calls,
        *names: str,
        valid_until: int | None = None,
        valid_from: int = 0,
        by: Sequence[str] | None = None,
        genesis: HexHash | None = None,
    ) -> Transaction:
        """A transaction signed by the keys of these names, in the name of their parties."""
        self._seeds += 1
        return build_transaction(
            calls,
            *map(key, names),
            by=[party_of(name) for name in names] if by is None else by,
            chain=self.chain,
            genesis=self.ledger.genesis_hash if genesis is None else genesis,
            valid_from=Height(valid_from),
            valid_until=Height(self.height + 100 if valid_until is None else valid_until),
            seed=self._seeds.to_bytes(32, "big"),
        )

    def do(self, *names: str, calls: Calls) -> HexHash:
        """One block with one transaction, which must succeed; its identifier."""
        transaction = self.sign(calls, *names)
        (answer,) = self.block(transaction)
        assert isinstance(answer, TransactionResult), answer
        assert answer.code == 0, answer
        return answer.id

    def block(self, *transactions: Transaction, time: int | None = None) -> tuple[Any, ...]:
        """Run and seal a block of transactions that the ledger admits; its answers."""
        prepared = []
        for transaction in transactions:
            answer = self.ledger.prepare(transaction.encode())
            assert isinstance(answer, Prepared), answer
            prepared.append(answer)
        finalized = self.ledger.execute(self.next_height, Timestamp(time or self.next_time), prepared)
        standing = [
            one.data
            for one, answer in zip(prepared, finalized.answers, strict=True)
            if isinstance(answer, TransactionResult)
        ]
        self._store_block(finalized.header, standing)
        return finalized.answers

    def rogue_block(self, act: Callable[[Context], None], *transactions: Transaction) -> None:
        """Seal a block in which ``act`` lets happen whatever it likes, in the name of the last transaction."""
        ctx = self.context()
        ctx.begin(GENESIS_TRANSACTION, {}, frozenset())
        if transactions:
            begin(ctx, transactions[-1])
        ctx.position = 0
        act(ctx)
        ctx.state.keep_transaction()
        self.seal_block(ctx, transactions)

    def force(self, *transactions: Transaction, lawfully: bool = False) -> None:
        """Seal a block in which the calls cause what their laws say, and nobody's consent and no limit is asked for."""
        ctx = self.context()
        for transaction in transactions:
            force_calls(ctx, transaction, lawfully=lawfully)
        self.seal_block(ctx, transactions)

    def context(self) -> Context:
        return self.ledger._context(self.next_height, self.next_time, programs())

    def seal_block(self, ctx: Context, transactions: Sequence[Transaction]) -> None:
        """Seal what was done in ``ctx``; a transaction counts the events that name it."""
        caused = Counter(decode_event(data).transaction for data in ctx.events.encoded)
        results = [
            TransactionResult(id_of(one), ctx.height, n, 0, "ok", None, caused[id_of(one)])
            for n, one in enumerate(transactions)
        ]
        rules = self.read(RULES, RULES_KEY)
        protocol = Protocol(active_features(rules, ctx.height), 1)
        envelopes = [one.envelope for one in transactions]
        self._store_block(
            self.ledger._finish(ctx, protocol, envelopes, results), [one.encode() for one in transactions]
        )

    def read(self, table: Any, *parts: str) -> Any:
        """A record as the ledger has it now."""
        return self.ledger.view.read(table, *parts)

    def publish(self, *, time_s: int | None = None, audits: bool | None = None, **more: Any) -> Log:
        """Anchor all blocks, have the last audited, end with a roll, have it cosigned: the log as published now."""
        for height in range(self.height + 1):
            self.log.anchor(self.sealed_header(Height(height)))
        if self.audited if audits is None else audits:
            for name in AUDITORS:
                self.log.audit(self.sealed_header(self.height), self.ledger.genesis_hash, name)
        return self.log.publish(time_s=self.last_time // 1_000 + 10 if time_s is None else time_s, **more)

    def trust(self, *, max_age_s: int | None = None, auditors: bool | None = None) -> Trust:
        judged = self.audited if auditors is None else auditors
        chain = TrustedChain(
            genesis=self.sealed_header(Height(0)).hash,
            log=ORIGIN,
            seal=policy(*self.seal),
            recovery=policy("recovery"),
            auditors=policy(*AUDITORS, threshold=1) if judged else None,
        )
        return Trust(witness_policy(), {self.chain: chain}, "entry-auditors", max_age_s)

    @property
    def last_time(self) -> Timestamp:
        return self.header(self.height).time

    @property
    def next_height(self) -> Height:
        return Height(self.height + 1)

    @property
    def next_time(self) -> Timestamp:
        return Timestamp(START_MS + BLOCK_MS * (self.height + 1) + self.waited_ms)

    @property
    def first_parties(self) -> tuple[RegisterParty, ...]:
        """Who is there in every such world."""
        return first_party("registrar", Role.registrar), first_party("supervisor", Role.supervisor)

    def _genesis(self, founders: Sequence[RegisterParty], calls: tuple[dict[str, Any], ...]) -> None:
        genesis = Genesis(
            chain=self.chain,
            log=ORIGIN,
            time=self.next_time,
            parties=(*self.first_parties, *founders),
            features=dict.fromkeys(self.features, Height(0)),
            calls=calls,
        )
        self.genesis = canonical.encode(genesis)
        self._store_block(self.ledger.execute_genesis(self.genesis), [])

    def _store_block(self, header: bytes, transactions: Sequence[bytes]) -> None:
        seal = seal_header(header, *map(key, self.seal))
        self.blocks.append(StoredBlock(header, seal.encode(), tuple(transactions)))
        self.ledger.commit()


def id_of(transaction: Transaction) -> HexHash:
    return intent_id(decode_envelope(transaction.envelope)[1])


def begin(ctx: Context, transaction: Transaction) -> None:
    """A transaction runs from now on, with the consent of those who stand and signed; nobody else is missed."""
    envelope, payload = decode_envelope(transaction.envelope)
    signers = frozenset(one.keyid for one in envelope.signatures)
    keys = {party: laws().keys_of(ctx, party) for party in payload.by}
    standing = {party: found for party, found in keys.items() if found is not None and found.satisfied_by(signers)}
    ctx.begin(intent_id(payload), standing, signers)


def force_calls(ctx: Context, transaction: Transaction, *, lawfully: bool = False) -> None:
    """Let the calls of a transaction cause what their laws say."""
    rules = laws()
    begin(ctx, transaction)
    active = ctx.read(RULES, RULES_KEY)
    features = active_features(active, ctx.height)
    with nullcontext() if lawfully else everything_goes():
        for position, line in enumerate(transaction.lines):
            plain = msgspec.json.decode(line)["call"]
            call = msgspec.convert(plain, rules.any_call)
            ctx.position, ctx.call = position, call_name(type(call))
            ctx.spoken = NOBODY
            ctx.spoken = rules.spoken(call, ctx)
            asked = rules.rules[type(call)].needs(call)  # a feature that is not active stops no lawless operator
            for event in rules.one_by_one(call, ctx, {*features, asked}):
                ctx.happen(event, event.permit(ctx))
    ctx.state.keep_transaction()


def first_party(name: str, *roles: Role) -> RegisterParty:
    """A party that is there from block 0."""
    return RegisterParty(
        party=PartyId(name),
        registrar=PartyId("registrar"),
        kind=PartyKind.organisation,
        name=name.title(),
        roles=roles,
        keys=policy(name),
    )


def signed_again(transaction: Transaction, envelope: dsse.Envelope) -> Transaction:
    """The same lines under another envelope."""
    return Transaction(envelope.encode(), transaction.lines)


def sealed(world: World, header: bytes) -> SealedHeader:
    """Another header under the world's seal."""
    from counterfoil.evidence.header import decode_header

    return SealedHeader(decode_header(header), seal_header(header, *map(key, world.seal)))
