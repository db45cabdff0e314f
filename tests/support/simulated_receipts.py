# SPDX-License-Identifier: Apache-2.0
"""Documents of title in a simulated market: goods come, receipts of them are sold, pledged, split, loaded out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar, Final

from counterfoil.law.call import Call
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import TITLES
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control, Role
from counterfoil.modules.receipts import calls as r
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import DOCUMENTS, Document, DocumentStatus, KeeperKind, Standing, standing
from counterfoil.modules.receipts.terms import Asked, Contents, Lot, Shown
from counterfoil.primitives.types import QUANTITY_MAX
from support.receipted import events_of
from support.simulation_part import CASH, LATER_MS, Act, Intent, Part, nothing

SCHEME, SHED, REGISTRAR, LENDER = "zinc", "shed", "venue", "bank"
LOT: Final = Lot(lot="Z-1", brand="Harbour", grade="A")
RULES: Final = Asked(
    forecast_days=30, deposit_price=0, difference_price=0, tolerance_ppm=0, document_days=700, inspected=False
)
SHOWN: Final = Shown(root="e" * 64, count=2)
AMOUNT: Final = 1_000
OWNERS: Final = ("ann", "ben", "cai")


@dataclass
class Tale:
    """What one transaction does with a document: where it is by then, and who has to do with it."""

    document: str
    account: str
    who: str
    amount: int
    possessor: str = LENDER
    calls: list[Call] = field(default_factory=list)
    people: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.people.append(self.who)

    def goes(self, to: str) -> None:
        """It is another's."""
        self.who, self.account = to, f"{to}-0"


Do = Callable[[Tale], None]


