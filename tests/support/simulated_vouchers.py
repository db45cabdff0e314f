# SPDX-License-Identifier: Apache-2.0
"""Vouchers in a simulated market: promised under two keys, split, offered, taken, left, cancelled, claimed, paid."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import ClassVar, Final

from msgspec.structs import replace

from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.call import Call
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control, Role
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.lots import LOTS, Lot, LotStatus
from counterfoil.modules.receivables.queries import claims_on, leaves
from counterfoil.modules.receivables.records import ROOTS, InvoiceShare, RootTerms
from support.simulation_genesis import START_MS
from support.simulation_part import CASH, LATER_MS, Act, Beat, Intent, Part, Story, nothing

DAY_MS: Final = 86_400_000
WEEK_MS: Final = 7 * DAY_MS
FACE: Final = 1_000
HOLDERS: Final = ("ann", "ben", "cai")
BOTH: Final = ("core", "core-checker")


def at(name: str) -> str:
    """An account for lots and what is paid on them."""
    return f"lots-of-{name}"


def _among_holders(lot: Lot) -> bool:
    """Whether it is theirs, and goes to nobody else: pools have lots too."""
    accounts = (lot.payee.account, *(() if lot.offer is None else (lot.offer.to,)))
    return {*accounts} <= {at(name) for name in HOLDERS}


@dataclass
class Vouchers(Part):
    """A core enterprise, whose checker's key is another's, its suppliers, and a platform."""

    PARTIES: ClassVar = {
        "core": (Role.issuer,),
        "core-checker": (Role.custodian,),
        "platform": (Role.venue,),
        "registry": (Role.custodian,),
    }
    PLAYED = frozenset(
        f"receivables.{call}"
        for call in (
            *("register_invoice", "propose", "prepare", "confirm", "split", "offer", "take"),
            *("withdraw_invoice", "claim", "confirm_claim", "withdraw_claim", "strike_claim"),
        )
    )
    """What is rarer, such as a payment, a rejection and a confirmation by one key, happens in some lives."""
    WEIGHT = 7
    drafts: dict[str, str] = field(default_factory=dict)
    """→ who proposed it"""
    made: list[str] = field(default_factory=list)
    out: list[str] = field(default_factory=list)

    def founding(self) -> list[Intent]:
        """A platform with a line, accounts, money, and one voucher that is out."""
        keys = KeyPolicy(keys=tuple(self.scene.key(name).public for name in BOTH), threshold=1)
        rotated = p.RotateKeys(party="core", keys=keys)
        programme = c.SetProgramme(
            programme="p",
            keeper="platform",
            registry="registry",
            cash=CASH,
            offset_min=480,
            tenor_max_days=365,
            examined_beyond_days=182,
            depth_max=3,
            accept_within=WEEK_MS,
            grace_days=5,
            penalty_ppm=500,
        )
        line = c.SetLine(programme="p", issuer="core", ceiling=200 * FACE)
        intents: list[Intent] = [
            ([rotated], ("core",), nothing),
            ([programme, line], ("platform", "registry"), nothing),
        ]
        for name in (*HOLDERS, "core"):
            opened = p.OpenAccount(account=at(name), holder=name, outgoing=Control.holder, incoming=Control.nobody)
            intents.append(([opened], (name,), nothing))
        money = h.Issue(instrument=CASH, account=at("core"), quantity=100 * FACE)
        intents.append(([money], ("bank",), self._issued))
        for root in ("voucher-a", "voucher-b"):
            drafted = self._proposed(root, "ann", START_MS, 90, requires_acceptance=False, recourse=False)
            intents += [drafted, self._prepared(root), self._confirmed(root, BOTH)]
            thirds = [lc.Part(lot=f"{root}-{name}", value=300, account=at(name)) for name in HOLDERS]
            rest = lc.Part(lot=f"{root}-rest", value=100)
            intents.append(([lc.Split(lot=f"{root}-0", parts=(*thirds, rest))], ("ann",), nothing))
        return intents

    def _issued(self) -> None:
        self.scene.issued[CASH] += 100 * FACE

    def repertoire(self) -> list[Act]:
        """Acts that can be tried now."""
        acts: list[Act] = [self._propose] * 2 + [self._think_again] + [self._take_back] * 2
        acts += [self._prepare] * 3 if self.drafts else []
        acts += [self._confirm] * 3 if self.made else []
        lots = [self._split] * 5 + [self._offer] * 4 + [self._answer] * 5
        lots += [self._end, self._claim, self._claim, self._judge]
        return acts + (lots if self.out else [])

    def stories(self) -> list[Story]:
        """A voucher of one day is paid on the day after."""
        return [self._paid]

    # Promises.

    def _propose(self, now: int) -> Intent:
        return self._proposed(
            self.scene.name("voucher"), self.random.choice(HOLDERS), now, self.random.randrange(1, 190)
        )

    def _proposed(self, root: str, first: str, now: int, days: int, **said: bool) -> Intent:
        """With an invoice of its own; a tenor that nobody examined is refused."""
        fingerprint = sha256(root.encode()).hexdigest()
        invoiced = c.RegisterInvoice(programme="p", fingerprint=fingerprint, buyer="core", seller=first, amount=FACE)
        terms = RootTerms(
            programme="p",
            issuer="core",
            account=at(first),
            cash=CASH,
            face=FACE,
            matures=(now + 480 * 60_000) // DAY_MS + days,
            contract_hash="c" * 64,
            invoices=(InvoiceShare(fingerprint=fingerprint, amount=FACE),),
            requires_acceptance=said.get("requires_acceptance", self.random.random() < 0.3),
            recourse=said.get("recourse", self.random.random() < 0.5),
            min_split=1,
            max_depth=3,
        )
        proposed = c.Propose(root=root, by=first, terms=terms, until=now + WEEK_MS // 2)

        def remember() -> None:
            self.drafts[root] = first
            self.records += [f"receivables/voucher/{root}", f"receivables/invoice/registry/{fingerprint}"]

        return [invoiced, proposed], ("registry", first), remember

    def _prepare(self, _now: int) -> Intent:
        """Now and then the maker would check it too."""
        root = self.random.choice(sorted(self.drafts))
        calls, who, remember = self._prepared(root)
        if self.random.random() < 0.3:
            return [*calls, c.Confirm(root=root, mandate=f"pays-{root}", lot=f"{root}-0")], who, nothing
        return calls, who, remember

    def _prepared(self, root: str) -> Intent:
        mandate = h.GrantMandate(
            mandate=f"pays-{root}", account=at("core"), executor=ROOTS.path(root), instrument=CASH, revocable=False
        )

        def remember() -> None:
            self.drafts.pop(root, None)
            self.made.append(root)

        return [mandate, c.Prepare(root=root)], ("core",), remember

    def _think_again(self, now: int) -> Intent:
        """Proposed and withdrawn at once."""
        root, first = self.scene.name("voucher"), self.random.choice(HOLDERS)
        calls, who, _ = self._proposed(root, first, now, 30)
        return [*calls, c.Withdraw(root=root)], who, nothing

    def _take_back(self, now: int) -> Intent:
        """Registered wrongly, withdrawn, and registered once more; now and then though somebody has it."""
        root, first = self.scene.name("voucher"), self.random.choice(HOLDERS)
        (invoiced, proposed), who, _ = self._proposed(root, first, now, 30)
        mistaken = replace(invoiced, amount=FACE + 1)
        back = c.WithdrawInvoice(registry="registry", fingerprint=invoiced.fingerprint, reason="a fen too much")
        if self.random.random() < 0.3:
            return [invoiced, proposed, back], who, nothing
        return [mistaken, back, invoiced], ("registry",), nothing

    def _confirm(self, _now: int) -> Intent:
        """By the checker; now and then by the maker's key alone."""
        return self._confirmed(self.random.choice(self.made), BOTH if self.random.random() < 0.6 else ("core",))

    def _confirmed(self, root: str, who: Sequence[str]) -> Intent:
        def remember() -> None:
            self.made.remove(root)
            self.out.append(root)
            self.records += [f"receivables/lot/{root}-0", f"instruments/instrument/{root}-0"]

        return [c.Confirm(root=root, mandate=f"pays-{root}", lot=f"{root}-0")], tuple(who), remember

    # Lots.

    def _lot(self, *statuses: LotStatus) -> tuple[str, str, int] | None:
        """One that is out, its holder as far as the record says, and its value."""
        found = leaves(self.scene.view(), self.random.choice(self.out))
        fitting = [lot for lot in found if lot.status in statuses and _among_holders(lot)]
        if not fitting:
            return None
        lot = self.random.choice(fitting)
        return lot.instrument, lot.payee.account.removeprefix("lots-of-"), lot.value

    def _instead(self, now: int) -> Intent:
        return self._propose(now)

    def _split(self, now: int) -> Intent:
        """Into some that stay and some that go; now and then a fen is lost on the way."""
        found = self._lot(LotStatus.held)
        if found is None:
            return self._instead(now)
        name, holder, value = found
        first = self.random.randint(1, value) if value > 1 else 1
        lost = self.random.random() < 0.15
        sizes = [first, value - first - lost] if value > first + lost else [value]
        parts = tuple(
            lc.Part(
                lot=self.scene.name("lot"),
                value=size,
                account=None if self.random.random() < 0.5 else at(self.random.choice(HOLDERS)),
            )
            for size in sizes
        )

        def remember() -> None:
            self.records.extend(f"receivables/lot/{one.lot}" for one in parts)

        return [lc.Split(lot=name, parts=parts)], (holder,), remember

    def _offer(self, now: int) -> Intent:
        found = self._lot(LotStatus.held)
        if found is None:
            return self._instead(now)
        name, holder, _ = found
        hold = self.scene.name("offer")
        held = h.Hold(
            hold=hold,
            account=at(holder),
            instrument=name,
            quantity=1,
            executor=LOTS.path(name),
            expires=now + self.random.choice((3_000, DAY_MS)),
        )
        to = self.random.choice([one for one in HOLDERS if one != holder])
        offered = lc.OfferLot(lot=name, to=at(to), hold=hold)
        if self.random.random() < 0.5:
            return [held, offered], (holder,), nothing
        # Or both at once, in one transaction.
        answers: list[Call] = [lc.Take(lot=name), lc.Reject(lot=name, reason="another price")]
        return [held, offered, self.random.choice(answers)], (holder, to), nothing

    def _answer(self, now: int) -> Intent:
        """Taken, left, or too late."""
        found = self._lot(LotStatus.on_offer)
        if found is None:
            return self._offer(now)
        lot = self.scene.view().read(LOTS, found[0])
        by = "ann" if lot is None or lot.offer is None else lot.offer.to.removeprefix("lots-of-")
        calls: list[Call] = [lc.Take(lot=found[0]), lc.Reject(lot=found[0], reason="x"), lc.LapseOffer(lot=found[0])]
        return [self.random.choice([calls[0], *calls])], (by,), nothing

    def _end(self, now: int) -> Intent:
        found = self._lot(LotStatus.held)
        if found is None:
            return self._instead(now)
        return [lc.CancelLot(lot=found[0])], ("core", found[1]), nothing

    def _claim(self, now: int) -> Intent:
        """Two say that they financed a lot: the keeper looks at the one, and the other may think again."""
        found = self._lot(LotStatus.held, LotStatus.on_offer)
        if found is None:
            return self._instead(now)
        one, other = self.random.sample(("registry", "venue", "core-checker"), 2)
        found_so = {"registration": "zdw", "registered": now - 10_000}
        first = lc.ClaimLot(lot=found[0], claimant=one, amount=1, **found_so)
        second = lc.ClaimLot(lot=found[0], claimant=other, amount=1)
        judged: list[Call] = [
            lc.ConfirmClaim(lot=found[0], claimant=one, by="platform", **found_so),
            lc.StrikeClaim(lot=found[0], claimant=one, reason="untrue"),
        ]
        left: list[Call] = [lc.WithdrawClaim(lot=found[0], claimant=other), lc.Rank(lot=found[0])]
        said = [first, second, self.random.choice(judged), self.random.choice(left)]
        return said, (one, other, "platform"), nothing

    def _judge(self, now: int) -> Intent:
        """A claim is confirmed, acknowledged or struck, now and then by who may not, or its claimant withdraws it."""
        view = self.scene.view()
        lots = [lot for root in self.out for lot in leaves(view, root) if _among_holders(lot)]
        claims = [(lot.instrument, one.claim) for lot in lots for one in claims_on(view, lot.instrument)]
        if not claims:
            return self._claim(now)
        lot, claim = self.random.choice(claims)
        by = self.random.choice(("platform", "platform", "venue"))
        about = {"lot": lot, "claimant": claim.claimant}
        looked_up = {"registration": claim.registration or "zdw", "registered": claim.registered or now}
        judged: list[tuple[Call, str]] = [
            (lc.ConfirmClaim(**about, by=by, **looked_up), by),
            (lc.AcknowledgeNotice(**about), "core"),
            (lc.WithdrawClaim(**about), claim.claimant),
            (lc.StrikeClaim(**about, reason="untrue"), by),
        ]
        call, signer = self.random.choice(judged)
        return [call], (signer,), nothing

    # Payment.

    def _paid(self, time: Callable[[], int]) -> Iterator[Beat]:
        root, first = self.scene.name("voucher"), "ann"
        yield Beat([self._proposed(root, first, time(), 1)])
        yield Beat([self._prepared(root)])
        yield Beat([self._confirmed(root, BOTH)], then_ms=DAY_MS + LATER_MS // 1_000)
        yield Beat([([c.Provide(root=root, quota=FACE)], ("venue",), nothing)])
        yield Beat([([lc.RedeemLot(lot=f"{root}-0")], ("venue",), nothing)])
