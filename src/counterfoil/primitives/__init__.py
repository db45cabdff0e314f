# SPDX-License-Identifier: Apache-2.0
"""Pure building blocks: no I/O, no clock, no randomness."""
