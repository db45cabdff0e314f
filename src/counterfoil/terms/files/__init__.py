# SPDX-License-Identifier: Apache-2.0
"""Terms as people and other systems hand them over: cases, portfolios, what is wrong with them, JSON without floats."""
