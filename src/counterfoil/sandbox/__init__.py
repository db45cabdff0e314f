# SPDX-License-Identifier: Apache-2.0
"""Contracts' programs: checked against the dialect, metered, and run in worker processes."""
