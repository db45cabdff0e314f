# SPDX-License-Identifier: Apache-2.0
"""Vouchers on invoices that another chain has too, and one breach for each rule about them: see ``law_breaches``."""

from counterfoil.law.call import Call
from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.parties.records import Role
from support.evidence_world import World
from support.law_breaches import LATE, Breach, newcomer
from support.peered import EAST, asking, plain, stage_named
from support.refused_elsewhere import BOTH, ODD, PROMISED, TWICE, had_elsewhere, peered
from support.refused_elsewhere import LATE as ASKED_EARLY
from support.vouchers import confirm
from support.vouchers_stage import OnWorld

REGISTERS = "receivables/registry/registry"


def world() -> World:
    stage = OnWorld()
    peered(stage, had_elsewhere(stage_named(EAST)))
    return stage.world


def broken(call: Call, signers: str = BOTH, record: str = REGISTERS) -> Breach:
    return Breach(record, signers, plain(call))


def confirming(name: str) -> Breach:
    return broken(confirm(f"of-{name}"), "core-2", f"receivables/voucher/of-{name}")


WORLD = world
MANY = [(BOTH, plain(asking(EAST, since=LATE + number))) for number in range(SCHEDULED_MAX)]
OF_ONE = [("registrar", newcomer(roles=[Role.supervisor]))]
"""A supervisor that registers invoices too."""
BREACHES = {
    "receivables.set_peers.peers_backdated": broken(asking(EAST, since=1)),
    "receivables.set_peers.no_such_peer": broken(asking(EAST, peers=TWICE)),
    "receivables.set_peers.two_must_set_peers": Breach(
        "receivables/registry/new", "new", plain(asking(EAST, "new", by="new")), OF_ONE
    ),
    "receivables.PeersSet.touches.fold.too_many_policy_changes": Breach(
        REGISTERS, BOTH, plain(asking(EAST, since=LATE + SCHEDULED_MAX)), MANY
    ),
    "receivables.require_room_elsewhere.promised_on_another_chain": confirming(PROMISED),
    "receivables._counted_at.not_asked_elsewhere": confirming(ASKED_EARLY),
    "receivables._counted_at.registered_otherwise_elsewhere": confirming(ODD),
}
UNCOVERED: dict[str, str] = {}
