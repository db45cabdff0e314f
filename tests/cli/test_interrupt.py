# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C, also when closing would never end."""

import signal
import subprocess
import sys

STUCK = """
import threading
from counterfoil.cli import interrupt
interrupt.GRACE_S = 1
interrupt.end_in_time()
lock = threading.Lock()
lock.acquire()
try:
    print("ready", flush=True)
    lock.acquire()
finally:
    lock.acquire()
"""


def test_an_interrupted_command_that_cannot_close_ends_all_the_same() -> None:
    """A lock that nobody will release does not keep the process: exit code 130 and one line."""
    with subprocess.Popen([sys.executable, "-c", STUCK], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=30)
    assert (process.returncode, error) == (130, b"error: interrupted\n")


LOSS = """
import sys
from threading import Event, Thread
from counterfoil.cli import interrupt
from counterfoil.primitives.errors import CounterfoilError
interrupt.end_in_order()
loss = interrupt.EndOnLoss()
try:
    Thread(target=loss.tell, args=(CounterfoilError("the engine is gone"),)).start()
    Event().wait()
except KeyboardInterrupt:
    try:
        loss.raise_if_told()
    except CounterfoilError as error:
        print(error)
        sys.exit(3)
"""


def test_what_serves_ends_when_it_is_told_of_a_loss_and_says_which() -> None:
    """From whatever thread: it is an interrupt, and what is raised in the end is the loss."""
    ended = subprocess.run([sys.executable, "-c", LOSS], capture_output=True, timeout=30)
    assert (ended.returncode, ended.stdout) == (3, b"the engine is gone\n"), ended.stderr
