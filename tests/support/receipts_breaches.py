# SPDX-License-Identifier: Apache-2.0
"""One breach for each rule of receipts' open half: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.modules.receipts import calls as r
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.goods import item_key
from counterfoil.modules.receipts.terms import Contents, Item, Lot
from support.evidence_story import open_account, register
from support.evidence_world import START_MS
from support.law_breaches import Breach
from support.receipted import (
    COPPER,
    DAY_MS,
    WEIGHT,
    admit,
    declare,
    leaves,
    load_out,
    loss,
    open_scheme,
    part,
    reserve_cash,
    rules,
    take_in,
)
from support.receipts_story import plain, receipted
from support.refused_receipts import BOX, CRATE, DEEP, FULL, LOOSE, PALLET, THING, WITHIN_OTHERS, struck

NOW: Final = START_MS + 93 * DAY_MS
DOCUMENT: Final = "receipts/document/{}".format
INTAKE: Final = "receipts/intake/{}".format
KEEPER: Final = f"receipts/keeper/{COPPER}/{{}}".format
GOODS: Final = f"receipts/goods/{COPPER}/shed/L-1"
FRESH: Final = DOCUMENT("fresh")
SCHEME: Final = f"receipts/scheme/{COPPER}"
OWNER, BOTH = "ann", "ann shed"


def breach(record: str, signers: str, call: Call, *before: tuple[str, Any]) -> Breach:
    """Each step before is a call, or already one as it stands."""
    steps = [(by, plain(one)[0] if isinstance(one, Call) else one) for by, one in before]
    return Breach(record, signers, plain(call)[0], steps)


def drafted(account: str = "of-ann", measured: int = WEIGHT, **changed: Any) -> d.Draft:
    """Of what was taken in and is on no draft yet: twenty-five tonnes."""
    said: dict[str, Any] = {
        "amount": WEIGHT,
        "goods": "copper",
        "packages": 10,
        "packing": "bundles",
        "marks": "NTH-A",
        "loss_ppm": 0,
        "place": "Shed 3",
        "kept_from": START_MS,
        "kept_until": NOW + 100 * DAY_MS,
        "fees": "none",
        "fees_paid_until": NOW,
        "insurance": "none",
        "certificate": "c" * 64,
        "issued_at": "Shanghai",
    }
    told = Contents(**(said | changed))
    return d.Draft(document="fresh", intake="in-2", account=account, contents=told, measured=measured)


def amended(**changed: Any) -> d.Amend:
    return d.Amend(document="free-1", into="fresh", contents=drafted(**changed).contents)


def packing(outer: str, *names: str) -> r.TakeIn:
    return take_in("roomed", items=tuple(Item(epc=name, packed_in=outer) for name in names))


def parted(document: str, amount: int = 15_000) -> d.Split:
    return d.Split(document=document, into=(part("x-1"), part("x-2", amount, 6)))


NEW: Final = [("registrar", register("depot", "issuer")), ("depot", open_account("of-depot", "depot", "holder"))]
SELF: Final = [
    ("registrar", register("self", "issuer", "venue")),
    ("self", open_account("of-self", "self", "holder")),
    ("self", open_scheme("own", registered_by="self", account="of-self")),
]
UNDEPOSITED: Final = [
    ("exchange", r.SetRules(scheme=COPPER, rules=rules(deposit_price=0), reason="notice 9")),
    (OWNER, declare("more", deposit=None)),
    ("exchange", r.GiveRoom(intake="more")),
]
SHORT: Final = ("shed", reserve_cash("short-load", DOCUMENT("loading"), 30_000_000, "of-shed"))
FREE: Final = 100_000
"""Goods of the first lot that are on no document: a loss beyond them is borne by the documents that are named."""
SINCE: Final = {"scheme": COPPER, "rules": rules(), "reason": "notice 9"}
TAKEN_OVER = "the call takes account, instrument and quantity from the record itself"
TWICE = "an event that touches one record twice makes no trail"
WORLD = receipted
"""In which the rules are broken."""
BREACHES = {
    "receipts.Goods.changed.beyond_on_hand": breach(
        GOODS,
        "shed inspector",
        leaves(900_000),
    ),
    "receipts.GoodsItem.around.item_on_document": breach(
        f"receipts/item/{item_key(f'{PALLET}-2')}", "exchange ann", d.Register(document="inner")
    ),
    "receipts.GoodsItem.on.item_on_document": breach(
        f"receipts/item/{item_key(THING)}", "exchange ann", d.Register(document="unpacked")
    ),
    "receipts.GoodsItem.packed.item_on_document": breach(
        f"receipts/item/{item_key(f'{PALLET}-2')}", "shed inspector", packing(f"{PALLET}-2", "x")
    ),
    "receipts.GoodsItem.packed.too_many_things": breach(
        f"receipts/item/{item_key(CRATE)}", "shed inspector", packing(CRATE, "x", "y")
    ),
    "receipts._came.goods_item_exists": breach(
        f"receipts/item/{item_key(BOX)}", "shed inspector", take_in("roomed", items=(Item(epc=BOX),))
    ),
    "receipts.require_few.too_many_things": breach(FRESH, "shed", drafted(items=(CRATE, FULL))),
    "receipts.Intake.drawn.beyond_inspected": breach(INTAKE("in-2"), "shed", drafted(amount=26_000, measured=26_000)),
    "receipts._difference.difference_not_exact": breach(
        DOCUMENT("heavy"), "exchange ann", d.Register(document="heavy")
    ),
    "receipts._difference.difference_not_exact 2": breach(
        DOCUMENT("heavy"), "exchange ann", d.Register(document="heavy", settled_by="by-ann")
    ),
    "receipts.require_items.items_do_not_add_up": breach(FRESH, "shed", drafted(items=(f"{LOOSE}-0", f"{LOOSE}-0"))),
    "receipts.require_items.other_goods": breach(FRESH, "shed", drafted(items=("urn:other",))),
    "receipts.admit_keeper.guarantee_missing": breach(
        KEEPER("depot"), "exchange depot", admit("depot", guarantee="9" * 64), *NEW
    ),
    "receipts.admit_keeper.invalid_gs1_key": breach(
        KEEPER("depot"), "exchange depot", admit("depot", gln="9501101020017"), *NEW
    ),
    "receipts.admit_keeper.keeper_is_registrar": breach(
        "receipts/keeper/own/self", "self", admit("self", scheme="own"), *SELF
    ),
    "receipts._by_who_disputes.dispute_not_over": breach(
        DOCUMENT("disputed"),
        "court",
        d.Resolve(document="disputed", by="court", reference="r"),
    ),
    "receipts.settled_by.dispute_not_over": breach(
        DOCUMENT("disputed"),
        f"{BOTH} exchange",
        d.Amend(document="disputed", into="fresh", contents=drafted().contents),
    ),
    "receipts.amend.parts_do_not_add_up": breach(DOCUMENT("free-1"), BOTH, amended(amount=24_999)),
    "receipts.at.controlled_otherwise": breach(
        DOCUMENT("pledged"), OWNER, d.Nominate(document="pledged", nominee="of-ben")
    ),
    "receipts.at.document_not_so_far": breach(
        DOCUMENT("over-1"), OWNER, d.Nominate(document="over-1", nominee="of-ben")
    ),
    "receipts.declare.invalid_gs1_key": breach(
        INTAKE("fresh"),
        OWNER,
        declare("fresh", deposit="exact", lot=Lot(lot="L-9", brand="B", grade="A", gtin="09520123456789")),
    ),
    "receipts.declare.deposit_not_exact": breach(INTAKE("fresh"), OWNER, declare("fresh", deposit=None)),
    "receipts.draft.beyond_tolerance": breach(FRESH, "shed", drafted(measured=24_000)),
    "receipts.draft.not_the_depositor": breach(FRESH, "shed", drafted("of-ben")),
    "receipts.endorse.endorsed_in_full": breach(
        DOCUMENT("resent"), "ann ben", d.Endorse(document="resent", receiver="of-ann")
    ),
    "receipts.endorse.not_the_nominee": breach(
        DOCUMENT("handed"), "lender ben", d.Endorse(document="handed", receiver="of-ben")
    ),
    "receipts.expire.document_lasts": breach(DOCUMENT("free-1"), "ben", d.Expire(document="free-1")),
    "receipts.give_room.forecast_over": breach(INTAKE("late"), "exchange", r.GiveRoom(intake="late")),
    "receipts.goods_taken_in.fold.other_goods": breach(GOODS, "shed inspector", take_in("mislotted")),
    "receipts.hand_over.already_possesses": breach(
        DOCUMENT("second"), OWNER, d.HandOver(document="second", to="ann", hold="for-good")
    ),
    "receipts.intake_at.intake_not_so_far": breach(INTAKE("in"), "exchange", r.GiveRoom(intake="in")),
    "receipts.lapse.forecast_lasts": breach(INTAKE("forecast"), "ben", r.Lapse(intake="forecast")),
    "receipts.load_out.beyond_tolerance": breach(
        DOCUMENT("loading"), BOTH, load_out("loading", 20_000, settled_by="short-load"), SHORT
    ),
    "receipts.load_out.storage_unpaid": breach(DOCUMENT("unpaid"), BOTH, load_out("unpaid")),
    "receipts.merge.other_goods": breach(
        DOCUMENT("free-1"), BOTH, d.Merge(documents=("free-1", "other"), into="fresh")
    ),
    "receipts.nominate.nominated_already": breach(
        DOCUMENT("free-1"), OWNER, d.Nominate(document="free-1", nominee="of-ann")
    ),
    "receipts.note_fees.fees_not_later": breach(
        DOCUMENT("handed"), "shed", d.NoteFees(document="handed", fees_paid_until=1)
    ),
    "receipts.open_scheme.deposits_not_in_cash": breach(
        "receipts/scheme/fresh", "exchange", open_scheme("fresh", cash="free-1")
    ),
    "receipts.pass_on.already_possesses": breach(
        DOCUMENT("handed"), "lender", d.PassOn(document="handed", to="lender")
    ),
    "receipts.record_loss.documents_not_of_loss": breach(DOCUMENT("other"), "shed exchange", loss(FREE + 1, "other")),
    "receipts.require_delivered.not_delivered_for_good": breach(
        DOCUMENT("free-1"), OWNER, d.HandOver(document="free-1", to="lender", hold="over-handed")
    ),
    "receipts.require_term.document_too_long": breach(FRESH, "shed", drafted(kept_until=NOW + 1_000 * DAY_MS)),
    "receipts.room_taken.fold.beyond_capacity": breach(KEEPER("shed"), "exchange", r.GiveRoom(intake="huge")),
    "receipts.set_rules.receipt_rules_backdated": breach(SCHEME, "exchange", r.SetRules(**SINCE, since=START_MS)),
    "receipts.set_rules.too_many_receipt_rules": breach(SCHEME, "exchange", r.SetRules(**SINCE, since=10**15)),
    "receipts.sign_pledge.pledge_signed": breach(DOCUMENT("signed"), "shed", d.SignPledge(document="signed")),
    "receipts.split.items_do_not_add_up": breach(DOCUMENT("itemed"), BOTH, parted("itemed")),
    "receipts.split.parts_do_not_add_up": breach(DOCUMENT("free-1"), BOTH, parted("free-1", 15_001)),
    "receipts.take_in.forecast_over": breach(INTAKE("late-roomed"), "shed inspector", take_in("late-roomed")),
    "receipts._require_inspected.inspector_not_other": breach(
        INTAKE("roomed"), "shed", take_in("roomed", inspector=None)
    ),
    "receipts._require_packed.packed_too_deep": breach(
        INTAKE("roomed"), "shed inspector", take_in("roomed", items=DEEP)
    ),
    "receipts.strike_goods.nothing_to_strike": breach(GOODS, "supervisor", struck(0)),
    "receipts._depth_there.packed_with_another": breach(
        INTAKE("roomed"), "shed inspector", take_in("roomed", items=WITHIN_OTHERS)
    ),
    "receipts.take_in.more_arrived": breach(
        INTAKE("more"), "shed inspector", take_in("more", arrived=100_001), *UNDEPOSITED
    ),
    "receipts.trusted.goods_keeper_stopped": breach(
        KEEPER("works"), "exchange", r.BarKeeper(scheme=COPPER, goods_keeper="works", reason="again")
    ),
}
UNCOVERED = {
    "receipts.Document.grants.consent_missing": TAKEN_OVER,
    "receipts.Keeper.grants.consent_missing": TAKEN_OVER,
    "receipts.Scheme.grants.consent_missing": TAKEN_OVER,
    "receipts._require_packed.items_do_not_add_up": TWICE,
    "receipts.take_in.goods_shown_already": TWICE,
    "receipts.endorse.nominated_already": "a movement within one account is none",
    "receipts.merge.items_do_not_add_up": "a document of more items has no form",
}
