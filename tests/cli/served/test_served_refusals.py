# SPDX-License-Identifier: Apache-2.0
"""What holds of ``test_refusals`` holds where a service holds the folder."""

from cli.test_refusals import *  # noqa: F403
