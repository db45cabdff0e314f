# SPDX-License-Identifier: Apache-2.0
"""The read model of a chain: its blocks, events and records in tables, exact at every height."""
