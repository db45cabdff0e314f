# SPDX-License-Identifier: Apache-2.0
"""Between a chain and an operating bank's core system: money that arrived, money that is to be paid, statements."""
