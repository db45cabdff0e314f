# SPDX-License-Identifier: Apache-2.0
"""What holds of ``test_import_into_vault`` holds where a service holds the folder."""

from cli.test_import_into_vault import *  # noqa: F403
