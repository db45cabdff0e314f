# SPDX-License-Identifier: Apache-2.0
"""One file per claim. Speed is measured here and nowhere else: no test asserts a time."""
