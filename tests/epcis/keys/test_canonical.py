# SPDX-License-Identifier: Apache-2.0
"""URNs and links of anybody's domain as one canonical link; what is no GS1 key stays as it is."""

import json

import pytest

from counterfoil.epcis.keys.canonical import canonical_identifier, canonical_link
from shared_data import shared_data

PAIRS = {
    "urn:epc:id:sgtin:4012345.011111.98%22": "https://id.gs1.org/01/04012345111118/21/98%22",
    "urn:epc:id:sgtin:4012345.011111.a:b(c)": "https://id.gs1.org/01/04012345111118/21/a%3Ab%28c%29",
    "urn:epc:id:sscc:4012345.3111111111": "https://id.gs1.org/00/340123451111111111",
    "urn:epc:id:sgln:4012345.00005.0": "https://id.gs1.org/414/4012345000054",
    "urn:epc:id:pgln:999999999999.": "https://id.gs1.org/417/9999999999994",
    "urn:epc:id:cpi:4012345.A%2FB.123": "https://id.gs1.org/8010/4012345A%2FB/8011/123",
    "urn:epc:idpat:sgtin:4012345.012345.*": "https://id.gs1.org/01/04012345123456",
    "https://dl.example.com/goods/01/4012345123456/22/X/10/L1/21/S1?17=261231#top": "https://id.gs1.org/01/04012345123456/21/S1",
    "http://example.com/gtin/401234512345/lot/L%2F1/": "https://id.gs1.org/01/00401234512345/10/L%2F1",
    "https://example.com/414/4012345000054/254/12": "https://id.gs1.org/414/4012345000054/254/12",
}
NONE = {
    "of no scheme": "urn:epc:id:nothing:4012345.1",
    "a prefix too short": "urn:epc:id:sgtin:40123.01111111.1",
    "a reference too short": "urn:epc:id:sgtin:4012345.01111.1",
    "letters for digits": "urn:epc:id:sscc:4012345.311111111A",
    "digits of another alphabet": "urn:epc:id:sscc:4012345.311111111１",
    "no serial": "urn:epc:id:sgtin:4012345.011111.",
    "a serial too long": f"urn:epc:id:sgtin:4012345.011111.{'9' * 21}",
    "a serial where none is": "urn:epc:id:sscc:4012345.3111111111.5",
    "no star in a pattern": "urn:epc:idpat:sgtin:4012345.012345.7",
    "a piece of one digit": "urn:epc:id:itip:4012345.012345.1.02.9",
    "a key too short": "https://example.com/01/97803",
    "no value": "https://example.com/01/",
    "an unknown qualifier": "https://example.com/01/09780345418913/99/x",
    "a qualifier without value": "https://example.com/01/09780345418913/21",
    "an empty qualifier": "https://example.com/01/09780345418913/21//",
    "a link of no key": "https://example.com/goods/12",
    "another kind of URI": "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
    "no URI": "Hello World!",
}


@pytest.mark.parametrize(("uri", "link"), PAIRS.items())
def test_a_key_has_one_link(uri, link):
    """Each spelling of a key comes out as its canonical link, and the link as itself."""
    assert canonical_link(uri) == link
    assert canonical_link(link) == link


@pytest.mark.parametrize("uri", NONE.values(), ids=NONE.keys())
def test_what_is_no_key_has_none(uri):
    """Each way of being no GS1 key: there is no link, and the identifier is compared as it is."""
    assert canonical_link(uri) is None
    assert canonical_identifier(uri) == uri


@pytest.mark.real_data
def test_published_pairs():
    """All 71 published pairs of URI and canonical link, nine of which have none."""
    pairs = json.loads(shared_data("epcis/event-hash/digital_link_vectors.json").read_bytes())["pairs"]
    assert [canonical_link(str(uri)) for uri, _ in pairs] == [link for _, link in pairs]
    assert (len(pairs), sum(link is None for _, link in pairs)) == (71, 9)


@pytest.mark.parametrize(
    "written",
    [
        "HTTPS://example.com/00/340123451111111111",
        "Http://x/00/340123451111111111",
        "URN:EPC:id:sscc:4012345.3111111111",
    ],
)
def test_scheme_and_namespace_in_capitals_name_no_other_thing(written: str) -> None:
    """By RFC 3986 and RFC 8141; what is hashed is read as it stands."""
    assert canonical_identifier(written) == "https://id.gs1.org/00/340123451111111111"
    assert canonical_link(written) is None
    assert canonical_identifier("HTTPS://example.com/Goods") == "HTTPS://example.com/Goods"
