# SPDX-License-Identifier: Apache-2.0
"""What whoever asked is given with an answer: the line that is kept, signed by who notes (spec/access.md)."""

import base64
import re
from typing import Final

from counterfoil.evidence.access_line import RECEIPT_TYPE, AccessLine, AccessReceipt, decode_access_line
from counterfoil.identity.dsse import pre_authentication_encoding
from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import HexHash

HEADER: Final = "counterfoil-access"
_FIELD: Final = re.compile(r'line=:([A-Za-z0-9+/=]+):, keyid="([0-9a-f]{64})", sig=:([A-Za-z0-9+/=]+):')


def receipt_of(line: AccessLine, key: PrivateKey) -> AccessReceipt:
    """A line under the signature of who keeps it."""
    return AccessReceipt(line=line, keyid=HexHash(key.keyid), signature=key.sign(_message(line)))


def write_receipt(receipt: AccessReceipt) -> str:
    """The value of the header: a dictionary of RFC 9651."""
    line, signature = (base64.b64encode(one).decode() for one in (canonical.encode(receipt.line), receipt.signature))
    return f'line=:{line}:, keyid="{receipt.keyid}", sig=:{signature}:'


def read_receipt(text: str) -> AccessReceipt:
    """Of the header's value; raises InputError. Whether the signature is good is asked of the key."""
    read = _FIELD.fullmatch(text.strip())
    try:
        if read is None:
            raise ValueError("not of its form")
        line = decode_access_line(base64.b64decode(read[1], validate=True))
        return AccessReceipt(line=line, keyid=HexHash(read[2]), signature=base64.b64decode(read[3], validate=True))
    except (ValueError, DecodeError) as error:
        remedy = f"give the value of the answer's header {HEADER}, whole"
        raise InputError("it cannot be read", where="receipt", remedy=remedy) from error


def is_signed(receipt: AccessReceipt, key: PublicKey) -> bool:
    """Whether who has this key gave the receipt."""
    return str(key.keyid) == receipt.keyid and key.verify(_message(receipt.line), receipt.signature)


def _message(line: AccessLine) -> bytes:
    return pre_authentication_encoding(RECEIPT_TYPE, canonical.encode(line))
