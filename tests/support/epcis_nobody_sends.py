# SPDX-License-Identifier: Apache-2.0
"""Documents that nobody means: names twice, numbers without end, depths, bombs, files of the reader's machine."""

from typing import Final

from support.epcis_documents import events

SEEN: Final = events(16, 1)[0].alone
NOBODY_SENDS: Final = {
    "a name twice": SEEN.replace(b'"type":', b'"type": "ObjectEvent", "type":', 1),
    "no number": SEEN[:-1] + b', "ex:n": NaN}',
    "endless": SEEN[:-1] + b', "ex:n": -Infinity}',
    "beyond a double": SEEN[:-1] + b', "ex:n": 1e400}',
    "a number of a million digits": SEEN[:-1] + b', "ex:n": ' + b"9" * 10**6 + b"}",
    "deep": SEEN[:-1] + b', "ex:n": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep and cut off": SEEN[:-1] + b', "ex:n": ' + b'{"a":' * 100_000,
    "half a pair": SEEN[:-1] + b', "ex:n": "\\ud83d"}',
    "no UTF-8": SEEN[:-1] + b', "ex:n": "\xff"}',
    "UTF-16": SEEN.decode().encode("utf-16"),
    "UTF-32": SEEN.decode().encode("utf-32"),
    "a file of someone's": b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
    "a file of someone's, in UTF-16": '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'.encode(
        "utf-16"
    ),
    "laughs": b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>',
    "a document type by parameter": b'<!DOCTYPE r [<!ENTITY % p SYSTEM "http://x.example/x"> %p;]><r/>',
    "an XSLT": b'<?xml-stylesheet href="http://x.example"?><x xmlns="urn:x"/>',
    "a ZIP": b"PK\x03\x04" + bytes(60),
    "a million names": b"{" + b",".join(b'"a%d":1' % number for number in range(10**5)) + b"}",
    "a document in an event": SEEN[:-1] + b', "epcisBody": {"eventList": []}}',
}
