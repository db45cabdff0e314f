# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next for policies; and how a policy stands by now, in words."""

from collections.abc import Iterator

from counterfoil.evidence.bilingual import Words
from counterfoil.law.call import Call
from counterfoil.law.module import Now, View
from counterfoil.modules.holdings.records import TITLES
from counterfoil.modules.insurance import calls as c
from counterfoil.modules.insurance.queries import lapsing, terms
from counterfoil.modules.insurance.queries import stands as stands_by
from counterfoil.modules.insurance.records import LIVE, POLICIES, WALLETS, Policy, PolicyStatus
from counterfoil.modules.insurance.words import BY_TIME, OWED
from counterfoil.primitives.types import Timestamp


def stands(policy: Policy, now: Now) -> Words | None:
    """What time makes of a policy, and what is owed on it, which its wallet says."""
    found = stands_by(now.view, policy.instrument, now.time)
    wallet = now.view.read(WALLETS, policy.instrument)
    if wallet is not None and wallet.owed:
        owed = now.in_units(wallet.owed, wallet.instrument)
        return OWED.fill(owed=owed, wallet=wallet.wallet, when=now.when)
    words = BY_TIME.get(found or "") if policy.status is PolicyStatus.in_force else None
    return None if words is None else words.fill(when=now.when)


def steps(view: View, time: Timestamp) -> Iterator[Call]:
    """Lapses that are not recorded, policies whose cover and time for claims are over, and what is owed."""
    for policy in lapsing(view, time):
        yield c.RecordLapse(policy=policy.instrument)
    for _, policy in view.rows(POLICIES):
        said = terms(view, policy.product, policy.version)
        over = policy.bought is not None and said is not None and time >= said.claims_until(policy.bought)
        title = view.read(TITLES, policy.instrument)
        held = title is not None and title.account is not None
        if over and held and policy.status in LIVE and policy.case is None:
            yield c.Expire(policy=policy.instrument)
    for _, wallet in view.rows(WALLETS):
        if wallet.owed:
            yield c.PayOut(policy=wallet.policy)
