# SPDX-License-Identifier: Apache-2.0
"""What supervisors impose on an instrument, whatever its issuer does: each kind of rule, the list, declarations."""

import pytest

from counterfoil.law.call import Call
from counterfoil.law.outcome import Outcome as AnyOutcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties import calls as p
from counterfoil.modules.restrictions import calls as c
from counterfoil.modules.restrictions.outcomes import RestrictionsOutcome as Outcome
from counterfoil.modules.restrictions.records import Rule, RuleKind
from support.private_offering import BOND, DAY_MS, Offering, a, moved

ISSUE = h.Issue(instrument=BOND, account="ben", quantity=4)
IMPOSED: list[tuple[Rule, Rule, Outcome]] = [
    (a("attested", topic="identity"), a("attested", topic="country"), Outcome.attestation_lacking),
    (a("country_allowed", values=("CN",)), a("country_allowed", values=("SG",)), Outcome.country_not_allowed),
    (a("country_denied", values=("SG",)), a("country_denied", values=("DE",)), Outcome.country_not_allowed),
    (a("listed"), a("listed"), Outcome.not_listed),
    (a("max_holders", holders=1), a("max_holders", holders=9), Outcome.too_many_holders),
    (a("max_balance", quantity=3), a("max_balance", quantity=99), Outcome.too_much_held),
    (a("supply_cap", quantity=13), a("supply_cap", quantity=99), Outcome.beyond_supply_cap),
    (a("locked", until=10**13), a("locked", until=1), Outcome.locked_up),
    (a("locked", event="listing"), a("locked", event="listing"), Outcome.locked_up),
    (
        a("window", days=(7,), opens_min=0, closes_min=1),
        a("window", opens_min=0, closes_min=1_440),
        Outcome.outside_window,
    ),
    (a("approval", parties=("supervisor",)), a("approval", parties=("issuer",)), Outcome.approval_lacking),
    (
        a("foreign_share", share_bp=1_000, values=("CN",)),
        a("foreign_share", share_bp=9_000, values=("CN",)),
        Outcome.foreign_share_exceeded,
    ),
    (a("daily_limit", quantity=3), a("daily_limit", quantity=99), Outcome.daily_limit_exceeded),
]
"""(imposed, the issuer's own of the same kind that would let it pass, how the imposed one refuses)"""


def set_rules(*rules: Rule, offset_min: int) -> Call:
    return c.SetRules(instrument=BOND, by="issuer", offset_min=offset_min, rules=rules, reference="looser")


def all_that_the_issuer_says(loose: Rule) -> list[Call]:
    """Every call by which an issuer could bear upon a rule; rules come last, in two places of the earth."""
    issuer = {"instrument": BOND, "by": "issuer"}
    return [
        c.Restrict(**issuer, counted=False),
        c.Restrict(**issuer, counted=True),
        c.ListParty(**issuer, party="ben"),
        c.Declare(**issuer, event="listing", reference="so we say"),
        p.TrustAttesters(topic="identity", attesters=("issuer",), by="issuer", reference="us"),
        *(
            p.Attest(party="ben", topic=topic, value=value, attester="issuer")
            for topic, value in (("identity", "verified"), ("country", "CN"))
        ),
        c.SetRules(**issuer, offset_min=480, rules=(), reference="none"),
        set_rules(loose, offset_min=840),
        set_rules(loose, offset_min=-720),
    ]


def asked(market: Offering, kind: RuleKind) -> AnyOutcome:
    """Four units that come to Ben: from Ann, or, of a cap, out of nothing."""
    if kind is RuleKind.supply_cap:
        return market.submit(ISSUE, signed_by="issuer").outcome
    return market.submit(moved("ann", "ben", 4), signed_by="ann").outcome


@pytest.mark.parametrize(("imposed", "loose", "refused"), IMPOSED, ids=[str(row[0].kind) for row in IMPOSED])
def test_an_issuer_loosens_no_imposed_rule(imposed: Rule, loose: Rule, refused: Outcome) -> None:
    """Whatever it declares, lists, attests and sets of its own; and without the imposed rule it would have passed."""
    market = Offering("ann", "ben")
    market.say("ann", "country", "CN")
    market.say("ben", "country", "SG")
    market.give("ann", 10)
    market.rules(imposed, by="supervisor")
    assert asked(market, imposed.kind) is refused
    said = all_that_the_issuer_says(loose)
    for call in said:
        market.submit(call, signed_by="issuer")
        assert asked(market, imposed.kind) is refused, call
    market.do(set_rules(offset_min=480), signed_by="issuer")
    market.rules(by="supervisor")
    assert asked(market, imposed.kind).name == "ok"


def test_every_kind_can_be_imposed_and_stays() -> None:
    """The table above leaves out none."""
    assert {imposed.kind for imposed, _, _ in IMPOSED} == set(RuleKind)


def test_a_limit_that_was_used_up_does_not_begin_anew_by_the_issuers_midnight() -> None:
    """A day is that of the supervisors' set, wherever the issuer's own begins."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    market.rules(a("daily_limit", quantity=3), by="supervisor")
    market.at((market.time // DAY_MS + 2) * DAY_MS + 9 * 3_600_000)
    assert market.move("ann", "ben", 3).name == "ok"
    for offset_min in (840, 720, 0, -720):
        market.do(set_rules(a("daily_limit", quantity=9), offset_min=offset_min), signed_by="issuer")
        assert market.move("ann", "ben", 1) is Outcome.daily_limit_exceeded


def test_an_imposed_list_is_the_supervisors() -> None:
    """Whom the issuer takes off is on it still, and kept out by the issuer's own rule alone; whom it adds is not."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    market.rules(a("listed"), by="supervisor")
    market.do(c.ListParty(instrument=BOND, party="ben", by="supervisor"), signed_by="supervisor")
    market.do(c.ListParty(instrument=BOND, party="ben", by="issuer", listed=False), signed_by="issuer")
    assert market.move("ann", "ben", 1).name == "ok"
    market.rules(a("listed"))
    assert market.move("ann", "ben", 1) is Outcome.not_listed
    market.do(c.ListParty(instrument=BOND, party="ben", by="supervisor", listed=False), signed_by="supervisor")
    market.do(c.ListParty(instrument=BOND, party="ben", by="issuer"), signed_by="issuer")
    assert market.move("ann", "ben", 1) is Outcome.not_listed
    market.rules(by="supervisor")
    assert market.move("ann", "ben", 1).name == "ok"


def test_what_the_issuer_declared_a_supervisor_declares_once_more() -> None:
    """For the lock-up that supervisors imposed: the issuer's own ended by the issuer's word. Then it is for good."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    market.rules(a("locked", event="listing"))
    by_issuer = c.Declare(instrument=BOND, event="listing", by="issuer", reference="our notice")
    by_supervisor = c.Declare(instrument=BOND, event="listing", by="supervisor", reference="notice 2")
    market.do(by_issuer, signed_by="issuer")
    assert market.move("ann", "ben", 1).name == "ok"
    market.rules(a("locked", event="listing"), by="supervisor")
    assert market.move("ann", "ben", 1) is Outcome.locked_up
    assert market.submit(by_issuer, signed_by="issuer").outcome is Outcome.declared_already
    market.do(by_supervisor, signed_by="supervisor")
    assert market.move("ann", "ben", 1).name == "ok"
    for call, by in ((by_issuer, "issuer"), (by_supervisor, "supervisor")):
        assert market.submit(call, signed_by=by).outcome is Outcome.declared_already
