# SPDX-License-Identifier: Apache-2.0
"""What is refused of documents on the market of ``refused_receipts``: per call, in the order checked."""

from typing import Any, Final

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Side
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.events import Issued, Transferred
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.holdings.records import ENCUMBRANCES
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.instruments.records import InstrumentStatus
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import DOCUMENTS
from counterfoil.modules.receipts.elsewhere_outcomes import GoodsElsewhereOutcome as Elsewhere
from counterfoil.modules.receipts.goods import GOODS
from counterfoil.modules.receipts.goods_outcomes import GoodsOutcome as Goods
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome as Outcome
from counterfoil.modules.receipts.records import KEEPERS, SCHEMES
from counterfoil.modules.receipts.showing import SHOWN
from counterfoil.modules.receipts.taking import title_of
from counterfoil.modules.receipts.terms import Contents
from support.ledger import DOCUMENT, GENESIS_TIME
from support.market import Row
from support.receipted import CASH, COPPER, DAY_MS, WEIGHT, load_out, part, pledging, reserve, surrender
from support.refused_by_records import Act, creating, on_record

UNSUPERVISED: Final = "exchange shed ann ben lender"
ALL: Final = f"{UNSUPERVISED} supervisor"
ASKED: Final = GENESIS_TIME + 91 * DAY_MS
"""About when the rows are asked."""


def said(**changed: Any) -> Contents:
    """What a document says, made out by then."""
    told: dict[str, Any] = {
        "amount": WEIGHT,
        "goods": "copper",
        "packages": 10,
        "packing": "bundles",
        "marks": "NTH-A",
        "loss_ppm": 0,
        "place": "Shed 3",
        "kept_from": GENESIS_TIME,
        "kept_until": ASKED + 100 * DAY_MS,
        "fees": "none",
        "fees_paid_until": ASKED,
        "insurance": "none",
        "certificate": "c" * 64,
        "issued_at": "Shanghai",
    }
    return Contents(**(told | changed))


def drafted(document: str = "fresh", intake: str = "in", **changed: Any) -> d.Draft:
    fields = {"account": "of-ann", "contents": said(), "measured": WEIGHT}
    return d.Draft(document=document, intake=intake, **(fields | changed))


def steps(make: Any, *, ended: str = "gone", by: str = ALL, control: str = "") -> list[Row]:
    """What every step of a document is refused for first."""
    rows = [
        Row("a document that is none", make("none"), by, Outcome.unknown_title_document),
        Row("of one that is not so far", make(ended), by, Outcome.document_not_so_far),
    ]
    if control:
        rows.append(Row("while another controls it", make(control), by, Outcome.controlled_otherwise))
    return rows


def alone(call: Call, *, lacks: str, by: str = "") -> Row:
    """One of those who consent is missing."""
    return Row(f"without the {lacks}", call, by or ALL.replace(WHO[lacks], "mint"), Parties.not_authorised)


