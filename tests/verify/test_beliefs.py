# SPDX-License-Identifier: Apache-2.0
"""Whom a proof rests on is said of the keys that could do it."""

import dataclasses

import msgspec

from counterfoil.verify.beliefs import who_could_lie
from support.evidence_told import told


def test_who_could_lie_is_said_of_the_keys_in_force() -> None:
    """Of the policy that the header is sealed under, and of the recovery keys, which could replace it."""
    trust = told().world.trust()
    chain = trust.chains[told().world.chain]
    three = msgspec.structs.replace(chain.seal, keys=chain.seal.keys * 3, threshold=2)
    said = [belief.en for belief in who_could_lie(trust, chain, three)]
    assert "the seal keys (2 of 3)" in said[0]
    assert "the recovery keys (1 of 1)" in said[1] and "stands in the log" in said[1]
    alone = [belief.en for belief in who_could_lie(trust, dataclasses.replace(chain, auditors=None))]
    assert "the recovery keys (1 of 1) ALONE" in alone[1]
    assert len(who_could_lie(trust, dataclasses.replace(chain, recovery=None))) == 2


def test_witnesses_are_named() -> None:
    """Who cosigns, and how many of them, not what a policy calls the group."""
    trust = told().world.trust()
    hidden = who_could_lie(trust, trust.chains[told().world.chain])[-1].en
    witnesses = [one.name for one in trust.policy.witnesses if one.name in hidden]
    assert witnesses, hidden
    assert " of " in hidden.partition("quorum (")[2]


def test_without_entry_auditors_the_log_alone_could_hold_back() -> None:
    """Witnesses cosign growth: a false roll is seen by those who read the entries, and by nobody else."""
    trust = dataclasses.replace(told().world.trust(), entry_auditors=None)
    said = [belief.en for belief in who_could_lie(trust, trust.chains[told().world.chain])]
    assert "the log's key ALONE" in said[-1]
