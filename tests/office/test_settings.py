"""The settings' pages: who the association is, which rooms are open, what each room declares."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.office.settings.about import ABOUT
from ama_net.features.groups.settings import GroupsSettings
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.audit.queries import audit_entries
from ama_net.kernel.tenancy import current_tenant, tenant_scope
from ama_net.kernel.tenancy.registry import forget_cached_tenants
from ama_net.kernel.tenancy.settings import TenantSetting, read_settings
from ama_net.kernel.tenancy.tenant_models import TenantFile
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

IDENTITY = "/manage/impostazioni/associazione"
ROOMS = "/manage/impostazioni/stanze"
GROUPS = "/manage/impostazioni/groups"
LIMITS = GroupsSettings.model_json_schema()["properties"]["keep_requests_days"]


def _identity(app: Flask, standing: Standing) -> TenantFile:
    forget_cached_tenants()
    with app.app_context(), tenant_scope(standing.id):
        return current_tenant().identity


def _form(page: str) -> dict[str, str]:
    """What the form of the page would send as it is."""
    main = page.partition('class="form')[2].partition("</form>")[0]
    values = {}
    for tag in re.findall(r"<input[^>]*>", main):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if given.get("type") == "checkbox" and "checked" not in tag:
            continue
        values[given["name"]] = given.get("value", "")
    values.update(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\s*(.*?)</textarea>', main, re.DOTALL))
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', main, re.DOTALL):
        values[name] = (re.findall(r'<option selected value="(\w*)"', options) or [""])[0]
    values.pop("csrf_token", None)
    return {name: text.replace("&#39;", "'") for name, text in values.items()}


def _change(browser: Browser, address: str, **values: str) -> Any:
    return browser.submit(address, {**_form(browser.get(address).text), **values})


def _undo_address(page: str) -> str:
    return re.findall(r'action="(/manage/undo/[^"]+)"', page)[0]


def test_form_sent_as_it_is_changes_nothing(app: Flask, alba: Standing, president: Browser) -> None:
    before = _identity(app, alba)
    assert _change(president, IDENTITY).status_code == 303
    assert "Non è cambiato niente." in president.get(IDENTITY).text
    assert _identity(app, alba) == before


def test_identity_is_changed_at_once_and_kept_with_what_it_was(app: Flask, alba: Standing, president: Browser) -> None:
    _change(president, IDENTITY, tagline="Una riga nuova", contact__hours="Lunedì 9-12")
    assert "Una riga nuova" in president.get(IDENTITY).text
    identity = _identity(app, alba)
    assert (identity.tagline, identity.contact.hours) == ("Una riga nuova", "Lunedì 9-12")
    with app.app_context(), tenant_scope(alba.id):
        kept = db.session.scalars(
            select(TenantSetting.values).where(TenantSetting.room == "identity").order_by(TenantSetting.id)
        )
        assert [values["identity"]["tagline"] for values in kept] == [
            "Una associazione che esiste solo nelle prove",
            "Una riga nuova",
        ]
        entry = db.session.scalars(audit_entries()).first()
        assert entry is not None
        assert (entry.facts["verb"], entry.facts["changes"]) == (
            "identity.changed",
            {"fields": ["tagline", "contact.hours"]},
        )


def test_identity_keeps_what_the_form_does_not_show(app: Flask, alba: Standing, president: Browser) -> None:
    before = _identity(app, alba)
    _change(president, IDENTITY, tagline="Altra")
    after = _identity(app, alba)
    assert (after.themes, after.audiences, after.slug, after.rooms) == (
        before.themes,
        before.audiences,
        before.slug,
        before.rooms,
    )


def test_identity_of_the_other_association_is_not_touched(app: Flask, brig: Standing, president: Browser) -> None:
    before = _identity(app, brig)
    _change(president, IDENTITY, tagline="Altra")
    assert _identity(app, brig) == before


def test_phones_are_added_and_taken_away(app: Flask, alba: Standing, president: Browser) -> None:
    _change(president, IDENTITY, contact__phones__0__label="Segreteria", contact__phones__0__number="051 000 0001")
    _change(president, IDENTITY, contact__phones__1__label="Sportello", contact__phones__1__number="051 000 0002")
    assert [phone.label for phone in _identity(app, alba).contact.phones] == ["Segreteria", "Sportello"]
    _change(president, IDENTITY, contact__phones__0__label="", contact__phones__0__number="")
    assert [phone.label for phone in _identity(app, alba).contact.phones] == ["Sportello"]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("name", "", "Serve: scrivi qui."),
        ("short_name", "x" * 31, "È troppo lungo: al massimo 30 caratteri."),
        ("contact__public_email", "non è un indirizzo", "Non è un indirizzo e-mail: ricontrollalo."),
        (
            "registration__tax_code",
            "12345678901",
            "Il codice fiscale dell&#39;ente ha 11 cifre e una di controllo: ricontrollalo.",
        ),
        ("seat__postcode", "4", "Non va bene così: ricontrolla come è scritto."),
        ("contact__website", "javascript:alert(1)", "Non va bene così: ricontrolla come è scritto."),
        ("contact__phones__0__number", "12", "Non è un numero di telefono esistente: controlla le cifre."),
        ("emergency__text", "", "Serve: scrivi qui."),
    ],
)
def test_wrong_value_is_said_beside_its_field_and_nothing_is_saved(
    app: Flask, alba: Standing, president: Browser, name: str, value: str, words: str
) -> None:
    before = _identity(app, alba)
    extra = {"contact__phones__0__label": "Casa"} if "phones" in name else {}
    answer = _change(president, IDENTITY, **{name: value, "tagline": "Mai salvata", **extra})
    beside = answer.text.partition(f'id="{name}-error"')[2].partition("</p>")[0]
    assert (answer.status_code, words in beside) == (422, True)
    assert "Mai salvata" in answer.text
    assert _identity(app, alba) == before


def test_wrong_phone_after_an_emptied_one_is_marked_on_its_own_row(alba: Standing, president: Browser) -> None:
    _change(president, IDENTITY, contact__phones__0__label="Uno", contact__phones__0__number="051 000 0001")
    answer = _change(
        president, IDENTITY, contact__phones__0__label="", contact__phones__0__number="",
        contact__phones__1__label="Due", contact__phones__1__number="12",
    )  # fmt: skip
    assert (
        'id="contact__phones__1__number-error"' in answer.text,
        'id="contact__phones__0__number-error"' in answer.text,
    ) == (True, False)


def test_fault_that_belongs_to_no_field_stands_above_the_form(president: Browser) -> None:
    answer = _change(president, IDENTITY, legal_form="association", registration__runts_section="A")
    assert answer.status_code == 422
    assert (
        "La sezione del RUNTS c&#39;è solo per odv, aps o ets"
        in answer.text.partition('class="error-summary"')[2].partition("</div>")[0]
    )


def test_identity_can_be_put_back(app: Flask, alba: Standing, president: Browser) -> None:
    before = _identity(app, alba)
    _change(president, IDENTITY, tagline="Un errore")
    president.submit(_undo_address(president.get(IDENTITY).text))
    assert _identity(app, alba) == before


def test_identity_changed_again_is_not_put_back(app: Flask, alba: Standing, president: Browser) -> None:
    _change(president, IDENTITY, tagline="Prima")
    undo = _undo_address(president.get(IDENTITY).text)
    _change(president, IDENTITY, tagline="Seconda")
    president.submit(undo)
    assert "Nel frattempo questi dati sono cambiati ancora" in president.get("/manage/").text
    assert _identity(app, alba).tagline == "Seconda"


def test_rooms_are_closed_and_opened(app: Flask, alba: Standing, president: Browser) -> None:
    kept = {name: "y" for name in type(_identity(app, alba).rooms).model_fields if name != "members"}
    president.submit(ROOMS, kept)
    assert _identity(app, alba).rooms.members is False
    president.submit(ROOMS, {**kept, "members": "y"})
    assert _identity(app, alba).rooms.members is True


def test_room_settings_say_what_they_are_and_the_law_behind_them(president: Browser) -> None:
    page = president.get(GROUPS).text
    assert "Giorni dopo i quali una richiesta chiusa è svuotata" in page
    assert "GDPR art. 5.1.e" in page


def test_room_settings_are_changed_kept_and_recorded(app: Flask, alba: Standing, president: Browser) -> None:
    _change(president, GROUPS, keep_requests_days="30")
    with app.app_context(), tenant_scope(alba.id):
        assert read_settings(GroupsSettings) == GroupsSettings(keep_requests_days=30)
        entry = db.session.scalars(audit_entries()).first()
        assert entry is not None
        assert (entry.facts["verb"], entry.facts["subject_id"], entry.facts["changes"]) == (
            "settings.changed",
            "groups",
            {"keep_requests_days": [90, 30]},
        )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0", f"Almeno {LIMITS['minimum']}."),
        ("9999", f"Al massimo {LIMITS['maximum']}."),
        ("", "Scrivi un numero intero."),
        ("dieci", "Scrivi un numero intero."),
    ],
)
def test_wrong_setting_is_said_beside_its_field(
    app: Flask, alba: Standing, president: Browser, value: str, words: str
) -> None:
    answer = _change(president, GROUPS, keep_requests_days=value)
    beside = answer.text.partition('id="keep_requests_days-error"')[2].partition("</p>")[0]
    assert (answer.status_code, words in beside) == (422, True)
    with app.app_context(), tenant_scope(alba.id):
        assert read_settings(GroupsSettings) == GroupsSettings()


def test_room_settings_can_be_put_back(app: Flask, alba: Standing, president: Browser) -> None:
    _change(president, GROUPS, keep_requests_days="30")
    president.submit(_undo_address(president.get(GROUPS).text))
    with app.app_context(), tenant_scope(alba.id):
        assert read_settings(GroupsSettings) == GroupsSettings()


def test_room_settings_of_the_other_association_are_not_touched(app: Flask, brig: Standing, president: Browser) -> None:
    _change(president, GROUPS, keep_requests_days="30")
    with app.app_context(), tenant_scope(brig.id):
        assert read_settings(GroupsSettings) == GroupsSettings()


def test_unknown_room_is_not_there(president: Browser) -> None:
    assert (
        president.get("/manage/impostazioni/nessuna").status_code,
        president.submit("/manage/impostazioni/nessuna").status_code,
    ) == (404, 404)


@pytest.mark.parametrize("address", [IDENTITY, ROOMS, GROUPS])
def test_who_may_only_read_sees_the_values_and_cannot_save(
    client: Callable[[str], Browser], alba: Standing, address: str
) -> None:
    board = sign_in(client(alba.host), alba, Role.BOARD)
    page = board.get(address)
    assert (page.status_code, "<fieldset disabled>" in page.text, ">Salva<" in page.text) == (
        200,
        True,
        False,
    )
    assert board.submit(address, _form(page.text)).status_code == 404


@pytest.mark.parametrize("address", ["/manage/impostazioni", IDENTITY, ROOMS, GROUPS])
def test_settings_are_for_who_may_read_them(client: Callable[[str], Browser], alba: Standing, address: str) -> None:
    statuses = [
        sign_in(client(alba.host), alba, role).get(address).status_code for role in (Role.TREASURER, Role.EDITOR)
    ]
    assert statuses == [200, 404]


def test_each_room_says_what_its_settings_are_about(app: Flask, president: Browser) -> None:
    assert {model.room for model in app.extensions["room_settings"]} == set(ABOUT)
    page = unescape(president.get("/manage/impostazioni").text)
    assert [str(words) for words in ABOUT.values() if str(words) not in page] == []