WHO: Final = {"title holder": "ann", "keeper": "shed", "registrar": "exchange", "possessor": "lender", "buyer": "ben"}
DRAFTED: Final = [
    Row("goods that are none", drafted(intake="none"), ALL, Outcome.unknown_intake),
    Row("goods that are not here", drafted(intake="roomed"), ALL, Outcome.intake_not_so_far),
    Row("by a keeper that is stopped", drafted(intake="at-works"), f"{ALL} works", Outcome.goods_keeper_stopped),
    Row("for another than the depositor", drafted(account="of-ben"), ALL, Outcome.not_the_depositor),
    Row(
        "for three years",
        drafted(contents=said(kept_until=ASKED + 1_000 * DAY_MS)),
        ALL,
        Outcome.document_too_long,
    ),
    Row("of too little", drafted(measured=24_000), ALL, Outcome.beyond_tolerance),
    Row("an item that is none", drafted(contents=said(items=("none",))), ALL, Outcome.unknown_goods_item),
    Row("an item of another lot", drafted(contents=said(items=("urn:other",))), ALL, Outcome.other_goods),
    Row(
        "a pallet and what is in it",
        drafted(contents=said(items=("https://id.example/pallet", "https://id.example/thing"))),
        ALL,
        Outcome.items_do_not_add_up,
    ),
    alone(drafted(), lacks="keeper"),
    Row("a number that was used", drafted("gone"), ALL, Outcome.title_document_exists),
    Row(
        "more than came",
        drafted(contents=said(amount=2_000_000), measured=2_000_000),
        ALL,
        Outcome.beyond_inspected,
    ),
    *steps(lambda name: d.WithdrawDraft(document=name)),
    alone(d.WithdrawDraft(document="draft"), lacks="keeper"),
    *steps(lambda name: d.Register(document=name)),
    Row("a difference that is not paid", d.Register(document="heavy"), ALL, Outcome.difference_not_exact),
    Row(
        "paid by who loses by it",
        d.Register(document="heavy", settled_by="by-ann"),
        ALL,
        Outcome.difference_not_exact,
    ),
    Row(
        "out of a hold for another",
        d.Register(document="heavy", settled_by="again"),
        ALL,
        Outcome.difference_not_exact,
    ),
    alone(d.Register(document="draft"), lacks="registrar"),
    alone(d.Register(document="draft"), lacks="title holder"),
    Row("a pallet around a document's item", d.Register(document="packed"), ALL, Outcome.item_on_document),
    Row("what is in a document's pallet", d.Register(document="inner"), ALL, Outcome.item_on_document),
    Row("an item of another document", d.Register(document="unpacked"), ALL, Outcome.item_on_document),
    Row("a number that is another instrument's", d.Register(document="SHARE"), ALL, Instruments.instrument_exists),
    *steps(lambda name: d.NoteFees(document=name, fees_paid_until=10**14)),
    Row(
        "paid for less than before",
        d.NoteFees(document="handed", fees_paid_until=1),
        ALL,
        Outcome.fees_not_later,
    ),
    alone(d.NoteFees(document="live", fees_paid_until=10**14), lacks="keeper"),
]


def parted(document: str, amount: int = 15_000, name: str = "x-2", **more: Any) -> d.Split:
    return d.Split(document=document, into=(part("x-1"), part(name, amount, 6, **more)))


def merged(*documents: str) -> d.Merge:
    return d.Merge(documents=documents, into="x-3")


def amended(document: str, into: str = "x-4", **changed: Any) -> d.Amend:
    return d.Amend(document=document, into=into, contents=said(**changed))


REPLACED: Final = [
    *steps(parted, control="pledged"),
    Row("parts of more", parted("live", 15_001), ALL, Outcome.parts_do_not_add_up),
    Row("two parts of one number", parted("live", name="x-1"), ALL, Outcome.parts_do_not_add_up),
    Row("items that it has not", parted("live", items=("none",)), ALL, Outcome.items_do_not_add_up),
    alone(parted("live"), lacks="title holder"),
    alone(parted("live"), lacks="keeper"),
    Row("into a number that was used", parted("live", name="gone"), ALL, Outcome.title_document_exists),
    *steps(lambda name: merged(name, "live"), control="handed"),
    Row("goods of two lots", merged("live", "other"), ALL, Outcome.other_goods),
    Row("what two hold", merged("live", "bens"), ALL, Outcome.other_goods),
    Row("one with itself", merged("live", "live"), ALL, Outcome.other_goods),
    Row("more items than one says", merged("many-1", "many-2"), ALL, Outcome.items_do_not_add_up),
    alone(merged("live", "second"), lacks="title holder"),
    *steps(amended, control="pledged"),
    Row("another amount", amended("live", amount=24_999), ALL, Outcome.parts_do_not_add_up),
    Row("of lost goods, more than is left", amended("lost", amount=100_001), ALL, Outcome.parts_do_not_add_up),
    alone(amended("lost", amount=100_000), lacks="registrar"),
    Row("for ten years", amended("live", kept_until=10**14), ALL, Outcome.document_too_long),
    alone(amended("live"), lacks="keeper"),
    Row("without who disputes it", amended("disputed"), UNSUPERVISED, Goods.dispute_not_over),
    *steps(lambda name: d.ToPaper(document=name, statement="a" * 64), control="handed"),
    alone(d.ToPaper(document="live", statement="a" * 64), lacks="title holder"),
    *steps(lambda name: d.FromPaper(document=name, into="x-5", account="of-ben", statement="b" * 64), ended="live"),
    *(
        alone(d.FromPaper(document="on-paper", into="x-5", account="of-ben", statement="b" * 64), lacks=lacks)
        for lacks in ("keeper", "registrar", "buyer")
    ),
]
ENDED: Final = [
    *steps(lambda name: d.Expire(document=name)),
    Row("before its time", d.Expire(document="live"), "ben", Outcome.document_lasts),
    *steps(lambda name: surrender(name, "not-for-good"), control="pledged"),
    Row("a hold that is none", surrender("live", "none"), ALL, Holdings.unknown_encumbrance),
    Row("a hold that ends", surrender("live", "not-for-good"), ALL, Outcome.not_delivered_for_good),
    Row("a hold of another unit", surrender("second", "over-handed"), ALL, Outcome.not_delivered_for_good),
    *steps(lambda name: d.Restore(document=name, reason="r"), ended="loading"),
    alone(d.Restore(document="surrendered", reason="r"), lacks="keeper"),
    *steps(lambda name: d.Accept(document=name), ended="live"),
    alone(d.Accept(document="surrendered"), lacks="keeper"),
    alone(d.Accept(document="surrendered"), lacks="registrar"),
    *steps(load_out, ended="surrendered"),
    Row("while storage is not paid", load_out("unpaid"), ALL, Outcome.storage_unpaid),
    Row("far too little", load_out("loading", 20_000), ALL, Outcome.beyond_tolerance),
    Row("too little, and nobody pays", load_out("loading", 24_900), ALL, Outcome.difference_not_exact),
    alone(load_out("loading"), lacks="title holder"),
    alone(load_out("loading"), lacks="keeper"),
    *steps(lambda name: d.Dispute(document=name, by="supervisor", reference="r")),
    Row("by a keeper", d.Dispute(document="live", by="shed", reference="r"), ALL, Parties.role_missing),
    *steps(lambda name: d.Resolve(document=name, by="supervisor", reference="r"), ended="live"),
    Row("by a keeper", d.Resolve(document="disputed", by="shed", reference="r"), ALL, Parties.role_missing),
    Row(
        "by another than who disputes it",
        d.Resolve(document="disputed", by="court", reference="r"),
        f"{ALL} court",
        Goods.dispute_not_over,
    ),
    Row(
        "while its goods are lost",
        d.Resolve(document="lost", by="supervisor", reference="r"),
        ALL,
        Outcome.beyond_on_hand,
    ),
    *steps(lambda name: d.Void(document=name, reference="r"), ended="live"),
    alone(d.Void(document="disputed", reference="r"), lacks="title holder"),
    Row("without who disputes it", d.Void(document="disputed", reference="r"), UNSUPERVISED, Goods.dispute_not_over),
]


