"""Is the libro soci whole, and does the table of members say the same?"""

from ama_net.features.members.register import REGISTER
from ama_net.kernel.registers import Check, check

__all__ = ["Check", "check_register"]


def check_register() -> Check:
    """Recompute the chain, compare it with the heads outside, and every membership with its last entry."""
    return check(REGISTER)
