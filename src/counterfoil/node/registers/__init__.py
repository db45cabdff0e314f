# SPDX-License-Identifier: Apache-2.0
"""Registers that others kept, brought onto a chain row by row."""
