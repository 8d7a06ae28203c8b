"""What is changed of a series that the provider takes: its amount, pauses, its end, what pays it."""

from ama_net.kernel.payments.purposes import Row


def change_subscription(subscription_id: str, *, amount_cents: int) -> None:
    """Let the next payments be of another amount; nothing is settled for the period that is paid already."""
    raise NotImplementedError


def pause_subscription(subscription_id: str) -> None:
    """Take no payment until it is resumed."""
    raise NotImplementedError


def resume_subscription(subscription_id: str) -> None:
    """Take payments again, from the next period."""
    raise NotImplementedError


def end_subscription(subscription_id: str) -> None:
    """End it now. Ended already, nothing is done."""
    raise NotImplementedError


def start_new_method(row: Row, *, customer_id: str, language: str, back: str) -> str:
    """The provider's page where another way of paying a series is put; it is used for the next payments."""
    raise NotImplementedError
