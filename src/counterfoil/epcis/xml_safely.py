# SPDX-License-Identifier: Apache-2.0
"""XML of strangers: no document type, no entities, no network, no bombs."""

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
_ROOT: Final = re.compile(rb"<[A-Za-z_:\x80-\xff]")
_MARKS: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
"""How a document in UTF-16 begins, with its mark and without."""
_DECLARED: Final = re.compile(r"(<\?xml[^>]*?)\s+encoding\s*=\s*(?:\"[^\"]*\"|'[^']*')")


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
    begun = _ROOT.search(data)
    if b"<!DOCTYPE" in data[: begun.start() if begun else len(data)]:
        problem = "it has a document type, which may hold entities"
        raise DecodeError(problem, where=where, remedy="leave <!DOCTYPE …> out")
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
        raise DecodeError(f"not XML: {said}", where=", ".join(part for part in (where, place) if part)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DecodeError("it has a document type, which may hold entities", where=where)
    return cast(Element, root)
