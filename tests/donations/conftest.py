"""What several tests of gifts need."""

from tests.payments.conftest import till

__all__ = ["till"]
