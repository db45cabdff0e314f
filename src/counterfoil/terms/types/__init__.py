# SPDX-License-Identifier: Apache-2.0
"""The contract types, those of ACTUS and our own, and the table that finds them by name."""
