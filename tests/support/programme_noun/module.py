# SPDX-License-Identifier: Apache-2.0
"""The closed half of the programmes module."""

from typing import Final

from counterfoil.law.module import Module

from .law import LAW

MODULE: Final = Module(law=LAW)
