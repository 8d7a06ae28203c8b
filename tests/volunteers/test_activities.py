"""The activities of volunteers: added, named anew, moved, closed; those in use stay."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from ama_net.features.volunteers.models import Activity
from ama_net.features.volunteers.operations.activities import (
    is_used,
    move_activity,
    remove_activity,
    save_activity,
)
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.people import WrongFact
from tests.factories.volunteers import make_shift
from tests.support.cast import sign_in
from tests.support.standing import Standing
from tests.volunteers.hours_desk import inside, make_hours

PAGE = "/manage/volontari/attivita"


def _save(label: str, **values: Any) -> Activity:
    return save_activity(values.pop("activity", None), label=label, hourly_value_cents=None, by=SYSTEM, **values)


def _fresh(*labels: str) -> list[Activity]:
    db.session.execute(delete(Activity))
    return [_save(label) for label in labels]


def _labels() -> list[str]:
    return list(db.session.scalars(select(Activity.label).order_by(Activity.position)))


@pytest.mark.usefixtures("in_alba")
def test_a_new_one_stands_at_the_end_with_a_key_of_its_own() -> None:
    _fresh("Uno", "Due")
    assert _labels() == ["Uno", "Due"]
    assert _save("Uno!").key == "uno-2"


@pytest.mark.usefixtures("in_alba")
@pytest.mark.parametrize("label", ["", "due", "Dué"])
def test_a_name_is_needed_and_is_of_one_only(label: str) -> None:
    _fresh("Uno", "Due")
    with pytest.raises(WrongFact) as refused:
        _save(label)
    assert refused.value.field == "label"


@pytest.mark.usefixtures("in_alba")
def test_one_is_moved_and_the_ends_stay() -> None:
    one, _two, three = _fresh("Uno", "Due", "Tre")
    move_activity(three, up=True, by=SYSTEM)
    assert _labels() == ["Uno", "Tre", "Due"]
    move_activity(one, up=True, by=SYSTEM)
    assert _labels() == ["Uno", "Tre", "Due"]


@pytest.mark.usefixtures("in_alba")
def test_one_in_use_is_not_removed() -> None:
    (one,) = _fresh("Uno")
    assert not is_used(one)
    make_shift(activity_id=one.id)
    with pytest.raises(WrongFact, match="si può chiudere"):
        remove_activity(one, by=SYSTEM)


@pytest.mark.usefixtures("in_alba")
def test_hours_are_a_use_too() -> None:
    (one,) = _fresh("Uno")
    make_hours(activity=one)
    assert is_used(one)


@pytest.mark.usefixtures("in_alba")
def test_one_nobody_names_is_removed() -> None:
    one, _two = _fresh("Uno", "Due")
    remove_activity(one, by=SYSTEM)
    assert _labels() == ["Due"]


def test_the_office_adds_changes_and_closes(app: Flask, client: Any, alba: Standing) -> None:
    inside(app, alba, lambda: _fresh("Uno"))
    sara = sign_in(client(alba.host), alba, Role.SECRETARY)
    assert sara.submit(f"{PAGE}/nuova", {"label": "Due", "value": "12,50", "is_open": "y"}).status_code == 303
    assert sara.submit(f"{PAGE}/nuova", {"label": "due"}).status_code == 422
    assert sara.submit(f"{PAGE}/nuova", {"label": "Tre", "value": "tanto"}).status_code == 422
    url = inside(
        app, alba, lambda: f"{PAGE}/{db.session.scalars(select(Activity.id).where(Activity.label == 'Due')).one()}"
    )
    assert sara.submit(url, {"label": "Secondo", "value": ""}).status_code == 303
    assert "Secondo" in sara.get(PAGE).text
    found = inside(app, alba, lambda: [(one.label, one.is_open, one.hourly_value_cents) for one in _all()])
    assert found == [("Uno", True, None), ("Secondo", False, None)]
    assert sara.submit(f"{url}/posto", {"way": "up"}).status_code == 303
    assert sara.submit(f"{url}/cancellazione").status_code == 303
    assert inside(app, alba, _labels) == ["Uno"]


def _all() -> list[Activity]:
    return list(db.session.scalars(select(Activity).order_by(Activity.position)))


def test_who_only_reads_changes_nothing(app: Flask, client: Any, alba: Standing) -> None:
    inside(app, alba, lambda: _fresh("Uno"))
    reader = sign_in(client(alba.host), alba, Role.CONTROL_BODY)
    assert reader.get(PAGE).status_code == 200
    assert reader.submit(f"{PAGE}/nuova", {"label": "Due"}).status_code in {403, 404}
    assert inside(app, alba, _labels) == ["Uno"]


def test_another_associations_activity_is_not_there(app: Flask, client: Any, alba: Standing, brig: Standing) -> None:
    activity_id = inside(app, alba, lambda: _fresh("Uno")[0].id)
    theirs = sign_in(client(brig.host), brig, Role.SECRETARY)
    assert theirs.submit(f"{PAGE}/{activity_id}", {"label": "Altro"}).status_code == 404
