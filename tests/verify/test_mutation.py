# SPDX-License-Identifier: Apache-2.0
"""Each rule of the open halves in turn looks away: then, and only then, what it forbids slips through the verifier."""

import pytest

from counterfoil.verify import verify_package
from support import cash_breaches, restriction_story, supervision_breaches
from support.law_sites import sites
from support.lawless_package import BREACHES, lawless

NO_CALL = "no call of these modules can ask for it; another module's might"
NO_FORM = "a number beyond 2⁵³−1 has no canonical form, so that no package can hold it"
BY_ORDER = "only another module's record gives an order: a noun of tests breaks it, tests/verify/test_orders.py"
BY_RULE = "only another module's record speaks for an issuer: a noun of tests breaks it, test_standing_consents.py"
TAKEN_OVER = "the call takes account and instrument from the record itself"
UNCOVERED = {
    "holdings.by_signature.signature_not_enough": NO_CALL,
    "holdings.Transferred.permit.consent_missing": NO_CALL,
    "holdings.Mandate.grants.consent_missing": NO_CALL,
    "settlement.Instruction.grants.not_affirmed": NO_CALL,
    "holdings.supplied.fold.quantity_overflow": NO_FORM,
    "holdings.Holding.joined.quantity_overflow": NO_FORM,
    "holdings.Holding.more.quantity_overflow": NO_FORM,
    "holdings.Mandate.used.quantity_overflow": NO_FORM,
    "holdings.Lifted._require_here.encumbrance_elsewhere": "the calls that free units say where their encumbrance is",
    "holdings._granted.consent_missing": BY_ORDER,
    "holdings._granted.consent_missing 2": BY_RULE,
    "holdings.require_issuer.signature_not_enough": BY_RULE,
    "holdings.require_issuer.consent_missing": BY_RULE,
    "holdings.Redeemed.permit.consent_missing": BY_RULE,
    "holdings._authorised.not_authorised": BY_ORDER,
    "holdings.Unfrozen.permit.frozen_by_order": BY_ORDER,
    "holdings.Forced.permit.same_account": BY_ORDER,
    "holdings.Forced.permit.nothing_moved": BY_ORDER,
    "holdings.Burned.permit.nothing_moved": BY_ORDER,
    "holdings.Recovered.permit.same_account": BY_ORDER,
    "holdings.Recovered.permit.recovery_to_another": BY_ORDER,
    "holdings.Recovered.permit.nothing_moved": BY_ORDER,
    "holdings.Recovered.permit.recovery_not_whole": BY_ORDER,
    "holdings.Recovered._emptied.recovery_not_whole": BY_ORDER,
    "holdings._named.named_twice": BY_ORDER,
    "holdings._named.unknown_encumbrance": BY_ORDER,
    "holdings._named.encumbrance_elsewhere": BY_ORDER,
    "holdings._named.hold_reserved": BY_ORDER,
    "holdings._require_reserved.exceeds_hold": BY_ORDER,
    "holdings.Holding.deprived.exceeds_hold": BY_ORDER,
    "holdings.Holding.joined.freezes_wait": BY_ORDER,
    "holdings.Holding.joined.too_many_freezes": BY_ORDER,
    "holdings.Encumbrance.grants.consent_missing": TAKEN_OVER,
    "holdings.Mandate.grants.consent_missing 2": TAKEN_OVER,
    "holdings.Transferred.permit.same_account": "an event that touches one record twice makes no trail",
    "holdings.Encumbrance.grants.unknown_encumbrance": "whoever executes a hold asked for an active one",
    "holdings._granted.wrong_encumbrance_kind": "whoever executes a hold or enforces a pledge asked for one",
    "holdings.Encumbrance.grants.exceeds_hold": "what is used up of a hold is counted, too",
    "holdings.Encumbrance.used.exceeds_hold": "who executes a hold asks how much it reserves, too",
    "parties._consenting.two_parties_needed": "no account is opened with such a rule",
    "parties.AccountControlChanged.permit.not_authorised": "a holder without keys has a custodian, whom it concerns",
    "settlement.affirm.account_not_in_instruction": "whoever has no leg has no consent to record",
    "settlement.allocate.account_not_in_instruction": "whoever has no leg delivers nothing",
    "settlement.settle.not_allocated": "what was not reserved cannot be delivered",
    "settlement.Instruction.grants.not_allocated": "who settles asks whether all was reserved",
    "settlement.Instruction.grants.not_affirmed 2": "nothing is ready to settle that not everybody affirmed",
}
UNCOVERED |= cash_breaches.UNCOVERED | restriction_story.UNCOVERED | supervision_breaches.UNCOVERED
"""site → why it cannot be broken alone by any call: another rule, or the format, stops the same"""


def test_every_rule_is_broken_or_has_its_reason() -> None:
    """Each place where a rule may say no is in exactly one of the two tables."""
    assert set(BREACHES) | set(UNCOVERED) == set(sites())
    assert not set(BREACHES) & set(UNCOVERED)


@pytest.mark.parametrize("name", BREACHES)
def test_what_slips_through_when_one_rule_looks_away(name: str) -> None:
    """An operator who breaks this one rule gets a package that is not proved; proved it is only without the rule."""
    package, trust, broken_alone, slipped = lawless(name)
    assert broken_alone
    assert slipped.proved, slipped.to_text()
    report = verify_package(package, trust)
    assert report.failed_check == 10, report.to_text()
