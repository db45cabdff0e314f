# SPDX-License-Identifier: Apache-2.0
"""A node that serves the console with a network behind it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from support.console import KEY_FILE, Behind, make_console_network
from support.node_service import served


@pytest.fixture(scope="session")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    root = tmp_path_factory.mktemp("console") / "network"
    told = make_console_network(root)
    with served(root) as service:
        yield Behind(service, told)


@pytest.fixture
def opened(browser: Any, behind: Behind) -> Iterator[Callable[..., Any]]:
    """Opens the console; what it asks of others, what the browser complains of, and what it throws fails the test."""
    contexts: list[Any] = []
    asked: list[str] = []
    said: list[str] = []

    def open_console(locale: str = "en-GB", scheme: str = "light", width: int = 1200) -> Any:
        viewport = {"width": width, "height": 900}
        context = browser.new_context(locale=locale, color_scheme=scheme, viewport=viewport)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(behind.url)
        page.wait_for_selector(KEY_FILE)
        return page

    yield open_console
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith((behind.service.url, "blob:", "data:"))] == []
    # What is not there is answered 404, and a key of nobody's 401: of each the browser writes a line of its own.
    assert [text for text in said if not re.search(r"status of (404|401) \(", text)] == []
