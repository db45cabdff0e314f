# SPDX-License-Identifier: Apache-2.0
"""Named types that cross borders, and the limits that every number on the ledger obeys."""

from typing import Annotated, Final, NewType

from msgspec import Meta

Hash = NewType("Hash", bytes)
"""32 bytes of SHA-256."""
HexHash = NewType("HexHash", str)
"""The same in JSON: 64 lower-case hex digits."""
CodeHash = NewType("CodeHash", HexHash)
"""What a chain calls the code of a contract: the hash of all that it says, and of no one file."""
LedgerHash = NewType("LedgerHash", HexHash)
"""The hash of something that stands on a ledger, and of no file."""
Height = NewType("Height", int)
"""Position of a block in its chain; the genesis block has height 0."""
Timestamp = NewType("Timestamp", int)
"""Milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored (POSIX)."""
Quantity = NewType("Quantity", int)
"""A whole number of an instrument's smallest unit."""
Duration = NewType("Duration", int)
"""Milliseconds."""
DayNumber = NewType("DayNumber", int)
"""Days since 1970-01-01."""
OffsetMinutes = NewType("OffsetMinutes", int)
"""Minutes by which a day begins before midnight UTC: 480 in all of China."""
MinuteOfDay = NewType("MinuteOfDay", int)
"""Minutes since the day began: 0 to 1440, its end."""
Millionths = NewType("Millionths", int)
"""A share or a rate, in parts per million."""
Billionths = NewType("Billionths", int)
"""A share, in parts per billion: fees of a turnover are so small."""
BasisPoints = NewType("BasisPoints", int)
"""A share, in hundredths of a per cent."""
JsonText = NewType("JsonText", str)
"""A JSON value in canonical form, as text."""

ChainId = NewType("ChainId", str)
PartyId = NewType("PartyId", str)
AccountId = NewType("AccountId", str)
InstrumentId = NewType("InstrumentId", str)
KeyId = NewType("KeyId", str)
"""Lower-case hex SHA-256 of ``<scheme>\\0<public key bytes>``."""
RecordPath = NewType("RecordPath", str)
"""Where a record lives in the state: ``module/table/part/…``."""

INTEGER_MAX: Final = 2**53 - 1
"""Largest integer of interoperable JSON (RFC 8785 §3.2.2.3, RFC 7493 §2.2)."""
QUANTITY_MAX: Final = INTEGER_MAX
PARTS_PER_MILLION: Final = 1_000_000
"""The whole of which ``Millionths`` are parts."""

IDENTIFIER_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}\Z"
IDENTIFIER_IN_WORDS: Final = "up to 64 letters, digits and . _ : -"
IDENTIFIER: Final = Meta(pattern=IDENTIFIER_PATTERN)
"""Annotates the field of a message that brings a new identifier into the world."""
EXECUTOR: Final = Meta(pattern=r"^[A-Za-z0-9._:/-]{1,200}\Z")
"""Annotates what names a party, or a record by its path: whoever may use what was set aside."""
HEX_HASH: Final = Meta(pattern=r"^[0-9a-f]{64}\Z")
POSITIVE: Final = Meta(gt=0, le=QUANTITY_MAX)
NATURAL: Final = Meta(ge=0, le=INTEGER_MAX)

PositiveQuantity = Annotated[Quantity, POSITIVE]
NaturalQuantity = Annotated[Quantity, NATURAL]
HeightField = Annotated[Height, NATURAL]
TimestampField = Annotated[Timestamp, NATURAL]
HashField = Annotated[HexHash, HEX_HASH]
CodeField = Annotated[CodeHash, HEX_HASH]
LedgerHashField = Annotated[LedgerHash, HEX_HASH]
