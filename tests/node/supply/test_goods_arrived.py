# SPDX-License-Identifier: Apache-2.0
"""The root over events that show goods, by hand; and which items arrive, whatever is packed in what."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.epcis.document import read_document
from counterfoil.epcis.event_hash import digits_of, event_hash
from counterfoil.node.supply.events_shown import shown_by
from counterfoil.node.supply.goods_arrived import Told
from counterfoil.node.supply.told_events import each_once
from support import tree
from support.epcis import SEEN, as_json, document, said

ROOTS = json.loads((tree.ROOT / "vectors" / "goods-shown" / "roots.json").read_bytes())


def events_of(listed):
    return list(read_document(as_json(document(*listed))).events)


def by_hand(leaves):
    """RFC 6962 §2.1, with nothing of ours."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\1" + by_hand(leaves[:split]) + by_hand(leaves[split:])).digest()


@pytest.mark.parametrize("case", ROOTS, ids=lambda case: case["name"])
def test_the_vectors_are_made_by_hand(case):
    """By their times, then by their hashes, each once."""
    named = {(one.event_time.ms, digits_of(event_hash(one))) for one in read_document(case["utf8"].encode()).events}
    assert by_hand([digits.encode() for _, digits in sorted(named)]).hex() == case["root"]
    assert len(named) == case["count"]


@given(st.lists(st.integers(0, 6), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_no_order_makes_another_root(minutes, shuffled):
    """However often each event stands there, and in which order."""
    events = events_of([said(SEEN, eventTime=f"2026-03-04T11:{minute:02}:00Z") for minute in minutes])
    shown = shown_by(events)
    shuffled.shuffle(events)
    assert shown_by([*events, events[0]]) == shown
    assert shown.count == len(set(minutes))
    assert len(each_once(Told("here", one) for one in events)) == len(set(minutes))


def test_a_declaration_of_error_is_another_than_its_event():
    """Though its hash is the same: both are kept, so that the event counts for nothing."""
    declared = said(SEEN, errorDeclaration={"declarationTime": "2026-03-05T12:00:00Z", "reason": "did_not_occur"})
    told = [Told(str(number), one) for number, one in enumerate(events_of([SEEN, declared, SEEN]))]
    assert [one.where for one in each_once(told)] == ["0", "1"]