def named(document: str, nominee: str = "of-ben") -> d.Nominate:
    return d.Nominate(document=document, nominee=nominee)


def endorsed(document: str, receiver: str = "of-ben") -> d.Endorse:
    return d.Endorse(document=document, receiver=receiver)


def handed(document: str, hold: str = "over-handed", to: str = "lender") -> d.HandOver:
    return d.HandOver(document=document, to=to, hold=hold)


CONTROLLED: Final = [
    *steps(named, control="pledged"),
    Row("who has the title", named("live", "of-ann"), ALL, Outcome.nominated_already),
    alone(named("live"), lacks="title holder"),
    *steps(endorsed, control="pledged"),
    Row("to who has the title", endorsed("live", "of-ann"), ALL, Outcome.nominated_already),
    Row("what is endorsed no further", endorsed("resent", "of-ann"), ALL, Outcome.endorsed_in_full),
    Row("by a possessor to whom it likes", endorsed("handed"), ALL, Outcome.not_the_nominee),
    alone(endorsed("live"), lacks="buyer"),
    alone(endorsed("live"), lacks="title holder"),
    *steps(handed, control="pledged"),
    Row("by a hold of another unit", handed("live"), ALL, Outcome.not_delivered_for_good),
    Row("to who has the title", handed("second", "for-good", "ann"), ALL, Outcome.already_possesses),
    Row("to nobody who is known", handed("second", "for-good", "none"), ALL, Parties.unknown_party),
    alone(handed("second", "for-good"), lacks="title holder"),
    *steps(lambda name: d.PassOn(document=name, to="ben"), control="live"),
    Row("to who possesses it", d.PassOn(document="handed", to="lender"), ALL, Outcome.already_possesses),
    Row("to nobody who is known", d.PassOn(document="handed", to="none"), ALL, Parties.unknown_party),
    alone(d.PassOn(document="handed", to="ben"), lacks="possessor"),
    *steps(lambda name: d.HandBack(document=name), control="live"),
    alone(d.HandBack(document="handed"), lacks="possessor"),
    *steps(lambda name: d.Reject(document=name), control="pledged"),
    Row("what nobody gave", d.Reject(document="live"), ALL, Outcome.nothing_to_reject),
    alone(d.Reject(document="resent"), lacks="buyer"),
    *steps(lambda name: d.EndorsePledge(document=name, pledge="x", pledgee="lender"), control="handed"),
    alone(d.EndorsePledge(document="live", pledge="x", pledgee="lender"), lacks="title holder"),
    *steps(lambda name: d.SignPledge(document=name), control="handed"),
    Row("what nobody endorsed", d.SignPledge(document="live"), ALL, Outcome.nothing_endorsed),
    Row("what is signed", d.SignPledge(document="signed"), ALL, Outcome.pledge_signed),
    alone(d.SignPledge(document="endorsed"), lacks="keeper"),
]
STOP: Final[dict[str, Any]] = {"instrument": "live", "status": InstrumentStatus.suspended, "reason": DOCUMENT}
MOVED: Final = h.Transfer(sender="of-ann", receiver="of-ben", instrument="disputed", quantity=1)
BEHIND: Final = [
    Row(
        "an end behind its record's back",
        h.Redeem(instrument="free-1", account="of-ann", quantity=1),
        ALL,
        Instruments.made_under_a_record,
    ),
    Row("a stop by who issued it", i.ChangeStatus(by="shed", **STOP), ALL, Instruments.made_under_a_record),
    Row(
        "another name by who issued it",
        i.AmendInstrument(instrument="live", name="Something else", supply_limit=1),
        ALL,
        Instruments.made_under_a_record,
    ),
    Row("a unit in dispute", MOVED, ALL, Outcome.title_document_disputed),
    Row("a hold of a unit in dispute", reserve("disputed", "x"), ALL, Outcome.title_document_disputed),
    Row("a pledge of a unit in dispute", pledging("disputed")[2], ALL, Outcome.title_document_disputed),
    Row(
        "a document that is over, lodged",
        h.Pledge(pledge="x", account="of-ann", instrument="over-1", quantity=1, pledgee="futures/account/x"),
        ALL,
        Outcome.title_document_over,
    ),
    Row(
        "the sale of what is endorsed no further",
        h.Transfer(sender="of-ben", receiver="of-ann", instrument="resent", quantity=1),
        ALL,
        Outcome.endorsed_in_full,
    ),
    Row("its pledge", pledging("resent", account="of-ben")[2], ALL, Outcome.endorsed_in_full),
    Row("a pledge without its acts", pledging("free-1")[2], ALL, Outcome.pledge_acts_missing),
]


