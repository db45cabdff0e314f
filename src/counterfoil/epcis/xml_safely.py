# SPDX-License-Identifier: Apache-2.0
"""XML of strangers: no document type that says more than a name, no entities, no network, no bombs."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, Protocol, cast

from lxml import etree

from counterfoil.primitives.errors import DecodeError


class Element(Protocol):
    """What we use of an element of lxml."""

    tag: str
    text: str | None
    tail: str | None
    sourceline: int
    attrib: Mapping[str, str]
    nsmap: Mapping[str | None, str]

    def __iter__(self) -> "Iterator[Element]": ...
    def __len__(self) -> int: ...
    def iter(self) -> "Iterator[Element]": ...
    def iterancestors(self) -> "Iterator[Element]": ...


DEPTH_MAX: Final = 64
ATTRIBUTES_MAX: Final = 256
"""Of one element; the library takes the square of their number to list them."""
_CROWDED: Final = etree.XPath(f"(//*[@*[{ATTRIBUTES_MAX + 1}]])[1]")
_MARKS: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
"""How a document in UTF-16 begins, with its mark and without."""
_DECLARED: Final = re.compile(r"(<\?xml[^>]*?)\s+encoding\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_WIDE: Final = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"'](UTF-?16|UTF-?32|UCS-?[24])", re.IGNORECASE)
"""An encoding of which this very text could not be read, was it in it."""
NAMESPACE_MAX: Final = 2_048
"""Characters; the library writes a namespace out with each name that is in it."""
_LONG_NAMESPACE: Final = re.compile(
    rb"\sxmlns(?::[^\s=]{1,100})?\s*=\s*(?:\"[^\"]{%d}|'[^']{%d})" % ((NAMESPACE_MAX + 1,) * 2)
)
_PROLOG: Final = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
"""What may stand before a document type, or before the root."""
_NAME_ALONE: Final = re.compile(rb"<!DOCTYPE\s+[^\s\[\]<>\"']+\s*>")
"""A document type that declares nothing, as ``<!DOCTYPE project>`` in examples of GS1."""
_TOO_LONG: Final = "Text node too long"


def _in_utf_8(data: bytes, where: str) -> bytes:
    """A document in UTF-16, which every reader of XML knows, as one in UTF-8; any other as it is."""
    encoding = _MARKS.get(data[:2])
    if encoding is None:
        return data
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        place = ", ".join(part for part in (where, f"byte {error.start}") if part)
        raise DecodeError("neither UTF-16 nor UTF-8", where=place, remedy="save it as UTF-8") from error
    return _DECLARED.sub(r"\1", text, count=1).encode()


def read_xml(data: bytes, *, where: str, size_max: int) -> Element:
    """The root of a document; DecodeError, with the line, for what is no XML, has a document type, or is too deep."""
    if len(data) > size_max:
        problem = f"{len(data):,} bytes are more than {size_max:,}"
        raise DecodeError(problem, where=where, remedy="split the document")
    data = _in_utf_8(data, where)
    _require_harmless(data, where)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        place = f"line {line}, column {column}"
        said = error.msg.partition(", line ")[0]
        if _TOO_LONG in said:
            said = "a text of more than 10,000,000 characters"
        raise DecodeError(f"not XML: {said}", where=", ".join(part for part in (where, place) if part)) from error
    if root.getroottree().docinfo.internalDTD is not None and not _has_type(data, _NAME_ALONE):
        raise _typed(where)
    for crowded in _CROWDED(root):
        problem = f"an element has more than {ATTRIBUTES_MAX} attributes"
        raise DecodeError(problem, where=_located(where, crowded.sourceline), remedy="no event needs that")
    return cast(Element, root)


def _require_harmless(data: bytes, where: str) -> None:
    """DecodeError for what is told better, or sooner, than the library tells it."""
    if wide := _WIDE.match(data.removeprefix(b"\xef\xbb\xbf")):
        problem = f"it says that it is in {wide[1].decode()}, and is not"
        raise DecodeError(problem, where=where, remedy="declare the encoding that it is saved in, such as UTF-8")
    if _has_type(data) and not _has_type(data, _NAME_ALONE):
        raise _typed(where)
    if long := _LONG_NAMESPACE.search(data):
        line = data.count(b"\n", 0, long.start()) + 1
        problem = f"a namespace has more than {NAMESPACE_MAX:,} characters"
        raise DecodeError(problem, where=_located(where, line), remedy="shorten it")


def _has_type(data: bytes, kind: "re.Pattern[bytes]" = re.compile(b"<!DOCTYPE")) -> bool:
    """Whether a document type stands before the root, of a kind."""
    begun = _PROLOG.match(data)
    return begun is not None and kind.match(data, begun.end()) is not None


def _typed(where: str) -> DecodeError:
    problem = "it has a document type, which may hold entities"
    return DecodeError(problem, where=where, remedy="leave <!DOCTYPE …> out")


def _located(where: str, line: int) -> str:
    return ", ".join(part for part in (where, f"line {line}") if part)
