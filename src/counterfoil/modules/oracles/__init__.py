# SPDX-License-Identifier: Apache-2.0
"""Oracles: what several parties observed of the world under their signatures, and the one value that is fixed of it."""
