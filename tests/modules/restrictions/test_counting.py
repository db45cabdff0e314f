# SPDX-License-Identifier: Apache-2.0
"""What is counted of holders: by party, from the first unit on, whatever moves the units."""

from counterfoil.law.event import Act
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import Change, Taken
from counterfoil.modules.parties import calls as p
from counterfoil.modules.restrictions import calls as c
from counterfoil.modules.restrictions.outcomes import RestrictionsOutcome as Outcome
from counterfoil.modules.restrictions.queries import count_of, positions_of, rules_of
from counterfoil.modules.restrictions.records import PORTFOLIOS
from support.ledger import DOCUMENT
from support.order_noun import calls as o
from support.order_noun.module import MODULE as ORDERS
from support.private_offering import BOND, Offering, a, moved


def counts(market: Offering) -> tuple[int, int, dict[str, int]]:
    """Holders, units, units by country."""
    count = count_of(market.state, BOND)
    return count.holders, count.units, dict(count.countries)


def test_a_holder_count_that_drifts() -> None:
    """Two accounts are one holder; to oneself, emptied, redeemed, corrected, in one block: it is what it should be."""
    market = Offering("ann", "ben", "cy")
    market.account("ann-too", "ann")
    market.give("ann", 10)
    market.give("ann-too", 5)
    assert market.holders == 1
    assert market.move("ann", "ann-too", 10).name == "ok"
    assert market.holders == 1
    block = [
        market.transaction(moved("ann-too", "ben", 5), signed_by="ann"),
        market.transaction(moved("ben", "cy", 5), signed_by="ben"),
        market.transaction(moved("cy", "ben", 2), signed_by="cy"),
        market.transaction(moved("ben", "ann", 2), signed_by="ben"),
        market.transaction(moved("ben", "ann", 2), signed_by="ben"),
    ]
    assert [answer.outcome.name for answer in market.block(*block)][-2:] == ["ok", "insufficient_free_quantity"]
    assert market.holders == 2
    market.do(h.Redeem(instrument=BOND, account="cy", quantity=3), signed_by="issuer cy")
    assert counts(market) == (1, 12, {"ZZ": 12})
    market.do(corrected("ben", Change.adds, 4), signed_by="registrar issuer supervisor ben")
    assert counts(market) == (2, 16, {"ZZ": 16})
    market.do(corrected("ben", Change.removes, 4), signed_by="registrar issuer supervisor ben")
    assert counts(market) == (1, 12, {"ZZ": 12})


def corrected(account: str, change: Change, quantity: int) -> h.Correct:
    """A register shows that the holding was wrong."""
    return h.Correct(
        instrument=BOND,
        account=account,
        quantity=quantity,
        change=change,
        maker="registrar",
        checker="supervisor",
        reason="line 7",
        document=DOCUMENT,
    )


def test_holds_pledges_and_freezes_change_no_count() -> None:
    """Units that are set aside are held by whom they were held."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    before = counts(market)
    pledge = h.Pledge(pledge="p", account="ann", instrument=BOND, quantity=4, pledgee="venue")
    market.do(pledge, signed_by="ann")
    order = {"supervisor": "supervisor", "reference": "order 1", "document": DOCUMENT}
    market.do(h.Freeze(freeze="f", account="ann", instrument=BOND, quantity=6, **order), signed_by="supervisor")
    assert counts(market) == before


def test_a_refused_movement_is_not_counted() -> None:
    """Nor the first of two in one transaction of which the second is refused."""
    market = Offering("ann", "ben", "cy")
    market.give("ann", 10)
    market.rules(a("max_holders", holders=2))
    answer = market.submit(moved("ann", "ben", 1), moved("ann", "cy", 1), signed_by="ann")
    assert (answer.outcome, answer.call) == (Outcome.too_many_holders, 1)
    assert counts(market) == (1, 10, {"ZZ": 10})


def test_a_holders_units_move_in_the_count_when_its_country_is_attested() -> None:
    """Anew, elsewhere, and when it is revoked; its expiry changes nothing, since nobody did anything."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    market.give("ben", 5)
    market.say("ann", "country", "CN", expires=market.time + 5_000)
    assert counts(market) == (2, 15, {"CN": 10, "ZZ": 5})
    market.wait(10_000)
    assert market.move("ann", "ben", 1).name == "ok"
    assert counts(market) == (2, 15, {"CN": 9, "ZZ": 6})
    market.say("ann", "country", "SG")
    market.say("ben", "country", "CN")
    assert counts(market) == (2, 15, {"SG": 9, "CN": 6})
    revoked = p.RevokeAttestation(party="ben", topic="country", by="supervisor", reference="order 2")
    market.do(revoked, signed_by="supervisor")
    assert counts(market) == (2, 15, {"SG": 9, "ZZ": 6})
    market.say("ann", "investor_class", "ordinary")
    assert counts(market) == (2, 15, {"SG": 9, "ZZ": 6})


