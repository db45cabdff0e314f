# SPDX-License-Identifier: Apache-2.0
"""Random business against a twin in plain dicts: quantities add up, nothing happens by halves, no event is lost.

The ledger checks trails, changes, folds and invariants after every block; here the twin says what the balances must
be, freezes in line included.
"""

from collections import Counter
from copy import deepcopy
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import HOLDINGS, SUPPLIES, EncumbranceKind, Part
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Role
from counterfoil.modules.settlement import calls as s
from support.ledger import BLOCK_MS, DOCUMENT, Ledger
from support.market import leg

NAMES = ("ann", "ben", "cho")
ACCOUNTS = st.sampled_from([f"of-{name}" for name in NAMES] + ["of-nobody"])
KNOWN_ACCOUNTS = st.sampled_from([f"of-{name}" for name in NAMES])
INSTRUMENTS = st.sampled_from(["SHARE", "CASH"])
QUANTITIES = st.integers(1, 60)
ISSUER = {"SHARE": "issuer", "CASH": "bank"}
KIND = {"SHARE": InstrumentKind.equity, "CASH": InstrumentKind.cash}
MOVES = st.lists(st.tuples(ACCOUNTS, QUANTITIES), min_size=1, max_size=6)
LEGS = st.lists(st.tuples(ACCOUNTS, ACCOUNTS, INSTRUMENTS, QUANTITIES), min_size=1, max_size=6)
GOOD_LEGS = st.lists(st.tuples(KNOWN_ACCOUNTS, KNOWN_ACCOUNTS, INSTRUMENTS, QUANTITIES), min_size=1, max_size=4)
EVERYBODY = " ".join(NAMES)
SIGNERS = st.sampled_from([EVERYBODY, EVERYBODY, EVERYBODY, "ann", "ben cho", ""])
Key = tuple[str, str, str]


class Twin:
    """What the ledger must hold, part by part, and the line of freezes of each holding."""

    def __init__(self) -> None:
        self.parts: Counter[Key] = Counter()
        self.supply: Counter[str] = Counter()
        self.lines: dict[tuple[str, str], list[list[Any]]] = {}
        """(account, instrument) → [freeze, units that it still lacks, units that it took]"""

    def shift(self, account: str, instrument: str, quantity: int, *, source: str, target: str) -> None:
        """Move between two parts of a holding."""
        self.parts[account, instrument, source] -= quantity
        self.parts[account, instrument, target] += quantity
        self.serve(account, instrument)

    def move(self, sender: str, receiver: str, instrument: str, quantity: int, *, part: str = "free") -> None:
        """Move out of a part into another account's free units."""
        self.parts[sender, instrument, part] -= quantity
        self.gain(receiver, instrument, quantity)

    def gain(self, account: str, instrument: str, quantity: int) -> None:
        """Units arrive."""
        self.parts[account, instrument, "free"] += quantity
        self.serve(account, instrument)

    def serve(self, account: str, instrument: str) -> None:
        """One unit after the other goes to the first in line that lacks one."""
        for waiting in self.lines.get((account, instrument), ()):
            while waiting[1] and self.parts[account, instrument, "free"]:
                waiting[1], waiting[2] = waiting[1] - 1, waiting[2] + 1
                self.parts[account, instrument, "free"] -= 1
                self.parts[account, instrument, "frozen"] += 1

    def freeze(self, name: str, account: str, instrument: str, quantity: int) -> None:
        """Another one at the end of the line."""
        self.lines.setdefault((account, instrument), []).append([name, quantity, 0])
        self.serve(account, instrument)

    def unfreeze(self, name: str, account: str, instrument: str) -> None:
        """It leaves the line, and what it took goes back."""
        line = self.lines[account, instrument]
        (left,) = [one for one in line if one[0] == name]
        line.remove(left)
        self.shift(account, instrument, left[2], source="frozen", target="free")


PARTS = {"hold": "held", "pledge": "pledged"}


