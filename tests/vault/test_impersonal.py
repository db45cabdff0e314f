# SPDX-License-Identifier: Apache-2.0
"""What is found of a person's data in a text that is kept for good, and what, as the documentation says, is not."""

from pathlib import Path

import pytest

from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, PartyId, Timestamp
from counterfoil.vault.impersonal import names, repeats
from counterfoil.vault.keeping import Access, Person, Vault

NUMBERED = '{"name":"Wang Xiaoming","phone":13800138000,"born":[1990,3],"address":{"city":"Hangzhou"},"known":true}'
PLAIN = "王小明，110101 19900307 1234; Bob Smith, Rue de l'Église 7"
FOUND = [
    (NUMBERED, "call 13800138000"),
    (NUMBERED, "call 138-0013-8000"),
    (NUMBERED, "on wish of WangXiaoming"),
    (NUMBERED, "on wish of Xiaoming"),
    (NUMBERED, "wang_xiaoming, file 7"),
    (NUMBERED, "of those born in 1990"),
    (NUMBERED, "moved to ＨＡＮＧＺＨＯＵ"),
    (PLAIN, "王 小 明 asks"),
    (PLAIN, "no. 110101199003071234"),
    (PLAIN, "no. １１０１０１ １９９００３０７ １２３４"),
    (PLAIN, "on Mr Smith's wish"),
    (PLAIN, "BOB-SMITH"),
    (PLAIN, "near the église"),
    ("WangXiaoming", "asked by Wang Xiaoming"),
    ("13800138000", "call 138 0013 8000"),
    ("passport P1234567", "no. 1234567"),
    ("Garden Road 1203", "room 1203"),
]
NOT_FOUND = [
    (NUMBERED, "request 12, name and phone of the customer"),
    (NUMBERED, "call the number that ends in 8000"),
    (NUMBERED, "Mr W."),
    (NUMBERED, "true, and known"),
    (PLAIN, "the Smiths"),
    (PLAIN, "file 7"),
    ("Garden Road 1203", "file 912034"),
    ("It is said of whoever reads this request that a court asked for the whole text of it.", "request of a court"),
]


@pytest.mark.parametrize(("data", "said"), FOUND)
def test_data_is_found_in_another_shape(data: str, said: str) -> None:
    """Numbers of a JSON document, single words, without blanks, with other blanks, in another width."""
    assert repeats(data, said)


@pytest.mark.parametrize(("data", "said"), NOT_FOUND)
def test_what_says_nothing_or_says_it_in_other_words_is_not(data: str, said: str) -> None:
    """A file number is none of it; that a part of a number or a nickname is not found, the guide says."""
    assert not repeats(data, said)


@pytest.mark.parametrize("party", ["Wang-Xiaoming", "wangxiaoming.1", "H-13800138000", "H:1990"])
def test_a_party_is_not_named_by_its_persons_data(party: str, tmp_path: Path) -> None:
    """It would stand on the chain and in every line of the log; nothing is put, and what is said repeats nothing."""
    access = Access("desk", "file 7", Timestamp(1))
    with Vault.create(tmp_path / "vault", PrivateKey(seed=bytes(range(32)))) as vault:
        with pytest.raises(InputError, match="stands on the chain for good") as raised:
            vault.put(Person(ChainId("main"), PartyId(party)), NUMBERED, access)
        assert party not in str(raised.value) and vault.entries() == []
        vault.put(Person(ChainId("main"), PartyId("H-1")), NUMBERED, access)


def test_a_word_in_common_names_nobody() -> None:
    """A reason has words of its own; an identifier may be made of words that stand in somebody's address."""
    assert not names("Li Na, Garden Road 1203", "Garden-bank-7") and not names("Li Na, Garden Road 1203", "K-0912034")
    assert names("Li Na, Garden Road 1203", "garden-road-1203")
