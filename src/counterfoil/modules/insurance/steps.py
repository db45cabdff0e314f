# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next for policies; and how a policy stands by now, in words."""

from collections.abc import Iterator
from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.law.call import Call
from counterfoil.law.module import Now, View
from counterfoil.modules.insurance import calls as c
from counterfoil.modules.insurance.queries import Stands, lapsing, terms
from counterfoil.modules.insurance.queries import stands as stands_by
from counterfoil.modules.insurance.records import LIVE, POLICIES, WALLETS, Policy, PolicyStatus
from counterfoil.modules.insurance.words import BY_TIME
from counterfoil.primitives.types import Timestamp

SAID: Final = frozenset({Stands.cooling_off, Stands.in_grace, Stands.lapsed, Stands.cover_over})
"""What a record does not say: it follows from time alone."""


def stands(policy: Policy, now: Now) -> Words | None:
    """What time makes of a policy, and what is owed on it, which its wallet says."""
    found = stands_by(now.view, policy.instrument, now.time)
    wallet = now.view.read(WALLETS, policy.instrument)
    if wallet is not None and wallet.owed:
        owed = now.in_units(wallet.owed, wallet.instrument)
        return BY_TIME["owed"].fill(owed=owed, wallet=wallet.wallet, when=now.when)
    said = policy.status is PolicyStatus.in_force and found in SAID
    return BY_TIME[found].fill(when=now.when) if said and found is not None else None


def steps(view: View, time: Timestamp) -> Iterator[Call]:
    """Lapses that are not recorded, policies whose cover and time for claims are over, and what is owed."""
    for policy in lapsing(view, time):
        yield c.RecordLapse(policy=policy.instrument)
    for _, policy in view.rows(POLICIES):
        said = terms(view, policy.product, policy.version)
        over = policy.bought is not None and said is not None and time >= said.claims_until(policy.bought)
        if over and policy.status in LIVE and policy.case is None:
            yield c.Expire(policy=policy.instrument)
    for _, wallet in view.rows(WALLETS):
        if wallet.owed:
            yield c.PayOut(policy=wallet.policy)