def test_a_country_attested_in_the_block_of_a_transfer_counts_at_once() -> None:
    """Before it, after it, and of a holder who came in that very block."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    of_ben = p.Attest(party="ben", topic="country", value="DE", attester="attester")
    of_ann = p.Attest(party="ann", topic="country", value="CN", attester="attester")
    market.block(
        market.transaction(moved("ann", "ben", 4), signed_by="ann"),
        market.transaction(of_ben, of_ann, signed_by="attester"),
        market.transaction(moved("ann", "ben", 1), signed_by="ann"),
    )
    assert counts(market) == (2, 10, {"CN": 5, "DE": 5})


def test_what_is_not_counted_has_no_counts() -> None:
    """Its rules are asked, and nothing is noted of its holders."""
    market = Offering("ann", "ben", counted=False)
    market.give("ann", 10)
    market.rules(a("listed"))
    assert market.move("ann", "ben", 1) is Outcome.not_listed
    market.rules()
    assert market.move("ann", "ben", 1).name == "ok"
    assert counts(market) == (0, 0, {}) and positions_of(market.state, "ben") == []


def test_an_issuer_keeps_no_supervisor_from_counting() -> None:
    """Restricted without a count before the first unit, by the issuer: the supervisor begins to count all the same."""
    market = Offering("ann", "ben", counted=False)
    market.rules(a("listed"))
    few = c.SetRules(
        instrument=BOND, by="supervisor", offset_min=480, rules=(a("max_holders", holders=1),), reference="o"
    )
    assert market.submit(few, signed_by="supervisor").outcome is Outcome.not_counted
    market.do(c.Restrict(instrument=BOND, by="supervisor"), signed_by="supervisor")
    market.do(few, signed_by="supervisor")
    assert [rule.kind for rule in rules_of(market.state, BOND, market.time)] == ["max_holders", "listed"]
    market.rules()
    market.give("ann", 10)
    assert market.move("ann", "ben", 1) is Outcome.too_many_holders and market.holders == 1
    for counted in (False, True):
        again = c.Restrict(instrument=BOND, by="issuer", counted=counted)
        assert market.submit(again, signed_by="issuer").outcome.name != "ok"


def test_counting_begins_with_no_unit_out_and_not_later() -> None:
    """Once all units are redeemed it may begin too: there is nothing to count."""
    market = Offering("ann", counted=False)
    market.give("ann", 10)
    begin = c.Restrict(instrument=BOND, by="supervisor")
    assert market.submit(begin, signed_by="supervisor").outcome is Outcome.units_outstanding
    market.do(h.Redeem(instrument=BOND, account="ann", quantity=10), signed_by="issuer ann")
    market.do(begin, signed_by="supervisor")
    market.give("ann", 3)
    assert counts(market) == (1, 3, {"ZZ": 3})


def test_a_portfolio_lists_what_a_party_ever_held() -> None:
    """Each instrument once, however often it is emptied."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    for sender, receiver in (("ann", "ben"), ("ben", "ann"), ("ann", "ben")):
        assert market.move(sender, receiver, 10).name == "ok"
    found = [market.state.read(PORTFOLIOS, name) for name in ("ann", "ben")]
    assert [one.instruments for one in found if one is not None] == [(BOND,), (BOND,)]
    assert [one.balance for one in positions_of(market.state, "ann")] == [0]


def test_what_an_authority_forces_is_counted_and_no_rule_is_asked() -> None:
    """Free units and frozen ones, a burn and a recovery: over rules that would refuse each, and the count is right."""
    market = Offering("ann", "ben", besides=[ORDERS])
    market.account("ann-too", "ann")
    market.give("ann", 10)
    market.rules(a("max_holders", holders=1), a("daily_limit", quantity=1), a("locked", event="never"))
    frozen = {"supervisor": "supervisor", "reference": "order 1", "document": DOCUMENT}
    market.do(h.Freeze(freeze="f", account="ann", instrument=BOND, quantity=6, **frozen), signed_by="supervisor")
    orders = [
        o.Give(order="forces", authority="supervisor", act=Act.forces, account="ann", receiver="ben"),
        o.Give(order="burns", authority="supervisor", act=Act.burns, account="ann"),
        o.Give(order="recovers", authority="supervisor", act=Act.recovers, account="ann", receiver="ann-too"),
    ]
    market.do(*orders, signed_by="supervisor")
    taken = (Taken(encumbrance="f", quantity=2),)
    forced = o.Force(order="forces", sender="ann", receiver="ben", instrument=BOND, free=1, taken=taken)
    market.do(forced, signed_by="venue")
    assert counts(market) == (2, 10, {"ZZ": 10}) and market.position("ben").balance == 3
    assert market.position("ann").sent == 0
    market.do(o.Burn(order="burns", account="ann", instrument=BOND, free=3, taken=()), signed_by="venue")
    assert counts(market) == (2, 7, {"ZZ": 7})
    recovered = o.Recover(order="recovers", sender="ann", receiver="ann-too", instrument=BOND, encumbrances=("f",))
    market.do(recovered, signed_by="venue")
    assert counts(market) == (2, 7, {"ZZ": 7}) and market.holding("ann-too", BOND).balance == 4
