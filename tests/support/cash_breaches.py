# SPDX-License-Identifier: Apache-2.0
"""One breach for each rule of cash's open half: see ``law_breaches``."""

from support.cash_story import (
    LATE,
    LIN,
    MORE,
    TRAVEL,
    VAULT,
    YUAN,
    asked,
    backing,
    call,
    circulating,
    confirmed,
    held,
    interest,
    limits,
    of_yuan,
    paid,
    prepaid,
    wallet,
)
from support.evidence_world import START_MS
from support.law_breaches import Breach

CURRENCY = f"cash/currency/{YUAN}"
EIGHT = [limits(since=LATE + number) for number in range(8)]
TAKEN_OVER = "the call takes account, instrument and quantity from the record itself"
NO_COUNT = "no call says what follows from another's event: tests/modules/cash/test_evidence.py seals such a count"
PREPAID = [("lin", held("h", "prepaid/c")), ("lin shop", prepaid())]
PAID = [("shop", asked()), ("lin", held("h", "request/r")), ("lin", paid())]

WORLD = circulating
"""In which the rules are broken."""
BREACHES = {
    "cash.Adopted.permit.not_cash": Breach(
        "cash/currency/ACME", "acme", call("cash.adopt", instrument="ACME", offset_min=0)
    ),
    "cash.SubWalletOpened.permit.another_holder": Breach(
        f"cash/wallet/of-tao/{YUAN}", "icbc tao", of_yuan("cash.open_sub_wallet", "of-tao", parent=LIN)
    ),
    "cash.require_bank.another_bank": Breach(f"cash/wallet/elsewhere/{YUAN}", "icbc", wallet("elsewhere")),
    "cash._since.policy_backdated": Breach(CURRENCY, "pboc", limits(since=START_MS)),
    "cash.set_rate.policy_backdated": Breach(
        CURRENCY, "pboc", call("cash.set_rate", instrument=YUAN, day=1, grade="I", kind="personal", rate_ppm=1)
    ),
    "cash.open_sub_wallet.nested_wallet": Breach(
        f"cash/wallet/{MORE}/{YUAN}", "icbc lin", of_yuan("cash.open_sub_wallet", MORE, parent=TRAVEL)
    ),
    "cash.PolicyEvent.with_entry.too_much_scheduled": Breach(
        CURRENCY, "pboc", limits(since=LATE + 8), [("pboc", one) for one in EIGHT]
    ),
    "cash.Vault.with_backing.backing_in_use": Breach(f"cash/vault/{VAULT}/{YUAN}", "pboc", backing(201, "cash.retire")),
    "cash.request_payment.expiry_in_the_past": Breach("cash/request/r", "shop", asked(expires=START_MS + 1)),
    "cash.pay_request.request_of_another": Breach(
        "cash/request/r", "lin", paid(), [("shop", asked(payer=TRAVEL)), ("lin", held("h", "request/r"))]
    ),
    "cash.withdraw_request.request_not_open": Breach(
        "cash/request/r", "shop", call("cash.withdraw_request", request="r"), [*PAID]
    ),
    "cash.give_back.request_open": Breach(
        "holdings/encumbrance/h",
        "tao",
        call("cash.give_back", request="r", hold="h"),
        [("shop", asked()), ("lin", held("h", "request/r"))],
    ),
    "cash.confirm.not_the_next_instalment": Breach("cash/prepaid/c", "lin", confirmed(2), PREPAID),
    "cash.pay_interest.another_bank": Breach(f"cash/usage/{LIN}/{YUAN}", "icbc", interest("of-boc")),
    "cash._held_for.hold_not_exact": Breach("cash/prepaid/c", "lin shop", prepaid(instalments=[20]), PREPAID[:1]),
    "cash.Confirmed.permit.not_the_confirmer": Breach("cash/prepaid/c", "icbc", confirmed(1, by="icbc"), PREPAID),
}
UNCOVERED = {
    "cash.give_back.hold_not_exact": "holdings free a hold by the doing of its own executor alone",
    "cash.reclassify.class_of_parent": "a sub-wallet has no usage of its own",
    "cash.pay_interest.class_of_parent": "a sub-wallet has no usage of its own",
    "cash.pay_interest.nothing_earned": "a transfer of nothing has no form",
    "cash.Wallet.grants.consent_missing": TAKEN_OVER,
    "cash._running.contract_not_running": "what pays for a service that is over is held no longer",
    "cash.Vault.with_backing.quantity_overflow": "a number beyond 2⁵³−1 has no canonical form",
    "cash.pay_request.request_not_open": "the request itself, by which the payee takes, asks whether it can be paid",
    "cash.Request.grants.request_not_open": "who pays asks whether the request can be paid",
    "cash.Request.grants.consent_missing": TAKEN_OVER,
    "cash.Prepaid.grants.consent_missing": TAKEN_OVER,
    "cash.Vault.drawn.beyond_backing": NO_COUNT,
    "cash.Vault.drawn.not_issued_there": NO_COUNT,
}
