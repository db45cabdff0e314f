# SPDX-License-Identifier: Apache-2.0
"""A market's days, on five chains under one custody log: what the scenes of its nouns show, as one business."""

from typing import Final

from counterfoil.demo.scenes import coupon, funds, insurance, netted_cycle, over_the_counter
from counterfoil.demo.stage import Scene, Stage
from counterfoil.primitives.types import ChainId

PARTS: Final[dict[ChainId, Scene]] = {
    ChainId("registry"): coupon.SCENE,
    ChainId("fund-sales"): funds.SCENE,
    ChainId("insurance"): insurance.SCENE,
    ChainId("off-site"): over_the_counter.SCENE,
    ChainId("exchange"): netted_cycle.SCENE,
}
"""chain → what its firms do there; the last closes its business day with a certificate"""


def play(stage: Stage) -> None:
    """One after the other, as the clock goes on; whoever is on several chains signs with one key."""
    for chain, part in PARTS.items():
        stage.show(f"chain {chain}", part.title)
        part.play(stage.on(chain))


SCENE: Final = Scene(
    number=65,
    name="market-day",
    title="A market's days on five chains 市场运行",
    play=play,
    days=sum(part.days for part in PARTS.values()),
    chains=tuple(PARTS),
)
