# SPDX-License-Identifier: Apache-2.0
"""A floating coupon whose rates are a feed's fixings: as each stood at the time of its reset, and nobody's word."""

from datetime import date

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.outcome import Refused
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle import falling_due
from counterfoil.modules.lifecycle.actions import ActionStatus
from counterfoil.modules.lifecycle.computing import Fixed
from counterfoil.modules.lifecycle.queries import lacking
from counterfoil.modules.lifecycle.records import RESETS, RateReset
from counterfoil.modules.oracles import calls as o
from counterfoil.primitives.types import RecordPath
from support.corporate_actions import DAY_MS, FLOATING, HOUR_MS, TERMS_OF_IT, action_of, paid, until
from support.ledger import Ledger
from support.rate_feeds import (
    AUGUST,
    BEGIN,
    BOTH,
    FEBRUARY,
    FLOATS,
    MAY,
    NOVEMBER,
    by_feed,
    compute,
    define,
    fen,
    fixed_at,
    fixing,
    market_with_feed,
    midnight,
    next_of,
    number,
    observe,
    recorded,
    void,
)

FIRST, SECOND = "_due-1", "_due-2"
AT = midnight(FEBRUARY)


@pytest.fixture
def ledger() -> Ledger:
    """A floating bond whose first payment is proposed."""
    return market_with_feed()


def refused(ledger: Ledger, call: c.Compute, outcome: str) -> str:
    """What whoever asks for the payment is told of it."""
    assert ledger.submit(call, signed_by="ben").outcome.name == outcome
    with pytest.raises(Refused) as told:
        list(falling_due.compute(call, ledger.context()))
    return told.value.detail


def taken(ledger: Ledger, day: date) -> RateReset:
    found = ledger.state.read(RESETS, FLOATS, "SHIBOR3M", str(number(day)))
    assert found is not None
    return found


def test_a_coupon_pays_by_what_the_feed_was_fixed_at(ledger: Ledger) -> None:
    """The median of what was observed, the last as of each reset; one observed after it does not count."""
    fixed_at(ledger, AT - 9 * HOUR_MS, 200, 210)
    first = fixed_at(ledger, AT, 240, 238, 244)
    fixed_at(ledger, AT + HOUR_MS, 900, 900)
    paid(ledger, FLOATS, FIRST)
    whole = fen(("0.03", BEGIN, FEBRUARY), ("0.024", FEBRUARY, MAY))
    assert action_of(ledger, FLOATS, FIRST).whole == whole
    reset = taken(ledger, FEBRUARY)
    assert (reset.rate, reset.fixing, reset.used_by) == ("0.024", first, f"lifecycle/action/{FLOATS}/{FIRST}")
    ledger.do(c.Propose(instrument=FLOATS), signed_by="ann")
    fixed_at(ledger, midnight(MAY) + 30 * HOUR_MS, 500, 500)
    fixed_at(ledger, midnight(AUGUST) - HOUR_MS, -50, -52)
    assert lacking(ledger.state, action_of(ledger, FLOATS, SECOND)) == [Fixed("SHIBOR3M", number(MAY))]
    recorded(ledger, SECOND)
    told = refused(ledger, compute(fixing(4), fixing(5), number=2), "fixing_after_reset")
    assert told.startswith("oracles/fixing/shibor/4: observed at 2024-05-02T22:00")


def test_later_payments_keep_what_was_taken(ledger: Ledger) -> None:
    """A fixing that comes to be void when a payment was computed with it changes none that follows."""
    fixed_at(ledger, AT, 240, 240)
    paid(ledger, FLOATS, FIRST)
    fixed_at(ledger, midnight(MAY) - DAY_MS, 100, 101)
    fixed_at(ledger, midnight(AUGUST) - DAY_MS, -50, -52)
    ledger.do(void(1), c.Propose(instrument=FLOATS), signed_by=BOTH)
    paid(ledger, FLOATS, SECOND)
    # The mean of 100 and 101 half up, and of two below nothing the floor.
    interest = fen(("0.0101", MAY, AUGUST), ("0", AUGUST, NOVEMBER))
    assert action_of(ledger, FLOATS, SECOND).whole == interest + 33 * 10_000
    assert [taken(ledger, day).rate for day in (FEBRUARY, MAY, AUGUST)] == ["0.024", "0.0101", "-0.0051"]
    assert list(broken_invariants(ledger.state)) == []


def test_what_lacks_is_named_and_the_payment_waits(ledger: Ledger) -> None:
    """No fixing was made as of then: nobody observed, too few did, or they lie too far apart."""
    until(ledger, AT)
    apart = observe("bank", 240, AT), observe("ann", 340, AT)
    ledger.do(*apart, signed_by="bank ann")
    assert ledger.submit(o.Fix(feed="shibor"), signed_by="ben").outcome.name == "too_far_apart"
    recorded(ledger, FIRST)
    assert refused(ledger, compute(), "unknown_fixing") == "SHIBOR3M of 2024-02-02 by oracles/feed/shibor"
    assert refused(ledger, compute(fixing(1)), "other_fixing") == fixing(1)
    action = action_of(ledger, FLOATS, FIRST)
    assert lacking(ledger.state, action) == [Fixed("SHIBOR3M", number(FEBRUARY))]
    assert (next_of(ledger, FIRST), action.status) == ([], ActionStatus.announced)


def test_what_reporters_say_late_still_counts_as_of_then(ledger: Ledger) -> None:
    """As long as the feed lets them: a late fixing of what was so then is taken, and ends the waiting."""
    until(ledger, AT + 9 * DAY_MS)
    ledger.do(observe("bank", 240, AT), observe("ann", 250, AT), o.Fix(feed="shibor"), signed_by="bank ann")
    paid(ledger, FLOATS, FIRST)
    assert taken(ledger, FEBRUARY).rate == "0.0245"


