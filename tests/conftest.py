# SPDX-License-Identifier: Apache-2.0
"""What is run but not measured: tracing doubles the time of a test, so of tests that run long it is left out.

Their paths are run by others too, or their data is not there everywhere. The processes that they start are not traced
either. Of the rest a test with many cases is measured at the first few and then at every fourth. What is measured must
reach what ``pyproject.toml`` asks. Beside that, the browser that tests of pages share.
"""

import gc
import importlib
import os
import pkgutil
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any, Final

import coverage
import pytest
from hypothesis import HealthCheck, settings

import counterfoil

TESTS: Final = Path(__file__).parent
# Whatever process a test starts finds what the test finds, however both were started.
os.environ["PYTHONPATH"] = os.pathsep.join(str(path) for path in (TESTS.parent / "src", TESTS, TESTS.parent))
UNTRACED: Final = (
    "api/epcis/test_attacked.py",
    "api/epcis/test_documents_of_others.py",
    "api/epcis/test_fuzz.py",
    "api/ledger/test_described_fuzz.py",
    "api/ledger/test_evidence.py",
    "api/ledger/test_under_load.py",
    "browser",
    "cli/served",
    "cli/test_access.py",
    "cli/test_attacks.py",
    "cli/test_bank.py",
    "cli/test_contract*.py",
    "cli/test_epcis.py",
    "cli/test_epcis_ask.py",
    "cli/test_errors.py",
    "cli/test_guides.py",
    "cli/test_help.py",
    "cli/test_import_into_vault.py",
    "cli/test_poor_output.py",
    "cli/test_rows.py",
    "cli/test_serve.py",
    "cli/test_serve_feeds.py",
    "client/test_types.py",
    "clients",
    "commerce/test_begun_beforehand.py",
    "commerce/test_determinism.py",
    "commerce/test_objections.py",
    "consensus/cometbft/light/test_live_engine.py",
    "consensus/cometbft/light/test_rules_needed.py",
    "consensus/cometbft/test_crash_points.py",
    "consensus/cometbft/test_state_sync.py",
    "contracts_library",
    "custody/test_crash.py",
    "demo/test_scenes.py",
    "end_to_end",
    "epcis/schema/test_differential.py",
    "evidence/test_text.py",
    "law/test_twin.py",
    "modules/*/test_*evidence*.py",
    "modules/*/test_random_*.py",
    "modules/contracts/test_called.py",
    "modules/contracts/test_taken_back.py",
    "modules/futures/test_many_positions.py",
    "modules/governance/test_carried_in_turn.py",
    "modules/lifecycle/test_odd_terms.py",
    "modules/test_house.py",
    "modules/test_new_noun.py",
    "modules/test_rules_say_no.py",
    "modules/test_steps.py",
    "node/bank/test_bridge_crash.py",
    "node/consortium/test_rolling_upgrade.py",
    "node/futures/test_replay.py",
    "node/test_member_chain.py",
    "node/test_collect_histories.py",
    "node/test_collect_resting.py",
    "node/test_contract_*.py",
    "node/test_crossings_killed.py",
    "node/test_rows_feed.py",
    "node/test_served_engine.py",
    "primitives/authmap/test_map.py",
    "readmodel/chain/test_kill.py",
    "sandbox/test_harmful.py",
    "sandbox/test_hostile.py",
    "sandbox/test_loading.py",
    "sandbox/test_meaning.py",
    "sandbox/test_small_programs.py",
    "simulation",
    "terms/formulas/test_bond_pricing.py",
    "terms/test_twin.py",
    "terms/test_vectors.py",
    "test_docs.py",
    "test_environment.py",
    "test_examples.py",
    "test_law_docs.py",
    "test_style.py",
    "verify/test_differential.py",
    "verify/test_fuzz.py",
    "verify/test_golden.py",
    "verify/test_limits.py",
    "verify/test_mutation.py",
    "verify/test_orders.py",
    "verify/test_standing_consents.py",
    "verify/test_verifier.py",
)
"""Files and folders, below this one; an asterisk stands for anything."""
# No test is timed: how long an example takes says how busy a machine is, and nothing of what is tested.
settings.register_profile("untimed", parent=settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

YOUNG: Final = 20_000
"""So many new objects are searched for cycles at once: tests make many, and most are gone before."""
WHOLE: Final = 3
"""Of a test with many cases so many are measured in each process,"""
PROBED: Final = 4
"""and then each fourth."""
TABLES: Final = ("modules/test_rejections.py",)
"""Each test takes one path, which no other does: all are measured."""

PROCESSES: Final = "COVERAGE_PROCESS_CONFIG"
"""By which coverage tells the processes that a test starts to trace themselves."""


@cache
def among(names: tuple[str, ...], file: Path) -> bool:
    """Whether a file, or a folder that it is in, has one of the names."""
    below = file.relative_to(TESTS)
    return any(fnmatch(place.as_posix(), name) for place in (below, *below.parents) for name in names)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Whatever is made while tests are looked for lives to the end: nobody looks for garbage in it, then or later.

    What a module does when it is imported is traced, before any test is looked for; what tests prepare then is not.
    """
    if coverage.Coverage.current() is not None:
        _import_all()
    gc.disable()
    try:
        with _without_tracing(processes=False):
            return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG)
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """With what the test prepares, too."""
    if among(UNTRACED, item.path):
        with _without_tracing(processes=False):
            return (yield)
    if coverage.Coverage.current() is None or among(TABLES, item.path):
        return (yield)
    test = item.nodeid.partition("[")[0]
    BEGUN[test] += 1
    if (further := BEGUN[test] - WHOLE) > 0 and further % PROBED:
        with _without_tracing(processes=True):
            return (yield)
    return (yield)


BEGUN: Final = Counter[str]()
"""Test → how many of its cases began in this process."""


@contextmanager
def _without_tracing(*, processes: bool) -> Iterator[None]:
    """Nothing is traced but, if told so, processes that are started meanwhile.

    A worker has two tracers: its process its own, and pytest-cov another.
    """
    told, stopped = None if processes else os.environ.pop(PROCESSES, None), []
    while (tracing := coverage.Coverage.current()) is not None:
        tracing.stop()
        stopped.append(tracing)
    try:
        yield
    finally:
        for tracing in reversed(stopped):
            tracing.start()
        if told is not None:
            os.environ[PROCESSES] = told


def _import_all() -> None:
    for module in pkgutil.walk_packages(counterfoil.__path__, f"{counterfoil.__name__}."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, for one module's tests: no other event loop begins in this thread while it is open."""
    from support.chromium import chromium

    with chromium() as started:
        yield started
