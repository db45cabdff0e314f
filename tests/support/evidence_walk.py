# SPDX-License-Identifier: Apache-2.0
"""Random business of every module, digital yuan and settlements over many blocks among it, with evidence of it.

The walk of ``laws_walk`` decides on a ledger that makes no signatures; what that accepted is then signed and played to
a world. Besides, parties and accounts fidget: their keys and rules are replaced by the same again, dozens of times.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from random import Random

import msgspec

from counterfoil.application import TransactionResult
from counterfoil.commerce.admission import Prepared
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.transaction import Transaction, build_transaction
from counterfoil.identity.signing import PrivateKey
from counterfoil.law.call import Call
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules import laws
from counterfoil.modules.holdings.records import BOOKS, HOLDINGS
from counterfoil.modules.parties.calls import ChangeAccountControl, RegisterParty, RotateKeys
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES
from counterfoil.primitives.types import Height, HexHash, RecordPath, Timestamp
from support.evidence_history import Ask
from support.evidence_world import World
from support.laws_walk import Walk
from support.ledger import GENESIS_TIME, key_of, policy_of
from support.market import build_market
from support.refused_cash import YUAN
from support.refused_payments import paying_market

FIDGETS = ("lin", "shop", "first-bank", "alice", "bob", "custodian", "of-lin", "of-shop", "of-wu", "of-alice", "of-bob")
KEEN = (("of-alice", "SHARE"), ("of-bob", "SHARE"), ("of-lin", YUAN), ("of-shop", YUAN))
"""Whose holdings of what change most."""
SHARED = ("common", "second", "third", "stranger", "ghost")
"""Names of keys that are no party's."""


class Played(World):
    """A world at the times of a ledger of ``support.ledger``, whose founders have that ledger's keys."""

    def __init__(self) -> None:
        self._time = GENESIS_TIME
        super().__init__(features=sorted(laws().features))

    @property
    def next_time(self) -> Timestamp:
        return Timestamp(self._time)

    def play(self, time: int, transactions: Sequence[Prepared], parties: Iterable[str]) -> None:
        """One block of transactions that the ledger accepted; this one must, too. All keys are these parties'."""
        self._time = time
        keys = dict(map(key_named, (*parties, *SHARED)))
        answers = self.block(*(self._signed(one, keys) for one in transactions), time=time)
        for answer, transaction in zip(answers, transactions, strict=True):
            assert isinstance(answer, TransactionResult), (answer, transaction)
            assert answer.code == 0, (answer, transaction)

    def _signed(self, transaction: Prepared, keys: Mapping[str, PrivateKey]) -> Transaction:
        return build_transaction(
            [msgspec.to_builtins(call) for call in transaction.calls],
            *(keys[keyid] for keyid in sorted(transaction.signers)),
            by=transaction.by,
            chain=self.chain,
            genesis=self.ledger.genesis_hash,
            valid_until=Height(self.height + 100),
            seed=bytes.fromhex(transaction.id),
        )

    @property
    def first_parties(self) -> tuple[RegisterParty, ...]:
        """With their keys in that ledger."""
        return tuple(
            msgspec.structs.replace(one, name=one.party, keys=policy_of(one.party)) for one in super().first_parties
        )


@cache
def key_named(name: str) -> tuple[str, PrivateKey]:
    found = key_of(name)
    return found.keyid, found


class WalkedHistory:
    """A market that goes on at random, like ``evidence_history.History``."""

    known = "first-bank"
    """A party whose keys are replaced so often that its trail is opened."""
    keen = KEEN

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.ledger = paying_market(build_market(checked=False))
        self.walk = Walk(self.ledger, seed)
        self.world = Played()
        self._begin()

    def _begin(self) -> None:
        """Play what the market was built by, and replace some keys."""
        for time, transactions in self.ledger.blocks:
            self._play(time, transactions)
        begun = self.fidget(self.known, 70)
        assert self.ledger.block(begun)[0].outcome is MachineOutcome.ok
        self._play(self.ledger.time, [begun])

    def act(self) -> int:
        self.ledger.wait(self.walk.pause())
        walked = [self.walk.transaction() for _ in range(12)]
        # A walk also tries transactions in nobody's name, which cannot be written.
        fidget = self.fidget(self.random.choice(FIDGETS), self.random.choice((1, 5, 40, 90)))
        transactions = [fidget, *(one for one in walked if one.by)]
        self.random.shuffle(transactions)
        answers = self.ledger.block(*transactions)
        accepted = [
            one for one, answer in zip(transactions, answers, strict=True) if answer.outcome is MachineOutcome.ok
        ]
        self._play(self.ledger.time, accepted)
        return len(accepted)

    def _play(self, time: int, transactions: Sequence[Prepared]) -> None:
        self.world.play(time, transactions, [party.party for _, party in self.ledger.state.rows(PARTIES)])

    def fidget(self, name: str, times: int) -> Prepared:
        """Somebody's keys or rules, replaced by the same."""
        state = self.ledger.state
        account, party = state.read(ACCOUNTS, name), state.read(PARTIES, name)
        call: Call
        if account is not None:
            rules = {"outgoing": account.outgoing, "incoming": account.incoming, "custodian": account.custodian}
            call = ChangeAccountControl(account=account.account, **rules)  # type: ignore[arg-type]
        else:
            assert party is not None
            assert party.keys is not None
            call = RotateKeys(party=party.party, keys=party.keys)
        calls = [call] * times
        names = (name,) if account is None else (account.holder, account.custodian)
        keys = {one: found.keys for one in names if one is not None and (found := state.read(PARTIES, one))}
        by = [one for one, policy in keys.items() if policy is not None]
        signers = frozenset(keyid for policy in keys.values() if policy is not None for keyid in policy.keyids)
        return msgspec.structs.replace(self.ledger.transaction(*calls, by=by), signers=signers)

    def claims(self) -> Iterator[Ask]:
        random, world = self.random, self.world
        yield lambda collector: collector.record(PARTIES.path(self.known))
        paths = [RecordPath(path) for path in self.ledger.records.records if world.trail(RecordPath(path))]
        module = random.choice(sorted({path.partition("/")[0] for path in paths}))
        drawn = random.choice([path for path in paths if path.startswith(module)])
        yield lambda collector: collector.record(drawn)
        held = random.choice([one for _, one in self.ledger.state.rows(HOLDINGS)])
        yield lambda collector: collector.control(held.account, held.instrument)
        time = self._since(held.account)
        yield lambda collector: collector.control(held.account, held.instrument, as_of=time)
        account = random.choice([book.account for _, book in self.ledger.state.rows(BOOKS)])
        start = self._since(account)
        yield lambda collector: collector.statement(account, start=start)
        moved = random.choice(self._moved())
        yield lambda collector: collector.transfer(moved)

    def _since(self, account: str) -> Timestamp:
        """A time in the past at which the account was open."""
        opened, _ = self.world.trail(ACCOUNTS.path(account))[0]
        return self.world.header(Height(self.random.randrange(opened, self.world.height))).time

    def _moved(self) -> list[HexHash]:
        """The transactions that changed something on somebody's consent."""
        world = self.world
        trails = (world.trail(HOLDINGS.path(*one)) for one in self.keen)
        events = [decode_event(world.event(*position)) for trail in trails for position in trail]
        return list(dict.fromkeys(event.transaction for event in events if event.consents))
