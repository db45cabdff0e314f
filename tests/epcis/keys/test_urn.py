# SPDX-License-Identifier: Apache-2.0
"""From a URN to its link and back, with the length of the company prefix given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.epcis.keys.canonical import canonical_link, to_urn
from counterfoil.epcis.keys.escapes import for_urn
from counterfoil.epcis.keys.table import BY_AI, PREFIX_MAX, PREFIX_MIN, SCHEMES
from counterfoil.primitives.errors import InputError

SERIALS = st.text("!\"%&'()*+,-./0123456789:;<=>?ABCXYZ_abcxyz", min_size=1, max_size=12)
DIGITS = st.text("0123456789", min_size=1, max_size=9)


def _digits(draw, count):
    return "".join(draw(st.lists(st.sampled_from("0123456789"), min_size=count, max_size=count)))


@st.composite
def urns(draw):
    """A URN of any scheme, and the length of its prefix."""
    scheme = draw(st.sampled_from([one for one in SCHEMES if one.head != "idpat:upui"]))  # its link is a GTIN's
    key, length = BY_AI[scheme.ai], draw(st.integers(PREFIX_MIN, PREFIX_MAX))
    parts = [_digits(draw, length)]
    if key.digits:
        parts.append(_digits(draw, key.digits - length))
    else:
        parts.append(for_urn(draw(st.text("ABC/#-0123456789", min_size=1, max_size=9))))
    if key.fixed_after:
        parts += [_digits(draw, 2), _digits(draw, 2)]
    if scheme.pattern:
        parts.append("*")
    elif scheme.serial:
        plain = scheme.ai == "255" or scheme.serial == "8011"
        parts.append(draw(DIGITS) if plain else for_urn(draw(SERIALS)))
    return f"urn:epc:{scheme.head}:{'.'.join(parts)}", length


@given(urns())
def test_there_and_back(given_urn):
    """Every URN has a link, and with the length of its prefix the link is that URN again."""
    urn, length = given_urn
    link = canonical_link(urn)
    assert link is not None
    assert to_urn(link, length) == urn
    assert to_urn(link, {urn.split(":")[4].partition(".")[0]: length}) == urn


def test_the_longest_prefix_of_a_table_counts():
    """A table may have a range and an exception within it."""
    lengths = {"4": 8, "4012345": 7}
    assert to_urn("https://id.gs1.org/00/340123451111111111", lengths) == "urn:epc:id:sscc:4012345.3111111111"
    assert to_urn("https://id.gs1.org/00/340999991111111118", lengths) == "urn:epc:id:sscc:40999991.311111111"


REFUSED = {
    "the length of its company prefix is not known": ("https://id.gs1.org/414/4012345000054", {"5": 7}),
    "a company prefix has 6 to 12 digits, not 5": ("https://id.gs1.org/414/4012345000054", 5),
    "no EPC URN writes this key with this qualifier": ("https://id.gs1.org/8006/040123451234560102/10/L", 7),
}


@pytest.mark.parametrize(("problem", "asked"), REFUSED.items())
def test_what_cannot_be_written_is_said(problem, asked):
    """Each reason why a link has no URN."""
    with pytest.raises(InputError, match=problem):
        to_urn(*asked)


def test_what_is_no_key_has_no_urn():
    """A URI of another kind is no key, whatever the length."""
    assert to_urn("https://example.com/goods/12", 7) is None
