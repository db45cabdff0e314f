# SPDX-License-Identifier: Apache-2.0
"""What the inhabitants of a simulated chain do: random, mostly valid calls, and a memory of what came of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random

import msgspec

from counterfoil.commerce.genesis import Genesis
from counterfoil.commerce.modules.holdings import messages as h
from counterfoil.commerce.modules.instruments import messages as i
from counterfoil.commerce.modules.instruments.state import InstrumentKind, InstrumentStatus, Unit
from counterfoil.commerce.modules.parties import messages as p
from counterfoil.commerce.modules.parties.state import Control, PartyKind, Role
from counterfoil.commerce.modules.protocol.state import IMMEDIATE_SETTLEMENT
from counterfoil.commerce.modules.settlement import messages as s
from counterfoil.commerce.modules.settlement.state import Leg, Reason
from counterfoil.evidence.transaction import build_transaction
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.primitives import canonical
from counterfoil.primitives.types import QUANTITY_MAX

START_MS = 1_700_000_000_000
LATER_MS = 10**9
DOCUMENT = "d" * 64
SHARE, CASH = "SHARE", "CNY"
ROLES = {"issuer": (Role.issuer,), "bank": (Role.operating_bank, Role.custodian), "venue": (Role.venue,)}


def key_of(chain: str, name: str, generation: int = 0) -> PrivateKey:
    """A party's key, the same in every run."""
    return PrivateKey(sha256(f"{chain}/{name}/{generation}".encode()).digest())


def genesis_of(chain: str) -> bytes:
    """A registrar, a supervisor, and settlement at once."""
    parties = tuple(
        p.RegisterParty(
            party=name,
            registrar="registrar",
            kind=PartyKind.organisation,
            name=name,
            roles=(role,),
            keys=single_key_policy(key_of(chain, name)),
        )
        for name, role in (("registrar", Role.registrar), ("supervisor", Role.supervisor))
    )
    return canonical.encode(
        Genesis(chain=chain, time=START_MS, features={IMMEDIATE_SETTLEMENT: 0}, parties=parties, window=50)
    )


@dataclass
class Act:
    """One transaction: what is called, who signs, and what to remember if it is committed."""

    calls: Sequence[msgspec.Struct]
    signers: Sequence[str]
    remember: Callable[[], None] = lambda: None
    envelope: bytes = b""