def test_no_party_says_a_rate_that_a_feed_says(ledger: Ledger) -> None:
    """What somebody publishes under the same code and day, no payment of these terms takes."""
    say = c.PublishFixing(publisher="issuer", reference_rate="SHIBOR3M", day=number(FEBRUARY), rate="0.5")
    ledger.do(say, signed_by="issuer")
    recorded(ledger, FIRST)
    assert refused(ledger, compute(), "unknown_fixing")
    assert refused(ledger, compute(RecordPath(f"lifecycle/fixing/issuer/SHIBOR3M/{say.day}")), "other_fixing")


def test_a_fixing_that_is_none_of_it(ledger: Ledger) -> None:
    """Of another feed, no fixing at all, one too many: whoever asks chooses nothing."""
    mine = fixed_at(ledger, AT, 240, 240)
    ledger.do(define(feed="other"), signed_by=BOTH)
    ledger.do(*(observe(one, 900, AT, "other") for one in ("bank", "ann")), o.Fix(feed="other"), signed_by="bank ann")
    recorded(ledger, FIRST)
    for path in ("oracles/fixing/other/1", "oracles/feed/shibor", f"lifecycle/terms/{FLOATS}", "nothing", ""):
        assert refused(ledger, compute(RecordPath(path)), "other_fixing") == path
    assert refused(ledger, compute(mine, mine), "other_fixing") == mine
    ledger.do(compute(mine), signed_by="ben")
    assert refused(ledger, compute(mine), "action_not_so_far") == FIRST


def test_a_void_fixing_gives_way_to_the_one_before(ledger: Ledger) -> None:
    """The last that stands as of then; naming an earlier one is refused, with the one that is right."""
    for hours, value in ((20, 200), (10, 300), (5, 400), (-5, 500)):
        fixed_at(ledger, AT - hours * HOUR_MS, value, value)
    ledger.do(void(3), signed_by=BOTH)
    recorded(ledger, FIRST)
    assert refused(ledger, compute(fixing(3)), "fixing_stands_not") == fixing(3)
    assert refused(ledger, compute(fixing(1)), "later_fixing") == fixing(2)
    assert refused(ledger, compute(fixing(4)), "fixing_after_reset")
    assert next_of(ledger, FIRST) == [compute(fixing(2))]
    ledger.do(void(2), signed_by=BOTH)
    assert next_of(ledger, FIRST) == [compute(fixing(1))]


def test_a_stale_fixing_sets_no_rate(ledger: Ledger) -> None:
    """Two days old at most, says the bond; to the millisecond."""
    old = fixed_at(ledger, AT - 2 * DAY_MS - 1, 200, 200)
    recorded(ledger, FIRST)
    told = refused(ledger, compute(old), "fixing_before_long")
    assert told.endswith("the terms take what was from 2024-01-30T16:00:00.000Z on")


def test_the_oldest_fixing_that_sets_a_rate(ledger: Ledger) -> None:
    """Just two days old it does."""
    fixed_at(ledger, AT - 2 * DAY_MS, 200, 200)
    paid(ledger, FLOATS, FIRST)
    assert taken(ledger, FEBRUARY).rate == "0.02"


def test_a_value_that_is_no_fraction(ledger: Ledger) -> None:
    """A feed in hundredths would pay a hundred times as much; 1 is refused as what nobody means."""
    fixed_at(ledger, AT, 10_000, 10_000)
    recorded(ledger, FIRST)
    assert refused(ledger, compute(fixing(1)), "no_fraction") == "oracles/fixing/shibor/1: 1"


def test_a_rate_whose_time_is_to_come(ledger: Ledger) -> None:
    """A register that is recorded long before the payment waits for the resets before it."""
    text = FLOATING | {"contractID": "EARLY"}
    early = by_feed(ledger, "EARLY", text, record_before=100 * DAY_MS)
    ledger.do(early, c.Propose(instrument="EARLY"), signed_by="issuer")
    ledger.issue("EARLY", "ann", 7, issuer="issuer")
    mine = fixed_at(ledger, AT - 30 * HOUR_MS, 200, 200)
    recorded(ledger, FIRST, "EARLY")
    call = c.Compute(instrument="EARLY", action=FIRST, fixings=(mine,))
    assert ledger.time < AT and next_of(ledger, FIRST, "EARLY") == []
    assert refused(ledger, call, "unknown_fixing")
    until(ledger, AT)
    assert next_of(ledger, FIRST, "EARLY") == [call]
    ledger.do(call, signed_by="ben")


def test_terms_name_one_source_of_rates(ledger: Ledger) -> None:
    """A publisher, or a feed that is there and goes on, with how old its fixings may be."""
    fields = {"publisher": "venue"}, {"fresh_for": None}
    for changed in fields:
        assert _registering(ledger, **changed) == "floating_terms"
    assert _registering(ledger, terms=TERMS_OF_IT) == "floating_terms"
    for path in ("oracles/feed/none", "oracles/fixing/shibor/1", "parties/party/ann", "x"):
        assert _registering(ledger, feed=RecordPath(path)) == "no_feed_of_rates"
    ledger.do(o.CloseFeed(feed="shibor", by="supervisor", reason="nobody needs it"), signed_by=BOTH)
    assert _registering(ledger) == "no_feed_of_rates"


def _registering(ledger: Ledger, **changed: object) -> str:
    name = f"B{len(list(ledger.records.records))}"
    return ledger.submit(by_feed(ledger, name, **changed), signed_by="issuer").outcome.name
