# SPDX-License-Identifier: Apache-2.0
"""Settlement: instructions of any number of legs that settle together or not at all."""