@dataclass
class Receipts(Part):
    """A warehouse, a registrar, and people with receipts."""

    PARTIES: ClassVar = MappingProxyType({SHED: (Role.issuer,)})
    PLAYED = frozenset(
        f"receipts.{verb}"
        for verb in (
            *("declare", "give_room", "take_in", "draft", "register", "note_fees", "split", "merge", "endorse"),
            *("hand_over", "pass_on", "hand_back", "reject", "endorse_pledge", "sign_pledge", "nominate"),
            *("surrender", "restore", "accept", "load_out", "draft refused", "split refused", "endorse refused"),
        )
    )
    WEIGHT = 4

    def founding(self) -> list[Intent]:
        """A scheme and its warehouse."""
        opened = [
            p.OpenAccount(account=f"{name}-goods", holder=name, outgoing=Control.holder, incoming=Control.nobody)
            for name in (SHED, REGISTRAR)
        ]
        about = {"commodity": "zinc", "uom": "KGM", "decimals": 0, "cash": CASH, "account": f"{REGISTRAR}-goods"}
        scheme = r.OpenScheme(scheme=SCHEME, registered_by=REGISTRAR, rules=RULES, **about)
        keeper = r.AdmitKeeper(
            scheme=SCHEME,
            goods_keeper=SHED,
            kind=KeeperKind.warehouse,
            capacity=10**9,
            account=f"{SHED}-goods",
        )
        self.records += [f"receipts/scheme/{SCHEME}", f"receipts/keeper/{SCHEME}/{SHED}"]
        return [
            ([opened[0]], (SHED,), nothing),
            ([opened[1]], (REGISTRAR,), nothing),
            ([scheme], (REGISTRAR,), nothing),
            ([keeper], (REGISTRAR, SHED), nothing),
        ]

    def repertoire(self) -> list[Act]:
        """Acts that can be tried now: a document that comes and goes through much, or what is done with one."""
        found: list[Act] = [self._life] * 4
        for document in self._live():
            found += [self._of(document, do) for do in self._doings(standing(self.scene.view(), document))]
        return found

    def _of(self, document: Document, do: Do) -> Act:
        account, who = self._place(document)

        def act(_now: int) -> Intent:
            tale = Tale(document.instrument, account, who, document.contents.amount, str(document.possessor))
            do(tale)
            return self._by(tale)

        return act

    def _doings(self, where: Standing) -> Sequence[Do]:
        """What its standing lets be done with it; now and then what it does not."""
        found: dict[Standing, Sequence[Do]] = {
            Standing.with_title: (self._parts, self._endorses, self._hands, self._pledges, self._gives_up),
            Standing.handed_over: (self._hands_back, self._parts),
            Standing.pledged_away: (self._releases, self._endorses),
            Standing.with_issuer: (self._loads,),
        }
        return found.get(where, ())

    def _live(self) -> list[Document]:
        view = self.scene.view()
        found = [one for _, one in view.rows(DOCUMENTS) if one.registered is not None and one.ended is None]
        return self.random.sample(found, min(2, len(found)))

    def _place(self, document: Document) -> tuple[str, str]:
        """The account that has the title, and whose it is."""
        title = self.scene.view().read(TITLES, document.instrument)
        account = "none" if title is None or title.account is None else title.account
        return account, account.partition("-")[0]

    def _by(self, tale: Tale) -> Intent:
        def remember() -> None:
            self.records.append(f"receipts/document/{tale.document}")

        return tale.calls, tuple(dict.fromkeys((*tale.people, SHED, REGISTRAR, LENDER))), remember

    def _life(self, now: int) -> Intent:
        """Goods come and are on a document at once; and then whatever happens to it, in one transaction."""
        tale = self._stored(self.random.choice(OWNERS), now)
        for _ in range(self.random.randrange(4)):
            doings = (self._parts, self._endorses, self._nominates, self._back_and_forth, self._is_refused)
            self.random.choice(doings)(tale)
        self.random.choice((self._hands, self._pledges, self._gives_up, self._ends, self._ends, self._parts))(tale)
        return self._by(tale)

    def _stored(self, who: str, now: int) -> Tale:
        """Now and then the document says more than came."""
        intake, document = self.scene.name("intake"), self.scene.name("zinc")
        amount = AMOUNT if self.random.random() < 0.9 else AMOUNT + 1
        said = Contents(
            amount=amount,
            goods="zinc",
            packages=10,
            packing="bundles",
            marks="H",
            loss_ppm=0,
            place="yard",
            kept_from=1,
            kept_until=now + LATER_MS,
            fees="none",
            fees_paid_until=10**13,
            insurance="none",
            certificate="c" * 64,
            issued_at="port",
        )
        declared = r.Declare(intake=intake, scheme=SCHEME, goods_keeper=SHED, depositor=who, lot=LOT, declared=AMOUNT)
        taken = r.TakeIn(intake=intake, arrived=AMOUNT, certificate="c" * 64, events=events_of(intake))
        drafted = d.Draft(document=document, intake=intake, account=f"{who}-0", contents=said, measured=amount)
        self.records += [f"receipts/intake/{intake}", f"receipts/goods/{SCHEME}/{SHED}/{LOT.lot}"]
        tale = Tale(document, f"{who}-0", who, amount)
        tale.calls += [declared, r.GiveRoom(intake=intake), taken, drafted, d.Register(document=document)]
        tale.calls.append(d.NoteFees(document=document, fees_paid_until=10**14))
        return tale

    def _parts(self, tale: Tale) -> None:
        """Split, and merged again; now and then the parts do not add up."""
        first = tale.amount // 2 or 1
        rest = tale.amount - first + (self.random.random() < 0.15) or 1
        parts = (
            d.Part(document=self.scene.name("part"), amount=first, packages=0),
            d.Part(document=self.scene.name("part"), amount=rest, packages=10),
        )
        merged = self.scene.name("merged")
        tale.calls += [
            d.Split(document=tale.document, into=parts),
            d.Merge(documents=tuple(part.document for part in parts), into=merged),
        ]
        tale.document = merged

    def _another(self, who: str) -> str:
        return self.random.choice([one for one in OWNERS if one != who])

    def _endorses(self, tale: Tale) -> None:
        """To another, who now and then rejects it at once."""
        to = self._another(tale.who)
        tale.calls.append(d.Endorse(document=tale.document, receiver=f"{to}-0"))
        tale.people.append(to)
        if self.random.random() < 0.3:
            tale.calls.append(d.Reject(document=tale.document))
        else:
            tale.goes(to)

    def _hands(self, tale: Tale) -> None:
        """To the bank, which passes it on to the issuer, who rejects that."""
        hold = self._reserved(tale)
        tale.calls += [hold, d.HandOver(document=tale.document, to=LENDER, hold=hold.hold)]
        tale.calls += [d.PassOn(document=tale.document, to="issuer"), d.Reject(document=tale.document)]
        tale.people.append("issuer")

    def _hands_back(self, tale: Tale) -> None:
        tale.people.append(tale.possessor)
        tale.calls.append(d.HandBack(document=tale.document))

    def _back_and_forth(self, tale: Tale) -> None:
        self._hands(tale)
        tale.calls.append(d.HandBack(document=tale.document))

    def _nominates(self, tale: Tale) -> None:
        """And the possessor endorses it to the nominee."""
        self._hands(tale)
        to = self._another(tale.who)
        tale.calls += [
            d.Nominate(document=tale.document, nominee=f"{to}-0"),
            d.Endorse(document=tale.document, receiver=f"{to}-0"),
        ]
        tale.people.append(to)
        tale.goes(to)

    def _pledges(self, tale: Tale) -> None:
        """By three acts; now and then by two."""
        pledge = self.scene.name("pledge")
        said = {"account": tale.account, "instrument": tale.document, "quantity": 1, "pledgee": LENDER}
        acts: list[Call] = [
            d.EndorsePledge(document=tale.document, pledge=pledge, pledgee=LENDER),
            d.SignPledge(document=tale.document),
            h.Pledge(pledge=pledge, keeper=SHED, **said),
        ]
        if self.random.random() < 0.2:
            del acts[self.random.randrange(3)]
        tale.calls += acts

    def _releases(self, tale: Tale) -> None:
        found = self.scene.view().read(DOCUMENTS, tale.document)
        pledge = "none" if found is None or found.pledge is None else found.pledge.pledge
        tale.calls.append(h.ReleasePledge(pledge=pledge))

    def _gives_up(self, tale: Tale) -> None:
        hold = self._reserved(tale)
        given = {"way_of_delivery": "by lorry", "delivered_at": "yard", "wanted": QUANTITY_MAX}
        tale.calls += [hold, d.Surrender(document=tale.document, hold=hold.hold, **given)]

    def _is_refused(self, tale: Tale) -> None:
        self._gives_up(tale)
        tale.calls.append(d.Restore(document=tale.document, reason="no lorry"))

    def _loads(self, tale: Tale) -> None:
        """Accepted, unless it is already, and delivered."""
        found = self.scene.view().read(DOCUMENTS, tale.document)
        if found is None or found.status is not DocumentStatus.loading_out:
            tale.calls.append(d.Accept(document=tale.document))
        tale.calls.append(d.LoadOut(document=tale.document, loaded=tale.amount, slip="5" * 64, shown=SHOWN))

    def _ends(self, tale: Tale) -> None:
        self._gives_up(tale)
        self._loads(tale)

    def _reserved(self, tale: Tale) -> h.Hold:
        return h.Hold(
            hold=self.scene.name("over"),
            account=tale.account,
            instrument=tale.document,
            quantity=1,
            executor=f"receipts/document/{tale.document}",
            expires=QUANTITY_MAX,
        )
