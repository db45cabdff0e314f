# SPDX-License-Identifier: Apache-2.0
"""Invoices are their registry's, and between a buyer and a seller: no stranger reserves, uses up or squats one."""

from typing import Any

import pytest

from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control, Role
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.invoices import INVOICES as TABLE
from counterfoil.modules.receivables.invoices import Invoice
from support.peered import EAST, WEST, asked, asking, believing, confirmed, drafted, stage_named
from support.vouchers import (
    CORE,
    FACE,
    INVOICES,
    MATURES,
    REGISTRY,
    WEEK_MS,
    backing,
    confirm,
    firm,
    founded,
    lot_of,
    part,
    print_of,
    promised,
    propose,
    register,
    set_programme,
    share,
    split,
    standing,
    terms,
)
from support.vouchers_stage import DAY_MS, OnLedger, OnWorld, Stage, until_day

Two = tuple[OnWorld, OnWorld]


@pytest.fixture
def stage() -> OnLedger:
    return founded(OnLedger())


@pytest.fixture
def two() -> Two:
    """East and west; each asks the other."""
    east, west = stage_named(EAST), stage_named(WEST)
    believing(east, west)
    believing(west, east)
    return east, west


def of(stage: OnLedger, name: str = INVOICES[0], registry: str = REGISTRY) -> Invoice:
    found: Invoice | None = stage.state.read(TABLE, registry, print_of(name))
    assert found is not None
    return found


def rogue(stage: Stage) -> None:
    """A venue that nobody asked for, with an issuer and a first holder of its own, and a programme of its own."""
    firms = firm(stage, "rv", Role.venue), firm(stage, "shell", Role.issuer), firm(stage, "crony", Role.custodian)
    stage.do(*firms, signed_by="registrar")
    for name in ("shell", "crony"):
        own = {"holder": name, "outgoing": Control.holder, "incoming": Control.nobody}
        stage.do(p.OpenAccount(account=f"of-{name}", **own), signed_by=name)
    stage.do(set_programme("rogue", keeper="rv", registry="rv", registered=False), signed_by="rv")
    stage.do(c.SetLine(programme="rogue", issuer="shell", ceiling=10 * FACE), signed_by="rv")


def by_stranger(stage: Stage, root: str, issuer: str, account: str, by: str, amount: int = FACE) -> c.Propose:
    said = terms(issuer=issuer, account=account, face=amount, invoices=(share(INVOICES[0], amount),))
    return c.Propose(root=root, by=by, terms=said, until=stage.time + WEEK_MS)


@pytest.mark.parametrize("amount", [FACE, 1])
@pytest.mark.parametrize(
    ("issuer", "account", "by"),
    [
        ("rival", "of-second", "rival"),
        (CORE, "of-second", "second"),
        ("rival", "of-first", "rival"),
    ],
)
def test_a_stranger_reserves_nothing_of_an_invoice(
    stage: OnLedger, issuer: str, account: str, by: str, amount: int
) -> None:
    """Neither as the issuer over anybody's account, nor as the first holder; neither the whole nor a fen."""
    assert stage.refused(by_stranger(stage, "X", issuer, account, by, amount), signed_by=by) == "invoice_of_others"
    assert of(stage).reserved == ()
    promised(stage)


def test_a_programme_begins_with_its_registrys_consent(stage: OnLedger) -> None:
    """A venue that names somebody's registry has none of its invoices; its policy changes without the registry."""
    stage.do(firm(stage, "rv", Role.venue), signed_by="registrar")
    side = set_programme("side", keeper="rv")
    assert stage.refused(side, signed_by="rv") == "not_authorised"
    stage.do(side, signed_by="rv registry")
    stage.do(set_programme("side", keeper="rv", grace_days=1), signed_by="rv")


def test_a_rogue_programme_uses_up_nothing_of_another_registrys_invoices(stage: OnLedger) -> None:
    """With an issuer and a first holder of its own: in its programme there is no such invoice."""
    rogue(stage)
    said = terms(programme="rogue", issuer="shell", account="of-crony")
    proposed = c.Propose(root="Z", by="crony", terms=said, until=stage.time + WEEK_MS)
    assert stage.refused(proposed, signed_by="crony") == "invoice_not_registered"
    promised(stage)
    assert of(stage).confirmed == FACE


def test_a_fingerprint_that_another_registered_first_is_another_invoice(stage: OnLedger) -> None:
    """The honest registry registers it all the same; and what the other has is not like it, nor in its way."""
    rogue(stage)
    more: dict[str, Any] = {"programme": "rogue", "buyer": "shell", "seller": "crony"}
    stage.do(register("victim", 1, **more), register("junk", 1, "loose", **more), signed_by="rv")
    stage.do(register("victim"), register("other", FACE, "loose"), signed_by="registry")
    assert (of(stage, "victim").amount, of(stage, "victim", "rv").amount) == (FACE, 1)
    assert not of(stage, "other").alerted
    promised(stage, invoices=(share("victim"),))
    assert (of(stage, "victim").confirmed, of(stage, "victim", "rv").confirmed) == (FACE, 0)


