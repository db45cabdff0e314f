# SPDX-License-Identifier: Apache-2.0
"""What is refused because another pays first, or because it would leave a loss to others: in the order checked."""

from typing import Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures.closing_outcomes import ClosingOutcome
from counterfoil.modules.futures.intraday_outcomes import IntradayOutcome as Intraday
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.futures.paying_outcomes import PayingOutcome as Paying
from support.futures_auctioned import reveal, seal
from support.futures_paying import BID, RICH, contribute, cover, give_back, paying, withdraw
from support.market import Row

APART: Final = True
MARKET = paying
FIRST: Final = [
    Row("settled before all that trades is priced", c.Settle(account="m-delta"), "cat", ClosingOutcome.prices_awaited),
    Row("covering who has cash itself", cover("m-again"), "bob", Paying.own_means_first),
    Row("covering out of what is due to nobody", cover("m-poor", 5, of_due=5), "cat", Paying.less_is_due),
    Row("paying who owes", c.Pay(account="m-beta"), "cat", Paying.set_off_first),
    Row("layers bear before the own account is settled", d.Absorb(account="g-owes"), "cat", Outcome.not_settled_yet),
]
TAKING_OUT: Final = [
    Row("a member in default takes money out", withdraw("m-gamma"), "gamma", Paying.failed_takes_nothing),
    Row("a member in default pays its share with it", contribute("gamma"), "gamma", Paying.failed_takes_nothing),
    Row("a member in default takes a pledge back", give_back(), "gamma", Paying.failed_takes_nothing),
    Row("taking out what is bid", withdraw("m-alpha", RICH - BID + 1), "alpha", Paying.bid_stays),
    Row("paying its share with what is bid", contribute("alpha", RICH - BID + 1), "alpha", Paying.bid_stays),
    Row("taking out what clients owe", withdraw("m-alpha", RICH - BID), "alpha", Paying.clients_owe),
]
BIDDING: Final = [
    Row("one sum bid twice", reveal("own", "alpha", BID + 1), "alpha", Paying.bid_stays),
    Row("a bid by who lacks margin", seal("six", "delta"), "delta", Outcome.under_margin_call),
    Row("a bid opened by who did not answer", reveal("two", "eve", 0), "eve", Intraday.called_today),
]
