# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply receipt intake``: events that were corrected after they showed goods show no more of them."""

import pytest

from counterfoil.modules.receipts import calls as r
from counterfoil.modules.receipts.records import INTAKES
from support.goods_received import document, received, weighed
from support.receipted import declaring, with_schemes
from support.supply_network import make_supply_network, on_network

OLD, NEW = (f"urn:uuid:{digit * 8}-1111-4111-8111-111111111111" for digit in "12")


@pytest.fixture
def network(tmp_path):
    """Ann declared a hundred tonnes of a lot twice, and has room for them."""

    def story(stage):
        with_schemes(stage)
        for name in ("I-1", "I-2"):
            stage.do(*declaring(name), signed_by="ann")
            stage.do(r.GiveRoom(intake=name), signed_by="exchange")

    return make_supply_network(tmp_path / "network", story)


def test_a_delivery_told_anew_is_not_taken_in_again(run, network, write):
    """Fifty tonnes were put right to sixty by another event, and were a hundred and ten on record."""
    given = ("--certificate", "c" * 64, "--inspector", "inspector", "--key", "shed", "--key", "inspector")
    given = (*given, "--network", network, "--no-publish")
    old, new = received(amount=50, eventID=OLD), received(amount=60, eventID=NEW)
    run("supply", "receipt", "intake", "I-1", write("first.json", document(old, weighed(50))), *given)
    back = {"declarationTime": "2025-11-02T10:00:00Z", "reason": "incorrect_data", "correctiveEventIDs": [NEW]}
    anew = write("anew.json", document(old | {"errorDeclaration": back}, new, weighed(60, minute=20)))
    said = run("supply", "receipt", "intake", "I-2", anew, *given, code=2).output
    assert "showed goods of this lot before" in said and NEW in said and "strike-goods" in said
    with on_network(network) as stage:
        assert stage.state.read(INTAKES, "I-2").status == "room_given"
    other = write("other.json", document(received(30, 20), weighed(20, minute=40)))
    run("supply", "receipt", "intake", "I-2", other, *given)
