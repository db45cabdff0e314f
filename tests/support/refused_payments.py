# SPDX-License-Identifier: Apache-2.0
"""What cash refuses about payment requests and prepaid services; the market of ``refused_cash`` with some of each."""

from typing import Any, Final

from counterfoil.modules.cash import calls as c
from counterfoil.modules.cash.outcomes import CashOutcome as Outcome
from counterfoil.modules.cash.payments import PREPAID, REQUESTS
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.holdings.records import ENCUMBRANCES, Part
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.ledger import DOCUMENT, Ledger
from support.market import LONG, Row
from support.refused_by_records import Act
from support.refused_cash import YUAN, cash_market


def paying_market(market: Ledger | None = None) -> Ledger:
    """A market with digital yuan, and requests and contracts in every state."""
    market = cash_market(market)
    soon = market.time + 30_000
    for call in (
        request("open"),
        request("gone"),
        request("late", expires=soon),
        request("of-tao", payer="of-tao"),
        request("done", quantity=1),
        c.WithdrawRequest(request="gone"),
    ):
        market.do(call, signed_by="shop")
    exact, paid = hold("for-open", "request/open", 5), hold("for-done", "request/done", 1)
    market.do(exact, paid, hold("for-tao", "request/of-tao", 5), hold("for-late", "request/late", 5), signed_by="lin")
    market.do(c.Pay(request="done", hold="for-done"), signed_by="lin")
    for name in ("running", "over", "performed"):
        market.do(hold(f"h-{name}", f"prepaid/{name}", 6), prepay(name), signed_by="lin shop")
    short = hold("h-short", "prepaid/short", 6, expires=soon)
    market.do(short, prepay("short"), hold("h-new", "prepaid/fresh", 6), signed_by="lin shop")
    market.do(*(confirm("performed", number) for number in (1, 2)), signed_by="lin")
    market.do(c.Refund(contract="over"), signed_by="shop")
    market.do(hold("h-over-again", "prepaid/over", 6), signed_by="lin")
    market.wait(60_000)
    return market


def request(name: str = "fresh", **changes: Any) -> c.RequestPayment:
    """The shop asks for five, changed."""
    described = {"account": "of-shop", "instrument": YUAN, "quantity": 5, "expires": LONG}
    return c.RequestPayment(request=name, **(described | changes))


def hold(name: str, executor: str, quantity: int, expires: int = LONG, account: str = "of-lin") -> h.Hold:
    """Lin's hold for a record of the module."""
    path = f"cash/{executor}"
    return h.Hold(hold=name, account=account, instrument=YUAN, quantity=quantity, executor=path, expires=expires)


def prepay(name: str = "fresh", **changes: Any) -> c.Prepay:
    """Two instalments for the shop, which the supervisor may confirm too, changed."""
    described = {"hold": f"h-{name}", "merchant": "of-shop", "instalments": (2, 4), "confirmer": "supervisor"}
    return c.Prepay(contract=name, **(described | changes))


def confirm(contract: str = "running", instalment: int = 1, by: str | None = None) -> c.Confirm:
    """A confirmation."""
    return c.Confirm(contract=contract, instalment=instalment, by=by)


def pay_request(request: str = "open", hold: str = "for-open") -> c.Pay:
    """A payment of a request."""
    return c.Pay(request=request, hold=hold)


def order(contract: str = "running", supervisor: str = "supervisor") -> c.OrderRefund:
    """A supervisor's order."""
    return c.OrderRefund(contract=contract, supervisor=supervisor, reference="ruling 7", document=DOCUMENT)


def refund(contract: str = "running") -> c.Refund:
    """A refund."""
    return c.Refund(contract=contract)


def withdraw(request: str = "open") -> c.WithdrawRequest:
    """A withdrawal."""
    return c.WithdrawRequest(request=request)


def give_back(request: str = "open", hold: str = "for-open") -> c.GiveBack:
    """The end of a hold for a request."""
    return c.GiveBack(request=request, hold=hold)


