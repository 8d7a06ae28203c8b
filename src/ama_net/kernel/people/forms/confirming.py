"""Writing what stays (an entry of a register of the law): each writing asks to be read once more before it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from ama_net.foundation.database import db
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.rules import WrongFact

DONE, REFUSED = 303, 422


@dataclass(frozen=True)
class Writing:
    """What is about to be written: how the page calls it, what it says will happen, what checks it and what does it."""

    title: str
    what: str
    button: str
    done: str
    act: Callable[[], None]
    check: Callable[[], None] = lambda: None


def confirm_then_write(
    form: Any, writing: Writing, *, show: Callable[[str], str], after: Callable[[], str]
) -> ResponseReturnValue:
    """First what was typed, then what will be written (and one may go back to it), then it is: one address.

    ``show`` draws a step, ``"write"`` or ``"confirm"``; ``after`` gives the address to go to when it is written.
    """
    if "back" not in request.form and form.validate_on_submit():
        confirmed = "confirmed" in request.form
        try:
            (writing.act if confirmed else writing.check)()
        except WrongFact as error:
            db.session.rollback()
            blame(form, error)
        else:
            if confirmed:
                flash(writing.done, "success")
                return redirect(after(), DONE)
            return show("confirm")
    return show("write"), REFUSED if form.errors or form.form_errors else 200
