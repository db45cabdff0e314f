# SPDX-License-Identifier: Apache-2.0
"""The hashes that this program gave events before two namespaces of the standard had one spelling each.

GS1's web vocabulary has two addresses, and ``cbvmda`` was ``urn:epcglobal:cbv:mda:`` where a document in JSON did not
say what it stands for, unlike in XML. Of the few events that say either, the hash is another since. What was captured
and anchored under the former one keeps its name and its proof.
"""

from dataclasses import replace
from typing import Final

from counterfoil.epcis.event import Event
from counterfoil.epcis.event_hash import event_hash
from counterfoil.epcis.hash_editions import CBV_2_0
from counterfoil.epcis.vocabulary import CBV_MASTER_DATA, GS1, GS1_FORMERLY

_EDITION: Final = CBV_2_0._replace(as_written=True)
_SIGNS: Final = (b'"cbvmda:', GS1.encode())
"""What an event says, as it is kept, whose hash may have been another."""


def former_hashes(event: Event, document: bytes) -> tuple[str, ...]:
    """Those that are not its hash by the rules of today; of most events none. ``document`` is how it is kept."""
    if not any(sign in document for sign in _SIGNS):
        return ()
    words = {**event.names, **({"gs1": GS1_FORMERLY} if event.names.get("gs1") == GS1 else {})}
    spelled = [words, *([words | {"cbvmda": f"{CBV_MASTER_DATA}:"}] if words.get("cbvmda") == CBV_MASTER_DATA else [])]
    found = [event_hash(replace(event, names=names, computed={}), _EDITION) for names in spelled]
    return tuple(dict.fromkeys(one for one in found if one != event_hash(event)))
