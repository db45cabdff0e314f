# SPDX-License-Identifier: Apache-2.0
"""Typed reading of products and policies; and how a policy stands at a time, whatever was recorded of it."""

from enum import StrEnum

from counterfoil.law.module import View
from counterfoil.modules.holdings.records import TITLES
from counterfoil.modules.insurance.records import (
    LIVE,
    POLICIES,
    TERMS,
    WALLETS,
    Policy,
    PolicyStatus,
    PolicyWallet,
)
from counterfoil.modules.insurance.schedule import Terms
from counterfoil.primitives.types import AccountId, InstrumentId, Timestamp


class Stands(StrEnum):
    """How a policy stands at a time."""

    not_bought = "not_bought"
    cooling_off = "cooling_off"
    in_force = "in_force"
    in_grace = "in_grace"
    """a premium is due and not paid, and cover goes on"""
    lapsed = "lapsed"
    cover_over = "cover_over"
    ended = "ended"


def terms(view: View, product: str, version: int) -> Terms | None:
    """What a version of a product's terms says; None when there is none."""
    found = view.read(TERMS, product, str(version))
    return None if found is None else found.terms


def stands(view: View, policy: InstrumentId, now: Timestamp) -> Stands | None:
    """How a policy stands at ``now``; None when nobody applied for it."""
    record = view.read(POLICIES, policy)
    if record is None or record.bought is None:
        return None if record is None else Stands.not_bought
    said = terms(view, record.product, record.version)
    title = view.read(TITLES, policy)
    # Insurer and holder, or an order, may have ended its unit without this module.
    if record.status not in LIVE or said is None or title is None or title.account is None:
        return Stands.ended
    return _by_time(record, record.bought, said, now)


def _by_time(policy: Policy, bought: Timestamp, terms: Terms, now: Timestamp) -> Stands:
    if now >= terms.covered_until(bought, policy.premiums_paid):
        return Stands.cover_over if now >= terms.cover_until(bought) else Stands.lapsed
    if now < terms.cooling_off_until(bought):
        return Stands.cooling_off
    due = policy.premiums_paid < terms.premiums and now >= terms.due(bought, policy.premiums_paid + 1)
    return Stands.in_grace if due else Stands.in_force


def policies_in(view: View, account: AccountId) -> list[PolicyWallet]:
    """The policies that an account was named for, in order of identifiers. Reader every policy of the chain."""
    return [wallet for _, wallet in view.rows(WALLETS) if wallet.account == account]


def owed(view: View, product: str) -> list[PolicyWallet]:
    """What is owed on policies of a product and not paid, in order of policies. Reader every policy of the chain."""
    of_product = (policy.instrument for _, policy in view.rows(POLICIES) if policy.product == product)
    found = (view.read(WALLETS, policy) for policy in of_product)
    return [wallet for wallet in found if wallet is not None and wallet.owed]


def lapsing(view: View, now: Timestamp) -> list[Policy]:
    """Policies whose days of grace are over and of which that is not recorded. Reader every policy of the chain."""
    found = (policy for _, policy in view.rows(POLICIES) if policy.status is PolicyStatus.in_force)
    return [policy for policy in found if stands(view, policy.instrument, now) is Stands.lapsed]
