# SPDX-License-Identifier: Apache-2.0
"""Reader the golden files and loads their generators."""

import importlib.util
import json
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).resolve().parents[2] / "vectors"


def cases(path: str) -> list[dict[str, Any]]:
    """The cases of one golden file."""
    rows: list[dict[str, Any]] = json.loads((VECTORS / path).read_text())
    return rows


def generated(script: str) -> dict[str, bytes]:
    """What a generator script would write: path below vectors/ → bytes."""
    spec = importlib.util.spec_from_file_location(script, VECTORS / f"{script}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    documents: dict[str, bytes] = module.documents()
    return documents


def generated_files(script: str) -> dict[str, bytes]:
    """What a generator script with a ``build`` would write: path below vectors/ → bytes."""
    spec = importlib.util.spec_from_file_location(script, VECTORS / f"{script}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    built: dict[str, bytes] = module.build()
    return built