def test_each_programme_of_a_registry_asks_its_peers(two: Two) -> None:
    """East promised it; a second programme on west, which the registry agreed to and nobody set up, refuses it too."""
    east, west = two
    drafted(east)
    west.world.block()
    asked(east, west)
    assert confirmed(east) == "ok"
    west.do(firm(west, "rv", Role.venue), signed_by="registrar")
    west.do(set_programme("side", keeper="rv"), signed_by="rv registry")
    west.do(c.SetLine(programme="side", issuer=CORE, ceiling=10 * FACE), signed_by="rv")
    drafted(west, "S", programme="side")
    assert confirmed(west, "S") == "not_asked_elsewhere"
    asked(west, east)
    assert confirmed(west, "S") == "promised_on_another_chain"


def test_who_keeps_a_programme_alone_says_not_whom_its_registry_asks(two: Two) -> None:
    """The list is the registry's, with a supervisor."""
    _, west = two
    nobody = asking(EAST, peers=())
    assert west.refused(nobody, signed_by="platform supervisor") == "not_authorised"
    assert west.refused(nobody, signed_by="registry") == "not_authorised"


def test_what_a_rogue_registry_has_on_the_peer_is_not_asked_about(two: Two) -> None:
    """It registered the fingerprint there with another amount; the registry's own record is what is asked."""
    east, west = two
    rogue(east)
    west.do(register("only-west"), signed_by="registry")
    east.do(register("only-west", 1, programme="rogue", buyer="shell", seller="crony"), signed_by="rv")
    drafted(west, name="only-west")
    asked(west, east, "only-west")
    assert confirmed(west) == "ok"


def test_a_stranger_on_the_peer_is_not_before_an_honest_claim(two: Two) -> None:
    """It reserves nothing there, so nothing counts here."""
    east, west = two
    said = terms(issuer="rival", account="of-second")
    stranger = c.Propose(root="X", by="rival", terms=said, until=east.time + 6 * DAY_MS)
    assert east.refused(stranger, signed_by="rival") == "invoice_of_others"
    west.world.block()
    drafted(west)
    asked(west, east)
    assert confirmed(west) == "ok"


def test_a_registry_has_another_name_on_the_peer(two: Two) -> None:
    """The path that is asked is the peer's; what stands there under the name of here is another's."""
    east, west = two
    east.do(firm(east, "their-registry"), signed_by="registrar")
    east.do(set_programme("theirs", registry="their-registry"), signed_by="platform their-registry")
    east.do(c.SetLine(programme="theirs", issuer=CORE, ceiling=10 * FACE), signed_by="platform")
    east.do(register(INVOICES[0], programme="theirs"), signed_by="their-registry")
    drafted(east, programme="theirs")
    assert confirmed(east) == "ok"
    known = asking(EAST).peers[0]
    theirs = type(known)(peer=known.peer, registry="their-registry", money=known.money)
    west.do(asking(EAST, peers=(theirs,)), signed_by="registry supervisor")
    drafted(west)
    asked(west, east)
    assert confirmed(west) == "not_asked_elsewhere"
    asked(west, east, INVOICES[0], registry="their-registry")
    assert confirmed(west) == "promised_on_another_chain"


def test_the_buyer_proposes_too(stage: OnLedger) -> None:
    """For the seller's account, which accepts it then."""
    stage.do(propose(stage, by=CORE), standing(), c.Prepare(root="R"), signed_by=CORE)
    stage.do(confirm(), signed_by="core-2")
    assert of(stage).confirmed == FACE


def test_a_voucher_that_is_cancelled_frees_its_invoice(stage: OnLedger) -> None:
    """Issuer and holder agree that the trade is void; the invoice may be promised once more, and no more than once."""
    promised(stage)
    assert stage.refused(propose(stage, "S"), signed_by="first") == "invoice_exceeded"
    stage.do(lc.CancelLot(lot="R-0"), signed_by=f"{CORE} first")
    assert of(stage).confirmed == 0
    promised(stage, "S")
    assert stage.refused(propose(stage, "T"), signed_by="first") == "invoice_exceeded"


def test_a_lot_that_is_cancelled_frees_its_interval_alone(stage: OnLedger) -> None:
    """The invoices lie in the face one after another, as the terms name them; what was paid in part stays promised."""
    promised(stage, face=2 * FACE, invoices=(share(INVOICES[0]), share(INVOICES[1])))
    parts = part("a", FACE - 100), part("b", 300), part("c", FACE - 200)
    stage.do(split("R-0", *parts), signed_by="first")
    stage.do(lc.CancelLot(lot="b"), signed_by=f"{CORE} first")
    assert [of(stage, name).confirmed for name in INVOICES[:2]] == [FACE - 100, FACE - 200]
    until_day(stage, MATURES)
    stage.do(backing(FACE), c.Provide(root="R", quota=FACE, hold="backing"), signed_by=CORE)
    stage.do(lc.RedeemLot(lot="c"), signed_by="rival")
    paid = lot_of(stage, "c").paid
    assert 0 < paid < FACE - 200
    stage.do(lc.CancelLot(lot="c"), signed_by=f"{CORE} first")
    assert [of(stage, name).confirmed for name in INVOICES[:2]] == [FACE - 100, paid]