class Business(RuleBasedStateMachine):
    """Three parties, two instruments, one unknown account."""

    encumbrances = Bundle("encumbrances")
    mandates = Bundle("mandates")
    instructions = Bundle("instructions")

    @initialize()
    def open(self) -> None:
        """A small market."""
        self.ledger = Ledger()
        self.twin = Twin()
        self.made = 0
        self.reserved: dict[str, list[Any]] = {}
        self.granted: dict[str, dict[str, Any]] = {}
        self.settling: dict[str, list[tuple[str, str, str, int]]] = {}
        self.ledger.party("issuer", Role.issuer)
        self.ledger.party("bank", Role.operating_bank)
        for name in NAMES:
            self.ledger.party(name)
            self.ledger.account(f"of-{name}", name)
        for instrument, issuer in ISSUER.items():
            self.ledger.instrument(instrument, issuer, kind=KIND[instrument], limit=500)
            for name in NAMES:
                self.ledger.issue(instrument, f"of-{name}", 50, issuer=issuer)
                self.twin.parts[f"of-{name}", instrument, "free"] += 50
                self.twin.supply[instrument] += 50

    def submit(self, *calls: object, signed_by: str) -> bool:
        """Whether the ledger accepted; if not, it has the same records as before."""
        before = dict(self.ledger.records.records)
        accepted = self.ledger.submit(*calls, signed_by=signed_by).outcome is MachineOutcome.ok
        assert accepted or self.ledger.records.records == before
        return accepted

    def fresh(self) -> str:
        """A name not used before."""
        self.made += 1
        return f"n{self.made}"

    @rule(account=ACCOUNTS, instrument=INSTRUMENTS, quantity=QUANTITIES)
    def issue(self, account: str, instrument: str, quantity: int) -> None:
        """Accepted exactly up to the limit."""
        call = h.Issue(instrument=instrument, account=account, quantity=quantity)
        fits = account != "of-nobody" and self.twin.supply[instrument] + quantity <= 500
        assert self.submit(call, signed_by=ISSUER[instrument]) == fits
        if fits:
            self.twin.gain(account, instrument, quantity)
            self.twin.supply[instrument] += quantity

    @rule(account=KNOWN_ACCOUNTS, instrument=INSTRUMENTS, quantity=QUANTITIES)
    def redeem(self, account: str, instrument: str, quantity: int) -> None:
        """Accepted exactly up to what is free."""
        call = h.Redeem(instrument=instrument, account=account, quantity=quantity)
        fits = self.twin.parts[account, instrument, "free"] >= quantity
        assert self.submit(call, signed_by=f"{EVERYBODY} {ISSUER[instrument]}") == fits
        if fits:
            self.twin.parts[account, instrument, "free"] -= quantity
            self.twin.supply[instrument] -= quantity

    @rule(sender=KNOWN_ACCOUNTS, instrument=INSTRUMENTS, moves=MOVES, by=SIGNERS)
    def transfer(self, sender: str, instrument: str, moves: list[tuple[str, int]], by: str) -> None:
        """All calls or none."""
        calls = [
            h.Transfer(sender=sender, receiver=receiver, instrument=instrument, quantity=quantity)
            for receiver, quantity in moves
        ]
        total = sum(quantity for _, quantity in moves)
        signed = sender.removeprefix("of-") in by.split()
        good = {receiver for receiver, _ in moves}.isdisjoint({sender, "of-nobody"})
        accepted = signed and good and self.twin.parts[sender, instrument, "free"] >= total
        assert self.submit(*calls, signed_by=by) == accepted
        for receiver, quantity in moves if accepted else ():
            self.twin.move(sender, receiver, instrument, quantity)

    @rule(
        target=mandates,
        account=KNOWN_ACCOUNTS,
        instrument=st.none() | INSTRUMENTS,
        quantity=st.none() | QUANTITIES,
        receivers=st.none() | st.lists(KNOWN_ACCOUNTS, min_size=1, max_size=2),
        lasting=st.none() | st.sampled_from([3, 1_000]),
        revocable=st.booleans(),
    )
    def grant(self, account: str, lasting: int | None, receivers: list[str] | None, **bounds: Any) -> str:
        """Anybody may let the issuer take, within any bounds."""
        name = self.fresh()
        expires = None if lasting is None else self.ledger.time + lasting * BLOCK_MS
        allowed = None if receivers is None else tuple(receivers)
        call = h.GrantMandate(
            mandate=name, account=account, executor="issuer", expires=expires, receivers=allowed, **bounds
        )
        assert self.submit(call, signed_by=EVERYBODY)
        self.granted[name] = {"account": account, "expires": expires, "receivers": allowed, "moved": 0, **bounds}
        return name

    @rule(name=mandates, receiver=KNOWN_ACCOUNTS, instrument=INSTRUMENTS, quantity=QUANTITIES)
    def take(self, name: str, receiver: str, instrument: str, quantity: int) -> None:
        """Exactly within the bounds, and only what is free."""
        bounds = self.granted[name]
        call = h.TransferByMandate(mandate=name, receiver=receiver, instrument=instrument, quantity=quantity)
        account = bounds["account"]
        accepted = self.submit(call, signed_by="issuer")
        within = (
            receiver != account
            and "ended" not in bounds
            and bounds["instrument"] in (None, instrument)
            and (bounds["expires"] is None or self.ledger.time < bounds["expires"])
            and (bounds["receivers"] is None or receiver in bounds["receivers"])
            and (bounds["quantity"] is None or bounds["moved"] + quantity <= bounds["quantity"])
            and self.twin.parts[account, instrument, "free"] >= quantity
        )
        assert accepted == within
        if accepted:
            self.twin.move(account, receiver, instrument, quantity)
            bounds["moved"] += quantity

    @rule(name=mandates, by=st.sampled_from(["issuer", EVERYBODY]))
    def revoke(self, name: str, by: str) -> None:
        """By its executor, or by the account if it is revocable; once."""
        bounds = self.granted[name]
        entitled = by == "issuer" or bounds["revocable"]
        assert self.submit(h.RevokeMandate(mandate=name), signed_by=by) == ("ended" not in bounds and entitled)
        if entitled:
            bounds["ended"] = True

    @rule(
        target=encumbrances,
        kind=st.sampled_from(EncumbranceKind),
        account=KNOWN_ACCOUNTS,
        instrument=INSTRUMENTS,
        quantity=QUANTITIES,
        lasting=st.sampled_from([3, 1_000]),
    )
    def encumber(self, kind: EncumbranceKind, account: str, instrument: str, quantity: int, lasting: int) -> object:
        """Exactly what is free can be held or pledged; anything can be frozen."""
        name = self.fresh()
        what = {"account": account, "instrument": instrument, "quantity": quantity}
        expires = self.ledger.time + lasting * BLOCK_MS
        calls = {
            "hold": h.Hold(hold=name, executor="issuer", expires=expires, **what),
            "pledge": h.Pledge(pledge=name, pledgee="issuer", **what),
            "freeze": h.Freeze(freeze=name, supervisor="supervisor", reference="r", document=DOCUMENT, **what),
        }
        fits = kind == "freeze" or self.twin.parts[account, instrument, "free"] >= quantity
        assert self.submit(calls[kind], signed_by=f"{EVERYBODY} supervisor") == fits
        if not fits:
            return multiple()
        if kind == "freeze":
            self.twin.freeze(name, account, instrument, quantity)
        else:
            self.twin.shift(account, instrument, quantity, source="free", target=PARTS[kind])
        self.reserved[name] = [kind, account, instrument, quantity, expires]
        return name

    @rule(name=encumbrances, receiver=KNOWN_ACCOUNTS, quantity=QUANTITIES)
    def execute(self, name: str, receiver: str, quantity: int) -> None:
        """A hold moves in part or whole, in time, to another account."""
        kind, account, instrument, left, expires = self.reserved[name]
        call = h.ExecuteHold(hold=name, receiver=receiver, quantity=quantity)
        accepted = self.submit(call, signed_by="issuer")
        in_time = self.ledger.time < expires
        assert accepted == (kind == "hold" and in_time and left >= quantity and receiver != account)
        if accepted:
            self.twin.move(account, receiver, instrument, quantity, part="held")
            self.reserved[name][3] -= quantity

    @rule(name=encumbrances, by=st.sampled_from(["issuer supervisor", EVERYBODY]))
    def lift(self, name: str, by: str) -> None:
        """Whoever may lifts it, once."""
        kind, account, instrument, left, expires = self.reserved[name]
        calls = {
            "hold": h.ReleaseHold(hold=name),
            "pledge": h.ReleasePledge(pledge=name),
            "freeze": h.Unfreeze(freeze=name, supervisor="supervisor", reference="r", document=DOCUMENT),
        }
        accepted = self.submit(calls[kind], signed_by=by)
        entitled = "issuer" in by or (kind == "hold" and self.ledger.time >= expires)
        assert accepted == (left > 0 and entitled)
        if accepted and kind == "freeze":
            self.twin.unfreeze(name, account, instrument)
        elif accepted:
            self.twin.shift(account, instrument, left, source=PARTS[kind], target="free")
        if accepted:
            self.reserved[name][3] = 0

    @rule(legs=LEGS, by=SIGNERS)
    def settle_now(self, legs: list[tuple[str, str, str, int]], by: str) -> None:
        """Every leg in its order, or none."""
        call = s.SettleNow(instruction=self.fresh(), legs=tuple(leg(*it) for it in legs))
        trial = deepcopy(self.twin)
        good = all(it[0] != it[1] and "of-nobody" not in it[:2] for it in legs)
        good = good and all(it[0].removeprefix("of-") in by.split() for it in legs)
        for sender, receiver, instrument, quantity in legs:
            good = good and trial.parts[sender, instrument, "free"] >= quantity
            if good:
                trial.move(sender, receiver, instrument, quantity)
        assert self.submit(call, signed_by=by) == good
        if good:
            self.twin = trial

    @rule(
        target=instructions,
        legs=GOOD_LEGS,
    )
    def allocate(self, legs: list[tuple[str, str, str, int]]) -> object:
        """Instruct, affirm and allocate everything in one transaction."""
        name = self.fresh()
        wanted = s.Instruct(
            instruction=name,
            by="ann",
            legs=tuple(leg(*it) for it in legs),
            expires=self.ledger.time + 20 * BLOCK_MS,
        )
        accounts = dict.fromkeys(account for it in legs for account in it[:2])
        senders = dict.fromkeys(it[0] for it in legs)
        affirmed = [s.Affirm(instruction=name, account=account) for account in accounts]
        allocated = [s.Allocate(instruction=name, account=account) for account in senders]
        needed: Counter[tuple[str, str]] = Counter()
        for sender, _, instrument, quantity in legs:
            needed[sender, instrument] += quantity
        good = all(self.twin.parts[(*what, "free")] >= quantity for what, quantity in needed.items())
        good = good and all(it[0] != it[1] for it in legs) and "of-ann" in accounts
        assert self.submit(wanted, *affirmed, *allocated, signed_by=EVERYBODY) == good
        if not good:
            return multiple()
        for sender, _, instrument, quantity in legs:
            self.twin.shift(sender, instrument, quantity, source="free", target="held")
        self.settling[name] = legs
        return name

    @rule(name=instructions, how=st.sampled_from(["settle", "cancel", "expire"]))
    def end(self, name: str, how: str) -> None:
        """Settle all legs, or give all back; the second time neither."""
        calls = {
            "settle": s.Settle(instruction=name, by="ann"),
            "cancel": s.Cancel(instruction=name, by="ann"),
            "expire": s.Expire(instruction=name),
        }
        legs = self.settling.get(name, [])
        if not self.submit(calls[how], signed_by=EVERYBODY):
            return
        assert legs, "it had ended already"
        for sender, receiver, instrument, quantity in legs:
            if how == "settle":
                self.twin.move(sender, receiver, instrument, quantity, part="held")
            else:
                self.twin.shift(sender, instrument, quantity, source="held", target="free")
        self.settling[name] = []

    @rule(account=KNOWN_ACCOUNTS)
    def stop_and_resume(self, account: str) -> None:
        """A transfer inside a suspension takes the whole transaction with it."""
        stopped = p.SuspendAccount(account=account, by="supervisor", reference="r")
        resumed = p.ReinstateAccount(account=account, by="supervisor", reference="r")
        other = "of-ann" if account != "of-ann" else "of-ben"
        moved = h.Transfer(sender=account, receiver=other, instrument="SHARE", quantity=1)
        assert not self.submit(stopped, moved, resumed, signed_by=f"{EVERYBODY} supervisor")
        assert self.submit(stopped, resumed, signed_by="supervisor")

    @invariant()
    def the_ledger_is_its_twin(self) -> None:
        """Part by part and instrument by instrument."""
        if not hasattr(self, "ledger"):
            return
        view = self.ledger.state
        found: Counter[Key] = Counter()
        for _, holding in view.rows(HOLDINGS):
            for part in Part:
                found[holding.account, holding.instrument, part.value] = getattr(holding, part.value)
            assert holding.balance == holding.free + holding.held + holding.pledged + holding.frozen
            assert [(one.freeze, one.ordered - one.taken, one.taken) for one in holding.line] == [
                tuple(waiting) for waiting in self.twin.lines.get((holding.account, holding.instrument), ())
            ]
        assert +found == +self.twin.parts
        assert {it.instrument: it.outstanding for _, it in view.rows(SUPPLIES)} == dict(self.twin.supply)


TestBusiness = Business.TestCase
TestBusiness.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
