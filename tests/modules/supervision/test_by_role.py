# SPDX-License-Identifier: Apache-2.0
"""What a supervisor does by its role, under no order, is in no file: the file says where it stands instead."""

from counterfoil.evidence.package import encode_package
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import verify_package
from support.evidence_story import LI, SHARE
from support.evidence_world import World
from support.supervision_story import DOCUMENT, FILE_OF_LI, call, policy, powers, supervised

FILE_OF_THE_PARTY = "supervision/file/parties/party/li"


def acted_on_by_role() -> World:
    """A policy that leaves roles free; a supervisor freezes Li's shares and suspends Li; then both files are opened."""
    world = supervised()
    free = [{name: value for name, value in one.items() if name != "orders_only"} for one in powers()]
    world.do("supervisor", calls=[policy(powers=free)])
    freeze = {"freeze": "F", "account": LI, "instrument": SHARE, "quantity": 5, "reference": "Freezing order 7"}
    suspend = {"party": "li", "reference": "Order 8", "document": DOCUMENT}
    by_role = [
        {"call": "holdings.freeze", "supervisor": "supervisor", "document": DOCUMENT, **freeze},
        {"call": "parties.suspend", "by": "supervisor", **suspend},
    ]
    opened = [call("open_file", kind="account", subject=LI), call("open_file", kind="party", subject="li")]
    world.do("supervisor", calls=by_role)
    world.do("venue", calls=opened)
    return world


def test_a_file_speaks_of_orders_under_the_policy_and_says_where_acts_by_role_stand() -> None:
    """Proved, and true: no order was about Li, whom a supervisor suspended and whose shares it froze."""
    world = acted_on_by_role()
    collector = Collector(world, world.publish())
    for path in (FILE_OF_LI, FILE_OF_THE_PARTY):
        report = verify_package(encode_package(collector.record(RecordPath(path))), world.trust())
        told = report.to_text()
        assert report.verdict.value == "proved" and "no order under the policy of orders was about it" in told, told
        assert "acts by a supervisor's role stand in the party's, the account's, the instrument's" in told
    acts = {
        "holdings.frozen": collector.control(LI, SHARE),
        "parties.suspended": collector.record(RecordPath("parties/party/li")),
    }
    for name, package in acts.items():
        assert any(name.encode() in one.event for one in package.events), name
