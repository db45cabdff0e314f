# SPDX-License-Identifier: Apache-2.0
"""Every rejection table, and the one market in which all their rows are asked."""

from support.ledger import Ledger
from support.refused_attestations import ATTESTATION_ACTS, ATTESTED
from support.refused_by_orders import SUPERVISION_ACTS
from support.refused_by_records import ACTS as RECORDS
from support.refused_cash import CASH, CASH_ACTS, FOLLOWED
from support.refused_disclosure import DISCLOSED, DISCLOSURE_ACTS, disclosing
from support.refused_enforcing import ENFORCING
from support.refused_instruments import INSTRUMENTS
from support.refused_movements import MOVEMENTS
from support.refused_ordering import FOLLOWED_BY_SUPERVISION, ORDERING
from support.refused_parties import ACCOUNTS, PARTIES, PROTOCOL
from support.refused_payments import PAYMENT_ACTS, PAYMENTS, PAYMENTS_FOLLOWED, paying_market
from support.refused_programmes import PROGRAMME_ACTS
from support.refused_reservations import RESERVATIONS
from support.refused_restrictions import RESTRICTED, RESTRICTED_MOVES, RESTRICTION_ACTS, restrict_market
from support.refused_settlement import INSTRUCTIONS
from support.supervised_market import supervised_market

ROWS = [*PROTOCOL, *PARTIES, *ACCOUNTS, *INSTRUMENTS, *MOVEMENTS, *RESERVATIONS, *INSTRUCTIONS]
ROWS += [*CASH, *FOLLOWED, *PAYMENTS, *PAYMENTS_FOLLOWED]
ROWS += [*ATTESTED, *RESTRICTED, *RESTRICTED_MOVES]
ROWS += DISCLOSED
ROWS += [*ORDERING, *ENFORCING, *FOLLOWED_BY_SUPERVISION]
"""Calls that are refused, each for one rule, in the order checked."""
ACTS = [
    *RECORDS,
    *CASH_ACTS,
    *PAYMENT_ACTS,
    *ATTESTATION_ACTS,
    *RESTRICTION_ACTS,
    *SUPERVISION_ACTS,
    *PROGRAMME_ACTS,
    *DISCLOSURE_ACTS,
]
"""What no call of today does."""


def whole_market() -> Ledger:
    """The market with everything on it that a row needs."""
    return disclosing(restrict_market(paying_market(supervised_market())))
