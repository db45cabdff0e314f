# SPDX-License-Identifier: Apache-2.0
"""Whom a proof rests on is said of the keys that could do it."""

import dataclasses

import msgspec

from counterfoil.node.drawing import draw_verification, judge
from counterfoil.primitives.types import Timestamp
from counterfoil.verify import verify_package
from counterfoil.verify.beliefs import who_could_lie
from support.evidence_rogue_log import false_roll
from support.evidence_told import materials, told


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
    assert len(who_could_lie(trust, dataclasses.replace(chain, recovery=None))) == 3


def test_witnesses_are_named() -> None:
    """Who cosigns, and how many of them, not what a policy calls the group."""
    trust = told().world.trust()
    *_, old, withheld = (belief.en for belief in who_could_lie(trust, trust.chains[told().world.chain]))
    assert "the witnesses' quorum (2 of (2 of alpha, beta, gamma), entries)" in withheld
    assert "the log's key with entry auditors (entries)" in old


def test_a_false_roll_needs_no_witness() -> None:
    """Honest witnesses cosign an old header rolled as the last; whoever reads the entries would not, and is named."""
    trust = told().world.trust()
    report = verify_package(false_roll(), trust)
    assert report.failed_check == 3
    said = next(belief.en for belief in report.beliefs if belief.en.startswith("An old header"))
    assert "witness" not in said


def test_without_entry_auditors_the_log_alone_could_hold_back() -> None:
    """Witnesses cosign growth: a false roll is seen by those who read the entries, and by nobody else."""
    trust = dataclasses.replace(told().world.trust(), entry_auditors=None)
    said = [belief.en for belief in who_could_lie(trust, trust.chains[told().world.chain])]
    assert "the log's key ALONE" in said[-1]


def test_entry_auditors_are_told_apart_from_witnesses() -> None:
    """In the details of check 3, and in what a page shows of those that cosigned."""
    story = told()
    report = verify_package(materials().package, story.world.trust())
    details = report.checks[2].details
    assert sorted(details["witnesses"]) == ["alpha", "beta", "gamma"] and list(details["entry_auditors"]) == ["entries"]
    assert report.narrative is not None and report.narrative.entry_auditors == {"entries"}
    page = draw_verification(
        judge(report, ("p", b""), ("t", b""), version="1", now=Timestamp(0)), report, materials().package
    )
    row = page.split('<bdi class="name">entries</bdi></th>', 1)[1].split("</tr>", 1)[0]
    assert "entry auditor" in row
