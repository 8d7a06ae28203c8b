"""What every form does with what is typed: days of years that cannot be, the letter no database takes."""

from datetime import date, datetime, time
from io import BytesIO

import pytest
from flask import Flask, request
from wtforms import DateField, DateTimeLocalField, TimeField
from wtforms.validators import InputRequired, Optional

from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.people.forms.fields import DayField

WRONG_YEAR = "L'anno della data non è giusto: ricontrolla."


class _Days(WebForm):
    class Meta(WebForm.Meta):
        csrf = False

    plain = DateField("Giorno", [Optional()])
    day = DayField("Giorno", [InputRequired("Scrivi il giorno.")])
    moment = DateTimeLocalField("Quando", [Optional()])
    hour = TimeField("Ora", [Optional()])


def _sent(app: Flask, **typed: str) -> _Days:
    with app.test_request_context(method="POST", data=typed):
        form = _Days()
        form.validate_on_submit()
        return form


@pytest.mark.parametrize("typed", ["9999-12-31", "0001-01-01", "0999-12-31", "3000-01-01"])
def test_a_day_of_a_year_that_cannot_be_is_an_error_and_no_day(app: Flask, typed: str) -> None:
    form = _sent(app, plain=typed, day=typed, moment=f"{typed}T10:00")
    said = {"plain": [WRONG_YEAR], "day": [WRONG_YEAR], "moment": [WRONG_YEAR]}
    assert (form.errors, form.plain.data, form.day.data, form.moment.data) == (said, None, None, None)


def test_what_was_typed_stays_to_be_mended(app: Flask) -> None:
    assert 'value="9999-12-31"' in str(_sent(app, day="9999-12-31").day())


def test_days_and_hours_that_can_be_are_read(app: Flask) -> None:
    form = _sent(app, plain="1000-01-01", day="31/12/2999", moment="2026-11-22T10:00", hour="18:30")
    read = [form.plain.data, form.day.data, form.moment.data, form.hour.data]
    assert read == [date(1000, 1, 1), date(2999, 12, 31), datetime(2026, 11, 22, 10), time(18, 30)]  # noqa: DTZ001


@pytest.mark.parametrize("typed", ["", " ", "\x00", " \x00 "])
def test_a_day_that_has_to_be_said_is_not_said_with_nothing(app: Flask, typed: str) -> None:
    assert _sent(app, day=typed).errors == {"day": ["Scrivi il giorno."]}


def test_addresses_and_forms_bring_no_nul(app: Flask) -> None:
    sent = {"name": "Li\x00na", "both": ["a\x00", "\x00"]}
    with app.test_request_context("/?q=%00lut%00to&q=b", method="POST", data=sent):
        read = [request.args.getlist("q"), request.form.to_dict(flat=False), request.values["q"]]
    assert read == [["lutto", "b"], {"name": ["Lina"], "both": ["a", ""]}, "lutto"]


def test_a_form_with_a_file_brings_no_nul_and_the_file_as_it_is(app: Flask) -> None:
    sent = {"name": "Li\x00na", "file": (BytesIO(b"a\x00b"), "pro\x00va.bin")}
    with app.test_request_context(method="POST", data=sent):
        read = [request.form["name"], request.files["file"].filename, request.files["file"].read()]
    assert read == ["Lina", "prova.bin", b"a\x00b"]
