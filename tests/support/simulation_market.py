# SPDX-License-Identifier: Apache-2.0
"""What the inhabitants of a simulated chain do: random, mostly valid calls, and a memory of what came of them."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random

import msgspec

from counterfoil.evidence.transaction import SEED_LENGTH, Transaction, build_transaction
from counterfoil.identity.signing import single_key_policy
from counterfoil.law.module import View
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.modules.settlement import calls as s
from counterfoil.modules.settlement.records import Leg, Reason
from counterfoil.primitives.types import QUANTITY_MAX, HexHash
from support.simulated_firms import Firms
from support.simulation_genesis import key_of
from support.simulation_part import CASH, DOCUMENT, LATER_MS, SHARE, P, Part, Scene, Story, kinds, parties

RECEIPT = "WR-1"
ROLES = {
    "issuer": (Role.issuer,),
    "bank": (Role.operating_bank, Role.custodian),
    "venue": (Role.venue,),
}
BUSY = "ben-0"
PEOPLE = ("ann", "ben", "cai", "dan")


def nowhere() -> View:
    """Of a market that no chain belongs to: what founds it looks at nothing."""
    raise AssertionError("nobody looks at a state")


@dataclass
class Act:
    """One intent: what is called, who consents, and what to remember if it is committed."""

    calls: Sequence[msgspec.Struct]
    signers: Sequence[str]
    remember: Callable[[], None] = lambda: None
    seed: bytes = b""
    signed: Transaction | None = None

    @property
    def data(self) -> bytes:
        """The transaction as it was signed last."""
        assert self.signed is not None
        return self.signed.encode()


@dataclass
class Market:
    """One chain's inhabitants. ``issued`` is what must be outstanding, whatever else happened."""

    chain: str
    genesis: HexHash
    random: Random
    generations: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    """account → holder"""
    issued: dict[str, int] = field(default_factory=lambda: {SHARE: 0, CASH: 0, RECEIPT: 0})
    receipt_at: str = "ann-0"
    holds: list[str] = field(default_factory=list)
    freezes: list[str] = field(default_factory=list)
    mandates: list[str] = field(default_factory=list)
    suspended: list[str] = field(default_factory=list)
    barred: list[str] = field(default_factory=list)
    """people whom the supervisor suspended"""
    instructions: list[tuple[str, str, str]] = field(default_factory=list)
    """identifier, who delivers shares, who pays"""
    view: Callable[[], View] = nowhere
    """the state as it is between two blocks"""
    seen: Counter[str] = field(default_factory=Counter)
    """what happened, on all chains of a simulation"""
    _names: int = 0

    def __post_init__(self) -> None:
        self.scene = Scene(
            random=self.random,
            people=PEOPLE,
            accounts=self.accounts,
            issued=self.issued,
            name=self.name,
            account=self.account,
            key=lambda name: key_of(self.chain, name, self.generations.get(name, 0)),
            view=lambda: self.view(),
            seen=self.seen,
        )
        self.scene.parts += [kind(self.scene) for kind in kinds()]

    def part(self, kind: type[P]) -> P:
        """The inhabitants of a kind."""
        return self.scene.part(kind)

    def name(self, kind: str) -> str:
        self._names += 1
        return f"{kind}-{self._names}"

    def sign(self, act: Act, *, height: int, valid_for: int = 40, genesis: HexHash | None = None) -> Act:
        """Sign an act with the keys that its signers have now; again, it is the same intent."""
        signers = list(dict.fromkeys(act.signers))
        act.seed = act.seed or self.random.randbytes(SEED_LENGTH)
        act.signed = build_transaction(
            [msgspec.to_builtins(call) for call in act.calls],
            *map(self.scene.key, signers),
            by=signers,
            chain=self.chain,
            genesis=genesis or self.genesis,
            valid_until=height + valid_for,
            seed=act.seed,
        )
        return act

    def founding(self) -> list[Act]:
        """Whom every market needs."""
        roles = ROLES | parties() | dict.fromkeys(PEOPLE, ())
        return [self.register(name, *of) for name, of in roles.items()]

    def listing(self) -> list[Act]:
        """What can be owned."""
        acts = []
        for instrument, kind, issuer in (
            (SHARE, InstrumentKind.equity, "issuer"),
            (CASH, InstrumentKind.cash, "bank"),
            (RECEIPT, InstrumentKind.warehouse_receipt, "issuer"),
        ):
            unique = instrument == RECEIPT
            define = i.DefineInstrument(
                instrument=instrument,
                kind=kind,
                issuer=issuer,
                name=instrument,
                unit=Unit(name="unit", decimals=0),
                unique=unique,
                supply_limit=1 if unique else None,
            )
            active = i.ChangeStatus(instrument=instrument, status=InstrumentStatus.active, by=issuer)
            acts.append(Act([define, active], [issuer]))
        return acts

    def opening(self) -> list[Act]:
        """An account for each person, with something in it."""
        acts = [self.open_account(name, f"{name}-0") for name in PEOPLE]
        acts += [self.issue(f"{name}-0", kind, 10_000) for name in ("ann", "ben") for kind in (SHARE, CASH)]
        acts += [Act(*intent) for part in self.scene.parts for intent in part.founding()]
        return [*acts, self.issue(self.receipt_at, RECEIPT, 1)]

    def register(self, name: str, *roles: Role) -> Act:
        call = p.RegisterParty(
            party=name,
            registrar="registrar",
            kind=PartyKind.organisation if roles else PartyKind.person,
            name=name if roles else "",
            commitment=None if roles else sha256(name.encode()).hexdigest(),
            roles=roles,
            keys=single_key_policy(key_of(self.chain, name)),
        )
        return Act([call], ["registrar"])

    def open_account(self, holder: str, account: str, incoming: Control = Control.nobody) -> Act:
        call = p.OpenAccount(account=account, holder=holder, outgoing=Control.holder, incoming=incoming)
        return Act([call], [holder], lambda: self.accounts.update({account: holder}))

    def issue(self, account: str, instrument: str, quantity: int) -> Act:
        call = h.Issue(instrument=instrument, account=account, quantity=quantity)

        def remember() -> None:
            self.issued[instrument] += quantity

        return Act([call], ["bank" if instrument == CASH else "issuer"], remember)

    def act(self, now_ms: int) -> Act:
        """Something somebody might do; now and then it cannot succeed."""
        return self.random.choice(self._repertoire())(now_ms)

    def _repertoire(self) -> list[Callable[[int], Act]]:
        acts = [self._transfer] * 8 + [self._issue, self._open, self._rotate, self._overdraw, self._steal]
        acts += [self._hold] * 2 + [self._redeem, self._dvp, self._suspend, self._bar] + [self._instruct] * 2
        acts += [self._freeze, self._freeze_all, self._mandate, self._pass_on]
        acts += [self._played] * sum(part.WEIGHT for part in self.scene.parts)
        acts += [self._use_hold] * 2 if self.holds else []
        acts += [self._unfreeze] * 2 if self.freezes else []
        acts += [self._use_mandate] * 2 if self.mandates else []
        acts += [self._reinstate] * 3 if self.suspended else []
        acts += [self._admit] * 3 if self.barred else []
        acts += [self._advance] * 6 if self.instructions else []
        return acts

    def _played(self, now: int) -> Act:
        """What inhabitants of some kind might do."""
        parts = self.scene.parts
        [part] = self.random.choices(parts, weights=[one.WEIGHT for one in parts])
        acts = part.repertoire()
        return Act(*self.random.choice(acts)(now)) if acts else self._transfer(now)

    def stories(self, by: type[Part]) -> list[Story]:
        """All that takes many blocks, of parts of a kind."""
        return [story for part in self.scene.parts if isinstance(part, by) for story in part.stories()]

    def about(self) -> str | None:
        """A record of which evidence may be asked."""
        return self.random.choice(self.scene.parts).about()

    def account(self) -> str:
        """Often the busy one, whose trails grow long."""
        return BUSY if self.random.random() < 0.4 else self.random.choice(self._places())

    def _places(self) -> list[str]:
        """Accounts; now and then also those of contracts, which nobody's signature moves."""
        every = self.random.random() < 0.15
        return sorted(account for account in self.accounts if every or account not in self.part(Firms).places)

    def _pair(self) -> tuple[str, str]:
        one, other = self.random.sample(self._places(), 2)
        if BUSY not in (one, other) and self.random.random() < 0.4:
            one = BUSY
        return (one, other) if self.random.random() < 0.5 else (other, one)

    def _transfer(self, _now: int) -> Act:
        sender, receiver = self._pair()
        kind = self.random.choice((SHARE, CASH))
        calls = [
            h.Transfer(sender=sender, receiver=receiver, instrument=kind, quantity=self.random.randint(1, 300))
            for _ in range(self.random.choice((1, 1, 1, 2, 5)))
        ]
        both = self.random.random() < 0.3
        return Act(calls, [self.accounts[sender], *([self.accounts[receiver]] if both else [])])

    def _pass_on(self, _now: int) -> Act:
        """The receipt goes to another account, when it is still where it was said to be."""
        receiver = self.account()
        call = h.Transfer(sender=self.receipt_at, receiver=receiver, instrument=RECEIPT, quantity=1)
        return Act([call], [self.accounts[self.receipt_at]], lambda: setattr(self, "receipt_at", receiver))

    def _overdraw(self, _now: int) -> Act:
        sender, receiver = self._pair()
        call = h.Transfer(sender=sender, receiver=receiver, instrument=SHARE, quantity=QUANTITY_MAX)
        return Act([call], [self.accounts[sender]])

    def _steal(self, _now: int) -> Act:
        sender, receiver = self._pair()
        call = h.Transfer(sender=sender, receiver=receiver, instrument=SHARE, quantity=1)
        return Act([call], ["venue"])

    def _issue(self, _now: int) -> Act:
        return self.issue(self.account(), self.random.choice((SHARE, CASH)), self.random.randint(1, 5_000))

    def _redeem(self, _now: int) -> Act:
        account, quantity = self.account(), self.random.randint(1, 50)
        call = h.Redeem(instrument=SHARE, account=account, quantity=quantity)

        def remember() -> None:
            self.issued[SHARE] -= quantity

        return Act([call], ["issuer", self.accounts[account]], remember)

    def _open(self, _now: int) -> Act:
        holder = self.random.choice(sorted(set(self.accounts.values())))
        incoming = self.random.choice((Control.nobody, Control.nobody, Control.holder))
        return self.open_account(holder, self.name(holder), incoming)

    def _rotate(self, _now: int) -> Act:
        name = self.random.choice(PEOPLE)
        following = self.generations.get(name, 0) + 1
        call = p.RotateKeys(party=name, keys=single_key_policy(key_of(self.chain, name, following)))

        def remember() -> None:
            self.generations[name] = following

        return Act([call], [name], remember)

    def _hold(self, now: int) -> Act:
        account, hold = self.account(), self.name("hold")
        expires = now + self.random.choice((2_000, LATER_MS))
        call = h.Hold(hold=hold, account=account, instrument=SHARE, quantity=20, executor="venue", expires=expires)
        return Act([call], [self.accounts[account]], lambda: self.holds.append(hold))

    def _use_hold(self, _now: int) -> Act:
        hold = self.random.choice(self.holds)
        if self.random.random() < 0.6:
            return Act([h.ExecuteHold(hold=hold, receiver=self.account(), quantity=5)], ["venue"])
        return Act([h.ReleaseHold(hold=hold)], ["venue"], lambda: self.holds.remove(hold))

    def _freeze(self, _now: int) -> Act:
        return self._frozen(self.account(), 15)

    def _freeze_all(self, _now: int) -> Act:
        """More than there is: what is not free waits in line, and whatever comes in is taken."""
        return self._frozen(self.random.choice(("ann-0", "cai-0")), 50_000)

    def _frozen(self, account: str, quantity: int) -> Act:
        freeze = self.name("freeze")
        call = h.Freeze(
            freeze=freeze,
            account=account,
            instrument=SHARE,
            quantity=quantity,
            supervisor="supervisor",
            reference="order",
            document=DOCUMENT,
        )
        return Act([call], ["supervisor"], lambda: self.freezes.append(freeze))

    def _unfreeze(self, _now: int) -> Act:
        freeze = self.random.choice(self.freezes)
        call = h.Unfreeze(freeze=freeze, supervisor="supervisor", reference="order", document=DOCUMENT)
        return Act([call], ["supervisor"], lambda: self.freezes.remove(freeze))

    def _mandate(self, now: int) -> Act:
        """The venue may take out of an account: within some bounds, or none."""
        account, mandate = self.account(), self.name("mandate")
        call = h.GrantMandate(
            mandate=mandate,
            account=account,
            executor="venue",
            instrument=self.random.choice((None, SHARE)),
            quantity=self.random.choice((None, 100)),
            receivers=self.random.choice((None, ("cai-0", "dan-0"))),
            expires=self.random.choice((None, now + 2_000, now + LATER_MS)),
            revocable=self.random.random() < 0.7,
        )
        return Act([call], [self.accounts[account]], lambda: self.mandates.append(mandate))

    def _use_mandate(self, _now: int) -> Act:
        mandate = self.random.choice(self.mandates)
        if self.random.random() < 0.2:
            signer = self.random.choice(("venue", *PEOPLE))
            return Act([h.RevokeMandate(mandate=mandate)], [signer], lambda: self.mandates.remove(mandate))
        call = h.TransferByMandate(
            mandate=mandate, receiver=self.account(), instrument=SHARE, quantity=self.random.randint(1, 60)
        )
        return Act([call], ["venue"])

    def _bar(self, _now: int) -> Act:
        """From now on, nothing that this person signs is complete."""
        call = p.SuspendParty(party="dan", by="supervisor", reference="order", document=DOCUMENT)
        return Act([call], ["supervisor"], lambda: self.barred.append("dan"))

    def _admit(self, _now: int) -> Act:
        call = p.ReinstateParty(party="dan", by="supervisor", reference="order", document=DOCUMENT)
        return Act([call], ["supervisor"], lambda: self.barred.remove("dan"))

    def _suspend(self, _now: int) -> Act:
        account = self.account()
        call = p.SuspendAccount(account=account, by="supervisor", reference="order")
        return Act([call], ["supervisor"], lambda: self.suspended.append(account))

    def _reinstate(self, _now: int) -> Act:
        account = self.random.choice(self.suspended)
        call = p.ReinstateAccount(account=account, by="supervisor", reference="order")
        return Act([call], ["supervisor"], lambda: self.suspended.remove(account))

    def _legs(self) -> tuple[str, str, tuple[Leg, ...]]:
        seller, buyer = self._pair()
        quantity = self.random.randint(1, 60)
        delivery = Leg(sender=seller, receiver=buyer, instrument=SHARE, quantity=quantity)
        return seller, buyer, (delivery, Leg(sender=buyer, receiver=seller, instrument=CASH, quantity=quantity * 3))

    def _dvp(self, _now: int) -> Act:
        seller, buyer, legs = self._legs()
        call = s.SettleNow(instruction=self.name("now"), legs=legs)
        return Act([call], [self.accounts[seller], self.accounts[buyer]])

    def _instruct(self, now: int) -> Act:
        seller, buyer, legs = self._legs()
        name = self.name("dvp")
        call = s.Instruct(instruction=name, by="venue", legs=legs, expires=now + self.random.choice((3_000, LATER_MS)))
        return Act([call], ["venue"], lambda: self.instructions.append((name, seller, buyer)))

    def _advance(self, _now: int) -> Act:
        """Take some instruction a stage further, or try to."""
        name, seller, buyer = self.random.choice(self.instructions[-3:])
        account = self.random.choice((seller, buyer))
        stages: list[tuple[msgspec.Struct, str]] = [
            (s.Affirm(instruction=name, account=account), self.accounts[account]),
            (s.Allocate(instruction=name, account=account), self.accounts[account]),
            (s.Settle(instruction=name, by="venue"), "venue"),
            (s.Cancel(instruction=name, by="venue"), "venue"),
            (s.Expire(instruction=name), "venue"),
            (s.Fail(instruction=name, by="venue", reason=Reason.insufficient_money), "venue"),
        ]
        call, signer = self.random.choices(stages, weights=(8, 8, 6, 1, 1, 1))[0]
        return Act([call], [signer])
