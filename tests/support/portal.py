# SPDX-License-Identifier: Apache-2.0
"""What the portal shows of published logs, asked of its own code in Node; logs to show, and trust files for them."""

import json
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from counterfoil.custody.custody_log import CustodyLog
from counterfoil.custody.witness_client import LocalWitness
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.hashing import to_hex
from support.browser_verifier import need, tools
from support.custody import NOW_S, ORIGIN, TestChain, entry_auditor, local_witnesses, open_custody_log, with_auditor
from support.custody import private_key as key_named

HEIGHTS = 300
"""How many headers the log has that most tests look at."""
AUDITOR, OTHER_AUDITOR = key_named("state auditor"), key_named("other state auditor")


@cache
def _module() -> Path:
    made = tools().parent / "folders.mjs"
    subprocess.run([need("node"), str(tools() / "build_portal.mjs"), str(made)], check=True, capture_output=True)
    return made


def ask(requests: Sequence[dict[str, Any]], *flags: str) -> list[Any]:
    """The answers of the portal's code to requests as ``browser/portal/folders.mjs`` describes them."""
    run = subprocess.run(
        [need("node"), str(_module()), *flags], input=json.dumps(requests), capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    answers: list[Any] = json.loads(run.stdout)
    return answers


def look(directory: Path, **request: Any) -> dict[str, Any]:
    """What the portal shows of the log below ``directory``, by the tests' clock."""
    [answer] = ask([{"folder": str(directory / "custody/log"), "now": NOW_S + 60} | request])
    assert isinstance(answer, dict)
    return answer


def open_log(directory: Path) -> CustodyLog:
    """A custody log with three witnesses, of whom two must sign, and an entry auditor who must."""
    clients = [*local_witnesses(directory), LocalWitness("delta", entry_auditor(directory))]
    return open_custody_log(directory, clients, policy=with_auditor())


def make_log(directory: Path, chain: TestChain, heights: int) -> CustodyLog:
    """A published log in which a chain has headers up to ``heights`` − 1; two auditors stopped at others before."""
    log = open_log(directory)
    log.register_chain(chain.entry)
    for height in range(heights):
        log.anchor(chain.headers[height] if height < len(chain.headers) else chain.seal_next())
    log.audit(chain.audit(heights - 1, by=AUDITOR))
    log.audit(chain.audit(heights - 3, by=OTHER_AUDITOR))
    log.publish()
    return log


def trust_file(path: Path, chain: TestChain, *auditors: PrivateKey, **changes: Any) -> Path:
    """The trust file of such a log, written to ``path``."""
    keys = [msgspec.to_builtins(auditor.public) for auditor in auditors or (AUDITOR, OTHER_AUDITOR)]
    named = {
        "genesis": to_hex(chain.headers[0].hash),
        "log": ORIGIN,
        "seal": msgspec.to_builtins(chain.entry.seal),
        "recovery": msgspec.to_builtins(chain.entry.recovery),
        "recovery_delay_ms": chain.entry.recovery_delay_ms,
        "auditors": {"keys": keys, "threshold": len(keys)},
    }
    policy = (
        with_auditor().encode().replace("group both 2 trio delta", "group entries 1 delta\ngroup both 2 trio entries")
    )
    trust = {
        "format": "counterfoil-trust/v2",
        "policy": policy,
        "entry_auditors": "entries",
        "chains": {chain.name: named},
    }
    path.write_text(json.dumps(trust | changes))
    return path


def trusting(directory: Path, **request: Any) -> dict[str, Any]:
    """The same under the trust file that lies beside it."""
    return look(directory, trust=str(directory / "trust.json"), **request)


def codes(problems: list[dict[str, str]]) -> list[str]:
    """Problems by their names."""
    return [problem["code"] for problem in problems]
