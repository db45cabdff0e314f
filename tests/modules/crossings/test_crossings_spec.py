# SPDX-License-Identifier: Apache-2.0
"""The examples of spec/crossings.md are what two chains make, byte for byte."""

import re

from counterfoil.modules.crossings.records import ARRIVALS, DEALS, DEPARTURES, PAYMENTS
from counterfoil.primitives import canonical
from support import tree
from support.crossed import DEEDS, HOME, arriving, asked, departing, joined, offer, paying


def test_the_examples_are_what_happens() -> None:
    """A deed leaves and arrives; shares are offered and paid."""
    text = (tree.ROOT / "spec/crossings.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```json\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)
    home, away = joined()
    home.do(*departing(home, "x", 1, asset=DEEDS), signed_by="alice")
    away.do(arriving(away, home, "x"), signed_by="bob")
    home.do(*offer(home, "d"), signed_by="alice")
    asked(away, home, DEALS.path("d"))
    away.do(*paying("d"), signed_by="bob")
    made = (
        home.world.read(DEPARTURES, "x"),
        away.world.read(ARRIVALS, HOME, "x"),
        home.world.read(DEALS, "d"),
        away.world.read(PAYMENTS, HOME, "d"),
    )
    assert shown == [canonical.encode(one).decode() for one in made]