NEW: Final = {"hold": "h-new"}
PAYMENTS: Final = [
    Row("asking into no wallet", request(account="no-wallet"), "tao", Outcome.unknown_wallet),
    Row("asking until yesterday", request(expires=1), "shop", Holdings.expiry_in_the_past),
    Row("asking in another's name", request(), "lin", Parties.not_authorised),
    Row("asking again", request("gone"), "shop", Outcome.request_exists),
    Row("paying no request", pay_request("none"), "lin", Outcome.unknown_request),
    Row("paying what is withdrawn", pay_request("gone"), "lin", Outcome.request_not_open),
    Row("paying twice", pay_request("done", "for-done"), "lin", Outcome.request_not_open),
    Row("paying too late", pay_request("late", "for-late"), "lin", Outcome.request_not_open),
    Row("paying out of no hold", pay_request(hold="none"), "lin", Holdings.unknown_encumbrance),
    Row("paying out of a pledge", pay_request(hold="pledged"), "lin", Holdings.wrong_encumbrance_kind),
    Row("paying out of another's hold", pay_request(hold="live"), "lin", Outcome.hold_not_exact),
    Row("paying what another is asked for", pay_request("of-tao", "for-tao"), "lin", Outcome.request_of_another),
    Row("withdrawing nothing", withdraw("none"), "shop", Outcome.unknown_request),
    Row("withdrawing what is paid", withdraw("done"), "shop", Outcome.request_not_open),
    Row("withdrawing another's", withdraw(), "lin", Parties.not_authorised),
    Row("money back for no request", give_back("none"), "lin", Outcome.unknown_request),
    Row("money back while it can pay", give_back(), "lin", Outcome.request_open),
    Row("money back out of no hold", give_back("gone", "none"), "lin", Holdings.unknown_encumbrance),
    Row("money back out of a pledge", give_back("gone", "pledged"), "lin", Holdings.wrong_encumbrance_kind),
    Row("money back of another request", give_back("gone", "for-open"), "lin", Outcome.hold_not_exact),
    Row("prepaying out of no hold", prepay(hold="none"), "lin shop", Holdings.unknown_encumbrance),
    Row("prepaying out of another hold", prepay(hold="for-open"), "lin shop", Outcome.hold_not_exact),
    Row("prepaying less than is held", prepay(instalments=(5,), **NEW), "lin shop", Outcome.hold_not_exact),
    Row("prepaying no wallet", prepay(merchant="no-wallet", **NEW), "lin tao", Outcome.unknown_wallet),
    Row("a confirmer nobody knows", prepay(confirmer="none", **NEW), "lin shop", Parties.unknown_party),
    Row("prepaying again", prepay("over", hold="h-over-again"), "lin shop", Outcome.contract_exists),
    Row("prepaying without the payer", prepay(**NEW), "shop", Parties.not_authorised),
    Row("prepaying without the merchant", prepay(**NEW), "lin", Parties.not_authorised),
    Row("confirming nothing", confirm("none"), "lin", Outcome.unknown_contract),
    Row("confirming what is performed", confirm("performed", 3), "lin", Outcome.contract_not_running),
    Row("confirming what is refunded", confirm("over"), "lin", Outcome.contract_not_running),
    Row("confirming out of turn", confirm(instalment=2), "lin", Outcome.not_the_next_instalment),
    Row("confirming too late", confirm("short"), "lin", Holdings.hold_expired),
    Row("the merchant confirms", confirm(), "shop", Parties.not_authorised),
    Row("the merchant confirms by name", confirm(by="shop"), "shop", Outcome.not_the_confirmer),
    Row("confirming in the confirmer's name", confirm(by="supervisor"), "shop", Parties.not_authorised),
    Row("refunding nothing", refund("none"), "shop", Outcome.unknown_contract),
    Row("refunding twice", refund("over"), "shop", Outcome.contract_not_running),
    Row("the payer takes it back early", refund(), "lin", Parties.not_authorised),
    Row("ordering about nothing", order("none"), "supervisor", Outcome.unknown_contract),
    Row("ordering about what is performed", order("performed"), "supervisor", Outcome.contract_not_running),
    Row("ordering in the supervisor's name", order(), "lin", Parties.not_authorised),
    Row("ordering without the role", order(supervisor="registrar"), "registrar", Parties.role_missing),
]
PAYMENTS_FOLLOWED: Final = [
    Row("going round a contract", h.ReleaseHold(hold="h-short"), "lin", Holdings.hold_reserved),
    Row("money for whoever asks first", hold("early", "request/none", 1), "lin", Outcome.unknown_request),
    Row("money of another sum", hold("early", "request/open", 4), "lin", Outcome.hold_not_exact),
]


def _taken(**changes: Any) -> Any:
    """A movement in the name of a request or a contract, which says something else."""
    described = {"sender": "of-lin", "receiver": "of-shop", "instrument": YUAN, "quantity": 5, "part": Part.held}
    return lambda ctx: ctx.cause(Transferred(**(described | changes)))


def _by(path: str, hold: str, **changes: Any) -> Any:
    return _taken(giving=ENCUMBRANCES.path(hold), taking=path, cause=path, **changes)


PAYMENT_ACTS: Final = [
    Act("taking less than was asked", _by(REQUESTS.path("open"), "for-open", quantity=4), Holdings.consent_missing),
    Act("taking for a late request", _by(REQUESTS.path("late"), "for-late"), Outcome.request_not_open),
    Act("taking another instalment", _by(PREPAID.path("running"), "h-running", quantity=4), Holdings.consent_missing),
]
MARKET = paying_market
"""What the rows need on the market of all tables."""
