# SPDX-License-Identifier: Apache-2.0
"""Pools in a simulated market: lots sold and admitted, notes issued and passed on, days counted, holders paid."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from counterfoil.law.call import Call
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control, Role
from counterfoil.modules.receivables import calls as rc
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.lots import LOTS, Financing
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.notes import INVESTORS, NOTES, POOLED_LOTS, Payee
from counterfoil.modules.securitisation.pool_terms import NoteTerms, PoolTerms
from counterfoil.modules.securitisation.waterfall import FeeTerms, TrancheTerms
from support.simulated_vouchers import BOTH, DAY_MS, Vouchers, at
from support.simulation_genesis import START_MS
from support.simulation_part import CASH, LATER_MS, Act, Beat, Intent, Part, Story, nothing

SPV: Final = ("pool-manager", "pool-bank")
INVESTORS_OF: Final = {"senior": ("ben", 150), "sub": ("cai", 50)}
AWAY: Final = "notes-of-cai"
"""takes nothing that its holder does not sign for"""
PRICE: Final = 250
VALUE: Final = 300


def pooled(pool: str) -> str:
    """The pool's own account."""
    return f"account-of-{pool}"


@dataclass
class Pools(Part):
    """A manager, the bank that keeps its pools' accounts, and a servicer; holders of vouchers' lots invest."""

    PARTIES: ClassVar = {
        "pool-manager": (Role.issuer,),
        "pool-bank": (Role.custodian,),
        "pool-servicer": (Role.custodian,),
    }
    PLAYED = frozenset(
        f"securitisation.{call}" for call in ("open", "admit", "close", "subscribe", "issue", "count_day", "pay")
    )
    """What is rarer, such as a lot that is bought back and a share that is set aside, happens in some lives."""
    WEIGHT = 1
    RANK = 1

    def founding(self) -> list[Intent]:
        """A pool over one lot of a voucher that is out, whose notes are issued."""
        fees = p.OpenAccount(
            account="fees-of-pools", holder="pool-servicer", outgoing=Control.holder, incoming=Control.nobody
        )
        money = h.Issue(instrument=CASH, account=at("ben"), quantity=5_000)
        more = h.Issue(instrument=CASH, account=at("cai"), quantity=5_000)
        sellers = h.Issue(instrument=CASH, account=at("ann"), quantity=1_000)
        away = p.OpenAccount(account=AWAY, holder="cai", outgoing=Control.holder, incoming=Control.holder)
        return [
            ([fees], ("pool-servicer",), nothing),
            ([away], ("cai",), nothing),
            ([money, more, sellers], ("bank",), self._issued),
            *self._pooled("pool", "voucher-a-ann", START_MS),
        ]

    def _issued(self) -> None:
        self.scene.issued[CASH] += 11_000

    def repertoire(self) -> list[Act]:
        """Acts that can be tried now."""
        return [self._count, self._pay, self._pay, self._sell, self._support, self._misuse]

    def stories(self) -> list[Story]:
        """A pool over a voucher of two days is paid, and ends; another's lot is bought back; a third is called off."""
        return [self._told]

    def _told(self, time: Callable[[], int]) -> Iterator[Beat]:
        yield from self.random.choice((self._repaid, self._bought_back, self._called_off))(time)

    def _pooled(self, pool: str, lot: str, now: int) -> list[Intent]:
        """From an account to notes that are out; ann sells, and ben pays ahead."""
        account = pooled(pool)
        opened = p.OpenAccount(
            account=account, holder=SPV[0], custodian=SPV[1], outgoing=Control.both, incoming=Control.both
        )
        ahead = h.Transfer(sender=at("ben"), receiver=account, instrument=CASH, quantity=PRICE)
        kept = h.Hold(
            hold=f"sale-of-{lot}",
            account=at("ann"),
            instrument=lot,
            quantity=1,
            executor=LOTS.path(lot),
            expires=now + 2 * DAY_MS,
        )
        financing = Financing(discount=VALUE - PRICE, fees=0, registration=f"zdw-{lot}")
        offered = lc.OfferLot(lot=lot, to=account, hold=kept.hold, financing=financing)
        paying = h.Hold(
            hold=f"price-of-{lot}",
            account=account,
            instrument=CASH,
            quantity=PRICE,
            executor=LOTS.path(lot),
            expires=now + 2 * DAY_MS,
        )
        taken = lc.Take(lot=lot, hold=paying.hold)
        orders = [self._order(pool, note) for note in INVESTORS_OF]
        return [
            ([opened], SPV, nothing),
            ([c.OpenPool(pool=pool, terms=self._terms(pool, now))], (*SPV, "pool-servicer", "ben"), nothing),
            ([ahead], ("ben", *SPV), nothing),
            ([kept, offered], ("ann",), nothing),
            ([paying, taken, c.Admit(pool=pool, owed=LOTS.path(lot))], SPV, nothing),
            ([c.ClosePool(pool=pool)], ("pool-manager",), nothing),
            *orders,
            ([c.IssueNotes(pool=pool)], ("pool-manager",), self._remember(pool, lot)),
        ]

    def _terms(self, pool: str, now: int) -> PoolTerms:
        today = (now + 480 * 60_000) // DAY_MS
        notes = tuple(
            NoteTerms(
                instrument=f"{pool}-{note}",
                tranche=TrancheTerms(rank=rank, notional=INVESTORS_OF[note][1], residual=rank == 2),
            )
            for rank, note in enumerate(INVESTORS_OF, 1)
        )
        return PoolTerms(
            manager="pool-manager",
            originator="ann",
            servicer="pool-servicer",
            account=pooled(pool),
            cash=CASH,
            offset_min=480,
            cut_off=today,
            tenor_max_days=365,
            debtor_max_ppm=1_000_000,
            seller_max_ppm=1_000_000,
            discount_ppm=0,
            notes=notes,
            fees=FeeTerms(fixed=2),
            fee_account="fees-of-pools",
            bridge=at("ben"),
            first_payment=today + 1,
            every_days=1,
            final=today + 400,
            aside_after_days=1,
        )

    def _order(self, pool: str, note: str) -> Intent:
        holder, quantity = INVESTORS_OF[note]
        instrument, account = f"{pool}-{note}", at(holder)
        held = h.Hold(
            hold=f"order-{instrument}",
            account=account,
            instrument=CASH,
            quantity=quantity,
            executor=INVESTORS.path(instrument, account),
            expires=10**14,
        )
        ordered = c.Subscribe(instrument=instrument, account=account, quantity=quantity, hold=held.hold)
        return [held, ordered], (holder,), nothing

    def _remember(self, pool: str, lot: str) -> Callable[[], None]:
        def remember() -> None:
            self.records += [
                f"securitisation/pool/{pool}",
                f"securitisation/lot/{lot}",
                f"securitisation/note/{pool}-senior",
                f"securitisation/investor/{pool}-senior/{at('ben')}",
            ]

        return remember

    # Days.

    def _count(self, _now: int) -> Intent:
        """By anybody; mostly too early."""
        return [c.CountDay(pool="pool")], (self.random.choice(("ann", "venue")),), nothing

    def _pay(self, _now: int) -> Intent:
        """Holders of a day that is open, one or both; now and then somebody who was paid."""
        note = self.random.choice(("pool-senior", "pool-sub"))
        found = self.scene.view().read(NOTES, note)
        number = self.random.choice(found.open) if found is not None and found.open else 1
        names = self.random.sample(("ann", "ben", "cai"), self.random.choice((1, 1, 2)))
        call = c.PayHolders(instrument=note, number=number, accounts=tuple(at(one) for one in names))
        return [call], ("venue",), nothing

    def _sell(self, _now: int) -> Intent:
        """Notes go from one holder to another, between two payments of a day too."""
        giver, taker = self.random.sample(("ann", "ben", "cai"), 2)
        note = self.random.choice(("pool-senior", "pool-sub"))
        moved = h.Transfer(sender=at(giver), receiver=at(taker), instrument=note, quantity=self.random.randint(1, 60))
        return [moved], (giver,), nothing

    def _support(self, _now: int) -> Intent:
        """Whoever promised support pays into the account, and it counts as collected."""
        paid = h.Transfer(
            sender=at("cai"), receiver=pooled("pool"), instrument=CASH, quantity=self.random.randint(1, 20)
        )
        return [paid], ("cai", *SPV), nothing

    def _misuse(self, _now: int) -> Intent:
        """The manager would have the money, or the lot."""
        calls: list[Call] = [
            h.Transfer(sender=pooled("pool"), receiver=at("ann"), instrument=CASH, quantity=1),
            h.Transfer(sender=pooled("pool"), receiver=at("ann"), instrument="voucher-a-ann", quantity=1),
            c.WindUp(pool="pool"),
            c.CallOff(pool="pool"),
        ]
        return [self.random.choice(calls)], SPV, nothing

    def _promised(self, root: str, time: Callable[[], int]) -> Iterator[Beat]:
        """A voucher of two days, of which a part is for a pool."""
        vouchers = self.scene.part(Vouchers)
        yield Beat([vouchers._proposed(root, "ann", time(), 2, requires_acceptance=False, recourse=False)])
        yield Beat([vouchers._prepared(root)])
        yield Beat([vouchers._confirmed(root, BOTH)])
        rest = lc.Part(lot=f"{root}-rest", value=700)
        parts = (lc.Part(lot=f"{root}-part", value=VALUE), rest)
        yield Beat([([lc.Split(lot=f"{root}-0", parts=parts)], ("ann",), nothing)])

    def _repaid(self, time: Callable[[], int]) -> Iterator[Beat]:
        root, pool = self.scene.name("pooled-voucher"), self.scene.name("pool")
        lot = f"{root}-part"
        yield from self._promised(root, time)
        for intent in self._pooled(pool, lot, time()):
            yield Beat([intent])
        yield Beat([], then_ms=2 * DAY_MS + LATER_MS // 1_000)
        provided = rc.Provide(root=root, quota=1_000)
        yield Beat([([provided, lc.RedeemLot(lot=lot)], ("venue",), nothing)])
        yield Beat([([c.CountDay(pool=pool)], ("venue",), nothing)])
        yield Beat([([c.PayOut(pool=pool, number=1, payee=Payee.servicer)], ("venue",), nothing)])
        for note, (holder, _) in INVESTORS_OF.items():
            paid = c.PayHolders(instrument=f"{pool}-{note}", number=1, accounts=(at(holder),))
            ended = c.Retire(instrument=f"{pool}-{note}", accounts=(at(holder),))
            yield Beat([([paid, ended], ("venue",), nothing)])

    def _bought_back(self, time: Callable[[], int]) -> Iterator[Beat]:
        """Ann warranted too much; cai is away when the day is paid, and comes back when all is over."""
        root, pool = self.scene.name("warranted"), self.scene.name("pool")
        lot = f"{root}-part"
        yield from self._promised(root, time)
        for intent in self._pooled(pool, lot, time()):
            yield Beat([intent])
        note = f"{pool}-senior"
        sold = h.Transfer(sender=at("ben"), receiver=AWAY, instrument=note, quantity=10)
        yield Beat([([sold], ("ben", "cai"), nothing)])
        yield Beat([self._back(lot, pooled(pool), time())])
        yield Beat([], then_ms=DAY_MS)
        done: list[Call] = [c.CountDay(pool=pool)]
        yield Beat([(done, ("venue",), nothing)])
        done = [c.PayOut(pool=pool, number=1, payee=Payee.servicer)]
        done += [
            c.PayHolders(instrument=f"{pool}-{one}", number=1, accounts=(at(holder),))
            for one, (holder, _) in INVESTORS_OF.items()
        ]
        yield Beat([(done, ("venue",), nothing)], then_ms=DAY_MS)
        yield Beat([([c.SetAside(instrument=note, number=1, accounts=(AWAY,))], ("venue",), nothing)])
        done = [c.Retire(instrument=note, accounts=(at("ben"), AWAY))]
        done.append(c.Retire(instrument=f"{pool}-sub", accounts=(at("cai"),)))
        yield Beat([(done, ("venue",), nothing)])
        agreed = c.AgreeToBePaid(instrument=note, account=AWAY)
        taken = c.PayHolders(instrument=note, number=1, accounts=(AWAY,))
        yield Beat([([agreed, taken], ("cai",), nothing)])

    def _back(self, lot: str, account: str, now: int) -> Intent:
        """Price and lot change places."""
        held = h.Hold(
            hold=f"back-{lot}",
            account=at("ann"),
            instrument=CASH,
            quantity=VALUE,
            executor=POOLED_LOTS.path(lot),
            expires=10**14,
        )
        bought = c.BuyBack(lot=lot, account=at("ann"), hold=held.hold, reason="warranty 4.2")
        kept = h.Hold(
            hold=f"return-of-{lot}",
            account=account,
            instrument=lot,
            quantity=1,
            executor=LOTS.path(lot),
            expires=now + DAY_MS // 2,
        )
        offered = lc.OfferLot(lot=lot, to=at("ann"), hold=kept.hold)
        return [held, bought, kept, offered, lc.Take(lot=lot)], ("ann", *SPV), nothing

    def _called_off(self, time: Callable[[], int]) -> Iterator[Beat]:
        """One investor thinks better of it, another is not wanted, and then nothing comes of the pool."""
        root, pool = self.scene.name("called-off"), self.scene.name("pool")
        yield from self._promised(root, time)
        for intent in self._pooled(pool, f"{root}-part", time())[:-1]:
            yield Beat([intent])
        (senior, (ben, _)), (sub, (cai, _)) = INVESTORS_OF.items()
        back = c.Withdraw(instrument=f"{pool}-{senior}", account=at(ben))
        refused = c.TurnAway(instrument=f"{pool}-{sub}", account=at(cai))
        yield Beat([([back], (ben,), nothing)])
        yield Beat([([refused, c.CallOff(pool=pool)], ("pool-manager",), nothing)])