@dataclass
class Market:
    """One chain's inhabitants. ``issued`` is what must be outstanding, whatever else happened."""

    chain: str
    random: Random
    generations: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    """account → holder"""
    issued: dict[str, int] = field(default_factory=lambda: {SHARE: 0, CASH: 0})
    holds: list[str] = field(default_factory=list)
    freezes: list[str] = field(default_factory=list)
    suspended: list[str] = field(default_factory=list)
    instructions: list[tuple[str, str, str]] = field(default_factory=list)
    """identifier, who delivers shares, who pays"""
    _names: int = 0

    def name(self, kind: str) -> str:
        self._names += 1
        return f"{kind}-{self._names}"

    def envelope(self, act: Act, *, height: int, valid_for: int = 40) -> Act:
        """Sign an act with the keys that its signers have now."""
        signed = build_transaction(
            self.chain,
            [msgspec.to_builtins(call) for call in act.calls],
            *(key_of(self.chain, name, self.generations.get(name, 0)) for name in dict.fromkeys(act.signers)),
            valid_until=height + valid_for,
            salt=self.name("salt"),
        )
        act.envelope = signed.encode()
        return act

    def founding(self) -> list[Act]:
        """Whom and what every market needs."""
        acts = [self.register(name, *roles) for name, roles in ROLES.items()]
        acts += [self.register(name) for name in ("ann", "ben", "cai", "dan")]
        for instrument, kind, issuer in (
            (SHARE, InstrumentKind.equity, "issuer"),
            (CASH, InstrumentKind.cash, "bank"),
        ):
            unit = Unit(name="unit", decimals=0)
            define = i.DefineInstrument(instrument=instrument, kind=kind, issuer=issuer, name=instrument, unit=unit)
            active = i.ChangeStatus(instrument=instrument, status=InstrumentStatus.active, by=issuer)
            acts.append(Act([define, active], [issuer]))
        return acts

    def opening(self) -> list[Act]:
        """An account for each person, with something in it."""
        acts = [self.open_account(name) for name in ("ann", "ben", "cai", "dan")]
        return acts + [self.issue(f"{name}-0", kind, 10_000) for name in ("ann", "ben") for kind in (SHARE, CASH)]

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

    def open_account(self, holder: str, account: str = "") -> Act:
        account = account or f"{holder}-0"
        call = p.OpenAccount(account=account, holder=holder, outgoing=Control.holder)
        return Act([call], [holder], lambda: self.accounts.update({account: holder}))

    def issue(self, account: str, instrument: str, quantity: int) -> Act:
        call = h.Issue(instrument=instrument, account=account, quantity=quantity)

        def remember() -> None:
            self.issued[instrument] += quantity

        return Act([call], ["issuer" if instrument == SHARE else "bank"], remember)

    def act(self, now_ms: int) -> Act:
        """Something somebody might do; now and then it cannot succeed."""
        return self.random.choice(self._repertoire())(now_ms)

    def _repertoire(self) -> list[Callable[[int], Act]]:
        acts = [self._transfer] * 8 + [self._issue, self._open, self._rotate, self._overdraw, self._steal]
        acts += [self._hold] * 2 + [self._freeze, self._redeem, self._dvp, self._suspend] + [self._instruct] * 2
        acts += [self._use_hold] * 2 if self.holds else []
        acts += [self._unfreeze] if self.freezes else []
        acts += [self._reinstate] * 3 if self.suspended else []
        acts += [self._advance] * 6 if self.instructions else []
        return acts

    def _account(self) -> str:
        return self.random.choice(sorted(self.accounts))

    def _pair(self) -> tuple[str, str]:
        one, other = self.random.sample(sorted(self.accounts), 2)
        return one, other

    def _transfer(self, _now: int) -> Act:
        sender, receiver = self._pair()
        kind = self.random.choice((SHARE, CASH))
        calls = [
            h.Transfer(sender=sender, receiver=receiver, instrument=kind, quantity=self.random.randint(1, 300))
            for _ in range(self.random.choice((1, 1, 1, 2, 5)))
        ]
        return Act(calls, [self.accounts[sender]])

    def _overdraw(self, _now: int) -> Act:
        sender, receiver = self._pair()
        call = h.Transfer(sender=sender, receiver=receiver, instrument=SHARE, quantity=QUANTITY_MAX)
        return Act([call], [self.accounts[sender]])

    def _steal(self, _now: int) -> Act:
        sender, receiver = self._pair()
        call = h.Transfer(sender=sender, receiver=receiver, instrument=SHARE, quantity=1)
        return Act([call], ["venue"])

    def _issue(self, _now: int) -> Act:
        return self.issue(self._account(), self.random.choice((SHARE, CASH)), self.random.randint(1, 5_000))

    def _redeem(self, _now: int) -> Act:
        account, quantity = self._account(), self.random.randint(1, 50)
        call = h.Redeem(instrument=SHARE, account=account, quantity=quantity)

        def remember() -> None:
            self.issued[SHARE] -= quantity

        return Act([call], ["issuer", self.accounts[account]], remember)

    def _open(self, _now: int) -> Act:
        holder = self.random.choice(sorted(set(self.accounts.values())))
        return self.open_account(holder, self.name(holder))

    def _rotate(self, _now: int) -> Act:
        name = self.random.choice(("ann", "ben", "cai", "dan"))
        following = self.generations.get(name, 0) + 1
        call = p.RotateKeys(party=name, keys=single_key_policy(key_of(self.chain, name, following)))

        def remember() -> None:
            self.generations[name] = following

        return Act([call], [name], remember)

    def _hold(self, now: int) -> Act:
        account, hold = self._account(), self.name("hold")
        expires = now + self.random.choice((2_000, LATER_MS))
        call = h.Hold(hold=hold, account=account, instrument=SHARE, quantity=20, executor="venue", expires=expires)
        return Act([call], [self.accounts[account]], lambda: self.holds.append(hold))

    def _use_hold(self, _now: int) -> Act:
        hold = self.random.choice(self.holds)
        if self.random.random() < 0.6:
            return Act([h.ExecuteHold(hold=hold, receiver=self._account(), quantity=5)], ["venue"])
        return Act([h.ReleaseHold(hold=hold)], ["venue"], lambda: self.holds.remove(hold))

    def _freeze(self, _now: int) -> Act:
        freeze = self.name("freeze")
        call = h.Freeze(
            freeze=freeze,
            account=self._account(),
            instrument=SHARE,
            quantity=15,
            supervisor="supervisor",
            reference="order",
            document=DOCUMENT,
        )
        return Act([call], ["supervisor"], lambda: self.freezes.append(freeze))

    def _unfreeze(self, _now: int) -> Act:
        freeze = self.random.choice(self.freezes)
        call = h.Unfreeze(freeze=freeze, supervisor="supervisor", reference="order", document=DOCUMENT)
        return Act([call], ["supervisor"], lambda: self.freezes.remove(freeze))

    def _suspend(self, _now: int) -> Act:
        account = self._account()
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
