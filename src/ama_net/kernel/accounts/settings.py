"""What an association decides about how its people sign in."""

from typing import ClassVar

from pydantic import Field

from ama_net.kernel.tenancy.settings import RoomSettings


class AccountsSettings(RoomSettings):
    """Settings of sign-in, edited in the office."""

    room: ClassVar[str] = "accounts"

    require_second_factor: bool = Field(
        default=False,
        description="Chi lavora in ufficio deve avere il secondo passaggio (GDPR, art. 32: misure adeguate al rischio).",
    )
