"""What an association chooses about its helpdesk: the terms it begins with, and what cannot be chosen."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from pydantic import ValidationError

from ama_net.features.helpdesk.settings import HelpdeskSettings, OnlineKind
from ama_net.kernel.access import Role
from ama_net.kernel.tenancy.settings import read_settings
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

PAGE = "/manage/impostazioni/helpdesk"
TYPED = {
    name: str(value.value if isinstance(value, OnlineKind) else value)
    for name, value in HelpdeskSettings().model_dump().items()
}


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"keep_days": 29}, "keep_days"),
        ({"keep_days": 366}, "keep_days"),
        ({"hold_minutes": 2}, "hold_minutes"),
        ({"offer_hours": 0}, "offer_hours"),
        ({"online_kind": "zoom"}, "online_kind"),
        ({"online_host": "meet.example/?x=1"}, "online_host"),
        ({"online_host": "<b>"}, "online_host"),
    ],
)
def test_what_cannot_be_chosen(values: dict[str, Any], refused: str) -> None:
    with pytest.raises(ValidationError) as error:
        HelpdeskSettings(**values)
    assert [fault["loc"] for fault in error.value.errors()] == [(refused,)]


@pytest.mark.usefixtures("in_alba")
def test_an_association_begins_with_ninety_days_and_ten_minutes() -> None:
    settings = read_settings(HelpdeskSettings)
    assert (settings.keep_days, settings.hold_minutes, settings.online_kind) == (90, 10, OnlineKind.NONE)


def test_the_president_chooses_in_italian(
    app: Flask, alba: Standing, brig: Standing, client: Callable[[str], Browser]
) -> None:
    browser = sign_in(client(alba.host), alba, Role.PRESIDENT)
    assert "Nessun servizio: il collegamento si manda a mano" in browser.get(PAGE).text
    chosen = {**TYPED, "keep_days": "60", "online_kind": "jitsi", "online_host": "meet.alba.example"}
    assert browser.submit(PAGE, chosen).status_code == 303
    with desk(app, alba):
        settings = read_settings(HelpdeskSettings)
    with desk(app, brig):
        others = read_settings(HelpdeskSettings)
    assert (settings.keep_days, settings.online_kind, settings.online_host) == (60, "jitsi", "meet.alba.example")
    assert others == HelpdeskSettings()
