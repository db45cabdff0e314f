# SPDX-License-Identifier: Apache-2.0
"""Every invariant notices when it is broken."""

from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.commerce.state import MemoryRecords, State
from support.broken_state import broken
from support.ledger import Ledger
from support.rejection_tables import TOGETHER

UNORDERED = [{"height": 9, "protocol": 2}, {"height": 3, "protocol": 3}]
ALICES = "holdings/holding/of-alice/SHARE"
BOBS = "holdings/holding/of-bob/CNY"
FIRST_VAULT = "cash/vault/vault-of-first-bank/e-CNY"
BEFORE_ITS_TURN = [{"freeze": "a", "ordered": 1, "taken": 0}, {"freeze": "b", "ordered": 1, "taken": 1}]
TWICE = [{"offset_min": 0, "rules": [], "since": 9}] * 2
WAITS = {"expires": 1, "instrument": "SHARE", "order": "stop-account"}
CAPPED = {"account": None, "counted": 7, "expires": 1, "order": "position", "party": "alice", "quantity": 1}
CAPPED |= {"share_ppm": None}

BREAKAGES: list[tuple[str, dict[str, Any] | None, str]] = [
    ("protocol/rules/current", None, "no rules record"),
    (
        "protocol/rules/current",
        {"protocols": UNORDERED},
        "out of order",
    ),
    ("parties/account/of-alice", {"holder": "ghost"}, "holder ghost is not registered"),
    ("parties/holder_account/alice/of-alice", None, "of-alice: does not stand among the accounts of alice"),
    ("parties/account/of-finn", None, "account of-finn of finn is noted, and not open"),
    ("parties/account/both", {"custodian": "ghost"}, "custodian ghost is not registered"),
    ("parties/account/of-alice", {"outgoing": "nobody"}, "nobody needs to authorise"),
    ("parties/account/of-alice", {"status": "suspended"}, "suspended, suspended by None"),
    ("parties/account/of-alice", {"status": "closed"}, "closed, and into it goes what"),
    (
        "parties/trust/identity",
        {"entries": [{"attesters": [], "since": 9, "values": []}, {"attesters": [], "since": 9, "values": []}]},
        "entries are out of order",
    ),
    ("parties/attestation/alice/identity", {"party": "ghost"}, "party ghost is not registered"),
    ("parties/attestation/alice/identity", {"topic": "fame"}, "nobody was ever trusted with fame"),
    ("instruments/instrument/SHARE", {"version": 2}, "version 1 is missing"),
    ("instruments/instrument/SHARE", {"status": "suspended"}, "suspended, suspended by None"),
    ("instruments/instrument/SHARE", {"issuer": "ghost"}, "issuer ghost is not registered"),
    (ALICES, {"free": -1}, "a part is negative"),
    (ALICES, {"free": 1}, "outstanding is not the sum"),
    (ALICES, {"held": 0}, "held is 0, its encumbrances reserve"),
    (ALICES, {"pledged": 0}, "pledged is 0, its encumbrances reserve 40"),
    (ALICES, {"frozen": 11}, "frozen is 11, which is not what the freezes in line have taken"),
    (ALICES, {"line": []}, "freeze frozen is active but stands in no line"),
    (ALICES, {"line": [{"freeze": "frozen", "ordered": 11, "taken": 10}]}, "is not the one ordered"),
    (ALICES, {"line": [{"freeze": "frozen", "ordered": 10, "taken": 9}]}, "a freeze waits while units are free"),
    ("holdings/encumbrance/frozen", {"account": "of-bob"}, "freeze frozen in line is not the one ordered"),
    ("holdings/encumbrance/kept", {"account": "of-bob"}, "pledged is 40, its encumbrances reserve 30"),
    ("holdings/encumbrance/kept", {"account": "of-kay"}, "pledged is 0, its encumbrances reserve 10"),
    (BOBS, {"frozen": 1, "line": BEFORE_ITS_TURN}, "before the one ahead of it in line had its own"),
    (BOBS, None, "has held units of CNY reserved but no holding"),
    ("holdings/book/of-alice", None, "account of-alice has holdings, but no book"),
    ("holdings/book/of-alice", {"lines": 0}, "has 0 lines, fewer than"),
    ("holdings/title/DEED", {"account": "of-bob"}, "says of-bob, which does not hold the unit"),
    (ALICES, {"account": "ghost"}, "account ghost is not open"),
    (ALICES, {"instrument": "GHOST"}, "instrument GHOST is not defined"),
    ("holdings/supply/SHARE", {"outstanding": 1}, "outstanding is not the sum"),
    ("holdings/supply/SHARE", None, "has holdings of 6201 but no supply record"),
    ("holdings/encumbrance/live", {"status": "released"}, "is released with 10 reserved"),
    ("holdings/encumbrance/live", {"quantity": 0}, "is active with 0 reserved"),
    ("holdings/encumbrance/settlement/pending/0", {"account": "of-bob"}, "for no open leg"),
    ("holdings/encumbrance/settlement/pending/0", {"quantity": 4}, "reserves 4 for no open leg"),
    ("holdings/encumbrance/settlement/pending/0", None, "settlement/pending/0 is missing"),
    ("settlement/instruction/matched", {"affirmed": []}, "matched before every account affirmed"),
    ("settlement/instruction/pending", {"allocated": []}, "pending before every delivering account"),
    ("settlement/instruction/settled", {"reason": "lack_of_securities"}, "settled with reason"),
    ("settlement/instruction/new", {"status": "failed"}, "failed with reason None"),
    ("settlement/instruction/settled", {"order": "supervision/order/end-any"}, "None under order supervision/order"),
    (FIRST_VAULT, {"backed": 7_999}, "8000 issued against backing of 7999"),
    (FIRST_VAULT, {"issued": 7_999}, "7999 issued through banks, 8000 outstanding"),
    ("cash/wallet/of-shop/e-CNY", None, "digital currency in neither wallet nor vault"),
    ("cash/wallet/lin-travel/e-CNY", {"parent": "lin-travel"}, "is no wallet that may have sub-wallets"),
    ("cash/wallet/lin-travel/e-CNY", {"grade": "II", "kind": "personal"}, "class II with parent of-lin"),
    ("cash/usage/of-lin/e-CNY", {"balance": 1}, "counts 1, and 293 is held"),
    ("holdings/encumbrance/h-running", {"quantity": 7}, "7 is held, and 6 not yet delivered"),
    ("cash/prepaid/running", {"confirmed": 2}, "running with 2 instalments confirmed"),
    ("cash/usage/of-lin/e-CNY", None, "wallet of-lin holds e-CNY that is not counted"),
    ("restrictions/count/FEW", {"holders": 2}, "counts 2 holders of 1"),
    ("restrictions/count/FEW", {"units": 99}, "counts 99 units by country"),
    ("restrictions/count/FEW", {"countries": {"SG": 100}}, "counts 100 units by country as {'SG': 100}"),
    ("restrictions/position/alice/FEW", {"balance": 99}, "counts 99, and 100 is held"),
    ("restrictions/position/alice/FEW", {"country": "SG"}, "held as {'SG': 100}"),
    ("restrictions/position/alice/FEW", None, "party alice holds FEW, which is not counted"),
    ("restrictions/portfolio/alice", {"instruments": []}, "does not stand in the party's portfolio"),
    ("restrictions/rules/KNOWN", {"own": TWICE}, "rules are out of order"),
    ("restrictions/proposal/open", {"quantity": 0}, "1 held of 0 proposed"),
    ("restrictions/proposal/open", {"status": "approved"}, "approved, and its hold is active"),
    ("holdings/encumbrance/awaiting-open", None, "proposed, and its hold is missing"),
    ("holdings/encumbrance/leg-2", None, "given, and its hold is missing"),
    ("restrictions/preapproval/leg-2/supervisor", {"status": "used"}, "used, and its hold is active"),
    ("supervision/policy/current", {"entries": []}, "policies do not follow one another"),
    ("supervision/order/proposed", {"checker": "clerk"}, "proposed, and checked by clerk"),
    ("supervision/order/stop-account", {"answer": "d" * 64}, "suspend with an answer"),
    ("supervision/file/parties/account/of-dave", {"lines": 1}, "has 1 lines, fewer than"),
    ("supervision/file/parties/account/of-dave", None, "has 0 lines, fewer than"),
    ("supervision/file/parties/account/of-alice", {"waiting": [WAITS]}, "no freeze to be carried out"),
    ("supervision/order/recover-half", {"status": "lifted"}, "moving under recover-half, which is no recovery of it"),
    (
        "supervision/file/parties/account/of-alice",
        {"recovering": "recover-half"},
        "of-alice: moving under recover-half",
    ),
    ("supervision/order/stop-account", {"status": "expired"}, "which was not carried out"),
    ("parties/party/dave", {"status": "active"}, "suspended under stop-party, and stands"),
    ("supervision/order/position", {"status": "lifted"}, "which does not stand"),
    ("supervision/order/seized", {"done": 20}, "21 seized, which is not what its order says"),
    ("supervision/order/seize", {"done": 11}, "11 taken, 10 ordered"),
    ("supervision/seizure/seized", {"sold": 2}, "21 seized are not those left, sold and returned"),
    ("supervision/seizure/seized", {"paid_out": 1}, "10 received is not what is left"),
    ("supervision/custody/state/SHARE", {"units": 19}, "19 in custody, which is not the sum"),
    ("supervision/custody/state/SHARE", None, "account state keeps SHARE that was seized"),
    ("holdings/holding/state/SHARE", {"free": 19}, "20 in custody are not held"),
    ("disclosure/duty/met", {"party": "ghost"}, "party ghost is not registered"),
    ("disclosure/duty/met", {"document": "notice"}, "met, by document notice"),
    ("disclosure/duty/open", {"document": "report"}, "due, by document report"),
    ("disclosure/duty/late", {"status": "met"}, "met, at"),
    ("disclosure/duty/met", {"met": None}, "met, at None"),
    ("disclosure/document/notice", {"version": 3}, "version 2 is missing"),
    ("disclosure/document/notice", {"status": "superseded"}, "superseded, superseded by None"),
    ("disclosure/document/older", {"superseded_by": "notice"}, "does not say that it is superseded by this"),
    ("supervision/limits/is-active", {"caps": [CAPPED]}, "counts 7 of alice, which holds 0"),
]


@pytest.fixture(scope="module")
def market() -> Ledger:
    """One market whose records are copied before they are broken."""
    return TOGETHER.market()


@pytest.mark.parametrize(("path", "change", "complaint"), BREAKAGES, ids=[row[2] for row in BREAKAGES])
def test_an_invariant_complains(market: Ledger, path: str, change: dict[str, Any] | None, complaint: str) -> None:
    """One record is changed behind the ledger's back, and the words say what is wrong."""
    complaints = list(broken_invariants(broken(market, path, change)))
    assert any(complaint in said for said in complaints), complaints


def test_a_key_must_be_in_the_directory(market: Ledger) -> None:
    """A party's key that nobody could look up is a broken state."""
    copy = MemoryRecords()
    copy.records = {path: data for path, data in market.records.records.items() if "parties/key/" not in path}
    assert any("is not in the key directory" in said for said in broken_invariants(State(copy)))


def test_a_sound_market_breaks_none(market: Ledger) -> None:
    """No complaint without cause."""
    assert list(broken_invariants(market.state)) == []
