# SPDX-License-Identifier: Apache-2.0
"""One breach for each rule of cash's open half: see ``law_breaches``."""

from support.cash_story import DOCUMENT, LATE, LIN, MORE, TRAVEL, VAULT, YUAN, backing, call, limits, of_yuan, wallet
from support.evidence_world import START_MS
from support.law_breaches import Breach

CURRENCY = f"cash/currency/{YUAN}"
EIGHT = [limits(since=LATE + number) for number in range(8)]
NO_COUNT = "no call says what follows from another's event: tests/modules/cash/test_evidence.py seals such a count"

BREACHES = {
    "cash.Adopted.permit.not_cash": Breach(
        "cash/currency/ACME", "acme", call("cash.adopt", instrument="ACME", offset_min=0)
    ),
    "cash.SubWalletOpened.permit.another_holder": Breach(
        f"cash/wallet/of-tao/{YUAN}", "icbc", of_yuan("cash.open_sub_wallet", "of-tao", parent=LIN)
    ),
    "cash.require_bank.another_bank": Breach(f"cash/wallet/elsewhere/{YUAN}", "icbc", wallet("elsewhere")),
    "cash.set_day.policy_backdated": Breach(
        CURRENCY, "pboc", call("cash.set_day", instrument=YUAN, since=START_MS, offset_min=0)
    ),
    "cash.set_limits.policy_backdated": Breach(CURRENCY, "pboc", limits(since=START_MS)),
    "cash.open_sub_wallet.nested_wallet": Breach(
        f"cash/wallet/{MORE}/{YUAN}", "icbc", of_yuan("cash.open_sub_wallet", MORE, parent=TRAVEL)
    ),
    "cash.reclassify.class_of_parent": Breach(
        f"cash/wallet/{TRAVEL}/{YUAN}", "icbc", of_yuan("cash.reclassify", TRAVEL, grade="I", commitment=DOCUMENT)
    ),
    "cash.scheduled.too_much_scheduled": Breach(
        CURRENCY, "pboc", limits(since=LATE + 8), [("pboc", one) for one in EIGHT]
    ),
    "cash.Vault.with_backing.backing_in_use": Breach(f"cash/vault/{VAULT}/{YUAN}", "pboc", backing(201, "cash.retire")),
}
UNCOVERED = {
    "cash.Vault.with_backing.backing_overflow": "a number beyond 2⁵³−1 has no canonical form",
    "cash.Vault.drawn.beyond_backing": NO_COUNT,
    "cash.Vault.drawn.not_issued_there": NO_COUNT,
}
