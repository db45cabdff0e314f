# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply receipt``: the root over events, as calls take it; and stocks where there are none."""

from support.goods_received import document, received


def test_the_root_of_events_is_told(run, run_json, write):
    """As calls take it; what was declared wrong counts for nothing, and of nothing there is no root."""
    one, other = received(eventID="urn:uuid:11111111-1111-4111-8111-111111111111"), received(1)
    file = write("events.json", document(one, other))
    told = run_json("supply", "receipt", "shown", file, file)
    assert run("supply", "receipt", "shown", file).stdout == f"root={told['root']},count=2\n"
    back = one | {"errorDeclaration": {"declarationTime": "2025-11-02T10:00:00Z", "reason": "did_not_occur"}}
    assert run_json("supply", "receipt", "shown", file, write("back.json", document(back)))["count"] == 1
    wrong = write("wrong.json", document(one, back))
    assert "no event stands in them" in run("supply", "receipt", "shown", wrong, code=2).output
    assert "not JSON" in run("supply", "receipt", "shown", write("x.json", "{"), code=2).output


def test_nothing_in_store_is_said(run, bare):
    """A chain without receipts has no stocks."""
    assert "No goods are in store" in run("supply", "receipt", "stock", "--network", bare).output
