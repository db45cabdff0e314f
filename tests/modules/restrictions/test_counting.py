# SPDX-License-Identifier: Apache-2.0
"""What is counted of holders: by party, from the first unit on, whatever moves the units."""

from typing import ClassVar

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import EventData
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import Change
from counterfoil.modules.parties import calls as p
from counterfoil.modules.restrictions import follows
from counterfoil.modules.restrictions.events import Counted
from counterfoil.modules.restrictions.outcomes import RestrictionsOutcome as Outcome
from counterfoil.modules.restrictions.queries import count_of, positions_of
from counterfoil.modules.restrictions.records import PORTFOLIOS
from support.ledger import DOCUMENT
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


def test_a_portfolio_lists_what_a_party_ever_held() -> None:
    """Each instrument once, however often it is emptied."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    for sender, receiver in (("ann", "ben"), ("ben", "ann"), ("ann", "ben")):
        assert market.move(sender, receiver, 10).name == "ok"
    found = [market.state.read(PORTFOLIOS, name) for name in ("ann", "ben")]
    assert [one.instruments for one in found if one is not None] == [(BOND,), (BOND,)]
    assert [one.balance for one in positions_of(market.state, "ann")] == [0]


class Taken(EventData, frozen=True):
    """Units of an encumbrance that an order takes."""

    type: ClassVar[str] = "tests.taken"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    encumbrance: str
    quantity: int


class Forced(EventData, frozen=True):
    """What an order of an authority moves, as holdings is to say it."""

    type: ClassVar[str] = "tests.forced"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    sender: str
    receiver: str
    instrument: str
    free: int
    taken: tuple[Taken, ...]

    @property
    def quantity(self) -> int:
        """How many units move in all."""
        return self.free + sum(one.quantity for one in self.taken)


def test_what_an_authority_forces_is_counted_and_no_rule_is_asked() -> None:
    """Free units and those taken out of encumbrances; a recovery, to the same party's account, changes nothing."""
    market = Offering("ann", "ben")
    market.account("ann-too", "ann")
    market.give("ann", 10)
    market.rules(a("max_holders", holders=1), a("daily_limit", quantity=1))
    forced = Forced(sender="ann", receiver="ben", instrument=BOND, free=3, taken=(Taken(encumbrance="f", quantity=4),))
    (counted,) = follows.counted(forced, market.context())
    assert isinstance(counted, Counted)
    assert (counted.giver, counted.taker, counted.quantity, counted.holders, counted.day) == ("ann", "ben", 7, 1, None)
    recovered = Forced(sender="ann", receiver="ann-too", instrument=BOND, free=0, taken=())
    assert list(follows.counted(recovered, market.context())) == []
