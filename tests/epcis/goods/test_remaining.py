# SPDX-License-Identifier: Apache-2.0
"""What a recall calls back: all that still is somewhere, with how much, where, and who had it last."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from counterfoil.epcis.event import Role
from counterfoil.epcis.goods.remaining import Remaining, Where, remaining
from counterfoil.epcis.goods.sighting import Listed, Named, Sighting, parties_of
from counterfoil.epcis.goods.tracing import Direction, trace
from counterfoil.epcis.vocabulary import BIZ_STEP, SOURCE_DESTINATION_TYPE

MILL, SHOP = "https://id.gs1.org/414/9501101020016", "https://id.gs1.org/414/0614141073467"
BAD, OUT, BOX, PALLET = "urn:lot:bad", "urn:lot:out", "urn:box", "urn:pallet"
NUMBERS: Final = iter(range(1, 10**9))


def kilograms(uri: str, quantity: str | None, role: Role = "epc", uom: str = "KGM") -> Named:
    return Named(role, uri, True, None if quantity is None else Decimal(quantity), uom)


def event(
    kind: str, *names: Named, step: str = "", action: str = "OBSERVE", place: str = MILL, **parties: str
) -> Sighting:
    """One after the other, as they are made."""
    number = next(NUMBERS)
    step = BIZ_STEP.uri(step) if step else ""
    return Sighting(number, number, kind, action, "", step, "", place, place, names, **parties)


def made(uri: str, quantity: str | None, place: str = MILL, **parties: str) -> Sighting:
    named = kilograms(uri, quantity)
    return event("ObjectEvent", named, step="commissioning", action="ADD", place=place, **parties)


def became(into: str, out: str) -> Sighting:
    return event("TransformationEvent", kilograms(BAD, into, "input"), kilograms(OUT, out, "output"), action="")


def packed(uri: str, quantity: str, box: str = BOX, action: str = "ADD", place: str = MILL) -> Sighting:
    names = (Named("parent", box), kilograms(uri, quantity, "child"))
    return event("AggregationEvent", *names, action=action, place=place)


def went(step: str, *names: Named, place: str = MILL, **parties: str) -> Sighting:
    return event("ObjectEvent", *names, step=step, place=place, **parties)


def listed(*story: Sighting, start: str = BAD) -> list[Remaining]:
    index = Listed(story)
    return remaining(trace(index, start, Direction.forward), index)


def told(*story: Sighting, start: str = BAD) -> list[tuple[str, Fraction | None, str, str, str]]:
    return [(one.uri, one.amount, one.where.value, one.place, one.packed_in) for one in listed(*story, start=start)]


STORY: Final = (made(BAD, "1000", owner="mill"), became("100", "90"), packed(OUT, "10"))


def test_what_is_left_of_the_bad_lot_and_unpacked_is_called_back_too() -> None:
    """A thousand kilograms, of which a hundred became ninety, of which ten were packed: the box alone was listed."""
    assert told(*STORY) == [
        (BOX, 1, "there", MILL, ""),
        (BAD, 900, "there", MILL, ""),
        (OUT, 10, "packed", MILL, BOX),
        (OUT, 80, "there", MILL, ""),
    ]
    assert [(one.unit, one.owner) for one in listed(*STORY) if one.uri == BAD] == [("KGM", "mill")]


def test_it_is_where_it_went_and_with_whom() -> None:
    """The box was received in a shop, whose it is; of the lot half was sent, and some of that received."""
    story = (
        *STORY,
        went("shipping", Named("epc", BOX)),
        went("receiving", Named("epc", BOX), place=SHOP, owner="shop", possessor="carrier"),
        went("shipping", kilograms(BAD, "500")),
        went("receiving", kilograms(BAD, "200"), place=SHOP),
        went("retail_selling", kilograms(BAD, "50"), place=SHOP),
    )
    found = listed(*story)
    box = next(one for one in found if one.uri == BOX)
    assert (box.place, box.owner, box.possessor) == (SHOP, "shop", "carrier")
    assert sorted((one.amount, one.where, one.place) for one in found if one.uri == BAD) == [
        (50, Where.sold, SHOP),
        (150, Where.there, SHOP),
        (300, Where.sent, MILL),
        (400, Where.there, MILL),
    ]
    assert [(one.place, one.owner) for one in found if one.packed_in == BOX] == [(SHOP, "shop")]


def test_what_is_in_a_box_on_a_pallet_is_where_the_pallet_is() -> None:
    """And the box is listed no more by itself; once it is taken off again, it is."""
    stacked = event("AggregationEvent", Named("parent", PALLET), Named("child", BOX), action="ADD")
    moved = went("receiving", Named("epc", PALLET), place=SHOP)
    found = told(*STORY, stacked, moved)
    assert (BOX, 1, "there", MILL, "") not in found
    assert (PALLET, 1, "there", SHOP, "") in found and (OUT, 10, "packed", SHOP, BOX) in found
    off = event("AggregationEvent", Named("parent", PALLET), Named("child", BOX), action="DELETE", place=SHOP)
    assert (BOX, 1, "there", SHOP, "") in told(*STORY, stacked, moved, off)


def test_what_is_unpacked_is_there_again() -> None:
    """Some of it by its quantity, or all of it by an event that names the box alone."""
    some = packed(OUT, "4", action="DELETE", place=SHOP)
    assert (OUT, 6, "packed", SHOP, BOX) in told(*STORY, some) or (OUT, 6, "packed", MILL, BOX) in told(*STORY, some)
    assert (OUT, 4, "there", SHOP, "") in told(*STORY, some)
    emptied = event("AggregationEvent", Named("parent", BOX), action="DELETE", place=SHOP)
    found = told(*STORY, emptied)
    assert (OUT, 10, "there", SHOP, "") in found and not any(box == BOX for *_, box in found)


def test_what_was_used_up_or_destroyed_is_not() -> None:
    """Nothing is left of either; a thing that is seen after its end is listed all the same."""
    destroyed = event("ObjectEvent", kilograms(OUT, "80"), step="destroying", action="DELETE")
    assert (OUT, 80, "there", MILL, "") not in told(*STORY, destroyed)
    assert told(made(BAD, "100"), became("100", "0")) == []
    ended = event("ObjectEvent", Named("epc", "urn:x"), step="decommissioning", action="DELETE")
    seen = went("inspecting", Named("epc", "urn:x"))
    assert told(ended, start="urn:x") == []
    assert [one[0] for one in told(ended, seen, start="urn:x")] == ["urn:x"]


def test_what_nobody_says_is_listed_without_a_quantity() -> None:
    """A lot that is only ever seen used, one that came without a quantity, and one in a unit that nobody knows."""
    assert (BAD, None, "there", MILL, "") in told(became("100", "90"))
    assert (BAD, None, "there", MILL, "") in told(made(BAD, None))
    odd = event("ObjectEvent", kilograms(BAD, "3", uom="ZZZ"), step="receiving")
    assert (BAD, None, "there", MILL, "") in told(odd)


def test_units_of_two_kinds_are_two_rows() -> None:
    """Kilograms and pieces are not added; nothing of either is left out."""
    pieces = event("ObjectEvent", kilograms(BAD, "7", uom="H87"), step="receiving")
    found = [(one.amount, one.unit) for one in listed(made(BAD, "1000"), pieces)]
    assert found == [(7, "H87"), (1000, "KGM")]


def test_two_boxes_that_are_said_to_be_in_each_other_are_both_listed() -> None:
    """Which of them is the outer nobody knows from here."""
    first = event("AggregationEvent", Named("parent", "urn:a"), Named("child", "urn:b"), action="ADD")
    other = event("AggregationEvent", Named("parent", "urn:b"), Named("child", "urn:a"), action="ADD")
    assert [one[0] for one in told(first, other, start="urn:a")] == ["urn:a", "urn:b"]


def test_the_party_is_the_one_that_things_went_to() -> None:
    """A destination before a source."""
    owning, possessing = map(SOURCE_DESTINATION_TYPE.uri, ("owning_party", "possessing_party"))
    assert parties_of([(owning, "seller"), (possessing, "carrier"), (owning, "buyer")]) == ("buyer", "carrier")


@given(
    st.lists(
        st.tuples(st.sampled_from(("shipping", "receiving", "pack", "unpack", "sell")), st.integers(1, 300)),
        max_size=12,
    )
)
def test_nothing_is_lost_on_any_way(moves: list[tuple[str, int]]) -> None:
    """Of a thousand kilograms that are only moved, packed and sold never less than a thousand is listed."""
    story = [made(BAD, "1000")]
    for what, many in moves:
        if what in ("shipping", "receiving"):
            story.append(went(what, kilograms(BAD, str(many)), place=MILL if what == "shipping" else SHOP))
        elif what == "sell":
            story.append(went("retail_selling", kilograms(BAD, str(many)), place=SHOP))
        else:
            story.append(packed(BAD, str(many), action="ADD" if what == "pack" else "DELETE"))
    total = sum((one.amount or 0 for one in listed(*story) if one.uri == BAD), Fraction(0))
    assert total >= 1000