def _does(event: EventData) -> Any:
    return lambda ctx: event.permit(ctx)


def _paid(receiver: str, taking: str, cause: str) -> Any:
    """Money that a record of this module would take."""
    event = Transferred(
        sender="ann-cash",
        receiver=receiver,
        instrument=CASH,
        quantity=1,
        giving=ENCUMBRANCES.path("again"),
        taking=taking,
        cause=cause,
    )

    def act(ctx: Context) -> Any:
        record = ctx.find(taking)
        movement = event._movement(Side.takes, receiver)
        return record.grants(ctx, movement)

    return act


ACTS: Final = [
    Act("a unit that is nowhere", lambda ctx: title_of(ctx, "gone"), Outcome.document_in_nobodys_hands),
    Act(
        "an event that showed nothing", on_record(SHOWN, COPPER, "shed", "L-1", "a" * 64), Elsewhere.unknown_shown_event
    ),
    Act("goods that are there", creating(GOODS, COPPER, "shed", "L-1"), Outcome.goods_exist),
    Act(
        "a deposit by another's doing",
        _paid("of-exchange", SCHEMES.path(COPPER), DOCUMENTS.path("live")),
        Holdings.consent_missing,
    ),
    Act(
        "a difference by another's doing",
        _paid("of-shed", KEEPERS.path(COPPER, "shed"), SCHEMES.path(COPPER)),
        Holdings.consent_missing,
    ),
    Act(
        "money into another account",
        _paid("of-ben", DOCUMENTS.path("live"), DOCUMENTS.path("live")),
        Holdings.consent_missing,
    ),
    Act(
        "a unit that its keeper would issue again",
        _does(
            Issued(
                instrument="live",
                account="of-ann",
                quantity=1,
                issuing=KEEPERS.path(COPPER, "shed"),
                taking=DOCUMENTS.path("live"),
                cause=SCHEMES.path(COPPER),
            )
        ),
        Holdings.consent_missing,
    ),
]
