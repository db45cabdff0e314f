# SPDX-License-Identifier: Apache-2.0
"""What was told is put in the words of the modules, and nothing of the ledger is told with them."""

from typing import Any

import msgspec
import pytest

from counterfoil.api.ledger.word_pages import THINGS_MAX
from counterfoil.modules import laws
from support.network import RECEIPT, SHARES, YUAN
from support.node_service import CHAIN_PATH, Served


def asked(standing: Served, name: str, **said: Any) -> Any:
    answer = standing.post(name, f"{CHAIN_PATH}/words", msgspec.json.encode(said))
    assert answer.status_code == 200, answer.text
    return answer.json()


def issued(instrument: str) -> dict[str, Any]:
    return {"type": "holdings.issued", "data": {"account": "a-1", "instrument": instrument, "quantity": 1_234}}


def test_every_type_of_event_has_a_sentence(standing: Served) -> None:
    """In both languages, also where the event says nothing."""
    types = sorted(laws().events)
    for begin in range(0, len(types), THINGS_MAX):
        part = types[begin : begin + THINGS_MAX]
        told = asked(standing, "alice", events=[{"type": one, "data": {}} for one in part])["events"]
        assert len(told) == len(part)
        assert [one for one, said in zip(part, told, strict=True) if not (said["en"] and said["zh"])] == []


def test_quantities_are_in_their_units(standing: Served) -> None:
    """Of an instrument that is open to members, with its decimals."""
    shares, yuan = asked(standing, "alice", events=[issued(SHARES), issued(YUAN)])["events"]
    assert shares["en"] == f"1,234 share of {SHARES} issued to account a-1"
    assert yuan == {"en": "12.34 CNY issued to account a-1", "zh": "向账户 a-1 发行并登记 12.34 CNY"}


@pytest.mark.parametrize("instrument", [RECEIPT, "NO-SUCH"])
def test_no_unit_tells_that_there_is_an_instrument(standing: Served, instrument: str) -> None:
    """A unique one, which is another's, and none at all read alike; the supervisor is told the unit."""
    [said] = asked(standing, "alice", events=[issued(instrument)])["events"]
    assert said["en"] == f"1,234 smallest units of {instrument} issued to account a-1"
    [seen] = asked(standing, "watch", events=[issued(RECEIPT)])["events"]
    assert "1,234 receipt of" in seen["en"]


def test_records_and_calls_are_told_field_by_field(standing: Served) -> None:
    """Each with what it is called in both languages; a trail is a matter of proofs."""
    path = f"holdings/holding/alice-1/{SHARES}"
    value = standing.get("alice", f"{CHAIN_PATH}/records/{path}").json()["value"]
    call = {"call": "holdings.transfer", "sender": "alice-1", "receiver": "bob-1"}
    told = asked(standing, "alice", records=[{"record": path, "value": value}], calls=[call])
    fields = {one["at"]: one for one in told["records"][0]["fields"]}
    assert fields["free"]["name"] == {"en": "free", "zh": "可用"}
    assert fields["free"]["value"]["en"].endswith(" share")
    assert "trail" not in fields
    assert {one["at"]: one["value"]["en"] for one in told["calls"][0]["fields"]} == {
        "receiver": "bob-1",
        "sender": "alice-1",
    }


@pytest.mark.parametrize(
    "said",
    [
        {"events": [{"type": "x" * 1_001, "data": {}}]},
        {"events": [{"type": "holdings.issued"}]},
        {"events": [{"type": "holdings.issued", "data": []}]},
        {"records": [{"record": 1, "value": {}}]},
        {"more": 1},
        {"calls": [{}] * (THINGS_MAX + 1)},
    ],
    ids=["long", "no data", "a list", "a number", "unknown", "too many"],
)
def test_what_cannot_be_read_is_refused(standing: Served, said: dict[str, Any]) -> None:
    """400, and of the rest nothing is told."""
    assert standing.post("alice", f"{CHAIN_PATH}/words", msgspec.json.encode(said)).status_code == 400


@pytest.mark.parametrize("odd", [None, True, -1, 2**53 - 1, "", "\u202e", [], [[]], {"a": {}}, [None, {"b": [1]}]])
def test_no_value_breaks_a_sentence(standing: Served, odd: Any) -> None:
    """Whatever stands where something else is expected."""
    data = dict.fromkeys(("account", "instrument", "quantity", "taken", "expires", "keys"), odd)
    events = [{"type": one, "data": data} for one in sorted(laws().events)[:THINGS_MAX]]
    records = [{"record": f"{table}/x", "value": {**data, "odd": odd}} for table in sorted(laws().tables)]
    told = asked(standing, "watch", events=events, records=records, calls=[{"call": odd, "quantity": odd}])
    assert len(told["events"]) == len(events)
    assert len(told["records"]) == len(records)
