# SPDX-License-Identifier: Apache-2.0
"""Holdings: who holds how much of what, and in which of four parts."""
