# SPDX-License-Identifier: Apache-2.0
"""Identifiers of an event as links and as URNs: those of the standard's own members, and nothing else."""

import json
from typing import Any, Final

import pytest

from counterfoil.epcis.document import from_members
from counterfoil.epcis.event_hash import event_hash
from counterfoil.epcis.spelling import Speller

LENGTHS: Final = {"0614141": 7, "4000001": 7}
URNS: Final[dict[str, Any]] = {
    "type": "ObjectEvent",
    "eventTime": "2026-07-01T10:00:00Z",
    "eventTimeZoneOffset": "+00:00",
    "action": "OBSERVE",
    "parentID": "urn:epc:id:sscc:0614141.1234567890",
    "epcList": ["urn:epc:id:sgtin:0614141.107346.2018", "urn:uuid:1"],
    "quantityList": [{"epcClass": "urn:epc:class:lgtin:0614141.107346.L1", "quantity": 2}],
    "readPoint": {"id": "urn:epc:id:sgln:0614141.07346.1234"},
    "bizLocation": {"id": "urn:epc:id:sgln:0614141.00888.0"},
    "bizTransactionList": [{"type": "po", "bizTransaction": "urn:epc:id:gdti:0614141.06012.1234"}],
    "sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:0614141.00001"}],
    "destinationList": [{"type": "owning_party", "destination": "urn:epc:id:pgln:0614141.00002"}],
    "sensorElementList": [
        {
            "sensorMetadata": {"deviceID": "urn:epc:id:giai:4000001.111"},
            "sensorReport": [{"type": "Temperature", "deviceID": "urn:epc:id:giai:4000001.112"}],
        }
    ],
    "ex:note": "urn:epc:id:sgtin:0614141.107346.2018",
}
LINKS: Final = {
    "parentID": "https://id.gs1.org/00/106141412345678908",
    "epcList": ["https://id.gs1.org/01/10614141073464/21/2018", "urn:uuid:1"],
    "quantityList": [{"epcClass": "https://id.gs1.org/01/10614141073464/10/L1", "quantity": 2}],
    "readPoint": {"id": "https://id.gs1.org/414/0614141073467/254/1234"},
    "bizLocation": {"id": "https://id.gs1.org/414/0614141008889"},
    "bizTransactionList": [{"type": "po", "bizTransaction": "https://id.gs1.org/253/06141410601221234"}],
}


def spelled(members: Any, *, urns: bool = False, lengths: Any = LENGTHS) -> tuple[Any, int]:
    speller = Speller(urns=urns, lengths=lengths)
    return speller.event(members), speller.left


def hashed(members: Any) -> str:
    (event,) = from_members(members).events
    return event_hash(event)


def test_urns_become_links_and_links_urns() -> None:
    """There and back, with the same hash all the way; what is somebody's own stays."""
    links, left = spelled(URNS)
    assert {name: links[name] for name in LINKS} == LINKS
    assert links["ex:note"] == URNS["ex:note"]
    assert links["sensorElementList"][0]["sensorReport"][0]["deviceID"] == "https://id.gs1.org/8004/4000001112"
    assert "urn:epc" not in json.dumps({**links, "ex:note": ""})
    again, left_again = spelled(links, urns=True)
    assert (again, left, left_again) == (URNS, 0, 0)
    assert hashed(links) == hashed(again) == hashed(URNS)


def test_what_is_in_the_spelling_already_stays_as_it_is() -> None:
    """A link of anybody's domain is a link."""
    own = {"epcList": ["https://example.com/some/01/10614141073464/21/1?x=y"]}
    assert spelled(own) == (own, 0)
    assert spelled(URNS, urns=True, lengths={}) == (URNS, 0)


@pytest.mark.parametrize(
    "link",
    ["https://id.gs1.org/01/09521141012345/21/1", "https://id.gs1.org/01/10614141073464/235/a/22/2", "urn:epc:id:x:1"],
)
def test_what_cannot_be_written_is_left_and_counted(link: str) -> None:
    """The length of its prefix is not known, no URN writes it, or it is no key."""
    members = {"epcList": [link]}
    urns = not link.startswith("urn:")
    expected = members if "22" not in link else {"epcList": ["urn:epc:id:upui:0614141.107346.a"]}
    assert spelled(members, urns=urns) == (expected, 0 if "22" in link else 1)


@pytest.mark.parametrize(
    "members",
    [{"epcList": "x"}, {"quantityList": ["x", {}]}, {"readPoint": 1}, {"sensorElementList": [1, {}]}],
    ids=str,
)
def test_what_is_not_as_the_schema_says_is_let_alone(members: Any) -> None:
    """Whatever stands there."""
    for urns in (True, False):
        assert spelled(members, urns=urns) == (members, 0)
