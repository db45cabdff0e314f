# SPDX-License-Identifier: Apache-2.0
"""Trust files as people write them."""

import json
from typing import Any

import msgspec

from counterfoil.verify.trust import FORMAT, Trust


def trust_document(trust: Trust) -> dict[str, Any]:
    """What a trust file says, as plain JSON."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "policy": trust.policy.encode(),
        "chains": {
            chain: {
                "genesis": known.genesis.hex(),
                "log": known.log,
                **{
                    role: msgspec.to_builtins(keys)
                    for role in ("seal", "recovery", "auditors")
                    if (keys := getattr(known, role)) is not None
                },
            }
            for chain, known in trust.chains.items()
        },
    }
    for chain, known in trust.chains.items():
        if known.recovery_delay_ms:
            document["chains"][chain]["recovery_delay_ms"] = known.recovery_delay_ms
    optional = {"entry_auditors": trust.entry_auditors, "max_age_s": trust.max_age_s}
    return document | {name: value for name, value in optional.items() if value is not None}


def trust_file(trust: Trust) -> bytes:
    return json.dumps(trust_document(trust), indent=2).encode()
