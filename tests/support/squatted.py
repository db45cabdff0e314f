# SPDX-License-Identifier: Apache-2.0
"""A stranger's venue and keeper, which take in whatever they like."""

from typing import Final

from counterfoil.law.call import Call
from counterfoil.modules.parties.records import Control, Role
from counterfoil.modules.receipts import calls as r
from counterfoil.modules.receipts.documents import KeeperKind
from counterfoil.modules.receipts.terms import Item
from support.ledger import Ledger
from support.receipted import LOT, events_of, open_scheme, rules, with_schemes

SCHEME, SQUATTER, ROGUE = "rs", "squatter", "rogue"
THEIRS: Final = 1_000


def with_squatter() -> Ledger:
    """Its scheme asks for neither deposit nor inspector."""
    ledger = with_schemes(Ledger())
    ledger.party(ROGUE, Role.venue)
    ledger.party(SQUATTER, Role.issuer)
    for party in (ROGUE, SQUATTER):
        ledger.account(f"of-{party}", party, incoming=Control.holder)
    free = rules(deposit_price=0, inspected=False)
    ledger.do(open_scheme(SCHEME, registered_by=ROGUE, account=f"of-{ROGUE}", rules=free), signed_by=ROGUE)
    admitted = {"kind": KeeperKind.warehouse, "capacity": 10**9, "account": f"of-{SQUATTER}"}
    ledger.do(r.AdmitKeeper(scheme=SCHEME, goods_keeper=SQUATTER, **admitted), signed_by=f"{ROGUE} {SQUATTER}")
    return ledger


def squatting(intake: str, *items: Item) -> tuple[Call, ...]:
    """Goods of Ben's are declared, given room and taken in, in one transaction of them all."""
    declared = {"goods_keeper": SQUATTER, "depositor": "ben", "lot": LOT, "declared": THEIRS}
    said = {"arrived": THEIRS, "certificate": "c" * 64, "events": events_of(intake)}
    return (
        r.Declare(intake=intake, scheme=SCHEME, **declared),
        r.GiveRoom(intake=intake),
        r.TakeIn(intake=intake, items=items, **said),
    )


def strike(*items: str, quantity: int = 0) -> r.StrikeGoods:
    about = {"scheme": SCHEME, "goods_keeper": SQUATTER, "lot": "L-1", "by": "supervisor", "reference": "case 12"}
    return r.StrikeGoods(items=items, quantity=quantity, **about)
