# SPDX-License-Identifier: Apache-2.0
"""Records of no module that take many words, and claims about them whose maker works none out."""

from typing import Any

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.claim_words import does_not_claim
from counterfoil.evidence.claims import Claim, RecordClaim
from counterfoil.evidence.event import NO_PREVIOUS, ObjectClass, TrailLink
from counterfoil.evidence.package import encode_package
from counterfoil.node.collect import Collector
from counterfoil.node.drafting import Draft
from counterfoil.primitives.types import RecordPath
from counterfoil.verify.conclusion import following
from support.evidence_told import tell
from support.evidence_world import World

PATH = RecordPath("x/y/z")


class Wordless(Collector):
    """Leaves the words of its claims empty."""

    def _drafted(self, claim: Claim, open_above: int) -> tuple[Draft, Claim]:
        draft = Draft(self._trails, self.height, self._laws, open_above=open_above, supporting_above=open_above)
        draft = Draft(self._trails, self.height, self._laws, open_above=open_above)
        follows = following(*draft.complete(claim), self._laws)
        return draft, replace(follows, does_not_claim=does_not_claim(follows))


def deep(leaves: int) -> dict[str, Any]:
    """A record of few bytes a leaf, each of which stands at the end of a way of twelve thousand characters."""
    inner: Any = [100] * leaves
    for _ in range(58):
        inner = {"k" * 200: inner}
    return {"a": inner}


def recorded(value: dict[str, Any]) -> World:
    """A world whose operator writes a record of its own, by a call and an event of no module."""
    world = tell().world

    def act(ctx: Context) -> None:
        leaf = ctx.emit("x.y", ObjectClass.disclosure, {}, (), (TrailLink(NO_PREVIOUS, PATH, 1, None),))
        ctx.state.write(PATH, value | {"trail": {"head": leaf.hex(), "seq": 1}})  # type: ignore[arg-type]

    world.rogue_block(act, world.sign([{"call": "x.y"}], "li"))
    return world


def wordless(world: World, **changes: Any) -> bytes:
    """A package that claims the record, without words."""
    package = Wordless(world, world.publish()).record(PATH)
    assert isinstance(package.claim, RecordClaim)
    return encode_package(replace(package, claim=replace(package.claim, **changes)))


def too_many_words() -> bytes:
    """A claim of just what a record says, which takes more words than a claim can hold."""
    return wordless(recorded(deep(720)))
