# SPDX-License-Identifier: Apache-2.0
"""Outcomes of claims on lots that need more than its claimant's word: 2067-2071."""

from counterfoil.law.outcome import Outcome


class ClaimsOutcome(Outcome):
    """Why nothing is said, or found, of a claim."""

    nobody_has_it = (
        2067,
        "Nobody has the lot any more: it was split, paid or ended.",
        "该份额已拆分、兑付或注销，不得再就其提出主张。",
        "What was said of it before holds for its parts; what is new is claimed on each of them.",
    )
    registration_differs = (
        2068,
        "The claim names another registration, or another time, or none.",
        "主张所载的登记编号或时间与此不符，或未载明登记。",
        "Its claimant withdraws it, and claims by what the registry says.",
    )
    registration_found_before = 2069, "The claim's registration counts already.", "该主张的登记已经核实。"
    own_word = (
        2070,
        "Nobody finds their own registration.",
        "主张人不得自行核实其登记。",
        "The programme's keeper does, a registrar or a recorder.",
    )
    taken_on_record = (
        2071,
        "The claimant took the lot on this ledger: that is on record, and no claim that somebody made.",
        "主张人系在本账本受让该份额，已有记录，不得删除。",
    )
